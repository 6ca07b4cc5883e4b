"""Explain adds up: every equation that is printed is parsed back and worked out again with ``Fraction``.

Sums, quotients, comparisons in whole numbers, the split of a change, and "n more would have been Green".
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from qpr_rules.core.workings import Workings
from qpr_rules.definition import Definition, Polarity, RateOn, Reported, Window, WindowKind
from qpr_rules.evaluation import Rating
from qpr_rules.observation import State
from qpr_rules.period import Frequency, month_of
from qpr_rules.quantity import rounded
from tests.equations import EQUATION, holds, printed
from tests.oracle import Cell, flow, pooled
from tests.series import explained
from tests.worlds import some_cells, some_definition

_SPLIT = re.compile(r"([-+]?£?[\d,]+(?:\.\d+)?)")


def _some(dice: random.Random) -> tuple[Definition, dict[int, Cell], int]:
    """A world whose latest window is likely to be complete, and a quarter to explain."""
    definition = some_definition(dice)
    if dice.random() < 0.5 and definition.measure.pools and definition.frequency is Frequency.MONTH:
        rolling = Window(WindowKind.ROLLING, 12, "12 months")
        definition = replace(definition, window=rolling, profile=(), reported=Reported.PER_PERIOD)
    definition = replace(definition, breaks=(), suspended=None)
    cells = some_cells(dice, definition)
    quarter = definition.calendar.holding(Frequency.QUARTER, month_of(2021, 4)) + dice.randint(0, 11)
    return definition, cells, quarter


@example(random.Random(1834))  # -44.166... and +8.333... add up to -35.833... at no number of places
@given(st.integers(0, 2**40).map(random.Random))
def test_explain_adds_up(dice: random.Random) -> None:
    definition, cells, quarter = _some(dice)
    if not cells:
        return
    shown = explained(definition, cells, quarter)
    lines = [line for line in printed(shown) if "Student's t" not in line]  # floats, in tests/core/test_trends.py
    equations = [found[1] for line in lines if (found := EQUATION.search(line))]
    assert len(equations) == sum(any(f" {sign} " in line for sign in "=<>≈") for line in lines)  # none escapes
    for equation in equations:
        assert holds(equation), equation
    assert len(equations) == _how_many(shown)
    _inequalities_agree(shown, lines)
    _shortfall_is_least(definition, cells, shown, lines)
    _split_adds_up(shown, lines)


def _how_many(shown: Workings) -> int:
    """How many equations there must be: sums and quotients of a figure, and one for each bound."""
    row, measure = shown.evaluation, shown.definition.measure
    if row.figure is None:
        return 0
    sums = 0
    if len(shown.results) > 1:
        sums = 1 if not measure.is_ratio else {None: 2, "mean": 3, "last": 1}[measure.stock]
    bounds = [bound for band in (row.target, row.floor) if band for bound in (band.low, band.high) if bound is not None]
    return sums + measure.is_ratio + len(bounds)


def _inequalities_agree(shown: Workings, lines: list[str]) -> None:
    row = shown.evaluation
    if row.rating is Rating.NOT_RATED:
        return
    met = {
        name: [" not met: " not in line for line in lines if line.startswith(f"{name} ")]
        for name in ("target", "floor")
    }
    assert all(met["target"]) is (row.rating is Rating.GREEN)
    assert all(met["floor"]) is (row.rating is not Rating.RED)


def _shortfall_is_least(definition: Definition, cells: dict[int, Cell], shown: Workings, lines: list[str]) -> None:
    """So many more (or fewer) make it Green or Amber, and one less does not."""
    row = shown.evaluation
    for line in lines:
        if not (found := re.fullmatch(r"([\d,]+) (more|fewer)(?: of .+)? would have been (Green|Amber)\.", line)):
            continue
        band = row.target if found[3] == "Green" else row.floor
        assert band is not None
        step = 1 if found[2] == "more" else -1
        number = int(found[1].replace(",", ""))
        wanted = [_rated(definition, cells, shown, step * each) for each in (number, number - 1)]
        met = [
            (band.low is None or each >= Fraction(band.low)) and (band.high is None or each <= Fraction(band.high))
            for each in wanted
        ]
        assert met == [True, False], (line, wanted, band)
    short = sum("would have been" in line for line in lines)
    if row.rating is Rating.RED and definition.polarity is Polarity.HIGHER and definition.measure.pools:
        assert short == 2


def _rated(definition: Definition, cells: dict[int, Cell], shown: Workings, more: int) -> Fraction:
    """The figure that would be rated with so many more in the numerator: by the oracle's own pooling."""
    periods = [each.period for each in shown.results]
    whole = definition.reported is Reported.CUMULATIVE and definition.window.kind is WindowKind.YEAR_TO_DATE
    got = [cells[each] if whole else flow(definition, cells, each) for each in periods]
    assert all(each.state is State.PRESENT for each in got)
    assert got[-1].numerator is not None
    got[-1] = replace(got[-1], numerator=got[-1].numerator + more)
    figure = pooled(definition, got)[0]
    assert figure is not None
    return rounded(figure, definition.decimals) if definition.rate_on is RateOn.PUBLISHED else figure


def _split_adds_up(shown: Workings, lines: list[str]) -> None:
    """The change since the previous quarter is the two effects that are printed, and the real change, rounded."""
    if "What the window did" not in lines:
        return
    begin = lines.index("What the window did") + 1
    line = " ".join(lines[begin : lines.index("", begin)])
    change, leaving, entering = (
        Fraction(found.replace(",", "").replace("£", "").replace("+", "")) for found in _signed(line)
    )
    assert leaving + entering == change
    assert shown.roll_off is not None
    digits = max(len(each.partition(".")[2]) for each in _signed(line))
    assert change == rounded(shown.roll_off.change, digits)
    assert leaving == rounded(shown.roll_off.leaving, digits)
    smallest = min(abs(each) for each in (shown.roll_off.change, shown.roll_off.leaving, shown.roll_off.entering))
    assert digits <= 4 or smallest < 1  # as short as a reader can use


def _signed(line: str) -> list[str]:
    """The three signed numbers of the split, in the order in which they are printed."""
    return [found[1] for found in re.finditer(r"(?:quarter|which|and) ([-+]£?[\d,]+(?:\.\d+)?)", line)]


def test_explain_adds_up_over_the_windows_that_are_explained() -> None:
    """The generator reaches what the property is about: every kind of equation, each many times."""
    kinds: dict[str, int] = dict.fromkeys((" + ", " ÷ ", " < ", " more", " fewer", "of which", "mean: ", "Activity"), 0)
    for seed in range(60):
        definition, cells, quarter = _some(random.Random(seed))
        text = "\n".join(printed(explained(definition, cells, quarter))) if cells else ""
        for kind in kinds:
            kinds[kind] += kind in text
    assert min(kinds.values()) >= 2, kinds
