"""Large numbers and many digits: the same verdicts from int64 and from Python integers, and always the oracle's."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from qpr_rules.core.evaluate import evaluate
from qpr_rules.definition import Measure, RateOn, Stock
from qpr_rules.evaluation import DIRECTIONS, Rating
from qpr_rules.panel import INT64_LIMIT
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from tests.oracle import Cell, verdict
from tests.series import ONE_MONTH, at_least, count, explained, kpi, month, results, row, rows_of
from tests.trends import trend
from tests.worlds import as_objects, evaluated, same_bits, some_cells, some_definition, words

NOW = "Q3 2024/25"
EDGES = (INT64_LIMIT, 2**46, 2**53, 2**62, 2**63)


def grown(cells: dict[int, Cell], largest: int) -> dict[int, Cell]:
    """The same results, so many times larger that their sum comes just below (or above) a limit."""
    total = sum(int((cell.denominator or cell.numerator or 0) + 1) for cell in cells.values())
    times = max(1, largest // total)

    def by(number: Decimal | None) -> Decimal | None:
        with localcontext() as context:
            context.prec = 60
            return None if number is None else number * times

    return {
        period: replace(cell, numerator=by(cell.numerator), denominator=by(cell.denominator))
        for period, cell in cells.items()
    }


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("off", [0.999, 1.001, 100])
def test_near_and_beyond_every_limit_the_verdicts_are_the_oracles(edge: int, off: float) -> None:
    for seed in range(6):
        dice = random.Random(f"{edge} {seed}")
        definition = some_definition(dice)
        cells = grown(some_cells(dice, definition), int(edge * Fraction(off)))
        found = evaluated(definition, rows_of(cells))
        assert same_bits(found, evaluated(definition, rows_of(cells), objects=True))
        for column in range(0, found.periods, 2):
            if not found.stands[column]:
                continue
            wanted = verdict(definition, cells, found.first + column)
            assert (*words(found, 0, column), found.figure(0, column)) == (wanted.rating, wanted.reason, wanted.figure)
            heading = trend(definition, cells, found.first + column)
            assert DIRECTIONS[found.direction[0, column]] is heading.direction


def test_a_panel_changes_to_python_integers_at_its_limit_and_no_bit_with_it() -> None:
    definition = kpi(window=ONE_MONTH)
    half = INT64_LIMIT // 2
    kinds = set()
    for last in (half - 1, half, half + 1):
        cells = results(month("2024-11"), f"{half // 3}/{half} {last // 2}/{last}")
        panel = panel_of(definition, rows_of(cells))
        assert panel.denominator is not None
        kinds.add(str(panel.denominator.dtype))
        assert same_bits(evaluate(definition, panel), evaluate(definition, as_objects(panel)))
    assert kinds == {"int64", "object"}


@pytest.mark.parametrize("digits", [15, 16, 17, 18])
@pytest.mark.parametrize("target", ["50", "12.5", "33.3333333333333333"])
def test_one_case_in_18_digits_decides(digits: int, target: str) -> None:
    cases = 10**digits - 10 ** (digits - 2)
    just = -(-cases * Fraction(target) // 100)
    for more, rating in ((-1, Rating.AMBER), (0, Rating.GREEN), (1, Rating.GREEN)):
        definition = kpi(target, "0", window=ONE_MONTH)
        cells = results(month("2024-12"), f"{just + more}/{cases}")
        found = explained(definition, cells, NOW)
        assert found.evaluation.rating is rating
        assert found.short_of_target == (1 if more < 0 else None)


def test_18_decimal_places_are_exact() -> None:
    definition = kpi("50.000000000000001", "50", unit=Unit.PERCENT, window=ONE_MONTH)
    for numerator, rating in (("0.500000000000000010", Rating.GREEN), ("0.500000000000000009", Rating.AMBER)):
        assert row(definition, results(month("2024-12"), f"{numerator}/1"), NOW).rating is rating


def test_the_mean_of_a_large_stock_is_exact() -> None:
    measure = Measure("n", "people", stock=Stock.MEAN)
    definition = kpi("100", "50", unit=Unit.PER_1_000, measure=measure, bounded=False)
    people = [999_999_999_999_999_999 - place for place in range(12)]
    exactly = Fraction(sum(people), 12) / 10
    first = month("2024-01")
    for more, rating in ((0, Rating.GREEN), (-1, Rating.AMBER)):
        needed = -(-exactly.numerator // exactly.denominator) + more
        text = " ".join(f"{needed if place == 0 else 0}/{each}" for place, each in enumerate(people))
        found = row(definition, results(first, text), NOW)
        assert (found.rating, found.figure) == (rating, needed * 1000 / Fraction(sum(people), 12))


def test_negative_pounds_of_every_size_are_rated_as_they_are() -> None:
    for size in (1, INT64_LIMIT, 10**18 - 1):
        for more, rating in ((1, Rating.GREEN), (0, Rating.GREEN), (-1, Rating.AMBER)):
            definition = count(unit=Unit.POUNDS, standards=(at_least(f"-{size}", f"-{size + 5}"),))
            published = replace(definition, rate_on=RateOn.PUBLISHED)
            cells = results(month("2024-12"), f"{more - size}")
            assert [row(each, cells, NOW).rating for each in (definition, published)] == [rating, rating]
