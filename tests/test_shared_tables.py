"""Official tables with their markers: annual, quarterly, lower is better, 0 of 0, cumulative over years.

The figures are not part of this repository; the fixture ``published`` finds them, or skips with the reason. Targets and
floors here are the tests' own.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import qpr_rules
from qpr_rules.app.evaluate import every_period
from qpr_rules.evaluation import Direction, Evaluation, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.quantity import rounded
from tests.tables import table

SETTINGS = "body: England\nyear: financial\narea: ENGLAND\nsections: {all: All}\n"
OWNERS = "officer: {post: Performance Officer}\n"


def project(folder: Path, definition: str, results: list[dict[str, str]]) -> qpr_rules.Project:
    """A project of one KPI, called KPI."""
    (folder / "kpi_definitions").mkdir()
    (folder / "results").mkdir()
    (folder / "qpr-rules.yaml").write_text(SETTINGS, "utf-8")
    (folder / "owners.yaml").write_text(OWNERS, "utf-8")
    common = "id: KPI\nname: A real series\nsection: all\nowner: officer\n"
    (folder / "kpi_definitions" / "kpi.yaml").write_text(common + definition, "utf-8")
    with (folder / "results" / "kpi.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, results[0])
        writer.writeheader()
        writer.writerows(results)
    made = qpr_rules.open(folder)
    assert made.declarations.diagnostics == ()
    return made


def by_period(made: qpr_rules.Project) -> dict[tuple[str, str], Evaluation]:
    return {(row.area, row.period): row for row in every_period(made.declarations, made.results)}


def higher(figure: Fraction, target: int, floor: int) -> Rating:
    """The rating of a figure where higher is better."""
    return Rating.GREEN if figure >= target else Rating.AMBER if figure >= floor else Rating.RED


# Children's social care re-referrals: annual, lower is better, with markers -------------------------------------------

REFERRALS = """\
polarity: lower
unit: percent
decimals: 1
frequency: year
window: year
measure: {numerator: Re-referrals within 12 months, denominator: Referrals}
target: 20
floor: 23
direction: {method: regression, over: periods, points: 8, significance: 0.05}
"""


def area_of(row: dict[str, str]) -> str:
    return {"National": "ENGLAND", "Regional": row["region_name"]}.get(row["geographic_level"], row["new_la_code"])


def financial(year: str) -> str:
    """The table names a year by its last March: 2025 is 2024/25."""
    return f"{int(year) - 1}/{year[2:]}"


def referral(row: dict[str, str]) -> dict[str, str]:
    """A row of the table as a row of results."""
    return {
        "kpi": "KPI",
        "area": area_of(row),
        "period": financial(row["time_period"]),
        "numerator": row["rereferral_count"],
        "denominator": row["referral_count"],
    }


def is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def test_re_referrals_of_every_authority(published: Path, tmp_path: Path) -> None:
    official = table(published / "inputs" / "dfe_rereferrals_annual.csv")
    made = project(
        tmp_path,
        REFERRALS,
        list(map(referral, official)),
    )
    found = by_period(made)
    assert made.results.diagnostics == ()
    assert (made.results.rows, made.results.refused) == (len(official), 0)
    marked = 0
    for source in official:
        row = found[area_of(source), financial(source["time_period"])]
        cells = (source["rereferral_count"], source["referral_count"])
        if not all(map(is_number, cells)):
            marked += 1
            # "c" is confidential; "x" and "u" are not there: the year itself is missing, and never zero.
            hidden = {Reason.SUPPRESSED} if "c" in cells else {Reason.LATE, Reason.NO_RESULTS}
            assert (row.figure, row.rating) == (None, Rating.NOT_RATED)
            assert row.reason in hidden
            continue
        again, referrals = map(int, cells)
        figure = Fraction(100 * again, referrals)
        assert row.figure == figure
        assert row.rating is (Rating.GREEN if figure <= 20 else Rating.AMBER if figure <= 23 else Rating.RED)
        printed = Fraction(Decimal(source["rereferral_percent"]))
        if source["geographic_level"] == "Local authority":
            assert rounded(row.figure, 1) == printed
        else:  # these counts were rounded to tens before they were published; the percentage was not made from them
            assert abs(row.figure - printed) <= Fraction(5, 100) + (100 + row.figure) * 5 / referrals
    assert marked == 28


def test_kent_re_referrals_worsen_and_improve_the_right_way_round(published: Path, tmp_path: Path) -> None:
    official = table(published / "inputs" / "dfe_rereferrals_annual.csv")
    own = [row for row in official if row["new_la_code"] == "E10000016" or row["geographic_level"] == "National"]
    made = project(
        tmp_path,
        REFERRALS,
        list(map(referral, own)),
    )
    report = made.evaluate()
    assert report.title == "Q4 2024/25"
    for row in report.rows:
        points = [
            Fraction(100 * int(each["rereferral_count"]), int(each["referral_count"]))
            for each in own
            if area_of(each) == row.area
        ][-8:]
        slope, f_ratio = _exact_line(points)
        assert row.slope == pytest.approx(float(slope), rel=1e-9)
        assert row.points == 8
        # Two-sided 5% point of Student's t with 6 degrees of freedom: 2.446912 (any printed table).
        trend = f_ratio > Fraction(2446912, 10**6) ** 2
        falling = Direction.IMPROVING if slope < 0 else Direction.WORSENING
        assert row.direction is (falling if trend else Direction.NO_CLEAR_TREND)


def _exact_line(y: list[Fraction]) -> tuple[Fraction, Fraction]:
    """Slope, and the square of its t, in fractions."""
    n = len(y)
    x_mean, y_mean = Fraction(n - 1, 2), sum(y, Fraction(0)) / n
    spread = sum(((i - x_mean) ** 2 for i in range(n)), Fraction(0))
    slope = sum(((i - x_mean) * (value - y_mean) for i, value in enumerate(y)), Fraction(0)) / spread
    residual = sum(((value - y_mean - slope * (i - x_mean)) ** 2 for i, value in enumerate(y)), Fraction(0))
    return slope, slope**2 * spread / (residual / (n - 2))


# Education, Health and Care Plans: a calendar year within a financial-year body, and 0 of 0 ---------------------------


def test_plans_within_20_weeks_of_every_authority(published: Path, tmp_path: Path) -> None:
    official = table(published / "inputs" / "dfe_sen2_ehcp_20_weeks_annual.csv")
    made = project(
        tmp_path,
        """\
polarity: higher
unit: percent
frequency: year
year: calendar
window: year
measure: {numerator: Plans issued within 20 weeks, denominator: Plans issued}
target: 60
floor: 45
""",
        [
            {
                "kpi": "KPI",
                "area": area_of(row),
                "period": row["time_period"],
                "numerator": row["inc_exc_20week_ehc"],
                "denominator": row["tot_inc_exc_ehc"],
            }
            for row in official
        ],
    )
    found = by_period(made)
    assert made.results.diagnostics == ()
    empty = 0
    for source in official:
        row = found[area_of(source), source["time_period"]]
        cells = (source["inc_exc_20week_ehc"], source["tot_inc_exc_ehc"])
        if not all(map(is_number, cells)):
            assert row.reason in (Reason.LATE, Reason.NO_RESULTS)
        elif int(cells[1]) == 0:
            empty += 1
            assert row.reason is Reason.NOTHING_TO_MEASURE
        else:
            printed = source["inc_exc_20week_rate"].strip()
            digits = 3 if source["time_period"] == "2022" else 1
            assert row.figure == Fraction(100 * int(cells[0]), int(cells[1]))
            assert rounded(row.figure, digits) == Fraction(printed)
            assert row.rating is higher(row.figure, 60, 45)
    assert empty == 76
    kent = found["E10000016", "2022"]
    assert (kent.numerator, kent.denominator) == (Fraction(907), Fraction(2216))
    assert kent.rating is Rating.RED


# Published percentages without their parts ----------------------------------------------------------------------------


def test_planning_applications_as_plain_quarterly_values(published: Path, tmp_path: Path) -> None:
    official = table(published / "inputs" / "trafford_planning_major_quarterly.csv")
    made = project(
        tmp_path,
        "polarity: higher\nunit: percent\nfrequency: quarter\nwindow: quarter\n"
        "measure: {value: Major applications decided in time}\ntarget: 89\nfloor: 60\n",
        [{"kpi": "KPI", "area": row["area_code"], "period": row["period"], "value": row["value"]} for row in official],
    )
    found = by_period(made)
    assert made.results.diagnostics == ()
    assert len(found) == len(official) == 221
    for source in official:
        row, value = found[source["area_code"], source["period"].replace(" ", "-")], Fraction(source["value"])
        assert row.figure == value
        assert row.rating is higher(value, 89, 60)


def test_a_span_of_quarters_is_no_quarter(published: Path, tmp_path: Path) -> None:
    """Health checks are published as "2021/22 Q1 - 2022/23 Q3": over five years. Each such row is refused."""
    official = table(published / "inputs" / "trafford_nhs_health_checks_cumulative_quarterly.csv")
    rows = [
        {"kpi": "KPI", "area": row["area_code"], "period": row["period"], "value": row["value"]} for row in official
    ]
    definition = (
        "polarity: higher\nunit: percent\nfrequency: quarter\nwindow: snapshot\nreported: rolled\n"
        "measure: {value: People who received an NHS Health Check}\ntarget: 50\nfloor: 25\n"
    )
    as_published, by_end = tmp_path / "as-published", tmp_path / "by-end"
    for folder in (as_published, by_end):
        folder.mkdir()
    made = project(as_published, definition, rows)
    spans = [row for row in rows if " - " in row["period"]]
    assert made.results.refused == len(spans)
    assert len(made.results.observations["KPI"]) == len(rows) - len(spans)
    assert {found.code for found in made.results.diagnostics} == {"QPR411"}
    ended = [row | {"period": row["period"].rpartition(" - ")[2]} for row in rows]
    made = project(by_end, definition, ended)
    assert made.results.diagnostics == ()
    read = made.results.observations["KPI"]
    assert len(read) == len(rows)
    assert all(each.state is State.PRESENT for each in read)
    values = sorted(Decimal(row["value"]) for row in rows)
    assert sorted(each.numerator for each in read if each.numerator is not None) == values
