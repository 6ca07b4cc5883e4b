"""Which standard is in force at each period, as whole numbers that can be compared with a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qpr_rules.definition import Band, Definition
from qpr_rules.quantity import percent_of, places, scaled
from qpr_rules.verdicts import Evaluations


@dataclass(frozen=True, slots=True)
class Level:
    """What one target, or one floor, asks at each period: bounds times ten to ``places``, None where there is none."""

    low: tuple[int | None, ...]
    high: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """Target and floor by period; ``standard`` is the index in the definition's standards, -1 where none is in force."""

    standard: tuple[int, ...]
    target: Level
    floor: Level
    places: int


def due(definition: Definition, standard: int, month: int) -> tuple[Band, Band] | None:
    """Target and floor that are due by the end of a month (ordinal) under the standard of this index.

    A profile makes only its percentage of the full year's due (docs/reference/method.md, The figure); in a month that it does not
    name nothing is due, and the answer is None.

    >>> from qpr_rules.definition import Standard
    >>> from qpr_rules.period import Calendar, month_of
    >>> visits = Definition(
    ...     id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), profile=((9, Decimal(45)),),
    ...     standards=(Standard(Band(Decimal(2000), None), Band(Decimal(1800), None)),),
    ... )
    >>> [str(band.low) for band in due(visits, 0, month_of(2024, 9))], due(visits, 0, month_of(2024, 10))
    (['900', '810'], None)
    """
    chosen = definition.standards[standard]
    if not definition.profile:
        return chosen.target, chosen.floor
    percent = dict(definition.profile).get(month % 12 + 1)
    if percent is None:
        return None
    return _part(chosen.target, percent), _part(chosen.floor, percent)


def due_at(evaluations: Evaluations, column: int) -> tuple[Band | None, Band | None]:
    """Target and floor that the figures of a column are rated by; None and None where there is no standard, or nothing due."""
    definition, standard = evaluations.definition, int(evaluations.standard[column])
    month = definition.calendar.last_month(definition.frequency, evaluations.first + column)
    return (due(definition, standard, month) if standard >= 0 else None) or (None, None)


def differ(evaluations: Evaluations, column: int, before: int) -> bool:
    """Whether the figures of two columns are rated by different targets or floors; false where either has no standard."""
    if min(column, before) < 0 or min(evaluations.standard[column], evaluations.standard[before]) < 0:
        return False
    now, then = (evaluations.definition.standards[int(evaluations.standard[place])] for place in (column, before))
    return (now.target, now.floor) != (then.target, then.floor)


def changed_in_year(evaluations: Evaluations, column: int, before: int) -> bool:
    """Whether they are, though both figures end in one year of the KPI."""
    years = {evaluations.definition.year_of(evaluations.first + place) for place in (column, before)}
    return len(years) == 1 and differ(evaluations, column, before)


def in_force(definition: Definition, months: Sequence[int]) -> InForce:
    """The standards at periods whose last months (ordinals) are ``months``, scaled together; exact.

    The standard of a figure is the one in force on the last day of the figure's own period (docs/reference/method.md, The rating).

    >>> from qpr_rules.definition import Standard
    >>> from qpr_rules.period import Calendar, month_of
    >>> standards = (
    ...     Standard(Band(Decimal("57.5"), None), Band(Decimal(45), None), month_of(2023, 4), month_of(2024, 3)),
    ...     Standard(Band(Decimal(60), None), Band(Decimal(45), None), month_of(2024, 4), month_of(2025, 3)),
    ... )
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), standards=standards)
    >>> found = in_force(kpi, [month_of(2024, 3), month_of(2024, 4), month_of(2025, 4)])
    >>> found.standard, found.target.low, found.places
    ((0, 1, -1), (575, 600, None), 1)
    """
    standards = [_index(definition, month) for month in months]
    bands = [
        None if standard < 0 else due(definition, standard, month)
        for standard, month in zip(standards, months, strict=True)
    ]
    bounds = {bound for pair in set(bands) if pair for band in pair for bound in band}
    digits = max((places(bound) for bound in bounds if bound is not None), default=0)
    whole = {bound: None if bound is None else scaled(bound, digits) for bound in (*bounds, None)}

    def level(which: int) -> Level:
        chosen = [pair[which] if pair else Band(None, None) for pair in bands]
        return Level(tuple(whole[band.low] for band in chosen), tuple(whole[band.high] for band in chosen))

    return InForce(
        tuple(-1 if pair is None else standard for pair, standard in zip(bands, standards, strict=True)),
        level(0),
        level(1),
        digits,
    )


def _index(definition: Definition, month: int) -> int:
    for index in range(len(definition.standards) - 1, -1, -1):
        if definition.standards[index].covers(month):
            return index
    return -1


def _part(band: Band, percent: Decimal) -> Band:
    def part(bound: Decimal | None) -> Decimal | None:
        return None if bound is None else percent_of(bound, percent)

    return Band(part(band.low), part(band.high))
