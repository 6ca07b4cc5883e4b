"""Suggest cases for a definition: results exactly at its boundaries, one short of them, and with something missing.

Which results those are is worked out in whole numbers (``core/boundaries.py``); what they lead to is asked of the core,
so a file of suggestions passes as it stands. A person then reads it aloud, and says whether the rule ought to say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qpr_rules.app.series import evaluated_over
from qpr_rules.core.boundaries import Bound, Maker, bounds_of, maker
from qpr_rules.core.quarters import due_period, is_active
from qpr_rules.core.rows import rows_as_of, rows_by_period
from qpr_rules.core.standards import due
from qpr_rules.definition import Band, Definition, Kind
from qpr_rules.evaluation import Evaluation, Rating, Reason
from qpr_rules.notation import MISSING, Term, write_notation
from qpr_rules.observation import Observation
from qpr_rules.period import Frequency, month_of, month_of_date
from qpr_rules.quantity import plain, to_decimal
from qpr_rules.reading.case_series import observed
from qpr_rules.reading.observations import RefusedError
from qpr_rules.reading.quoting import quoted

_LAST_MONTH = month_of(2025, 3)
"""Where cases end for a standard without an end: this module has no clock, and the past never changes."""

_LOOK_BACK = 48
"""Months before the end of a standard among which a period is sought that can be rated."""


class NothingToSuggestError(Exception):
    """There is no period at which the definition has a row; ``str(error)`` is a sentence."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One case: its name, its results up to the period, and what the core made of them."""

    name: str
    terms: tuple[Term, ...]
    row: Evaluation


def suggest(definition: Definition, schema: str = "") -> str:
    """A file of cases (YAML) for a definition; every one passes with the definition as it stands.

    ``schema`` is the way from the file to the schema of cases, for editors; left out where it is empty. Raises
    NothingToSuggestError for a definition that is never in the set.

    >>> from qpr_rules.app.opening import open
    >>> definition = next(each for each in open(".").declarations.definitions if each.id == "EHCP-20W")
    >>> print("".join(suggest(definition).splitlines(keepends=True)[3:8]), end="")
    definition: EHCP-20W
    cases:
      at the target of 60:
        series: {2024-04: "60/100 x12"}
        expect: {2025-03: {rating: green, figure: 60}}
    """
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += ["# Illustrative: the standards and the results are invented."] if definition.illustrative else []
    lines += [
        f"# The boundaries of the rule of {definition.id}, as `qpr-rules test --suggest` found them.",
        "# Read each aloud: is this what the rule ought to say?",
        f"definition: {quoted(definition.id)}",
        "cases:",
    ]
    period, found = _suggestions(definition)
    key = _key(definition, period)
    for each in found:
        first = definition.calendar.code(definition.frequency, period - len(each.terms) + 1)
        lines += [
            f"  {each.name}:",
            f'    series: {{{first}: "{write_notation(each.terms)}"}}',
            f"    expect: {{{key}: {_expected(each)}}}",
        ]
    return "\n".join([*lines, ""])


def _expected(suggestion: Suggestion) -> str:
    row = suggestion.row
    if row.expected is not None and row.figure is not None:
        return f"{{rating: not rated, reason: {row.reason}, expected: {row.expected}}}"
    if row.reason is not None:
        return str(row.reason)
    figure = row.figure if row.figure is not None and suggestion.name.startswith("at ") else None
    written = None if figure is None else to_decimal(figure)
    exact = written is not None and Fraction(written) == figure and len(plain(written)) <= 8
    return f"{{rating: {row.rating}, figure: {plain(written)}}}" if written is not None and exact else str(row.rating)


def _key(definition: Definition, period: int) -> str:
    """The period as an expectation names it; of a quarterly KPI, the quarter in whose report it is."""
    if definition.frequency is Frequency.QUARTER:
        return definition.calendar.show(Frequency.QUARTER, _quarter(definition, period))
    return definition.calendar.code(definition.frequency, period)


def _quarter(definition: Definition, period: int) -> int:
    """The first quarter whose report shows a quarterly KPI's period; the period itself where none does."""
    return next((each for each in range(period, period + 40) if due_period(definition, each) == period), period)


def _suggestions(definition: Definition) -> tuple[int, list[Suggestion]]:
    """The period they are about, and the suggestions."""
    for period, bands in _places(definition):
        bounds = tuple(dict.fromkeys(bound for _, band in bands for bound in bounds_of(band)))
        made = maker(definition, period, bounds)
        if made is None:
            continue
        ideal = made.at(bounds[0])
        row = _row(definition, period, ideal)
        if row and (row.rating is Rating.GREEN or (row.reason is Reason.ACTIVITY_ONLY and row.figure is not None)):
            scenarios = [*_at_bounds(made, bands), *_lacking(made, ideal)]
            found = ((name, terms, _row(definition, period, terms)) for name, terms in scenarios)
            return period, [Suggestion(name, terms, each) for name, terms, each in found if each is not None]
    # A definition that can never be rated, for want of a standard or for a suspension without an end.
    for period, _ in _back_from(definition, _last_month(definition), None):
        if (row := _row(definition, period, (MISSING,))) is not None:
            return period, [Suggestion("no result has come", (MISSING,), row)]
    raise NothingToSuggestError(f"no figure of {definition.id} can ever be reported")


def _places(definition: Definition) -> Iterator[tuple[int, tuple[tuple[str, Band], ...]]]:
    """Periods that may have a figure, the likeliest first, with the bands in force: by name, the target before the floor."""
    if definition.kind is Kind.ACTIVITY:
        for period, _ in _back_from(definition, _last_month(definition), None):
            yield period, (("expected range", definition.expected or Band(Decimal(0), None)),)
    for index, standard in reversed(tuple(enumerate(definition.standards))):
        end = _last_month(definition) if standard.last is None else standard.last
        for period, month in _back_from(definition, end, standard.first):
            bands = due(definition, index, month)
            if bands is not None:
                yield period, (("target", bands[0]), ("floor standard", bands[1]))


def _last_month(definition: Definition) -> int:
    """The last month (ordinal) that cases without a dated standard are about: one in which the KPI is in the set."""
    last = _LAST_MONTH
    if definition.introduced is not None:
        last = max(last, month_of_date(definition.introduced) + 12)
    return last if definition.retired is None else min(last, month_of_date(definition.retired.on) - 1)


def _back_from(definition: Definition, last: int, first: int | None) -> Iterator[tuple[int, int]]:
    """Periods of the KPI's own with their last months (ordinals), from one month back to another."""
    calendar, frequency = definition.calendar, definition.frequency
    for month in range(last, max(last - _LOOK_BACK, first or 0) - 1, -1):
        period = calendar.holding(frequency, month)
        if calendar.last_month(frequency, period) == month:
            yield period, month


def _row(definition: Definition, period: int, terms: tuple[Term, ...]) -> Evaluation | None:
    """What the core makes of the results; None where the KPI cannot have them, or has no row."""
    try:
        observations: list[Observation] = list(observed(definition, "", period - len(terms) + 1, terms))
    except RefusedError:
        return None
    found = evaluated_over(definition, observations, ("",), (period,))
    if definition.frequency is Frequency.QUARTER:
        quarter = _quarter(definition, period)
        shown = due_period(definition, quarter) == period and is_active(definition, quarter)
        return next(rows_as_of(found, quarter, {})) if shown else None
    code = definition.calendar.code(definition.frequency, period)
    return next((row for row in rows_by_period(found) if row.period == code), None)


def _at_bounds(made: Maker, bands: tuple[tuple[str, Band], ...]) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """At each bound, and one step short of it; a floor that is the target is no boundary of its own."""
    told: set[Bound] = set()
    for name, band in bands:
        for bound in bounds_of(band):
            if bound in told:
                continue
            told.add(bound)
            end = f"{'lower' if bound.low else 'upper'} end of the {name}" if band.edge is None else name
            value = plain(to_decimal(bound.value))
            where = "at" if made.reaches(bound) else "just meeting"
            yield f"{where} the {end} of {value}", made.at(bound)
            yield f"just {'under' if bound.low else 'over'} the {end}", made.at(bound, short=1)


def _lacking(made: Maker, ideal: tuple[Term, ...]) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Results that are incomplete, or nothing at all."""
    definition, count = made.definition, made.count
    word = str(definition.frequency)
    if count > 1:
        yield f"a {word} is missing", (*ideal[:-2], MISSING, ideal[-1])
        yield f"only {count - 1} {word}s of {count}", ideal[-count + 1 :]
    yield "the latest result has not come", (*(ideal[:-1] or ideal), MISSING)
    if definition.measure.is_ratio and definition.kind is Kind.KPI:
        nothing = Term(Decimal(0), Decimal(0))
        yield "no case to measure", (nothing,) * len(ideal)
        if definition.minimum_denominator is not None and definition.minimum_denominator > 1:
            yield "too few cases to rate", (*(nothing,) * (len(ideal) - 1), Term(Decimal(1), Decimal(1)))
