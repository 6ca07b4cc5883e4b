"""The table of exceptions: which rows it lists, what is said of each, and how it is laid out."""
