"""What holds arrays: containers and their leaves, torch's tensors, dtypes that numpy has not."""
