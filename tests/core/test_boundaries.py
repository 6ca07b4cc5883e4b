"""Results made to lie exactly at a bound, or one case short of it: small enough to be added up by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.core.boundaries import Bound, Maker, bounds_of, maker
from qpr_rules.definition import Band, Definition, Measure, RateOn, Reported, Stock, Window, WindowKind
from qpr_rules.notation import write_notation
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.series import COUNT, ONE_MONTH, ONE_QUARTER, TO_DATE, YEAR_OF_MONTHS, count, kpi, month, quarter

PUBLISHED: dict[str, Any] = {"rate_on": RateOn.PUBLISHED, "window": ONE_MONTH}
THREE = Window(WindowKind.ROLLING, 3, "3 months")
TWO = Window(WindowKind.ROLLING, 2, "2 months")
VALUE = Measure(value="balance")


def least(value: str) -> Bound:
    return Bound(Fraction(value), low=True)


def most(value: str) -> Bound:
    return Bound(Fraction(value), low=False)


def made(definition: Definition, *bounds: Bound, at: str = "2024-12") -> Maker:
    found = maker(definition, month(at), bounds)
    assert found is not None
    return found


def around(definition: Definition, bound: Bound, *others: Bound, at: str = "2024-12") -> tuple[str, str]:
    """The results at a bound and those one short of it."""
    found = made(definition, bound, *others, at=at)
    return write_notation(found.at(bound)), write_notation(found.at(bound, short=1))


def test_a_band_has_the_bounds_that_are_written_the_lower_first() -> None:
    assert bounds_of(Band(Decimal("17.5"), Decimal(22))) == (least("17.5"), most("22"))
    assert bounds_of(Band(None, Decimal(22))) == (most("22"),)
    assert bounds_of(Band(Decimal(0), None)) == (least("0"),)


@pytest.mark.parametrize(
    ("definition", "bounds", "at", "short"),
    [
        # 60% of 1,200 is 720, twelve times 60: one fewer is 59 once.
        (kpi(), (least("60"), least("45")), "60/100 x12", "60/100 x11, 59/100"),
        (kpi(), (most("60"), most("45")), "60/100 x12", "60/100 x11, 61/100"),
        # 83.25% is a whole number of ten thousand; 62.5% of a thousand.
        (kpi(window=ONE_MONTH), (least("83.25"),), "8325/10000", "8324/10000"),
        (kpi(window=ONE_MONTH), (least("62.5"),), "625/1000", "624/1000"),
        # Every bound is to be reached, so 60% is made of ten thousand too where 83.25% stands beside it.
        (kpi(window=ONE_MONTH), (least("60"), least("83.25")), "6000/10000", "5999/10000"),
        # A step of the figure must be smaller than the gap between two bounds: of 100, 61 would be past both.
        (kpi(window=ONE_MONTH), (least("60"), least("61")), "600/1000", "599/1000"),
        (kpi(window=ONE_MONTH), (least("60"), least("62")), "60/100", "59/100"),
        # At least the minimum of cases in the window, and no more than it needs.
        (kpi(window=ONE_MONTH, minimum_denominator=Decimal(100)), (least("60"),), "60/100", "59/100"),
        (kpi(window=ONE_MONTH, minimum_denominator=Decimal(101)), (least("60"),), "600/1000", "599/1000"),
        (kpi(minimum_denominator=Decimal(1200)), (least("60"),), "60/100 x12", "60/100 x11, 59/100"),
        # A ratio needs no hundred: 1.5 is 15 of 10.
        (kpi(unit=Unit.RATIO, window=ONE_MONTH), (least("1.5"),), "15/10", "14/10"),
        # A count goes by ones, whatever its bounds: what lies between two counts is met by the next.
        (count(), (least("83.6"),), "84", "83"),
        (count(), (most("83.6"),), "83", "84"),
        (count(), (least("83"),), "83", "82"),
        # Spread as evenly as whole cases go; the last month has the rest.
        (count(window=YEAR_OF_MONTHS), (least("11"),), "1 x11, 0", "0 x11, 10"),
        (count(window=YEAR_OF_MONTHS), (least("100"),), "8 x11, 12", "8 x11, 11"),
        (count(window=YEAR_OF_MONTHS), (most("42"),), "3 x11, 9", "3 x11, 10"),
        (count(window=YEAR_OF_MONTHS), (least("55"),), "5 x11, 0", "4 x11, 10"),
        (count(window=THREE), (least("5"),), "2 x2, 1", "1 x2, 2"),
        (count(unit=Unit.POUNDS, decimals=1, window=YEAR_OF_MONTHS), (least("1.9"),), "0.1 x11, 0.8", "0.1 x11, 0.7"),
        # A value may have as many decimals as its bounds or its print.
        (count(measure=VALUE, unit=Unit.DAYS), (least("2.25"),), "2.25", "2.24"),
        (count(measure=VALUE, unit=Unit.DAYS, decimals=1), (least("2"),), "2", "1.9"),
        (count(measure=VALUE, unit=Unit.DAYS), (most("20"), most("2.5")), "20", "20.1"),
        (count(measure=COUNT, unit=Unit.POUNDS, window=THREE), (least("0.8"),), "0.3 x2, 0.2", "0.2 x2, 0.3"),
        # A count of whole cases, but a value of a count of things may be a half.
        (count(measure=VALUE), (least("2.5"),), "2.5", "2.4"),
        # What is rated as it is printed falls short by one of the last digit.
        (kpi("60", "45", **PUBLISHED), (least("60"), least("59")), "60/100", "59/100"),
        (kpi("60", "45", decimals=1, **PUBLISHED), (least("60"),), "600/1000", "599/1000"),
        (count(rate_on=RateOn.PUBLISHED, decimals=1), (least("7"),), "7", "6"),
        (count(measure=VALUE, unit=Unit.DAYS, **PUBLISHED), (least("2.25"),), "3", "2"),
        (count(measure=VALUE, unit=Unit.DAYS, decimals=1, **PUBLISHED), (least("2.25"),), "2.3", "2.2"),
        # 5 per 1,000 of a population that is averaged over the year, or taken from its end: 60 of 12,000.
        *(
            (
                kpi(unit=Unit.PER_1_000, measure=Measure("moves", "people", stock=stock)),
                (least("5"),),
                "5/12000 x12",
                "5/12000 x11, 4/12000",
            )
            for stock in Stock
        ),
    ],
)
def test_results_just_meet_a_bound_or_fall_short_by_the_smallest_step(
    definition: Definition, bounds: tuple[Bound, ...], at: str, short: str
) -> None:
    assert around(definition, *bounds) == (at, short)


def test_a_bound_between_two_counts_cannot_be_reached() -> None:
    whole = made(count(), least("83"), least("83.5"))
    assert (whole.reaches(least("83")), whole.reaches(least("83.5"))) == (True, False)
    assert whole.size == 0  # it has no denominator
    percent = made(kpi(window=ONE_MONTH), least("62.5"))
    assert percent.reaches(least("62.5"))
    halves = made(count(measure=VALUE, unit=Unit.DAYS, decimals=1), most("2.5"))
    assert (halves.reaches(most("2.5")), halves.reaches(most("2.25"))) == (True, False)


def test_there_is_nothing_to_make_where_no_figure_ends() -> None:
    quarterly = count(window=ONE_QUARTER)
    assert maker(quarterly, month("2024-11"), (least("5"),)) is None
    assert write_notation(made(quarterly, least("5")).at(least("5"))) == "2 x2, 1"


def test_there_is_nothing_to_make_where_no_readable_number_of_cases_has_the_bound() -> None:
    # A millionth of a millionth of a per cent is one case of 10^14, the largest that is tried.
    tiny = "0.000000000001"
    assert write_notation(made(kpi(window=ONE_MONTH), least(tiny)).at(least(tiny))) == f"1/{10**14}"
    assert maker(kpi(window=ONE_MONTH), month("2024-12"), (least("0.0000000000001"),)) is None


CUMULATIVE: dict[str, Any] = {"reported": Reported.CUMULATIVE}


@pytest.mark.parametrize(
    ("definition", "at", "ending", "expected"),
    [
        # Rated year to date: the running totals are what is summed already.
        (count(window=TO_DATE, **CUMULATIVE), "2024-12", least("9"), "9"),
        # June's three months are the first of the year, so that nothing comes before them.
        (count(window=ONE_QUARTER, **CUMULATIVE), "2024-06", least("9"), "3 +3 x3"),
        # September's three are added to what April to June brought, taken to be as much a month.
        (count(window=ONE_QUARTER, **CUMULATIVE), "2024-09", least("9"), "3 +3 x6"),
        (count(window=ONE_QUARTER, **CUMULATIVE), "2024-09", least("8"), "3 +3 x5, 17"),
        # Before the window lies as much a month as its first, not its last.
        (count(window=TWO, **CUMULATIVE), "2024-06", least("5"), "3, 6, 8"),
        (count(window=THREE, **CUMULATIVE), "2024-06", least("2"), "1, 2 x2"),
        # In April the running totals begin again.
        (count(window=YEAR_OF_MONTHS, **CUMULATIVE), "2024-05", least("12"), "1 +1 x12, 1, 2"),
        (count(window=THREE, **CUMULATIVE), "2024-05", least("6"), "2 +2 x12, 2, 4"),
        # Denominators run on too, unless they are a stock.
        (kpi(window=THREE, **CUMULATIVE), "2024-06", least("60"), "60/100 +60/100 x3"),
        (
            kpi(unit=Unit.PER_1_000, measure=Measure("a", "b", stock=Stock.LAST), window=THREE, **CUMULATIVE),
            "2024-06",
            least("5"),
            "5/3000 +5 x3",
        ),
        (
            count(frequency=Frequency.QUARTER, window=Window(WindowKind.ROLLING, 6, "6 months"), **CUMULATIVE),
            "2024-12",
            least("8"),
            "4 +4 x3",
        ),
    ],
)
def test_running_totals_are_made_of_what_each_period_adds(
    definition: Definition, at: str, ending: Bound, expected: str
) -> None:
    period = quarter("Q3 2024/25") if definition.frequency is Frequency.QUARTER else month(at)
    found = maker(definition, period, (ending,))
    assert found is not None
    assert write_notation(found.at(ending)) == expected
