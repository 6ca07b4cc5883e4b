"""Suggested cases pass as they stand, and lie where they say: at the boundary, and one step short of it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from qpr_rules.app.cases import CasesRun, run_cases
from qpr_rules.app.declare import declare
from qpr_rules.app.suggest import NothingToSuggestError, suggest
from qpr_rules.case import Case
from qpr_rules.core.standards import due
from qpr_rules.definition import Band, Definition, Kind, RateOn, Stock
from qpr_rules.evaluation import Rating
from qpr_rules.files import Folder
from qpr_rules.quantity import rounded
from qpr_rules.reading.project import Declarations
from qpr_rules.settings import Settings
from tests.source import REPOSITORY
from tests.worlds import some_definition

SHIPPED = declare(Folder(REPOSITORY))


class OneFile:
    """A project that is one file of cases."""

    def __init__(self, text: str) -> None:
        self.text = text

    def list(self, path: str) -> tuple[str, ...]:
        return ("k.cases.yaml",)

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        return self.text.encode()


def run(definition: Definition, declarations: Declarations) -> CasesRun:
    return run_cases(OneFile(suggest(definition)), declarations)


def around(definition: Definition) -> Declarations:
    return Declarations(Settings(body="x", year=definition.calendar.quarters), definitions=(definition,))


@pytest.mark.parametrize("definition", SHIPPED.definitions, ids=lambda each: each.id)
def test_what_is_suggested_for_a_shipped_definition_passes_and_sees_every_rating(definition: Definition) -> None:
    tested = run(definition, SHIPPED)
    assert tested.passes
    (covered,) = [each for each in tested.coverage if each.kpi == definition.id]
    assert covered.lacks == ()


def check_random(seed: int) -> bool:
    """Suggestions for a random definition pass; whether there was a boundary among them."""
    definition = some_definition(random.Random(seed))
    try:
        tested = run(definition, around(definition))
    except NothingToSuggestError:
        return False
    assert tested.passes, seed
    names = [each.case.name for each in tested.outcomes]
    assert len(names) == len(set(names))
    for each in tested.outcomes:
        check_boundary(each.case, seed)
    return len(tested.outcomes) > 1


def check_boundary(case: Case, seed: int) -> None:
    """The rating by plain fractions from the results of a case that has one number or one sum to be rated."""
    definition = case.definition
    (expectation,) = case.expectations
    wanted = expectation.fields["rating"].value
    about_bounds = case.name.startswith(("at the", "just"))
    if definition.kind is Kind.ACTIVITY:
        word = (
            "within"
            if "just" not in case.name or "meeting" in case.name
            else "below"
            if "under" in case.name
            else "above"
        )
        assert not about_bounds or expectation.fields["expected"].value == word, (seed, case.name)
        return
    assert about_bounds == (wanted != "not rated"), (seed, case.name)
    if not about_bounds:
        return
    figure, month = (
        plain_figure(case),
        definition.calendar.last_month(definition.frequency, case.observations[-1].period),
    )
    index = next(i for i in reversed(range(len(definition.standards))) if definition.standards[i].covers(month))
    bands = due(definition, index, month)
    assert bands is not None
    if definition.rate_on is RateOn.PUBLISHED:
        figure = rounded(figure, definition.decimals)
    rating = Rating.GREEN if inside(figure, bands[0]) else Rating.AMBER if inside(figure, bands[1]) else Rating.RED
    assert wanted == rating, (seed, case.name)
    if case.name.startswith(("at the target", "just meeting the target", "at the lower end of the target")):
        assert rating is Rating.GREEN, (seed, case.name)
    if case.name.startswith("just") and "target" in case.name and "meeting" not in case.name:
        assert rating is not Rating.GREEN, (seed, case.name)
    if case.name.startswith(("just under the floor", "just over the floor")):
        assert rating is Rating.RED, (seed, case.name)


def inside(figure: Fraction, band: Band) -> bool:
    return (band.low is None or figure >= Fraction(band.low)) and (band.high is None or figure <= Fraction(band.high))


def plain_figure(case: Case) -> Fraction:
    """The figure of a suggested case by a plain sum of its results; running totals count by their last, less what came before."""
    definition, results = case.definition, case.observations
    numerators = [Fraction(each.numerator or 0) for each in results]
    denominators = [Fraction(each.denominator or 0) for each in results]
    if definition.reported == "cumulative":
        from tests.oracle import Cell, verdict

        cells = {each.period: Cell(each.state, each.numerator, each.denominator) for each in results}
        figure = verdict(definition, cells, results[-1].period).figure
        assert figure is not None
        return figure
    if not definition.measure.is_ratio:
        return sum(numerators, Fraction(0))
    below = sum(denominators, Fraction(0))
    if definition.measure.stock is Stock.MEAN:
        below /= len(results)
    elif definition.measure.stock is Stock.LAST:
        below = denominators[-1]
    return sum(numerators, Fraction(0)) / below * definition.unit.per


def test_what_is_suggested_for_random_definitions_passes_and_lies_at_the_boundaries() -> None:
    assert sum(check_random(seed) for seed in range(100)) > 85


@pytest.mark.long
def test_what_is_suggested_for_many_random_definitions_passes_and_lies_at_the_boundaries() -> None:
    assert sum(check_random(seed) for seed in range(100, 6_000)) > 5_300
