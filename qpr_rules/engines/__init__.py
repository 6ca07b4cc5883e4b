"""Where work is done: each engine is given the work and its chunks, and contains no arithmetic."""
