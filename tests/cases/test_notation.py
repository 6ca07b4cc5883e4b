"""The series notation: what is read, what is written back, and what is refused where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.notation import LONGEST, NotationError, Term, read_notation, write_notation


def terms(text: str) -> list[Term]:
    return [term for part in read_notation(text) for term in part.terms()]


def test_the_example_of_the_manual_is_twelve_periods() -> None:
    read = terms("96/100 x10, _, 23/40")
    assert len(read) == 12
    assert read[:10] == [Term(Decimal(96), Decimal(100))] * 10
    assert read[10:] == [Term(mark="_"), Term(Decimal(23), Decimal(40))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("57.50", [Term(Decimal("57.5"))]),
        ("-3.2", [Term(Decimal("-3.2"))]),
        ("23/40 [p]", [Term(Decimal(23), Decimal(40), "p")]),
        ("[c] x2", [Term(mark="c")] * 2),
        ("_ x2", [Term(mark="_")] * 2),
        ("40 +2 x3", [Term(Decimal(40)), Term(Decimal(42)), Term(Decimal(44))]),
        ("40 -2 x3", [Term(Decimal(40)), Term(Decimal(38)), Term(Decimal(36))]),
        ("40/50 +1/5 x2", [Term(Decimal(40), Decimal(50)), Term(Decimal(41), Decimal(55))]),
        ("1/2\n  x2 ,\n 3/4", [Term(Decimal(1), Decimal(2))] * 2 + [Term(Decimal(3), Decimal(4))]),
    ],
)
def test_what_is_written_is_what_is_read(text: str, expected: list[Term]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("1/2,, 3/4", 1, "nothing between two commas"),
        ("1/2, 90%", 1, "sign for its unit"),
        ("1/2 3/4", 0, "two results"),
        ("1/2, -", 1, "not a result"),
        ("1/2 * 3", 0, "how many there are"),
        ("[p]", 0, "stands in the place of a number"),
        ("1/2 [c]", 0, "stands beside a number"),
        ("1/2 x0", 0, "no number of periods"),
        (f"1/2 x{LONGEST}, 1/2", 1, "more than"),
        ("1e3", 0, "not a result"),
        ("nan", 0, "not a result"),
        ("1234567890123456789", 0, "significant digits"),
        ("5 +1/2 x2", 0, "denominator"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, place: int, said: str) -> None:
    with pytest.raises(NotationError, match=said) as refused:
        read_notation(text)
    assert refused.value.place == place
    assert refused.value.hint


_NUMBERS = st.integers(0, 60).map(Decimal)
_CELLS = st.one_of(
    st.builds(Term, _NUMBERS, _NUMBERS, st.sampled_from(["", "", "p"])),
    st.builds(Term, st.decimals(-99, 99, places=2), st.none(), st.just("")),
    st.sampled_from([Term(mark="_"), Term(mark="c"), Term(mark="z")]),
)


@given(st.lists(st.tuples(_CELLS, st.integers(1, 14)), min_size=1, max_size=6))
def test_what_is_written_back_says_the_same(runs: list[tuple[Term, int]]) -> None:
    series = [term for term, times in runs for _ in range(times)]
    assert terms(write_notation(series)) == series


@given(st.integers(0, 50), st.integers(0, 9), st.integers(0, 9), st.integers(3, 12))
def test_what_grows_by_the_same_step_is_written_once(first: int, up: int, down: int, times: int) -> None:
    series = [Term(Decimal(first + up * step), Decimal(99 + down * step)) for step in range(times)]
    assert "," not in write_notation(series)
    assert terms(write_notation(series)) == series


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    place = 0
    try:
        read_notation(text)
    except NotationError as error:
        place = error.place
    assert 0 <= place <= text.count(",")
