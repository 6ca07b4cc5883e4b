"""Names against rules, on 448 official names with a published polarity and unit: the checks of wording seldom err."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qpr_rules.checking.one import name_polarity, name_unit, name_window
from qpr_rules.checking.wording import Wording
from qpr_rules.definition import Polarity
from qpr_rules.quantity import Unit
from tests.tables import table

POLARITIES = {"High": Polarity.HIGHER, "Low": Polarity.LOWER}


@pytest.fixture(scope="module")
def official(published: Path) -> list[dict[str, str]]:
    """The indicators of the DfE's Local Authority Interactive Tool: title, polarity, unit."""
    return table(published / "inputs" / "dfe_lait_indicator_polarity.csv")


def unit_of(official_unit: str) -> Unit | None:
    """Our unit for one of theirs, such as ``% of referrals`` or ``Rate per 10,000``; None where ours has none."""
    folded = official_unit.casefold()
    if "%" in folded:
        return Unit.PERCENT
    for words, unit in (("100,000", Unit.PER_100_000), ("10,000", Unit.PER_10_000), ("1000", Unit.PER_1_000)):
        if words in folded:
            return unit
    return Unit.COUNT if "number" in folded or "total" in folded else None


def test_what_official_names_say_of_their_polarity_is_what_was_published(official: list[dict[str, str]]) -> None:
    judged = [
        (row["title"], found[1] is POLARITIES[row["polarity"]])
        for row in official
        if row["polarity"] in POLARITIES and (found := name_polarity.said(row["title"]))
    ]
    wrong = [title for title, agrees in judged if not agrees]
    assert len(judged) >= 60, "a check that says nothing is never wrong"
    assert len(wrong) <= len(judged) * 3 // 100, wrong


def test_what_official_names_say_of_their_unit_is_what_was_published(official: list[dict[str, str]]) -> None:
    judged = [
        (row["title"], row["unit"], unit in found[1])
        for row in official
        if (unit := unit_of(row["unit"])) and (found := name_unit.said(row["title"]))
    ]
    assert len(judged) >= 180
    assert [each for each in judged if not each[2]] == []


def test_no_official_name_speaks_of_a_window_by_accident(official: list[dict[str, str]]) -> None:
    assert [row["title"] for row in official if name_window.said(row["title"])] == []


@pytest.mark.parametrize(
    ("name", "polarity"),
    [
        ("Repairs not completed after 28 days", Polarity.LOWER),
        ("EHCP annual reviews waiting over 12 months", Polarity.LOWER),
        ("Percentage of invoices paid late", Polarity.LOWER),
        ("Percentage of repeat referrals", Polarity.LOWER),
        ("Early Help cases closed with outcomes achieved that come back within 3 months", Polarity.LOWER),
        ("Referrals to social care within 12 months of an earlier one", None),
        ("Percentage of care needs assessments delivered within 28 days", Polarity.HIGHER),
        ("FOI requests completed within 20 working days", Polarity.HIGHER),
        ("Subject access requests completed within statutory timescales", Polarity.HIGHER),
        ("Missed bins collected within 2 working days", None),
        ("Percentage of repeat victims who were offered support", None),
        ("Percentage of calls answered", None),
        ("Number of plates in the chocolate repository", None),
    ],
)
def test_only_names_that_leave_little_doubt_speak_of_a_polarity(name: str, polarity: Polarity | None) -> None:
    found = name_polarity.said(name)
    assert (found and found[1]) is polarity


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Percentage of calls answered", {Unit.PERCENT}),
        ("Calls answered (%)", {Unit.PERCENT}),
        ("Proportion of calls answered", {Unit.PERCENT, Unit.RATIO}),
        ("Admissions of people 65+ per 100,000", {Unit.PER_100_000}),
        ("Child protection plans: rate per 10000", {Unit.PER_10_000}),
        ("Average number of days to let a home", {Unit.DAYS}),
        ("Average waiting time in minutes", {Unit.MINUTES}),
        ("Attainment gap in percentage points", set()),
        ("Homes let", set()),
    ],
)
def test_names_speak_of_their_unit(name: str, units: set[Unit]) -> None:
    found = name_unit.said(name)
    assert set(found[1] if found else ()) == units


def test_a_number_of_something_is_no_share_of_it() -> None:
    found = name_unit.said("Number of visits to libraries")
    assert found is not None
    assert {Unit.COUNT, Unit.DAYS} < found[1]
    assert not {Unit.PERCENT, Unit.RATIO, Unit.PER_1_000} & found[1]


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("EHCPs issued within 20 weeks - rolling 12 months", 12),
        ("Rehousing, 12-month rolling", 12),
        ("Complaints, rolling three months", 3),
        ("Emissions (rolling year)", 12),
        ("New homes, year to date", 0),
        ("New homes (YTD)", 0),
        ("Calls answered in the month", 1),
        ("Calls answered this quarter", 3),
        ("Children with 3 or more placements in the last 12 months", None),
        ("Monthly payments made on time", None),
    ],
)
def test_names_speak_of_their_window(name: str, months: int | None) -> None:
    found = name_window.said(name)
    assert (found and found[1]) == months


WORDINGS = {
    f"{module.__name__.rpartition('.')[2]}{name}": value
    for module in (name_polarity, name_unit, name_window)
    for name, value in vars(module).items()
    if isinstance(value, Wording)
}


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=list(WORDINGS))
@settings(max_examples=300)  # of twenty ways to say so, each is met
@given(data=st.data())
def test_a_wording_is_found_wherever_its_pattern_is(wording: Wording, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(wording.pattern))
    assert wording.search(text), text


def test_a_wording_is_found_in_official_names_wherever_its_pattern_is(official: list[dict[str, str]]) -> None:
    found = [
        (row["title"], each) for row in official for each in WORDINGS.values() if re.search(each.pattern, row["title"])
    ]
    assert len(found) > 200
    assert [title for title, each in found if not each.search(title)] == []
