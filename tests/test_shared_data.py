"""Real input, end to end: ``examples/nhs-ae`` on published A&E figures, against answers that others worked out.

The figures are not part of this repository; the fixture ``published`` finds them, or skips with the reason.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import qpr_rules
from qpr_rules.app.evaluate import every_period
from qpr_rules.evaluation import Direction, Evaluation, Rating, Reason
from qpr_rules.quantity import rounded
from tests.tables import table

EXAMPLE = Path(__file__).parent.parent / "examples" / "nhs-ae"
DEFINITION = "kpi_definitions/ae-four-hours.yaml"
QUARTER = "Q4 2018/19"
RATINGS = {"Green": Rating.GREEN, "Amber": Rating.AMBER, "Red": Rating.RED}
DIRECTIONS = {
    "improving": Direction.IMPROVING,
    "worsening": Direction.WORSENING,
    "stable": Direction.NO_CLEAR_TREND,
}


def example(folder: Path, attendances: Path, **changes: str) -> qpr_rules.Project:
    """The example as its README says to run it, with some values of its definition replaced."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("results"))
    subprocess.run([sys.executable, "make_results.py", str(attendances)], cwd=folder, check=True, capture_output=True)
    definition = folder / DEFINITION
    lines = definition.read_text("utf-8").splitlines()
    for key, value in changes.items():
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{key}:")]
        lines[at] = f"{key}: {value}"
    definition.write_text("\n".join(lines) + "\n", "utf-8")
    project = qpr_rules.open(folder)
    assert project.declarations.diagnostics == ()
    assert project.results.diagnostics == ()
    return project


def rows_at(project: qpr_rules.Project) -> dict[str, Evaluation]:
    rows = project.evaluate(QUARTER).rows
    assert len({row.area for row in rows}) == len(rows)
    return {row.area: row for row in rows}


def close(found: float | Fraction | None, expected: str, relative: float) -> bool:
    assert found is not None
    return abs(Fraction(found) - Fraction(expected)) <= Fraction(relative) * abs(Fraction(expected))


def test_every_provider_as_the_oracle_says(published: Path, tmp_path: Path) -> None:
    oracle = table(published / "expected" / "ae_oracle_2019-03.csv")
    found = rows_at(example(tmp_path / "nhs", published / "inputs" / "ae_attendances.csv"))
    assert len(oracle) == 275
    assert set(found) == {row["org_code"] for row in oracle}
    wrong = [problem for expected in oracle for problem in differences(found[expected["org_code"]], expected)]
    assert wrong == []


def differences(row: Evaluation, expected: dict[str, str]) -> list[str]:
    """What is not as the oracle says. Its numbers are proportions, with ten significant digits."""
    wrong = []

    def same(what: str, truth: bool) -> None:
        if not truth:
            wrong.append(f"{expected['org_code']} ({expected['status']}): {what}: {row}")

    same("period", row.period == "2019-03")
    same("periods present", row.periods_present == int(expected["w12_months_present"]))
    if expected["status"] != "rated":
        late = expected["status"] == "no data at period"
        same("not rated", row.rating is Rating.NOT_RATED and row.figure is None)
        same("reason", row.reason is (Reason.LATE if late else Reason.WINDOW_INCOMPLETE))
        same("no trend without the latest month", not late or row.direction is Direction.INSUFFICIENT_DATA)
        return wrong
    assert row.figure is not None and row.slope is not None
    same("figure", abs(row.figure / 100 - Fraction(expected["rolling12"])) <= Fraction(1, 10**9))
    same("rating", row.rating is RATINGS[expected["rag"]] and row.reason is None)
    same("direction", row.direction is DIRECTIONS[expected["dot"]])
    same("points", row.points == 12)
    same("slope", close(row.slope / 100, expected["slope"], 1e-8))
    same("p", close(row.p_value, expected["p_value"], 1e-8))
    if expected["constant"]:
        same("constant", (row.slope, row.p_value, row.direction) == (0, 1, Direction.NO_CLEAR_TREND))
    return wrong


def test_figures_and_ratings_are_the_exact_quotients_of_the_published_numbers(published: Path, tmp_path: Path) -> None:
    seen: dict[str, int] = defaultdict(int)
    attended: dict[str, int] = defaultdict(int)
    for row in table(published / "inputs" / "ae_attendances.csv"):
        if "2018-04-01" <= row["period"] <= "2019-03-01":
            for area in (row["org_code"], "ENGLAND"):
                seen[area] += int(row["attendances"]) - int(row["breaches"])
                attended[area] += int(row["attendances"])
    found = rows_at(example(tmp_path / "nhs", published / "inputs" / "ae_attendances.csv"))
    rated = [row for row in found.values() if row.rating is not Rating.NOT_RATED]
    assert len(rated) == 222
    for each in rated:
        figure = Fraction(100 * seen[each.area], attended[each.area])
        assert each.figure == figure
        assert each.rating is (Rating.GREEN if figure >= 95 else Rating.AMBER if figure >= 90 else Rating.RED)


def test_irregular_providers_have_the_months_that_were_counted(published: Path, tmp_path: Path) -> None:
    project = example(tmp_path / "nhs", published / "inputs" / "ae_attendances.csv")
    calendar = project.evaluate(QUARTER).calendar
    months: dict[str, list[str]] = defaultdict(list)
    for each in project.results.observations["AE-4H"]:
        months[each.area].append(calendar.code(project.declarations.definitions[0].frequency, each.period))
    irregular = table(published / "expected" / "ae_irregular_trusts.csv")
    assert len(irregular) == 146
    for row in irregular:
        own = months[row["org_code"]]
        assert (own[0], own[-1], len(own)) == (row["first_month"], row["last_month"], int(row["months_observed"]))


def test_single_months_as_the_authors_printed_them(published: Path, tmp_path: Path) -> None:
    authors = json.loads((published / "expected" / "ae_published_by_authors.json").read_text("utf-8"))
    attendances = published / "inputs" / "ae_attendances.csv"
    project = example(tmp_path / "nhs", attendances, name="One month", window="month", decimals="4")
    found = {(row.area, row.period): row for row in every_period(project.declarations, project.results)}
    for area, months in (("ENGLAND", authors["england"]), ("R0A", authors["R0A"])):
        assert len(months) == 10
        for month in months:
            row = found[area, month["period"]]
            assert row.figure is not None
            assert row.denominator == month["attendances"]
            assert row.numerator == month["attendances"] - month["breaches"]
            assert rounded(row.figure, 4) == Fraction(Decimal(month["percent"]))


def test_best_and_worst_five_as_the_authors_ranked_them(published: Path, tmp_path: Path) -> None:
    """They ranked 36 months pooled, over the months in which a provider had a major department (type 1)."""
    authors = json.loads((published / "expected" / "ae_published_by_authors.json").read_text("utf-8"))
    rows = table(published / "inputs" / "ae_attendances.csv")
    major = {(row["org_code"], row["period"]) for row in rows if row["type"] == "1"}
    kept = tmp_path / "major.csv"
    with kept.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if (row["org_code"], row["period"]) in major)
    found = rows_at(example(tmp_path / "nhs", kept, name="Three years", window="36 months"))
    ranked = sorted(
        (row.figure, row.area) for row in found.values() if row.figure is not None and row.area != "ENGLAND"
    )
    assert len(ranked) == 130
    assert [area for _, area in ranked[:5]] == authors["worst_five"]
    assert [area for _, area in ranked[-5:]] == authors["best_five_ascending"]


def test_the_future_changes_no_earlier_verdict(published: Path, tmp_path: Path) -> None:
    """Causality on real input: without the last year's months, March 2018 reads the same."""
    attendances = published / "inputs" / "ae_attendances.csv"
    rows = table(attendances)
    shorter = tmp_path / "until-2018-03.csv"
    with shorter.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["period"] <= "2018-03-01")
    now = example(tmp_path / "now", attendances).evaluate("Q4 2017/18").rows
    then = {row.area: row for row in example(tmp_path / "then", shorter).evaluate("Q4 2017/18").rows}
    assert len(then) > 200
    for row in now:
        if row.area in then:
            assert row == then[row.area]
        else:  # a provider that opened later
            assert row.reason is Reason.NO_RESULTS
