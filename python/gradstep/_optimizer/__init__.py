"""The optimizer: what it is bound to, its groups and options, its state, and the step."""
