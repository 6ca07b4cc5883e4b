"""Checks of the whole set."""
