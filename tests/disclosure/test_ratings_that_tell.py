"""QPR239 against every hidden count there is: a rating may be shown only if it leaves open which of them it is of."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from qpr_rules.checking.one.disclosure import check
from qpr_rules.definition import Definition, Polarity
from tests.series import at_least, at_most, count, kpi

MOST = 120
"""Cases in all: with fewer than five on one side, shares from 5% to 95% need no more."""


def hidden(threshold: int) -> Iterator[tuple[int, int]]:
    """Every numerator and denominator of which something is hidden: those with, or those without, are few but not none."""
    for cases in range(1, MOST + 1):
        for with_it in range(cases + 1):
            if 0 < with_it < threshold or 0 < cases - with_it < threshold:
                yield with_it, cases


def tells(among: set[tuple[int, int]]) -> bool:
    """Whether all that it can be agree in one of the three numbers, and there is something that it can be."""
    sides = ({n for n, _ in among}, {d for _, d in among}, {d - n for n, d in among})
    return bool(among) and min(map(len, sides)) == 1


def amber(definition: Definition, higher: bool, with_it: int, cases: int) -> bool:
    (standard,) = definition.standards
    figure, target, floor = Fraction(100 * with_it, cases), standard.target.edge, standard.floor.edge
    assert target is not None
    assert floor is not None
    return floor <= figure < target if higher else target < figure <= floor


@pytest.mark.parametrize("threshold", [2, 3, 5])
def test_amber_of_a_share_is_refused_exactly_where_it_tells_a_hidden_count(threshold: int) -> None:
    said = set()
    for edges in product(["10", "20", "25", "33.3", "34", "50", "60", "66.6", "75", "80", "90"], repeat=2):
        low, high = sorted(edges, key=float)
        if low == high:
            continue
        for higher in (True, False):
            standard = at_least(high, low) if higher else at_most(low, high)
            polarity = Polarity.HIGHER if higher else Polarity.LOWER
            definition = kpi(standards=(standard,), polarity=polarity, disclosure=threshold)
            among = {pair for pair in hidden(threshold) if amber(definition, higher, *pair)}
            found = [each.code for each in check(definition)]
            assert found == (["QPR239"] if tells(among) else []), (low, high, higher, sorted(among)[:5])
            said.add(bool(found))
    assert False in said
    assert threshold > 3 or True in said  # with many hidden, so wide a range tells nothing


@pytest.mark.parametrize(("target", "floor"), list(product(range(7), repeat=2)))
def test_any_rating_of_a_count_is_refused_exactly_where_it_tells_a_hidden_one(target: int, floor: int) -> None:
    if floor > target:
        return
    definition = count(standards=(at_least(str(target), str(floor)),), disclosure=5)
    ratings = ["green" if number >= target else "amber" if number >= floor else "red" for number in range(1, 5)]
    assert bool(list(check(definition))) == any(ratings.count(each) == 1 for each in ratings)
