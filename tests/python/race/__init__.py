"""The command `gradstep race`."""
