"""Minimizers: of a function of one array, and of containers an iteration at a time."""
