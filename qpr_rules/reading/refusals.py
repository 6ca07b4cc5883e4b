"""Mistakes in result files, as they are met: the first of each kind with their places, the others counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qpr_rules.diagnostic import LISTED, Diagnostic, Edit, Label, Severity, Span, brief
from qpr_rules.observation import Observation, Refusal, Tally
from qpr_rules.reading.sources.placing import Places
from qpr_rules.refused import Refused


class Refusals:
    """What is wrong with the files read so far. ``texts`` holds the sources that a place is in."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self.tally = Tally("")
        """Of the file that is read."""
        self.seen: dict[tuple[int, str], set[str]] = {}
        """Texts that the columns of `where` have, by the entry of the settings and the column."""
        self.every: Refused | None = None
        """Every row that was refused, where all are asked for."""
        self.unlisted = 0
        """Mistakes that are counted and not listed."""
        self._counts: Counter[str] = Counter()

    def refuse(self, places: Places, line: int, column: str, of: Sequence[str], code: str, headline: str) -> None:
        """Count a row that cannot be used, whether its mistake is listed or not; ``of`` is its KPI, area and period."""
        self.tally.refused += 1
        if self.every is not None:
            span = places.cell(line, column) if column else places.row(line)
            kpi, area, period = (each.strip() for each in of)
            self.every.add(Refusal(span, kpi, area, period, code, brief(headline)))

    def is_listed(self, code: str) -> bool:
        """Whether the next mistake of this kind is listed, so that it is worth finding words for it."""
        return self._counts[code] < LISTED

    def say(
        self,
        severity: Severity,
        code: str,
        headline: str,
        places: Places,
        line: int,
        column: str,
        kpi: str = "",
        hint: str = "",
        earlier: Observation | None = None,
        edit: str | None = None,
    ) -> None:
        """Add a mistake in one cell (in a row, with no column), or count it where as many of its kind are listed."""
        self._counts[code] += 1
        if self._counts[code] > LISTED:
            return
        if places.file not in self.texts and (text := places.text):
            self.texts[places.file] = text
        also = (Label(_row(earlier, places), "first given here"),) if earlier else ()
        span = places.cell(line, column) if column else places.row(line)
        change = None if edit is None or not span.line else Edit(span, edit)
        self.found.append(
            Diagnostic(
                code=code,
                severity=severity,
                headline=headline,
                at=Label(span),
                also=also,
                hints=(hint,) if hint else (),
                edit=change,
                kpi=kpi,
            )
        )

    def close(self, file: str) -> None:
        """End a file: of each kind of mistake, say how many more there were."""
        for code, count in sorted(self._counts.items()):
            if count > LISTED:
                severity = next(each.severity for each in reversed(self.found) if each.code == code)
                others = count - LISTED
                self.unlisted += others
                headline = f"and {others:,} more like this in the file"
                self.found.append(Diagnostic(code, severity, headline, Label(Span(file)), times=others))
        self._counts.clear()


def _row(observation: Observation, places: Places) -> Span:
    """The place of an earlier result: its whole row where that is in the same file of text."""
    own = observation.source == places.file and not observation.within
    return places.row(observation.line) if own else observation.at
