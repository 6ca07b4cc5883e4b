"""What was read of the results: on a screen, and in files for programs."""
