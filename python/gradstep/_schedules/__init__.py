"""What is done with schedules: read from text, shown, scaled to another batch size."""
