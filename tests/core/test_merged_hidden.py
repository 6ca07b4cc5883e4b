"""Results under the codes of areas that have merged: the panel has only their sum, so they are hidden together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qpr_rules.core.disclosure import released, without_hidden
from qpr_rules.definition import Measure, Reported
from qpr_rules.observation import Observation, State
from qpr_rules.quantity import Unit
from tests.hiding import APRIL, MONTH, TO_DATE, evaluated, kpi, share


@pytest.mark.parametrize(
    ("former", "hides"),
    [
        ("15/30", False),
        ("4/30", True),
        ("1/30", True),
        ("5/30", False),
        ("27/30", True),
        ("0/30", False),
        ("0/3", True),
        ("-2/30", True),
    ],
)
def test_results_of_areas_that_merged_are_hidden_where_one_of_them_is_small(former: str, hides: bool) -> None:
    found = evaluated(share(MONTH), own="45/90 45/90")
    n, d = map(Decimal, former.split("/"))
    plain = Observation("K", "Old", APRIL, Decimal(30), Decimal(60), State.PRESENT, False, "f", 3)
    results = (plain, plain._replace(area="Older", numerator=n, denominator=d))
    held = without_hidden(found, released(found, ""), results)
    assert (held is results) is not hides
    assert {one.state for one in held} == {State.SUPPRESSED if hides else State.PRESENT}


def test_results_of_areas_that_merged_are_hidden_with_any_of_their_sum() -> None:
    found = evaluated(share(MONTH), own="45/90 4/90")
    plain = Observation("K", "Old", APRIL, Decimal(30), Decimal(60), State.PRESENT, False, "f", 3)
    (held,) = without_hidden(found, released(found, ""), (plain,))
    assert held.state is State.SUPPRESSED and held.numerator is None


def test_of_areas_that_merged_a_count_and_a_percentage_that_may_exceed_100_have_nothing_between() -> None:
    found = evaluated(kpi(MONTH), own="45 45")
    plain = Observation("K", "Old", APRIL, Decimal(3), None, State.PRESENT, False, "f", 3)
    assert without_hidden(found, found, (plain,))[0].state is State.SUPPRESSED
    open_ended = evaluated(share(MONTH, bounded=False), own="45/90 45/90")
    more = (plain._replace(numerator=Decimal(27), denominator=Decimal(30)),)
    assert without_hidden(open_ended, open_ended, more) is more


def test_of_areas_that_merged_no_result_and_a_plain_value_are_no_small_count() -> None:
    found = evaluated(kpi(MONTH), own="45 45")
    none = Observation("K", "Old", APRIL, None, None, State.MISSING, False, "f", 3)
    assert without_hidden(found, found, results := (none,)) is results
    held = without_hidden(found, found, (none, none._replace(state=State.PRESENT, numerator=Decimal(3))))
    assert [one.state for one in held] == [State.MISSING, State.SUPPRESSED]
    value = evaluated(kpi(MONTH, Measure(value="v")), own="45 45")
    three = (none._replace(state=State.PRESENT, numerator=Decimal(3)),)
    assert without_hidden(value, value, three) is three


def test_running_totals_of_areas_that_merged_are_hidden_and_others_are_the_same_object() -> None:
    found = evaluated(kpi(TO_DATE, reported=Reported.CUMULATIVE), own="45 90")
    plain = Observation("K", "Old", APRIL, Decimal(30), None, State.PRESENT, False, "f", 3)
    assert without_hidden(found, found, (plain,))[0].state is State.SUPPRESSED
    assert without_hidden(found, found, results := (plain._replace(area=""),)) is results
    shown = replace(found, definition=replace(found.definition, disclosure=0))
    assert without_hidden(shown, shown, results := (plain,)) is results


def test_of_areas_that_merged_large_counts_and_small_denominators() -> None:
    found = evaluated(kpi(MONTH), own="45 45")
    plain = Observation("K", "Old", APRIL, Decimal(30), None, State.PRESENT, False, "f", 3)
    assert without_hidden(found, found, results := (plain,)) is results
    ratio = evaluated(kpi(MONTH, Measure("n", "d"), Unit.RATIO), own="45/90 45/90")
    assert without_hidden(ratio, ratio, (plain._replace(denominator=Decimal(3)),))[0].state is State.SUPPRESSED
