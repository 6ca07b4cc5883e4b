"""Checks of one definition by itself."""
