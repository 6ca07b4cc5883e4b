"""What a paper says before its sections: the headline, the counts, what moved, and the exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qpr_rules.core.comparison import compare, ratings
from qpr_rules.definition import Broken, Definition, Kind
from qpr_rules.english import capital, listed, plural
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Flag, Gravity
from qpr_rules.showing import words
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.exceptions.entries import Choice, entries, holding, totals
from qpr_rules.showing.exceptions.facts import Told, facts_of
from qpr_rules.showing.headline import NAMED, Quarters, headline, like_for_like
from qpr_rules.showing.report.entries import marked
from qpr_rules.showing.report.paper import Attention, Cell, Grid, Link, Named, Raised, Summary
from qpr_rules.showing.report.shares import shares
from qpr_rules.showing.summary import columns, counted, entry_said, exit_said, head, moved_notes


def summary(
    quarters: Quarters,
    sections: Mapping[str, str],
    entered: Sequence[Definition | Broken],
    left: Sequence[Definition | Broken],
    chance: str,
    restated: Sequence[str],
) -> Summary:
    """The first page, from the rows of three quarters."""
    parts, note = shares(ratings(quarters.now))
    unrated = [row for row in quarters.now if row.rating is Rating.NOT_RATED]
    return Summary(
        headline=tuple(headline(quarters)),
        like_for_like=tuple(like_for_like(quarters)) if quarters.previous else (),
        like_for_like_with=quarters.previous_title,
        chance=chance,
        shares=parts,
        shares_note=note,
        counts=_counts(quarters, sections),
        moved=_moved(quarters),
        entered=tuple(Named(each.id, each.name, entry_said(each)) for each in entered),
        left=tuple(Named(each.id, each.name, exit_said(each)) for each in left),
        unrated=tuple(Named(row.kpi, row.name, str(row.reason)) for row in unrated) if len(unrated) > NAMED else (),
        restated=tuple(restated),
    )


def _counts(quarters: Quarters, sections: Mapping[str, str]) -> Grid | None:
    """Counts by section, each with the previous quarter's where that differs; the totals of both quarters below."""
    if not quarters.now:
        return None
    shown = list(columns(quarters))
    rows: list[tuple[Cell, ...]] = []
    for section in dict.fromkeys([*sections, *(row.section for row in quarters.now)]):
        now, before = (
            counted([row for row in rows if row.section == section]) for rows in (quarters.now, quarters.previous)
        )
        if now[shown[len(Rating)]]:
            cells = [_with_change(now[word], before[word], compared=bool(quarters.previous)) for word in shown]
            rows.append((sections.get(section, section), *cells))
    totals_of = [(f"All, {quarters.title}", quarters.now)]
    totals_of += [(f"All, {quarters.previous_title}", quarters.previous)] if quarters.previous else []
    for title, own in totals_of:
        numbers = counted(own)
        rows.append((title, *(str(numbers[word]) for word in shown)))
    heads = [" ".join(head(word, whole=True).split()) for word in shown]
    said = " In brackets: the previous quarter, where that differs." if quarters.previous else ""
    places = frozenset(range(1, len(heads) + 1))
    return Grid(f"KPIs by section, {quarters.title}.{said}", ("Section", *heads), tuple(rows), places, len(totals_of))


def _with_change(now: int, before: int, *, compared: bool) -> str:
    return f"{now}\u00a0({before})" if compared and now != before else str(now)


def _moved(quarters: Quarters) -> Grid | None:
    rows: list[tuple[Cell, ...]] = [
        (Link(now.name, now.kpi), before.rating, now.rating, ", ".join(moved_notes(now)))
        for before, now in compare(quarters.previous, quarters.now).moved()
    ]
    if not rows:
        return None
    heads = ("KPI", quarters.previous_title, quarters.title, "Notes")
    kept = 4 if any(row[3] for row in rows) else 3
    return Grid("Ratings that moved", heads[:kept], tuple(row[:kept] for row in rows))


def attention(
    report: Told, rows: Sequence[Evaluation], flags: Sequence[Flag], choice: Choice, posts: Mapping[str, str]
) -> Attention:
    """The exceptions among some rows (``flags`` are of their places), by severity."""
    found = entries(rows, flags, choice)
    grids, raised = [], []
    for severity in Gravity:
        group = [entry for entry in found if entry.severity is severity]
        lines: list[tuple[Cell, ...]] = []
        for entry in group:
            facts = facts_of(entry, report, UNICODE, posts)
            definition = report.found[entry.row.kpi].definition if entry.row.kpi in report.found else None
            raised.append(Raised(severity, entry.row, facts.whys))
            lines.append(
                (
                    Link(facts.name, entry.row.kpi),
                    entry.row.rating if entry.row.kind is Kind.KPI else "Activity indicator",
                    marked(entry.row, definition.decimals if definition else 0),
                    facts.columns[1][0],
                    facts.columns[2][0] or "-",
                    entry.row.direction,
                    facts.whys,
                )
            )
        if lines:
            target = "Target or range" if any(entry.row.kind is Kind.ACTIVITY for entry in group) else "Target"
            heads = ("KPI", "Rating", "Figure", target, "Floor", "Direction", "Why it is listed")
            title = f"{severity.capitalize()}: {holding(group)}"
            grids.append((severity, Grid(title, heads, tuple(lines), frozenset({2, 3, 4}))))
    return Attention(totals(rows, found, choice, report.settings.area).sentence, tuple(grids), tuple(raised))


def overview(title: str, found: Sequence[tuple[Evaluation, Definition | None]]) -> Grid | None:
    """The KPIs of a section at a glance."""
    if not found:
        return None
    heads = ("KPI", "Rating", "Figure", "Figure for", "Target", "Floor", "Direction", "Since the previous quarter")
    rows = []
    for row, definition in found:
        decimals = definition.decimals if definition else 0
        moved = words.moved(row) or "-"
        cells: tuple[Cell, ...] = (
            Link(row.name, row.kpi),
            row.rating,
            marked(row, decimals),
            words.period(row.period, short=True) or "-",
            words.value("target", row, decimals),
            words.value("floor", row, decimals),
            row.direction,
            capital(moved),
        )
        rows.append(cells)
    return Grid(f"{title}: the KPIs at a glance", heads, tuple(rows), frozenset({2, 4, 5}))


def in_short(rows: Sequence[Evaluation]) -> str:
    """A section in one sentence: ``4 KPIs: 3 Green and 1 Amber; 1 activity indicator``."""
    kpis = [row for row in rows if row.kind is Kind.KPI]
    parts = []
    if kpis:
        said = [f"{number} {words.rating(word)}" for word, number in ratings(kpis).items() if number]
        parts.append(f"{plural(len(kpis), 'KPI')}: {listed(said)}")
    if others := len(rows) - len(kpis):
        parts.append(plural(others, "activity indicator"))
    return f"{'; '.join(parts)}." if parts else ""
