"""What is found wrong in one document while it is read, at the places that its keys name."""

from __future__ import annotations

import datetime as dt

from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.period import MONTH_NAMES, last_day, month_of
from qpr_rules.reading.nodes import Document

_ONCE = frozenset(["QPR213", "QPR215"])
"""Errors of one word, the polarity, that every bound of every standard meets."""

_SHOWN = 3
"""Further places of one mistake that are shown."""


class Findings:
    """Diagnostics collected while one document is read; ``error`` says where, in terms of its keys."""

    def __init__(self, document: Document, kpi: str = "") -> None:
        self.document, self.kpi = document, kpi
        self.found: list[Diagnostic] = []

    def error(
        self,
        code: str,
        headline: str,
        *path: str | int,
        hint: str = "",
        key: bool = False,
        label: str = "",
        also: tuple[Label, ...] = (),
    ) -> None:
        """Add an error at the value (or the key) of a path; ``also`` holds further places."""
        span = self.document.key(*path) if key else self.document.span(*path)
        if code in _ONCE and (first := next((each for each in self.found if each.code == code), None)):
            more = (*first.also, Label(span, "here too"))[:_SHOWN]
            self.found[self.found.index(first)] = first._replace(also=more)
            return
        hints = (hint,) if hint else ()
        self.found.append(Diagnostic(code, Severity.ERROR, headline, Label(span, label), also, hints, kpi=self.kpi))

    def at(self, text: str, *path: str | int) -> tuple[Label, ...]:
        """A further place, with its words, if something is written there."""
        return (Label(self.document.spans[path], text),) if path in self.document.spans else ()

    def day(self, text: str, *path: str | int) -> dt.date | None:
        """A day, or the first day of a month; None, with an error, where there is no such day."""
        try:
            return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
        except ValueError:
            self.error("QPR206", f"there is no such day as `{text}`", *path, hint=_days(text))
            return None

    def month(self, text: str, *path: str | int) -> int | None:
        """The ordinal of a month written ``2024-10``; None, with an error, where there is no such month."""
        year, number = int(text[:4]), int(text[5:7])
        if 1 <= number <= 12:
            return month_of(year, number)
        self.error("QPR206", f"there is no such month as `{text}`", *path, hint="write it as year-month: 2024-10")
        return None


def _days(text: str) -> str:
    """What is wrong with a day that does not exist."""
    year, month = int(text[:4]), int(text[5:7])
    if not 1 <= month <= 12 or not year:
        return "write it as year-month-day: 2025-03-31"
    return f"{MONTH_NAMES[month - 1]} {year} has {last_day(month_of(year, month)).day} days"
