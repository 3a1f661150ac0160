"""The minimizers and the line searches."""
