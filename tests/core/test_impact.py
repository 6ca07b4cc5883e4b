"""What a change of the rules did, as values: which version a KPI is told by, and when a rating counts as moved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qpr_rules.app.impact import Asked, impact
from qpr_rules.core.comparison import compare, compare_raised
from qpr_rules.core.easing import changes
from qpr_rules.core.impact import Altered, Impact
from qpr_rules.core.standards_changed import Effect
from qpr_rules.definition import Broken, Kind
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.files import Folder
from qpr_rules.reading.project import Declarations
from qpr_rules.rule import Gravity, Rule
from qpr_rules.settings import Origin, Settings
from tests.series import ONE_MONTH, kpi, month, results, row

BEFORE = kpi(name="As it was")
EASED = kpi("58", name="As it is")
AMBER = row(BEFORE, results(month("2024-01"), "50/100 x12"), "Q3 2024/25")
GREEN = AMBER._replace(rating=Rating.GREEN)


def test_a_kpi_is_told_by_its_later_definition_or_by_the_earlier_where_it_is_gone() -> None:
    assert Altered(BEFORE, EASED).kpi is EASED
    assert Altered(BEFORE, None).kpi is BEFORE
    assert Altered(None, EASED).kpi is EASED


def test_a_rule_is_eased_by_all_its_changes_together_and_words_ease_nothing() -> None:
    eased = Altered(BEFORE, EASED, changes(BEFORE, EASED))
    assert (eased.effect, eased.is_wording) == (Effect.EASIER, False)
    renamed = replace(BEFORE, name="Another", owner="another")
    words = Altered(BEFORE, renamed, changes(BEFORE, renamed))
    assert (words.effect, words.is_wording) == (Effect.NEITHER, True)
    both = kpi("58", minimum_denominator=None, lag=3, introduced=None, name="Another", decimals=1)
    mixed = Altered(BEFORE, both, changes(BEFORE, both))
    assert {each.wording for each in mixed.changes} == {True, False}
    assert not mixed.is_wording
    assert not Altered(BEFORE, BEFORE).is_wording  # nothing is said differently where nothing changed


@pytest.mark.parametrize(
    ("then", "now", "moves"),
    [
        (AMBER, AMBER, False),
        (AMBER, GREEN, True),
        (AMBER, AMBER._replace(figure=None), False),
        (None, GREEN, True),
        (AMBER, None, True),
        (None, None, False),
    ],
)
def test_a_kpi_moves_where_its_rating_differs_or_it_comes_or_goes(
    then: Evaluation | None, now: Evaluation | None, moves: bool
) -> None:
    assert Altered(BEFORE, EASED, then=then, now=now).moves_now is moves


def test_nothing_is_counted_until_it_is() -> None:
    plain = Altered(BEFORE, EASED)
    assert plain.effect is Effect.NEITHER
    assert (plain.periods, plain.moved, plain.moved_earlier, plain.areas, plain.areas_moved) == (0, (), (), 0, 0)


def test_a_change_is_nothing_where_no_rule_of_either_kind_differs_and_no_definition_broke() -> None:
    nothing = Impact("Q3 2024/25", ({}, {}), {}, (), compare([AMBER], [GREEN]), compare_raised([], []), (), (), (), ())
    assert nothing.is_nothing is True
    rule = Rule(id="r", when=(), severity=Gravity.NOTICE, says="")
    broken = Broken(id="B", name="B", section="s", owner="o", kind=Kind.KPI, file="b.yaml")
    for something in (
        {"altered": (Altered(None, EASED),)},
        {"rules": ((None, rule),)},
        {"newly_in_error": (broken,)},
        {"no_longer_in_error": (broken,)},
    ):
        assert replace(nothing, **something).is_nothing is False
    assert replace(nothing, results_differ=("K",)).is_nothing is True  # what was reported is no rule


def test_the_ratings_of_two_years_are_counted_and_older_ones_beside_them(tmp_path: Path) -> None:
    rows = [f"K,{year}-{number:02},50,100" for year in range(2021, 2025) for number in range(1, 13)]
    (tmp_path / "results.csv").write_text("\n".join(["kpi,period,numerator,denominator", *rows, ""]), "utf-8")
    settings = Settings(body="x", results=(Origin("results.csv"),))
    tree = Folder(tmp_path)
    # 50% every month of four years: under the earlier rule Amber, under the later Green.
    before, after = (
        Declarations(settings, definitions=(kpi(target, "40", window=ONE_MONTH),)) for target in ("60", "50")
    )
    (altered,) = impact(before, after, (tree, tree), Asked(None, 0)).impact.altered
    assert (altered.periods, len(altered.moved), len(altered.moved_earlier)) == (24, 24, 24)
    assert [altered.moved[0][1].period, altered.moved_earlier[-1][1].period] == ["2023-01", "2022-12"]
