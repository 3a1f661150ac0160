"""Parameters, gradients and state that are stored in 8 and 16 bits."""
