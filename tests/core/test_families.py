"""Areas that make up others: what is hidden beside what is small, worked out by hand."""

from __future__ import annotations

from qpr_rules.core.disclosure import hidden
from qpr_rules.core.families import Family, families
from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Measure
from qpr_rules.quantity import Unit
from qpr_rules.settings import Area, Breakdown
from tests.hiding import MONTH, evaluated, kpi, marks


def test_beside_a_hidden_area_the_largest_other_is_hidden_and_the_whole_is_not() -> None:
    found = evaluated(kpi(MONTH), own="29 29 0", A="3 9 0", B="10 10 0", C="16 10 0")
    assert [marks(found, row) for row in range(4)] == [(each,) * 2 for each in ("...", "c..", "...", "c..")]


def test_where_no_other_area_could_hide_it_the_whole_does() -> None:
    found = evaluated(kpi(MONTH), own="5 9", A="3 9", B="2 0")
    assert [marks(found, row)[0] for row in range(3)] == ["c.", "c.", "c."]


def test_what_no_area_accounts_for_is_one_more() -> None:
    found = evaluated(kpi(MONTH), own="22 30 19", A="10 10 10", B="9 9 9")
    assert [marks(found, row)[0] for row in range(3)] == ["...", "c..", "..."]


def test_areas_without_a_whole_are_judged_by_themselves() -> None:
    found = evaluated(kpi(MONTH), A="3 9", B="10 10")
    assert [marks(found, row)[0] for row in range(2)] == ["c.", ".."]


def test_with_a_whole_a_quarter_is_summed_in_every_area() -> None:
    found = evaluated(kpi(), own="18 18 18 18 18 18 18 11 18", A="9 9 9 9 9 9 9 2 9", B="9 9 9 9 9 9 9 9 9")
    assert [marks(found, row)[0] for row in range(3)] == ["......ccc"] * 3
    later = evaluated(kpi(), own="11 18 18 11 18 18", A="2 9 9 2 9 9", B="9 9 9 9 9 9")
    assert [marks(later, row) for row in range(3)] == [("cccccc", "ccccc.")] * 3


def areas(**parts: str) -> dict[str, Area]:
    """Declared areas, each with its parts."""
    return {name: Area(name, breakdowns=(Breakdown("", tuple(of.split())),)) for name, of in parts.items()}


def test_declared_areas_are_families_and_what_nobody_declared_is_not() -> None:
    there = ("", "A", "B", "C", "N")
    assert families(there, "", {}) == (Family(0, (1, 2, 3, 4), 5),)
    assert families(there, "", areas(C="A B")) == (Family(3, (1, 2), 5), Family(0, (3, 4), 6))
    assert families(("A", "B", "C", "N"), "C", areas(C="A B X")) == (Family(2, (0, 1), 4),)
    assert families(("A", "B"), "A", areas(A="")) == () and families(("A", "B"), "", {}) == ()


def results_of(found: Evaluated, known: dict[str, Area]) -> dict[str, str]:
    """The hidden results by area."""
    hides = hidden(found, "W", known)
    assert hides is not None
    return {
        area: "".join(".c"[int(cell)] for cell in row)
        for area, row in zip(found.panel.areas, hides.results, strict=True)
    }


def test_what_joins_in_one_family_does_not_stand_alone_in_another() -> None:
    # 3 of A is hidden with B, its larger sister; nothing above them need be hidden.
    known = areas(W="C D", C="A B", D="E F")
    found = evaluated(kpi(MONTH), W="70", C="33", D="37", A="3", B="30", E="20", F="17")
    assert results_of(found, known) == {"A": "c", "B": "c", "C": ".", "D": ".", "E": ".", "F": ".", "W": "."}
    # Where both are small their whole is hidden; then the largest beside the whole, and the largest below that.
    found = evaluated(kpi(MONTH), W="70", C="7", D="63", A="3", B="4", E="40", F="23")
    assert results_of(found, known) == {"A": "c", "B": "c", "C": "c", "D": "c", "E": "c", "F": ".", "W": "."}


def test_a_family_whose_whole_has_no_result_hides_nothing_more() -> None:
    found = evaluated(kpi(MONTH), W="_ 30", A="3 9", B="20 21")
    assert results_of(found, areas(W="A B")) == {"A": "c.", "B": "..", "W": ".."}


def test_an_area_that_is_not_there_and_one_without_others_are_no_family() -> None:
    assert families(("", "A", "B"), "", areas(X="A B")) == (Family(0, (1, 2), 3),)
    assert families(("",), "", {}) == ()


def test_the_largest_is_the_one_with_the_most_cases() -> None:
    ratio = kpi(MONTH, Measure("n", "d"), Unit.RATIO)
    found = evaluated(ratio, own="34/200", A="4/60", B="20/50", C="10/90")
    assert [marks(found, row)[0] for row in range(4)] == [".", "c", ".", "c"]


def test_one_that_has_nothing_hides_nobody() -> None:
    found = evaluated(kpi(MONTH), own="30", A="3", B="0")
    assert [marks(found, row)[0] for row in range(3)] == ["c", "c", "."]


def test_what_was_not_small_stays_beside_what_is_hidden_for_another_reason() -> None:
    found = evaluated(kpi(MONTH), own="60", A="4", B="3", C="53")
    assert [marks(found, row)[0] for row in range(4)] == [".", "c", "c", "c"]


def test_each_way_to_break_a_whole_down_is_a_family() -> None:
    two = {"W": Area("W", breakdowns=(Breakdown("district", ("A", "B")), Breakdown("provider", ("P", "Q"))))}
    assert families(("A", "B", "P", "Q", "W"), "W", two) == (Family(4, (0, 1), 5), Family(4, (2, 3), 6))
    found = evaluated(kpi(MONTH), W="50", A="3", B="47", P="25", Q="25")
    assert results_of(found, two) == {"A": "c", "B": "c", "P": ".", "Q": ".", "W": "."}


def test_a_whole_that_holds_all_parts_of_another_is_made_of_that_and_the_rest() -> None:
    there, known = ("A", "B", "C", "N", "W"), areas(W="A B", N="A B C")
    assert families(there, "", known) == (Family(4, (0, 1), 5), Family(3, (0, 1, 2), 6), Family(3, (4, 2), 7))
    assert families(there, "", areas(W="A B", N="B A")) == (Family(4, (0, 1), 5), Family(3, (1, 0), 6))
    assert families(there, "", areas(W="A B", N="W A B")) == (Family(4, (0, 1), 5), Family(3, (4, 0, 1), 6))
    found = evaluated(kpi(MONTH), N="60", W="57", A="27", B="30", C="3")
    assert results_of(found, known) == {"A": ".", "B": "c", "C": "c", "N": ".", "W": "c"}
