"""The optimizer: what it binds, a step and the stages around it, groups, state and averages."""
