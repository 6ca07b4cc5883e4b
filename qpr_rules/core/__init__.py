"""The arithmetic: NumPy and the standard library, no input or output, no clock, no words for people."""
