"""The workings of one figure, for a person who must defend it. Every equation printed can be read back and checked.

``=`` stands between things that are exactly equal; ``≈`` (``~`` on a legacy console) before a rounded number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.commentary import Note
from qpr_rules.core.workings import Inequality, Workings
from qpr_rules.definition import Definition, Kind, Reported, Stock
from qpr_rules.english import capital, listed, plural
from qpr_rules.harmless import safe
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from qpr_rules.rule import Rule
from qpr_rules.settings import Area, Owner
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks
from qpr_rules.showing.explanation.direction import direction_lines, equals
from qpr_rules.showing.explanation.parts import parts_lines
from qpr_rules.showing.explanation.recovery import published_lines, recovery_lines, roll_off_lines, short_lines
from qpr_rules.showing.explanation.verdict import commentary_lines, fired_line, not_in_the_set, verdict_lines
from qpr_rules.showing.figures import alone, band, exact, with_unit
from qpr_rules.showing.prose import Prose
from qpr_rules.showing.sparkline import sparkline

_EQUATION = set("=×÷≈~")
_STATES = {State.MISSING: "missing", State.SUPPRESSED: "suppressed [c]", State.NOT_APPLICABLE: "not applicable [z]"}


def show_explanation(
    console: Console,
    marks: Marks,
    shown: Workings,
    note: Note,
    rules: Sequence[Rule],
    owners: Mapping[str, Owner],
    areas: Mapping[str, Area],
) -> None:
    """Print the workings, the commentary and the rules that hold."""
    console.print()
    for line in verdict_lines(marks, shown, owners, areas):
        console.print(line)
    for title, parts in (
        ("Why it is listed", [fired_line(marks, rule, shown) for rule in rules]),
        ("Commentary", commentary_lines(marks, note, shown, owners)),
        *workings_lines(marks, shown),
    ):
        lines: list[RenderableType] = list(parts)
        if lines:
            console.print()
            console.print(Text(title, style="heading"))
            for line in lines:
                # Equations may be as long as the screen is wide; sentences are easier to read when they are not.
                printed = line if not isinstance(line, Text) or _EQUATION & set(line.plain) else Prose(line)
                console.print(Padding(printed, (0, 0, 0, 2)))
    console.print()


def workings_lines(marks: Marks, shown: Workings) -> Iterator[tuple[str, Iterator[RenderableType]]]:
    """How the figure came about, part by part: each title with its lines and tables, which may be none.

    What only a KPI has that is in the set of the quarter is left out for others.
    """
    absent = not_in_the_set(shown)
    yield "Results in the window", _results(shown)
    yield "Parts", parts_lines(shown)
    yield "Figure", _figure(marks, shown)
    yield "Standard", _standard(shown)
    yield "Direction of travel", direction_lines(marks, shown)
    if not absent:
        yield "Movement", _movement(marks, shown)
    yield "What the window did", roll_off_lines(shown)
    if not absent:
        yield "The road back (arithmetic, not a forecast)", recovery_lines(shown)


def reckoning_lines(marks: Marks, shown: Workings) -> Iterator[str]:
    """How figure and rating came about in a few lines: the sum over the window, the division, the comparisons."""
    if len(shown.results) > 1:
        yield _window(shown)
    yield from (str(line) for line in _figure(marks, shown))
    yield from (compared(shown.definition, each) for each in shown.inequalities)


def _period(definition: Definition, ordinal: int) -> str:
    return definition.calendar.show(definition.frequency, ordinal)


def _window(shown: Workings) -> str:
    """``12 months, January 2024 to December 2024: all present``."""
    definition, row = shown.definition, shown.evaluation
    first, last = (_period(definition, each.period) for each in (shown.results[0], shown.results[-1]))
    span = first if first == last else f"{first} to {last}"
    present = (
        "all present"
        if row.periods_present == row.periods_needed
        else f"{row.periods_present} of {row.periods_needed} present"
    )
    kind = {
        Reported.ROLLED: ", each result already covers the window",
        Reported.CUMULATIVE: ", results are running totals of the year",
    }
    window = safe(definition.window.text)
    return f"{capital(window)}, {span}: {present}{kind.get(definition.reported, '')}"


def _results(shown: Workings) -> Iterator[RenderableType]:
    definition, row = shown.definition, shown.evaluation
    if not shown.results:
        return
    yield Text(_window(shown))
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    table.add_column("Period")
    measure = definition.measure
    table.add_column(safe(measure.numerator or measure.value), justify="right", overflow="fold", max_width=30)
    if measure.is_ratio:
        table.add_column(safe(measure.denominator), justify="right", overflow="fold", max_width=30)
        table.add_column("Alone", justify="right")
    caution = "illustrative" if row.illustrative else ""
    for each in shown.results:
        note = _STATES.get(each.state, "provisional [p]" if each.provisional else "")
        cells = [_period(definition, each.period), "" if each.numerator is None else exact(each.numerator)]
        if measure.is_ratio:
            cells += [
                "" if each.denominator is None else exact(each.denominator),
                alone(definition, each.numerator, each.denominator),
            ]
        table.add_row(*map(Text, cells), Text(", ".join(filter(None, (note, caution))), style="quiet"))
    yield table


def _figure(marks: Marks, shown: Workings) -> Iterator[RenderableType]:
    definition, row = shown.definition, shown.evaluation
    if row.figure is None or row.numerator is None:
        return
    if len(shown.results) > 1:
        yield _sum(definition.measure.numerator, [each.numerator for each in shown.results], row.numerator)
    if row.denominator is None:
        yield from published_lines(shown)
        return
    if len(shown.results) > 1:
        total = sum((each.denominator or Fraction(0) for each in shown.results), Fraction(0))
        match definition.measure.stock:
            case Stock.LAST:
                yield Text(f"{safe(definition.measure.denominator)}: the last, {exact(row.denominator)}")
            case Stock.MEAN:
                yield _sum(definition.measure.denominator, [each.denominator for each in shown.results], total)
                yield Text(f"mean: {exact(total)} ÷ {len(shown.results)} = {exact(row.denominator)}")
            case _:
                yield _sum(definition.measure.denominator, [each.denominator for each in shown.results], total)
    quotient = row.numerator / row.denominator * definition.unit.per
    yield Text(f"{exact(row.numerator)} ÷ {_bracketed(row.denominator)}{_times(definition)} {equals(marks, quotient)}")
    yield from published_lines(shown)


def _bracketed(value: Fraction) -> str:
    text = exact(value)
    return f"({text})" if "/" in text else text


def _times(definition: Definition) -> str:
    return f" × {definition.unit.per:,}" if definition.unit.per != 1 else ""


def _sum(what: str, values: Sequence[Fraction | None], total: Fraction) -> Text:
    terms = " + ".join(exact(value) if value >= 0 else f"({exact(value)})" for value in values if value is not None)
    return Text(f"{safe(what)}: {terms} = {exact(total)}")


def _standard(shown: Workings) -> Iterator[RenderableType]:
    row, standard = shown.evaluation, shown.standard
    if standard is None:
        return
    since = f" under `{safe(standard.key)}`" if standard.key else ""
    approved = f"; approved: {safe(standard.approved)}" if standard.approved else ""
    reason = f"; {safe(standard.reason)}" if standard.reason else ""
    yield Text(f"Target {band(row.target, row.unit)}, floor {band(row.floor, row.unit)}{since}{approved}{reason}")
    if shown.definition.profile and row.target:
        yield Text(f"By the profile, that is what is due by {words.period(row.period)}.")
    for each in shown.inequalities:
        yield Text(compared(shown.definition, each))
    yield from short_lines(shown)


def compared(definition: Definition, found: Inequality) -> str:
    """The comparison in whole numbers, such as ``4,723 × 1,000 = 4,723,000 < 4,725,000 = 945 × 5,000``."""
    sign = "=" if found.left == found.right else "<" if found.left < found.right else ">"
    left = f"{found.numerator:,}" + (f" × {found.up:,} = {found.left:,}" if found.up != 1 else "")
    factors = [each for each in (found.denominator, found.down) if each != 1]
    right = f"{found.right:,}" + (
        f" = {' × '.join(f'{each:,}' for each in (found.scaled_bound, *factors))}" if factors else ""
    )
    met = "met" if found.met else "not met"
    return f"{found.of} {with_unit(exact(found.bound), definition.unit)} {met}: {left} {sign} {right}"


def _movement(marks: Marks, shown: Workings) -> Iterator[RenderableType]:
    row = shown.evaluation
    if row.kind is Kind.ACTIVITY:
        return
    moved, recent = words.movement(row), shown.history[-12:]
    annual = shown.definition.frequency is Frequency.YEAR
    years = words.years_running([(past.period, past.rating) for past in shown.history], row) if annual else None
    state = words.state(row, years)
    year = f"; a year ago {words.rating(row.year_ago_rating)}" if row.year_ago_rating else ""
    yield Text(f"Since the previous quarter: {moved}{year}." + (f" {state}." if state else ""))
    yield from _other_standards(shown)
    yield Text(
        f"{sparkline([past.figure for past in recent], marks)}   "
        + " ".join(marks.ratings[past.rating] for past in recent)
        + f"   {shown.definition.calendar.show(Frequency.QUARTER, recent[0].quarter)} to now"
    )
    for years, word in ((row.best_in_years, "best"), (row.worst_in_years, "worst")):
        if years:
            yield Text(f"The {word} figure in more than {plural(years, 'year')}.")


def _other_standards(shown: Workings) -> Iterator[RenderableType]:
    """The standards that earlier ratings are by, where they are others: those ratings are not like for like."""
    row = shown.evaluation
    then = {
        "the previous quarter": shown.history[-2].standard if words.crosses(row) else None,
        "the same quarter a year ago": shown.history[-5].standard if words.crosses_year(row) else None,
    }
    said: dict[str, list[str]] = {}
    for quarter, standard in then.items():
        if standard is not None:
            asked = f"target {band(standard.target, row.unit)}, floor {band(standard.floor, row.unit)}"
            said.setdefault(asked, []).append(quarter)
    for asked, quarters in said.items():
        year = " for the whole year" if shown.definition.profile else ""
        were = "was" if len(quarters) == 1 else "were"
        named = listed(quarters)
        yield Text(f"{capital(named)} {were} rated by another standard: {asked}{year}.")
