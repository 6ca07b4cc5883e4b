"""The top of an explanation: the verdict, the rules that fired and what the commentary says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rich.console import RenderableType
from rich.text import Text

from qpr_rules.commentary import Note, Status
from qpr_rules.core.workings import Workings
from qpr_rules.definition import Band, Kind
from qpr_rules.english import capital
from qpr_rules.harmless import safe
from qpr_rules.period import Frequency
from qpr_rules.rule import Rule
from qpr_rules.settings import Area, Owner
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, badge
from qpr_rules.showing.figures import band, band_range, distance, figure, in_points
from qpr_rules.showing.prose import Parts, Prose, hanging


def verdict_lines(
    marks: Marks, shown: Workings, owners: Mapping[str, Owner], areas: Mapping[str, Area]
) -> Iterator[RenderableType]:
    """The name, the rating with its figure and standard, and whose it is."""
    row, definition = shown.evaluation, shown.definition
    yield Prose(
        Text.assemble((safe(row.name), "name"), (f", {safe(words.area(row.area, areas))}" if row.area else "", "name"))
    )
    if (absent := not_in_the_set(shown)) is not None:
        yield Text(absent, style="warning")
        yield from _identity(marks, shown, owners)
        return
    verdict = Text.assemble(("Activity indicator", "quiet") if row.kind is Kind.ACTIVITY else badge(row.rating, marks))
    if row.reason and row.kind is Kind.KPI:
        verdict.append(f"  {row.reason}")
    if row.figure is not None:
        verdict.append(f"  {figure(row, definition.decimals)}, {words.period(row.period)}", style="name")
    if row.provisional:
        verdict.append(", provisional")
    yield verdict
    if row.expected:
        yield Text(f"{row.expected.capitalize()} its expected range of {band_range(definition.expected, row.unit)}.")
    if row.target is not None:
        gaps = (("target", row.target, row.to_target), ("floor", row.floor, row.to_floor))
        yield Parts([_gap(*each, shown) for each in gaps], marks.dot, "")
    if made := words.of_parts(row):
        yield Text(safe(f"{capital(made)}."))
    if row.last_figure is not None:
        last = words.value("last_figure", row, definition.decimals)
        yield Text(f"Last known, and not counted: {last}, {words.period(row.last_period)}")
    if not row.new_result and row.figure is not None:
        yield Text("No new result since the previous quarter.")
    yield from _identity(marks, shown, owners)


def _identity(marks: Marks, shown: Workings, owners: Mapping[str, Owner]) -> Iterator[RenderableType]:
    row, definition = shown.evaluation, shown.definition
    owner = owners[row.owner].post if row.owner in owners else row.owner
    place = definition.spans.get(("name",))
    parts = [safe(row.kpi), safe(owner), safe(str(place) if place else definition.file)]
    yield Parts([*parts, "illustrative"] if row.illustrative else parts, marks.dot)


def not_in_the_set(shown: Workings) -> str | None:
    """Why the KPI is in no total of this quarter: it is retired, or not introduced yet; None where it is in the set."""
    definition, calendar = shown.definition, shown.definition.calendar
    if definition.is_active(calendar.last_day(Frequency.QUARTER, shown.quarter)):
        return None
    title = calendar.show(Frequency.QUARTER, shown.quarter)
    if definition.retired is not None:
        reason = f" ({safe(definition.retired.reason)})" if definition.retired.reason else ""
        return f"Not in the set of {title}, and in no total: retired {words.day(definition.retired.on)}{reason}."
    introduced = definition.introduced
    return f"Not in the set of {title}, and in no total" + (
        f": introduced {words.day(introduced)}." if introduced else "."
    )


def _gap(name: str, held: Band | None, gap: Fraction | None, shown: Workings) -> str:
    """A standard with how far beyond or short of it the figure is: ``target 60% (-19.3 points)``."""
    row = shown.evaluation
    away = in_points(distance(row, held, gap, shown.definition.decimals), row.unit)
    return f"{name} {band(held, row.unit)}" + (f" ({away})" if away else "")


def fired_line(marks: Marks, rule: Rule, shown: Workings) -> RenderableType:
    """A rule that holds, with its severity and its sentence."""
    said = safe(words.sentence(rule.says, shown.evaluation, shown.definition.decimals))
    return hanging(marks.bullet, Text.assemble((f"{rule.severity.capitalize()}: ", str(rule.severity)), said))


def commentary_lines(
    marks: Marks, note: Note, shown: Workings, owners: Mapping[str, Owner]
) -> Iterator[RenderableType]:
    """The context, and each action with its owner, its date and whether it is overdue at the quarter's end."""
    end = shown.definition.calendar.last_day(Frequency.QUARTER, shown.quarter)
    if note.context:
        yield Text(safe(" ".join(note.context.split())))
    for action in note.actions:
        owner = owners[action.owner].post if action.owner in owners else action.owner
        due = f", due {words.day(action.due)}" if action.due else ""
        done = "" if action.status is Status.OPEN else f" ({action.status})"
        late = f"; overdue at the quarter's end, {words.day(end)}" if action.is_overdue(end) else ""
        by = f", {safe(owner)}" if owner else ""
        yield hanging(marks.bullet, Text(f"{safe(action.what)}{done}{by}{due}{late}"))
