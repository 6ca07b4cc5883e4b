"""Benchmarks: one command, ``python -m benchmarks``, and ratios measured in one run (docs/benchmarks.md)."""
