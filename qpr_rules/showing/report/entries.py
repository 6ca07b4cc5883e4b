"""One KPI of a paper: its verdict in words, its results, its standard, and what is being done about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from qpr_rules.commentary import Note
from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.english import capital, plural
from qpr_rules.evaluation import Evaluation, Reason
from qpr_rules.observation import HIDDEN
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit, rounded
from qpr_rules.settings import Area, Owner
from qpr_rules.showing import rule_in_words, words
from qpr_rules.showing.figures import band, band_range, distance, exact, figure, in_points, number, with_unit
from qpr_rules.showing.report.paper import Cell, Entry, Grid, Step

_MARKERS = {Reason.SUPPRESSED: "[c]", Reason.NOT_APPLICABLE: "[z]"}
"""What stands in the place of a figure, by why there is none; otherwise it is not available."""


def marked(row: Evaluation, decimals: int) -> str:
    """A figure with its official marker: ``41% [p]``; the marker alone where there is none."""
    if row.is_hidden:
        return HIDDEN
    if row.figure is None:
        return _MARKERS.get(row.reason, "[x]") if row.reason else "[x]"
    return figure(row, decimals) + (" [p]" if row.provisional else "") + (" [r]" if is_revised(row) else "")


def is_revised(row: Evaluation) -> bool:
    """Whether the row is other than it was published."""
    return bool(row.restated) and row.restated == row.quarter


def verdict(row: Evaluation, definition: Definition, years: int | None) -> Iterator[tuple[str, str]]:
    """The facts beside the rating, each a name and its value. ``years`` says how long an annual KPI has been so."""
    decimals = definition.decimals
    yield "Figure", marked(row, decimals)
    yield "Figure for", words.period(row.period)
    if row.kind is Kind.ACTIVITY:
        if definition.expected:
            yield "Expected range", band_range(definition.expected, row.unit)
        if row.expected:
            yield "Against the range", f"{row.expected.capitalize()} it"
        return
    for name, held, gap in (("Target", row.target, row.to_target), ("Floor standard", row.floor, row.to_floor)):
        if held is not None:
            away = distance(row, held, gap, decimals)
            yield name, band(held, row.unit) + (f" ({_away(away, row.unit)})" if away else "")
    moved = words.movement(row)
    yield "Since the previous quarter", capital(moved)
    if row.year_ago_rating:
        yield "A year ago", words.rating(row.year_ago_rating).capitalize()
    if state := words.state(row, years):
        yield "Time in this state", state


def _away(text: str, unit: Unit) -> str:
    """A distance in words, which are as plain where a lower figure is the better one.

    >>> _away("-19", Unit.PERCENT), _away("+4", Unit.COUNT), _away("0", Unit.COUNT)
    ('missed by 19 points', 'met by 4', 'exactly met')
    """
    if text == "0":
        return "exactly met"
    size = text.lstrip("+-")
    said = in_points(size, unit) if unit is Unit.PERCENT else with_unit(size, unit)
    return f"{'missed' if text.startswith('-') else 'met'} by {said}"


def notes(row: Evaluation, definition: Definition, remarks: Sequence[str]) -> Iterator[str]:
    """What a reader must know of the figure, as sentences. ``remarks`` are those of the exceptions."""
    for each in remarks:
        if each and each != words.state(row) and not re.match(r"\w+ for \d", each):  # its time in state has a line
            yield f"{capital(each)}."
    if row.provisional:
        yield "Provisional: some results in the figure may still be revised."
    if said := lengthened(row, definition.decimals):
        yield said


def lengthened(row: Evaluation, decimals: int) -> str:
    """Why a figure has more decimal places than usual: rounded as usual, it would contradict its rating."""
    if row.figure is None:
        return ""
    usual = rounded(row.figure, decimals)
    for name, held in (("target", row.target), ("floor standard", row.floor)):
        for edge in (held.low, held.high) if held else ():
            if edge is not None and (usual > edge) - (usual < edge) != (row.figure > edge) - (row.figure < edge):
                shown = with_unit(number(row.figure, decimals), row.unit)
                word = "rating" if row.reason is None else "standard"
                return f"Shown with more decimal places than usual: {shown} would not agree with its {word} beside a {name} of {band(held, row.unit)}."
    return ""


def results(definition: Definition, past: Sequence[Evaluation]) -> Grid | None:
    """The rated figures of the last quarters (or years), newest first, with what they were made of."""
    if not past:
        return None
    measure, is_kpi = definition.measure, definition.kind is Kind.KPI
    heads = ["Figure for", measure.numerator or measure.value]
    heads += [measure.denominator] if measure.is_ratio else []
    heads += ["Figure", *(["Target", "Floor", "Rating"] if is_kpi else ["Against the expected range"])]
    heads += ["Notes"]
    rows: list[tuple[Cell, ...]] = []
    for row in past:
        counts = [HIDDEN] * 2 if row.is_hidden else [_number(row.numerator), _number(row.denominator)]
        cells: list[Cell] = [words.period(row.period), *(counts if measure.is_ratio else counts[:1])]
        cells += [marked(row, definition.decimals)]
        if is_kpi:
            cells += [band(row.target, row.unit), band(row.floor, row.unit), row.rating]
        else:
            cells += [str(row.expected or "-").capitalize()]
        rows.append((*cells, _why(row)))
    figures = frozenset(range(1, len(heads) - 2))
    last = "years" if definition.frequency is Frequency.YEAR else "quarters"
    kept = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return Grid(
        f"Results, the last {plural(len(rows), last[:-1]) if len(rows) == 1 else f'{len(rows)} {last}'}",
        tuple(heads[:kept]),
        tuple(row[:kept] for row in rows),
        figures,
    )


def _number(value: Fraction | None) -> str:
    return "" if value is None else exact(value)


def _why(row: Evaluation) -> str:
    said = [str(row.reason)] if row.reason and row.reason is not Reason.ACTIVITY_ONLY else []
    if row.periods_needed > 1 and 0 < row.periods_present < row.periods_needed:
        said.append(f"{row.periods_present} of {row.periods_needed} periods")
    if row.previous_standard_differs:
        said.append("another standard than before")
    return ", ".join(said)


def standard(row: Evaluation, definition: Definition, held: Standard | None) -> Iterator[str]:
    """The standard in force, how long it is, and who approved it."""
    if row.kind is Kind.ACTIVITY:
        return
    if held is None or row.target is None or row.floor is None:
        yield "No target and floor standard are in force."
        return
    yield f"{rule_in_words.rating(row.target, row.floor, row.unit)}."
    if definition.profile:
        yield f"By the profile, that is what is due by {words.period(row.period)}."
    show = definition.calendar.show
    if held.first is not None and held.last is not None:
        first, last = show(Frequency.MONTH, held.first), show(Frequency.MONTH, held.last)
        yield f"In force from {first} to {last}."
    yield f"Approved by: {held.approved}." if held.approved else "Nobody is named who approved it."
    if held.reason:
        yield _ended(held.reason)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def paragraphs(text: str) -> tuple[str, ...]:
    """A text of several paragraphs, parted at empty lines."""
    parts = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
    return tuple(part for part in parts if part)


def steps(note: Note, owners: Mapping[str, Owner], end: dt.date) -> tuple[Step, ...]:
    """The actions, each with where it stands on the quarter's last day."""
    found = []
    for action in note.actions:
        overdue = action.is_overdue(end)
        standing = f"overdue at {words.day(end)}" if overdue else str(action.status)
        post = owners[action.owner].post if action.owner in owners else action.owner
        found.append(Step(action.what, post, action.due, capital(standing), overdue))
    return tuple(found)


def actions(found: Sequence[Step]) -> Grid | None:
    """The actions as a table."""
    if not found:
        return None
    rows = ((step.what, step.owner or "-", words.day(step.due) if step.due else "-", step.standing) for step in found)
    return Grid("Actions", ("Action", "Owner", "Due", "Standing"), tuple(rows))


def whose(found: Entry) -> str:
    """Which KPI it is, who answers for it, and where its rule is declared."""
    parts = [found.row.kpi, found.owner, found.member]
    parts += [found.definition.file] if found.definition else []
    parts += ["illustrative"] if found.row.illustrative else []
    return " · ".join(filter(None, parts))


def by_area(rows: Sequence[Evaluation], decimals: int, areas: Mapping[str, Area]) -> Grid | None:
    """The rows of other areas than the body's own."""
    if not rows:
        return None
    is_kpi = rows[0].kind is Kind.KPI
    heads = ("Area", "Figure for", "Figure", *(("Target", "Floor", "Rating") if is_kpi else ()), "Direction")
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        standards: tuple[Cell, ...] = (band(row.target, row.unit), band(row.floor, row.unit), row.rating)
        called, made = words.area(row.area, areas) or "(no area)", words.of_parts(row)
        lines.append(
            (
                f"{called} ({made})" if made else called,
                words.period(row.period),
                marked(row, decimals),
                *(standards if is_kpi else ()),
                row.direction,
            )
        )
    return Grid("Other areas, in no total", heads, tuple(lines), frozenset({2, 3, 4} if is_kpi else {2}))


def rule(definition: Definition, held: Standard | None) -> tuple[str, ...]:
    """The whole rule as sentences."""
    return tuple(each.text for each in rule_in_words.sentences(definition, held))
