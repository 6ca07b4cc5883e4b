"""What one owner must know of a quarter, to paste into an email: a model, and two ways to print it."""
