"""The numbers of a workbook: none is shown on the other side of its standard, however long it is and however close."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.definition import Band
from qpr_rules.evaluation import Evaluation
from qpr_rules.quantity import Unit
from qpr_rules.showing.figures import number
from qpr_rules.showing.report.excel_cells import Number, distance, figure, in_cell, in_full
from tests.workbooks import rounded, rows, workbook

QUARTER = "Q3 2024/25"


def test_what_has_more_digits_than_a_spreadsheet_shows_is_text_in_full(project: Path, tmp_path: Path) -> None:
    results = project / "results" / "results.csv"
    numerators = {month: 10**17 + month for month in range(1, 13)}
    head, *others = results.read_text("utf-8").splitlines()
    long = [f"REPAIRS,,2024-{month:02d},{number},{number + 1},,," for month, number in numerators.items()]
    results.write_text("\n".join([head, *(line for line in others if "REPAIRS,,2024" not in line), *long, ""]), "utf-8")
    definition = project / "kpi_definitions" / "repairs.yaml"
    definition.write_text(definition.read_text("utf-8").replace("target: 94.5", "target: 100"), "utf-8")
    (row,) = [
        each
        for each in rows(workbook(project, tmp_path / "paper.xlsx", QUARTER), "Ratings")
        if each["kpi"].value == "REPAIRS"
    ]
    pooled = sum(numerators.values())
    assert row["numerator"].value == f"{pooled:,}" and row["numerator"].alignment.horizontal == "right"
    assert row["rating"].value == "amber"
    assert re.fullmatch(r"99\.9{15,}\d*", str(row["figure"].value))  # not 100, which it would be as a number
    assert Fraction(str(row["figure_exact"].value)) == Fraction(100 * pooled, pooled + 12)


NUMBERS = st.decimals(min_value=Decimal(-10) ** 17, max_value=Decimal(10) ** 17, places=6) | st.decimals(
    min_value=-1000, max_value=1000, places=3
)
CASES = st.integers(0, 10**17)


@given(CASES, st.integers(1, 10**17), NUMBERS, st.integers(0, 4), st.booleans())
def test_no_number_of_a_cell_is_on_the_other_side_of_its_standard(
    numerator: int, denominator: int, edge: Decimal, decimals: int, near: bool
) -> None:
    exact = Fraction(numerator * 100, denominator)
    if near:  # where it matters: a hair beside the standard
        exact = Fraction(edge) + Fraction(numerator - 5 * 10**16, 10**30)
    held = Band(edge, None)
    row = Evaluation(figure=exact, unit=Unit.PERCENT, target=held, floor=held)
    found, bound, gap = figure(row, decimals), in_full(Fraction(edge)), exact - Fraction(edge)
    assert found and bound
    away = distance(gap, found)
    assert away
    if in_cell(bound) is not None:
        value = _seen(found)
        assert (value > edge, value < edge) == (gap > 0, gap < 0)
    assert (_seen(away) > 0, _seen(away) < 0) == (gap > 0, gap < 0)


def _seen(found: Number) -> Fraction:
    """What is read in the cell: of a number what a spreadsheet shows, otherwise the text, which is exact enough."""
    value = in_cell(found)
    if value is None:
        return Fraction(number(*found).replace(",", ""))
    return Fraction(rounded(value, f"#,##0.{'0' * found.digits}"))
