"""The exit codes besides 0, as docs/reference/commands.md explains them. 2 is misuse, and click's own."""

from __future__ import annotations

DIAGNOSTICS = 1
"""Something is wrong with the files, a case failed, or what was published is not proved."""

EXCEPTIONS = 3
"""There are exceptions as severe as ``--fail-on`` says."""

OUR_BUG = 70
"""qpr-rules itself made a mistake."""

INTERRUPTED = 130
"""Somebody stopped it."""
