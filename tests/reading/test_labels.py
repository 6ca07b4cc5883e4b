"""Periods as publishers label them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.period import Calendar, Frequency, PeriodError, Year
from tests import commands


@pytest.mark.parametrize(
    ("text", "frequency", "year", "shown"),
    [
        ("202324", Frequency.YEAR, Year.FINANCIAL, "2023/24"),
        ("202324", Frequency.YEAR, Year.ACADEMIC, "2023/24 academic year"),
        ("199900", Frequency.YEAR, Year.FINANCIAL, "1999/00"),
        ("202324 Q1", Frequency.QUARTER, Year.FINANCIAL, "Q1 2023/24"),
        ("2023-24 Q1", Frequency.QUARTER, Year.FINANCIAL, "Q1 2023/24"),
        ("202312", Frequency.YEAR, Year.FINANCIAL, None),  # a month, or a slip
        ("202324", Frequency.YEAR, Year.CALENDAR, None),
        ("202324", Frequency.QUARTER, Year.FINANCIAL, None),
        ("202324", Frequency.MONTH, Year.FINANCIAL, None),
        ("202334 Q1", Frequency.QUARTER, Year.FINANCIAL, None),
        ("2023", Frequency.YEAR, Year.FINANCIAL, None),  # which of two?
    ],
)
def test_years_without_a_mark_between_them(text: str, frequency: Frequency, year: Year, shown: str | None) -> None:
    calendar = Calendar(years=year)
    if shown is None:
        with pytest.raises(PeriodError):
            calendar.parse(text, frequency)
    else:
        assert calendar.show(frequency, calendar.parse(text, frequency)) == shown


@pytest.mark.parametrize(
    ("form", "labels", "frequency", "last"),
    [
        ("year-ending", ["2023", "2024"], "year", "2023/24"),
        ("year-beginning", ["2022", "2023"], "year", "2023/24"),
        (
            "last-of-range",
            ["2023/24 Q1", "2023/24 Q1 - 2023/24 Q2", "2023/24 Q1 to 2023/24 Q3"],
            "quarter",
            "2023/24-Q3",
        ),
        ("last-of-range", ["April 2023", "April 2023 – May 2023"], "month", "2023-05"),
        ("spreadsheet", ["Apr-23", "01/05/2023", "30/06/2023", "2023-07"], "month", "2023-07"),
    ],
)
@pytest.mark.parametrize("layout", ["tidy", "wide"])
def test_a_declared_form_is_read_down_and_across(
    project: Path, form: str, labels: list[str], frequency: str, last: str, layout: str
) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text = file.read_text("utf-8").replace("frequency: month", f"frequency: {frequency}")
    file.write_text(text.replace("window: 12 months", f"window: {frequency}"), "utf-8")
    settings = f"""body: Example District Council
sections: {{housing: Housing}}
results:
- {{source: csv, files: published.csv, layout: {layout}, periods: {form}PART}}
"""
    parts = ", columns: {part: line}, parts: {numerator: Done, denominator: Of}"
    (project / "qpr-rules.yaml").write_text(settings.replace("PART", parts if layout == "wide" else ""), "utf-8")
    if layout == "tidy":
        rows = ["kpi,period,numerator,denominator", *(f"REPAIRS,{label},80,95" for label in labels)]
    else:
        rows = [",".join(["kpi", "line", *labels])]
        rows += [
            ",".join(["REPAIRS", line, *[number] * len(labels)]) for line, number in (("Done", "80"), ("Of", "95"))
        ]
    (project / "published.csv").write_text("\n".join(rows) + "\n", "utf-8")
    said = commands.run(project, "results", "--kpi", "REPAIRS", "--format", "csv").out.splitlines()[1].split(",")
    assert said[4:6] == [last, str(len(labels))]


def test_a_year_alone_is_refused_where_no_form_is_declared(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text = file.read_text("utf-8").replace("frequency: month", "frequency: year").replace("12 months", "year")
    file.write_text(text, "utf-8")
    (project / "results" / "more.csv").write_text("kpi,period,numerator,denominator\nREPAIRS,2024,80,95\n", "utf-8")
    assert "`2024` is not a year" in commands.run(project, "check").out
