"""What many cells say, field by field: for a nation, without an object for each row. ``rows.row_at`` says it of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import gcd
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from qpr_rules.core.parts import OfParts, of_parts
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.standards import due_at
from qpr_rules.core.windows import windows_of
from qpr_rules.definition import Band, RateOn
from qpr_rules.evaluation import DIRECTIONS, RATINGS, REASONS, Evaluation, Expected
from qpr_rules.panel import Integers
from qpr_rules.quantity import places, scaled

_FLOAT = 2**53
"""Whole numbers below this are floats too, and dividing two of them gives the float nearest to the quotient."""


class Same(NamedTuple):
    """A field that says the same in every row."""

    value: Any


class ByArea(NamedTuple):
    """A field that depends on the area alone."""

    values: Sequence[Any]


class ByPeriod(NamedTuple):
    """A field that depends on the period alone."""

    values: Sequence[Any]


class Codes(NamedTuple):
    """A field of words: places in ``words``, areas x periods."""

    codes: Any
    words: Sequence[Any]


class Cells(NamedTuple):
    """Numbers or truth values, areas x periods; there is none where ``known`` is false. None: there is one everywhere."""

    values: Any
    known: Any = None


class Exact(NamedTuple):
    """Exact numbers: ``whole / (10**places * times)``, ``times`` by period."""

    whole: Integers
    places: int
    times: Any
    known: Any


Column: TypeAlias = Same | ByArea | ByPeriod | Codes | Cells | Exact


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows by area, and for each area by period: so many of each. ``fields`` has them in the order of ``FIELDS``."""

    areas: int
    periods: int
    fields: dict[str, Column]


_EMPTY: dict[str, Column] = {name: Same(value) for name, value in Evaluation()._asdict().items()}


def fields_of(found: Evaluated, shown: list[int], only: Collection[str]) -> dict[str, Column]:
    """What the cells of some columns of the verdicts say; what compares them with others is as in an empty ``Evaluation``.

    Where fields are named, so are those of the others that have to be worked out. Figures and distances are the floats
    nearest to the exact ones.
    """
    definition, whole = found.definition, found.evaluations
    calendar, frequency, at = definition.calendar, definition.frequency, run_of(shown)
    present = whole.present[:, at]
    figure = _Figures.of(found, at)

    def told() -> Integers:
        here: Integers = present > 0
        return here if whole.hidden is None else here & ~whole.hidden[:, at]

    @cache
    def edges() -> tuple[list[Band | None], list[Band | None]]:
        bands = [due_at(whole, column) for column in shown]
        return [target for target, _ in bands], [floor for _, floor in bands]

    def tested(cells: Any) -> Cells:
        return Cells(cells, cells == cells)

    def approved() -> ByPeriod:
        standards = [int(whole.standard[column]) for column in shown]
        return ByPeriod([definition.standards[each].approved if each >= 0 else "" for each in standards])

    fields: dict[str, Column] = _EMPTY | {
        "kpi": Same(definition.id),
        "name": Same(definition.name),
        "section": Same(definition.section),
        "owner": Same(definition.owner),
        "area": ByArea(whole.areas),
        "kind": Same(definition.kind),
        "period": ByPeriod([calendar.code(frequency, whole.first + column) for column in shown]),
        "unit": Same(definition.unit),
        "rating": Codes(whole.rating[:, at], RATINGS),
        "reason": Codes(whole.reason[:, at], REASONS),
        "direction": Codes(whole.direction[:, at], DIRECTIONS),
        "direction_method": Same(definition.direction),
        "points": Cells(whole.points[:, at]),
        "periods_present": Cells(present),
        "illustrative": Same(definition.illustrative),
    }
    costly: dict[str, Callable[[], Column]] = {
        "numerator": lambda: Exact(whole.numerator[:, at], whole.numerator_places, whole.times[at], told()),
        "periods_needed": lambda: ByPeriod([int(needed) for needed in whole.needed[at]]),
        "figure": figure.nearest,
        "target": lambda: ByPeriod(edges()[0]),
        "floor": lambda: ByPeriod(edges()[1]),
        "to_target": lambda: figure.beyond(edges()[0], percent=False),
        "to_floor": lambda: figure.beyond(edges()[1], percent=False),
        "to_target_percent": lambda: figure.beyond(edges()[0], percent=True),
        "slope": lambda: tested(whole.slope[:, at]),
        "p_value": lambda: tested(whole.p_value[:, at]),
        "provisional": lambda: Cells((whole.provisional[:, at] != 0) & figure.known),
        "approved": approved,
    }
    if definition.expected:
        expected = definition.expected
        costly["expected"] = lambda: figure.against(expected)
    if whole.denominator is not None:
        bottom = whole.denominator[:, at]
        costly["denominator"] = lambda: Exact(bottom, whole.denominator_places, whole.times[at], told())
    fields |= {name: make() for name, make in costly.items() if not only or name in only}
    if found.panel.wholes:
        fields |= _of_parts(found, shown)
    return fields


def run_of(columns: list[int]) -> Any:
    """Columns, in order, by which arrays are indexed: a slice, which copies nothing, where they lie side by side.

    >>> run_of([3, 4, 5]), run_of([0]), run_of([3, 5]), run_of([-1]), run_of([])
    (slice(3, 6, None), slice(0, 1, None), [3, 5], [-1], [])
    """
    together = columns and columns[0] >= 0 and columns[-1] - columns[0] + 1 == len(columns)
    return slice(columns[0], columns[-1] + 1) if together else columns


def _of_parts(found: Evaluated, shown: list[int]) -> dict[str, Column]:
    """The fields of areas that are made of others, which are few: cell by cell."""
    definition, panel, shape = found.definition, found.panel, (len(found.evaluations.areas), len(shown))
    starts = windows_of(definition, panel.first, panel.periods).start
    cells = np.full((len(OfParts._fields), *shape), None, dtype=object)
    empties = [Evaluation._field_defaults[name] for name in OfParts._fields]
    for place, empty in enumerate(empties):
        cells[place] = empty
    for area, name in enumerate(panel.areas):
        for place, column in enumerate(shown) if name in panel.wholes else ():
            cells[:, area, place] = of_parts(definition, panel, name, column, int(starts[column]))
    columns: list[Column] = []
    for empty, own in zip(empties, cells, strict=True):
        if isinstance(empty, str):
            words, codes = np.unique(own.astype(str), return_inverse=True)
            columns.append(Codes(codes.reshape(shape), words.tolist()))
        elif empty is None:
            known = own != None  # noqa: E711  # cell by cell
            columns.append(Cells(np.where(known, own, 0).astype(np.float64), known))
        else:
            columns.append(Cells(own.astype(type(empty))))
    return dict(zip(OfParts._fields, columns, strict=True))


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures that are rated, as ``top / bottom`` in whole numbers, ``bottom`` above 0, where ``known``."""

    top: Integers
    bottom: Integers
    known: Integers

    @classmethod
    def of(cls, found: Evaluated, shown: Any) -> _Figures:
        definition, whole = found.definition, found.evaluations
        known = whole.present[:, shown] == whole.needed[shown].astype(whole.present.dtype)
        if whole.hidden is not None:
            known &= ~whole.hidden[:, shown]
        top, scale = whole.numerator[:, shown], 10**whole.numerator_places
        if whole.denominator is None:
            bottom = _product(whole.times[shown][np.newaxis, :], scale)
        else:
            up = definition.unit.per * 10**whole.denominator_places
            shared = gcd(up, scale)
            bottom = whole.denominator[:, shown]
            some = bottom != 0
            known &= some
            top = _product(top, up // shared)
            bottom = _product(bottom if some.all() else np.where(some, bottom, 1), scale // shared)
        if definition.rate_on is RateOn.PUBLISHED:  # half up, away from zero, as ``quantity.rounded``
            digits = 10**definition.decimals
            size = (_product(abs(top), 2 * digits) + bottom) // _product(bottom, 2)
            top, bottom = np.where(top < 0, -size, size), np.full((1, known.shape[1]), digits)
        return cls(top, bottom, known.astype(bool))

    def nearest(self) -> Cells:
        """The floats nearest to the figures."""
        return _nearest(self.top, self.bottom, self.known)

    def beyond(self, bands: Sequence[Band | None], *, percent: bool) -> Cells:
        """How far inside its band each figure lies, to the nearer edge; or the same as a percentage of the one edge."""
        digits = max((places(level) for band in bands if band for level in band.levels), default=0)
        known = self.known & np.array([band is not None for band in bands], dtype=bool)
        top, bottom = _product(self.top, 10**digits), _product(self.bottom, 10**digits)
        lows, highs = (_row([band and band[side] for band in bands], digits) for side in (0, 1))
        room = [top - _product(self.bottom, lows)] * any(band and band.low is not None for band in bands)
        room += [_product(self.bottom, highs) - top] * any(band and band.high is not None for band in bands)
        if not room:
            return _nearest(top, bottom, known)  # by no standard, so none of them is
        nearer = np.minimum(room[0], room[-1])
        if percent:
            edge = abs(_row([band and band.edge for band in bands], digits))
            known = known & (edge != 0)
            nearer, bottom = _product(nearer, 100), _product(self.bottom, np.where(edge != 0, edge, 1))
        return _nearest(nearer, bottom, known)

    def against(self, expected: Band) -> Codes:
        """Where each figure lies against an expected range."""
        codes = np.where(self.known, 0, 3).astype(np.int8)
        for level, sign, code in ((expected.low, -1, 1), (expected.high, 1, 2)):
            if level is not None:
                up, down = level.as_integer_ratio()
                outside = sign * (_product(self.top, down) - _product(self.bottom, up)) > 0
                codes[self.known & outside.astype(bool)] = code
        return Codes(codes, (Expected.WITHIN, Expected.BELOW, Expected.ABOVE, None))


def _row(levels: Sequence[Decimal | None], digits: int) -> Integers:
    return np.array([[0 if level is None else scaled(level, digits) for level in levels]], dtype=object)


def _product(one: Any, other: Any) -> Integers:
    """The product; in int64 where it is so small that two of them can be added."""
    if isinstance(other, int) and other == 1:
        return np.asarray(one)
    small = _largest(one) * _largest(other) < 2**61
    kind: Any = np.int64 if small else object
    product: Integers = np.asarray(one).astype(kind, copy=False) * np.asarray(other).astype(kind, copy=False)
    return product


def _largest(numbers: Any) -> int:
    """How far from nothing any of the numbers is.

    >>> [_largest(np.array(each, np.int64)) for each in ([3, -5], [5, -3], [])]
    [5, 5, 0]
    """
    if isinstance(numbers, int):
        return abs(numbers)
    return max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))


def _nearest(top: Integers, bottom: Integers, known: Integers) -> Cells:
    """The float nearest to each quotient: of whole numbers that are floats, or as Python divides longer ones."""
    if max(_largest(top), _largest(bottom)) < _FLOAT:
        return Cells(top.astype(np.float64) / bottom.astype(np.float64), known)
    found = np.zeros(known.shape)
    tops, bottoms = (np.broadcast_to(each, known.shape) for each in (top, bottom))
    found[known] = [int(over) / int(under) for over, under in zip(tops[known], bottoms[known], strict=True)]
    return Cells(found, known)
