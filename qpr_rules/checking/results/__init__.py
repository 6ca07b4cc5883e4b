"""Checks that need evaluation: ``check --results``."""
