"""The quarterly report as a paper: one model of it, and a module for each format that prints it."""
