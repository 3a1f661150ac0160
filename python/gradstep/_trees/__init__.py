"""What holds arrays: containers and leaves, torch's tensors, dtypes that numpy does not have."""
