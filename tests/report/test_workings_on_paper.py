"""The workings at the end of a paper that is printed: what they say adds up to the figures and ratings of the report."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

import qpr_rules
from qpr_rules.evaluation import Evaluation
from tests.report_documents import parts, read, shipped_file
from tests.report_pages import REPOSITORY
from tests.report_pdfs import closed, whole
from tests.report_pdfs import shipped_file as shipped_pdf

NUMBER = r"\(?-?[\d,]+(?:\.\d+)?(?:/[\d,]+)?\)?"


@cache
def told() -> dict[str, list[str]]:
    """The lines below each KPI's name, as python-docx reads them."""
    found: dict[str, list[str]] = {}
    for part in parts(read(shipped_file())):
        if part.style == "Workings Of":
            lines = found[part.text] = []
        elif part.style == "Working":
            lines.append(part.text)
    return found


def value(text: str) -> Fraction:
    """A number as it is printed, which may be a fraction."""
    return Fraction(text.strip("()").replace(",", ""))


def rows() -> list[Evaluation]:
    """The rows of the report that have a figure."""
    return [row for row in qpr_rules.open(REPOSITORY).evaluate("Q3 2024/25").own if row.figure is not None]


def test_every_figure_has_its_workings_which_has_more_than_one_number() -> None:
    needing = [row.name for row in rows() if row.target or row.periods_needed > 1 or row.denominator is not None]
    assert sorted(told()) == sorted(needing)
    assert len(told()) > 35


def test_they_lead_from_the_results_to_the_figure_and_its_rating() -> None:
    found = {row.name: row for row in rows()}
    for name in told():
        _leads(found[name], told()[name])


def _leads(row: Evaluation, lines: list[str]) -> None:
    totals, met = [], {}
    for line in lines:
        if found := re.fullmatch(rf"[^=]*?: ({NUMBER}(?: \+ {NUMBER})*) = ({NUMBER})", line):
            terms = [value(each) for each in found[1].split(" + ")]
            assert sum(terms) == value(found[2]), line
            totals.append(value(found[2]))
        elif found := re.fullmatch(rf"({NUMBER}) ÷ ({NUMBER})(?: × ([\d,]+))? ([=≈]) ({NUMBER})", line):
            assert (value(found[1]), value(found[2])) == (row.numerator, row.denominator)
            figure = value(found[1]) / value(found[2]) * value(found[3] or "1")
            assert figure == row.figure
            shown = value(found[5])
            assert figure == shown if found[4] == "=" else abs(figure - shown) < Fraction(1, 10**5)
        elif found := re.fullmatch(r"(Target|Floor) .+? (met|not met): (.+)", line):
            sides = re.split(r" ([<>=]) ", found[3])
            values = [_product(each) for each in sides[::2]]
            for left, sign, right in zip(values, sides[1::2], values[1:], strict=False):
                assert {"<": left < right, ">": left > right, "=": left == right}[sign], line
            met[found[1]] = found[2] == "met"
    if met:
        assert row.rating == ("green" if met["Target"] else "amber" if met["Floor"] else "red")
    if row.periods_needed > 1 and totals:
        assert row.numerator in totals


def _product(text: str) -> Fraction:
    product = Fraction(1)
    for each in text.split(" × "):
        product *= value(each)
    return product


def test_the_pdf_has_the_same_lines() -> None:
    printed = whole(shipped_pdf())
    for name, lines in told().items():
        assert closed(name) in printed
        assert all(closed(line) in printed for line in lines), name
