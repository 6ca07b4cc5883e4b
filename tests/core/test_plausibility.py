"""What is hard to believe, on each side of every line that is drawn."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qpr_rules.core.plausibility import implausible
from qpr_rules.definition import Definition, Reported, Window, WindowKind
from qpr_rules.evaluation import Implausible
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.series import ONE_MONTH, ONE_QUARTER, at_least, count, evaluated, kpi, month, quarter, results

PERCENT = kpi("90", "80", window=ONE_MONTH)
COUNT = count(standards=(at_least("420", "300"),))
QUARTERLY = kpi("90", "80", frequency=Frequency.QUARTER, window=ONE_QUARTER)


def found(definition: Definition, text: str, target: int = 90) -> Implausible | None:
    """What is said of the last figure of a series that ends with it."""
    cells = results(0, text)
    first = quarter("Q3 2024/25") if definition.frequency is Frequency.QUARTER else month("2024-12")
    cells = {first - max(cells) + place: cell for place, cell in cells.items()}
    known = evaluated(definition, cells, quarter("Q3 2024/25"))
    column = first - known.panel.first
    return implausible(definition, known.panel, 0, column, known.evaluations.figure(0, column), Fraction(target))


def test_a_figure_that_does_not_exist_is_not_judged() -> None:
    assert found(PERCENT, "0/0") is None


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("9/1000", 90, Implausible.FRACTION),  # 0.9 against 90
        ("1/100", 90, Implausible.FRACTION),  # 1 against 90
        ("101/10000", 90, None),
        ("0/100", 90, None),  # nothing met is a result
        ("9/1000", 10, Implausible.FRACTION),
        ("9/1000", 9, None),  # where the target is small, a small figure is ordinary
    ],
)
def test_a_fraction_where_a_percentage_is_meant(text: str, target: int, said: Implausible | None) -> None:
    assert found(PERCENT, text, target) is said


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        ("73390", 420, Implausible.MANY_TIMES_TARGET),  # as printed by another council
        ("4200", 420, Implausible.MANY_TIMES_TARGET),
        ("4199", 420, None),
        ("10", 1, Implausible.MANY_TIMES_TARGET),
        ("5", 0, None),  # any figure is many times nothing
        ("1", 420, None),  # a count of one is no fraction
    ],
)
def test_a_count_many_times_its_target(value: str, target: int, said: Implausible | None) -> None:
    assert found(COUNT, value, target) is said


def test_a_percentage_is_never_many_times_its_target() -> None:
    assert found(PERCENT, "90/100", 5) is None


def test_without_a_target_the_other_signs_are_still_seen() -> None:
    known = evaluated(COUNT, results(month("2024-07"), "17 x6"), quarter("Q3 2024/25"))
    assert implausible(COUNT, known.panel, 0, 5, Fraction(17), None) is Implausible.REPEATED


@pytest.mark.parametrize(
    ("definition", "text", "said"),
    [
        (COUNT, "417 x6", Implausible.REPEATED),
        (COUNT, "417 x5", None),
        (COUNT, "418 417 x5", None),
        (COUNT, "417 x5 418", None),
        (COUNT, "417 x4 418 417", None),
        (COUNT, "0 x6", None),  # nothing happened, and again nothing
        (PERCENT, "81/95 x6", Implausible.REPEATED),
        (PERCENT, "81/95 x5", None),
        (PERCENT, "81/96 81/95 x5", None),  # the same number met of other numbers
        (PERCENT, "82/95 81/95 x5", None),
        (PERCENT, "81/95 x5 82/95", None),
        (PERCENT, "81/95 x5 81/96", None),
        (PERCENT, "95/95 x6", None),  # all, from the same number of cases
        (PERCENT, "0/95 x6", None),
        (PERCENT, "81/95 x2 _ 81/95 x3", None),
        (QUARTERLY, "81/95 x4", Implausible.REPEATED),
        (QUARTERLY, "81/95 x3", None),
        (QUARTERLY, "82/95 81/95 x3", None),
    ],
)
def test_the_same_numbers_again_and_again(definition: Definition, text: str, said: Implausible | None) -> None:
    assert found(definition, text, 90 if definition is not COUNT else 420) is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Nine results make eight earlier changes of at most 2; a change of more than 10, and half of the value, is a jump.
        ("10 12 10 12 10 12 10 12 10 40", Implausible.JUMP),
        ("10 12 10 12 10 12 10 12 10 20", None),  # half of the value, and only five times as much
        ("10 12 10 12 10 12 10 12 10 21", Implausible.JUMP),
        ("12 10 12 10 12 10 12 10 40", None),  # seven earlier changes are too few to know
        ("10 12 10 12 _ 12 10 12 10 40", None),  # a gap takes two of them
        ("10 12 10 12 10 12 10 12 10 _", None),
        ("10 12 10 12 10 12 10 12 _ 40", None),  # no neighbour to jump from
        ("40 42 40 42 40 42 40 42 40 19", Implausible.JUMP),  # down counts too
        ("40 42 40 42 40 42 40 42 40 20", Implausible.JUMP),  # a change of 20 is half of 40
        ("40 42 40 42 40 42 40 42 40 21", None),
        # Twelve earlier changes are looked back to: the first series has one more, and large.
        ("30 10 12 10 12 10 12 10 12 10 12 10 12 10 40", Implausible.JUMP),
        ("30 10 12 10 12 10 12 10 12 10 12 10 12 40", None),
        (
            "100 102 100 102 100 102 100 102 100 160",
            None,
        ),  # more than half of what it was, less than half of what it is
        ("10 12 _ 12 10 12 10 12 10 12 10 12 10 40", Implausible.JUMP),  # a gap is no fall to nothing
        ("10 _ 10 12 10 12 10 12 10 12 10 12 10 40", Implausible.JUMP),
        ("10 x9", Implausible.REPEATED),
    ],
)
def test_a_change_out_of_all_proportion(text: str, said: Implausible | None) -> None:
    assert found(COUNT, text, 420) is said


def test_a_ratio_jumps_by_its_quotient() -> None:
    before = "5/10 6/12 5/11 6/10 5/10 6/12 5/11 6/10 5/10"
    assert found(PERCENT, f"{before} 60/120") is None
    assert found(kpi("90", "80", window=ONE_MONTH, unit=Unit.RATIO, bounded=False), f"{before} 30/10", 9) is (
        Implausible.JUMP
    )
    assert found(PERCENT, f"{before} 0/0") is None
    steady = "50/100 51/100 0/0 50/100 51/100 50/100 51/100 50/100 51/100 50/100 51/100 50/100"
    assert found(PERCENT, f"{steady} 2/100") is Implausible.JUMP  # nothing over nothing on the way is left out
    assert found(PERCENT, f"{steady} 40/100") is None


def test_a_month_without_cases_at_the_end_of_a_year_is_no_jump() -> None:
    assert found(kpi("90", "80"), "50/100 51/100 x12 0/0") is None


def test_what_comes_later_does_not_matter() -> None:
    known = evaluated(COUNT, results(month("2024-06"), "417 x6 500"), quarter("Q3 2024/25"))
    assert implausible(COUNT, known.panel, 0, 5, Fraction(417), Fraction(420)) is Implausible.REPEATED
    known = evaluated(PERCENT, results(month("2024-06"), "81/95 x6 82/96"), quarter("Q3 2024/25"))
    assert implausible(PERCENT, known.panel, 0, 5, Fraction(85), Fraction(90)) is Implausible.REPEATED


def test_a_running_total_is_expected_to_stand_still_and_to_jump() -> None:
    to_date = Window(WindowKind.SNAPSHOT, 1, "snapshot")
    definition = count(reported=Reported.CUMULATIVE, window=to_date, standards=(at_least("420", "300"),))
    known = evaluated(definition, results(month("2024-07"), "17 x6"), quarter("Q3 2024/25"))
    assert implausible(definition, known.panel, 0, 5, Fraction(17), Fraction(420)) is None
    assert implausible(definition, known.panel, 0, 5, Fraction(9000), Fraction(420)) is Implausible.MANY_TIMES_TARGET
