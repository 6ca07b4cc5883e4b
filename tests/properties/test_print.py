"""No contradiction in print: what a reader sees, compared as it is printed, agrees with the rating beside it."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from qpr_rules.core.rows import rows_by_period
from qpr_rules.definition import Band, Definition, RateOn
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.showing.figures import band, distance, figure
from tests.series import count, evaluated, kpi, month, results
from tests.worlds import some_cells, some_definition

_NUMBER = re.compile(r"-?£?[\d,]+(?:\.\d+)?")


def _read(text: str) -> list[Fraction]:
    bare = text.split(" per ", maxsplit=1)[0]
    return [Fraction(each.replace(",", "").replace("£", "")) for each in _NUMBER.findall(bare)]


def _meets(printed: Fraction, standard: Band, shown: str) -> bool:
    """Whether the printed figure meets the standard as it is printed."""
    bounds = _read(shown)
    if standard.low is None:
        return printed <= bounds[0]
    return printed >= bounds[0] and (standard.high is None or printed <= bounds[-1])


def _agrees(row: Evaluation, decimals: int) -> None:
    assert row.target is not None and row.floor is not None and row.figure is not None
    (printed,) = _read(figure(row, decimals))
    green = _meets(printed, row.target, band(row.target, row.unit))
    amber = _meets(printed, row.floor, band(row.floor, row.unit))
    assert row.rating is (Rating.GREEN if green else Rating.AMBER if amber else Rating.RED)
    for standard, gap in ((row.target, row.to_target), (row.floor, row.to_floor)):
        assert gap is not None
        (shown,) = _read(distance(row, standard, gap, decimals).lstrip("+"))
        assert (shown > 0, shown < 0) == (gap > 0, gap < 0)
        assert abs(shown) in [abs(printed - bound) for bound in _read(band(standard, row.unit))]


def _rated(definition: Definition, dice: random.Random) -> list[Evaluation]:
    cells = some_cells(dice, definition)
    if not cells:
        return []
    found = evaluated(definition, cells, 2022 * 4)
    return [row for row in rows_by_period(found) if row.rating is not Rating.NOT_RATED]


@given(st.integers(0, 2**40).map(random.Random), st.integers(0, 3))
def test_no_contradiction_in_print_on_any_series(dice: random.Random, decimals: int) -> None:
    definition = replace(some_definition(dice), decimals=decimals)
    for row in _rated(definition, dice):
        _agrees(row, decimals)


@example(cases=10**18 - 10**5 + pow(66667, -1, 10**5), off=0, decimals=0, target="66.667")
@given(
    cases=st.integers(1, 10**18 - 1),
    off=st.integers(-2, 2),
    decimals=st.integers(0, 6),
    target=st.sampled_from(["95", "94.5", "33.33", "66.667"]),
)
def test_no_contradiction_in_print_a_hair_from_the_target(cases: int, off: int, decimals: int, target: str) -> None:
    met = min(cases, max(0, cases * Fraction(target).numerator // (Fraction(target).denominator * 100) + off))
    definition = kpi(target, "0.001", window=kpi().window._replace(months=1), decimals=decimals)
    found = evaluated(definition, results(month("2024-12"), f"{met}/{cases}"), 2024 * 4 + 2)
    (row,) = (each for each in rows_by_period(found) if each.period == "2024-12")
    _agrees(row, decimals)


@given(st.integers(-(10**9), 10**9), st.integers(0, 2))
def test_no_contradiction_in_print_of_what_is_rated_as_published(thousandths: int, decimals: int) -> None:
    published = count(decimals=decimals, rate_on=RateOn.PUBLISHED)
    target = Decimal(thousandths // 1000)
    definition = replace(
        published, standards=(published.standards[0]._replace(target=Band(target, None), floor=Band(target - 1, None)),)
    )
    found = evaluated(definition, results(month("2024-12"), str(Decimal(thousandths) / 1000)), 2024 * 4 + 2)
    (row,) = (each for each in rows_by_period(found) if each.period == "2024-12")
    _agrees(row, decimals)
    assert len(figure(row, decimals).partition(".")[2]) == decimals
