"""Which rows the table of exceptions lists, in what groups, and the totals above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from qpr_rules.core.comparison import ratings
from qpr_rules.definition import Kind
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Flag, Gravity, Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows are wanted and how they are grouped."""

    section: str | None = None
    owner: str | None = None
    area: str | None = None
    severities: frozenset[str] = field(default_factory=frozenset)
    by: str = "severity"
    everything: bool = False

    def covers(self, row: Evaluation) -> bool:
        """Whether a row is of the section, owner and area wanted."""
        return (
            (self.section is None or row.section == self.section)
            and (self.owner is None or row.owner == self.owner)
            and (self.area is None or row.area == self.area)
        )

    def takes(self, row: Evaluation, rules: Sequence[Rule]) -> bool:
        """Whether a row with these flags is wanted."""
        return (
            self.covers(row)
            and (bool(rules) or self.everything)
            and (not self.severities or any(rule.severity in self.severities for rule in rules))
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the table and the rules that put it there, gravest first."""

    row: Evaluation
    rules: tuple[Rule, ...]

    @property
    def severity(self) -> Gravity | None:
        """The gravest; None where nothing fired."""
        return self.rules[0].severity if self.rules else None


def entries(rows: Sequence[Evaluation], flags: Sequence[Flag], choice: Choice) -> list[Listed]:
    """The rows wanted, in the order of their flags; those without any after them."""
    flagged = {index: tuple(flag.rule for flag in group) for index, group in groupby(flags, key=lambda flag: flag.row)}
    order = [*flagged, *(index for index in range(len(rows)) if index not in flagged)]
    found = [Listed(rows[index], flagged.get(index, ())) for index in order]
    return [entry for entry in found if choice.takes(entry.row, entry.rules)]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group, what it holds, and the style of its title."""

    title: str
    holds: str
    style: str


def groups(
    found: Sequence[Listed], by: str, sections: Mapping[str, str], posts: Mapping[str, str]
) -> Iterator[tuple[Heading, list[Listed]]]:
    """The entries under their headings: by severity, by section in report order, or by owner in the order of posts."""
    if by == "severity":
        for severity in (*Gravity, None):
            group = [entry for entry in found if entry.severity is severity]
            if group:
                title = severity.capitalize() if severity else "No exception"
                yield Heading(title, holding(group), str(severity) if severity else "heading"), group
        return
    titles = dict(sections) if by == "section" else dict(sorted(posts.items(), key=lambda item: item[1].casefold()))
    for key in dict.fromkeys([*titles, *(getattr(entry.row, by) for entry in found)]):
        group = [entry for entry in found if getattr(entry.row, by) == key]
        if group:
            yield Heading(titles.get(key, key), _graded(group), "heading"), group


def holding(found: Sequence[Listed]) -> str:
    """``3 KPIs``, ``9 KPIs and 1 activity indicator``, ``120 rows of 2 KPIs``."""
    parts = []
    for kind, word in ((Kind.KPI, "KPI"), (Kind.ACTIVITY, "activity indicator")):
        rows = [entry.row.kpi for entry in found if entry.row.kind is kind]
        different = plural(len(set(rows)), word)
        if rows:
            parts.append(different if len(rows) == len(set(rows)) else f"{plural(len(rows), 'row')} of {different}")
    return listed(parts) or "0 KPIs"


_GRAVE = {Gravity.URGENT: "urgent", Gravity.CONCERN: "of concern"}
_GRADES = (*_GRAVE.items(), (Gravity.NOTICE, "to note"), (None, "without an exception"))


def _graded(found: Sequence[Listed]) -> str:
    """What a group holds, and of what severities."""
    graded = Counter(entry.severity for entry in found)
    parts = [f"{graded[each]} {said}" for each, said in _GRADES if graded[each]]
    return f"{holding(found)}: {listed(parts)}"


@dataclass(frozen=True, slots=True)
class Totals:
    """The KPIs of one area by rating, and how many of the entries need attention."""

    ratings: Mapping[Rating, int]
    sentence: str

    @property
    def kpis(self) -> int:
        """How many KPIs there are, rated or not."""
        return sum(self.ratings.values())


def totals(rows: Sequence[Evaluation], found: Sequence[Listed], choice: Choice, own: str) -> Totals:
    """The totals of the area wanted, by default the body's own."""
    area = own if choice.area is None else choice.area
    counted = ratings([row for row in rows if choice.covers(row) and row.area == area and row.kind is Kind.KPI])
    grades = Counter(entry.severity for entry in found)
    grave = [f"{grades[each]:,} {said}" for each, said in _GRAVE.items() if grades[each]]
    number = grades[Gravity.URGENT] + grades[Gravity.CONCERN]
    parts = [f"{number:,} {'needs' if number == 1 else 'need'} attention: {', '.join(grave)}"] if number else []
    if grades[Gravity.NOTICE]:
        parts.append(f"{grades[Gravity.NOTICE]:,} {'more ' if number else ''}to note")
    return Totals(counted, f"{'; '.join(parts)}." if parts else "Nothing needs attention.")
