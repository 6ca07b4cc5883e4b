"""What is wrong with results of which there are too many to list: the first mistakes of each kind, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from qpr_rules.diagnostic import LISTED, Diagnostic, Label, Severity, Span


@dataclass
class Tally:
    """Mistakes by code. ``source`` is what was read: each mistake names its KPI, area and period, which find it there."""

    source: str
    counts: Counter[str] = field(default_factory=Counter)
    listed: list[Diagnostic] = field(default_factory=list)

    def say(self, severity: Severity, code: str, headline: str, kpi: str = "", hint: str = "", times: int = 1) -> None:
        """Add a mistake, which stands for so many rows."""
        self.add(
            Diagnostic(code, severity, headline, Label(Span(self.source)), (), (hint,) if hint else (), kpi=kpi), times
        )

    def add(self, found: Diagnostic, times: int = 1) -> None:
        """Add a mistake that has been put into words."""
        if self.counts[found.code] < LISTED:
            self.listed.append(found)
        self.counts[found.code] += times

    def take(self, other: Tally) -> None:
        """Add another's mistakes, of other KPIs. Which are listed does not depend on the order in which parts come."""
        every = sorted([*self.listed, *other.listed], key=lambda found: (found.kpi, found.code, found.headline))
        seen: Counter[str] = Counter()
        self.listed = []
        for found in every:
            seen[found.code] += 1
            if seen[found.code] <= LISTED:
                self.listed.append(found)
        self.counts += other.counts

    def diagnostics(self) -> Iterable[Diagnostic]:
        """Those that are listed, and of each kind how many more rows there are."""
        yield from self.listed
        for code, count in sorted(self.counts.items()):
            own = [each for each in self.listed if each.code == code]
            if count > len(own):
                others = count - len(own)
                headline = f"and {others:,} more like this"
                yield Diagnostic(code, own[0].severity, headline, Label(Span(self.source)), times=others)
