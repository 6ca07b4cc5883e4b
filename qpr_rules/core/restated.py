"""What was published of a quarter against what comes out of it now: which rows differ, and which change made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qpr_rules.core.comparison import compare
from qpr_rules.core.rows import Evaluated, verdicts_as_of
from qpr_rules.definition import Band
from qpr_rules.evaluation import Cause, Evaluation
from qpr_rules.quantity import to_decimal

YEAR = 4
"""Quarters before the one reported that are looked at: those with which a report compares, and those between."""


class Restatement(NamedTuple):
    """One KPI and area of a published quarter (ordinal): as published and as worked out now, None where it is not in the set."""

    quarter: int
    was: Evaluation | None
    now: Evaluation | None
    causes: tuple[Cause, ...]

    @property
    def row(self) -> Evaluation:
        """The row as it is now; as published, where there is none now."""
        found = self.now or self.was
        assert found is not None
        return found

    @property
    def cause(self) -> Cause | None:
        """The one cause, or that there are several."""
        return self.causes[0] if len(self.causes) == 1 else Cause.SEVERAL if self.causes else None


Pair = tuple[Evaluation | None, Evaluation | None]


def differing(published: Sequence[Evaluation], now: Sequence[Evaluation]) -> Iterator[Pair]:
    """The pairs whose rating, reason, direction, figure or standard differ, and the rows that only one side has."""
    found = compare(published, now)
    for was, row in found.both:
        if not are_same(was, row):
            yield was, row
    yield from ((None, row) for row in found.entered)
    yield from ((row, None) for row in found.left)


def are_same(was: Evaluation | None, now: Evaluation | None) -> bool:
    """Whether two rows give the same verdict on the same figure, to the digits that are published, if both are released."""
    told = was is not None and now is not None and not (was.is_hidden or now.is_hidden)
    return _verdict(was, with_figure=told) == _verdict(now, with_figure=told)


def _verdict(row: Evaluation | None, *, with_figure: bool) -> tuple[object, ...] | None:
    if row is None:
        return None
    figure = None if row.figure is None or not with_figure else to_decimal(row.figure)
    return row.rating, row.reason, row.direction, row.period, figure, _levels(row.target), _levels(row.floor)


def _levels(band: Band | None) -> object:
    return None if band is None else band.levels


def as_released(each: Restatement, found: Mapping[str, Evaluated]) -> Restatement:
    """The same with the row as it is now without its numbers where they are hidden; ``found`` is released, by KPI."""
    evaluated = found.get(each.row.kpi)
    if evaluated is None or each.now is None:
        return each
    return each._replace(now=next(verdicts_as_of(evaluated, each.quarter, (each.row.area,))))


def causes(
    published: Evaluation | None, frozen: Evaluation | None, revised: Evaluation | None, now: Evaluation | None
) -> tuple[Cause, ...]:
    """What made a row another: the method, the results or the rule.

    Each between two of the steps from what was published, to what the ``frozen`` rule and results give now, to what that
    rule gives with the results as they have been ``revised``, to what comes out now.
    """
    steps = ((Cause.METHOD, published, frozen), (Cause.DATA, frozen, revised), (Cause.RULE, revised, now))
    return tuple(cause for cause, before, after in steps if not are_same(before, after))
