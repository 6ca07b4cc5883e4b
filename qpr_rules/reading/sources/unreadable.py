"""A file that a source cannot read at all: one finding, and the other files go on."""

from __future__ import annotations

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.reading.refusals import Refusals


class UnreadableError(Exception):
    """A file, or the table or sheet that is wanted of it, cannot be read: the sentence, its code, and what to do."""

    def __init__(self, code: str, headline: str, hint: str) -> None:
        super().__init__(headline)
        self.code, self.hint = code, hint


def refuse(error: UnreadableError, file: str, refusals: Refusals) -> None:
    """Say so, of the file as a whole."""
    found = Diagnostic(error.code, Severity.ERROR, str(error), Label(Span(file)), hints=(error.hint,))
    refusals.found.append(found)
