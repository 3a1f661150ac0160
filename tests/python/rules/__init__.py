"""The rules: their formulas, bits, elementary functions, and that they learn."""
