"""Use cases: one module each, no printing. They import each other only through ``app/evaluate.py`` and ``app/series.py``."""
