"""The schedules: their formulas and laws, as values, in optimizers, drawn and written as text."""
