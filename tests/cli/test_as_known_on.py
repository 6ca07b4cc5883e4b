"""``--as-known-on``: every output says the day and holds nothing that was known later; what it cannot do it says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

import qpr_rules
from qpr_rules.app.schema import schema
from qpr_rules.cli.main import qpr_rules as qpr_rules_command
from qpr_rules.reading.extent import NoResultsError
from tests.commands import Ran, run
from tests.repositories import rewrite

WHEN = ("--as-known-on", "2025-02-15", "--today", "2025-03-10")
LATER = "kpi,area,period,numerator,denominator,status,as_of\nREPAIRS,,2024-12,301,402,revised,2025-03-03\n"


@pytest.fixture
def revised(project: Path) -> Path:
    """The small project, whose December was revised in March."""
    (project / "results" / "later.csv").write_text(LATER, "utf-8")
    return project


def ratings(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


@pytest.mark.parametrize("command", ["evaluate", "exceptions --all", "summary", "explain REPAIRS", "compare REPAIRS"])
def test_a_screen_says_the_day(revised: Path, command: str) -> None:
    ran = run(revised, *command.split(), *WHEN)
    assert ran.code == 0, ran.said
    assert "Q3 2024/25, as known on 15 February 2025" in ran.text
    assert "· as known on 2025-02-15 ·" in ran.text
    assert "as known on" not in run(revised, *command.split(), "--today", "2025-03-10").said


def test_what_came_later_does_not_count(revised: Path) -> None:
    assert ratings(run(revised, "evaluate", "--format", "csv"))[1]["numerator"] == "4645"
    (revised / "results" / "later.csv").unlink()
    plain = ratings(run(revised, "evaluate", "--format", "csv"))
    (revised / "results" / "later.csv").write_text(LATER, "utf-8")
    known = ratings(run(revised, "evaluate", "--format", "csv", *WHEN))
    for row in known:
        assert "; as known on 2025-02-15; " in row.pop("made_from")
    assert known[1]["numerator"] == "4745"
    assert known == [{name: cell for name, cell in row.items() if name != "made_from"} for row in plain]


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_programs_are_told_in_every_row(revised: Path, form: str) -> None:
    for options in ((), ("--every-period",)):
        out = run(revised, "evaluate", "--format", form, *options, *WHEN).out
        rows = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
        assert rows
        assert all("; as known on 2025-02-15; " in row["made_from"] for row in rows)


@pytest.mark.parametrize("form", ["html", "md", "json", "csv"])
def test_a_report_says_the_day_and_what_stays_as_it_is_now(revised: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"report.{form}"
    assert run(revised, "report", "-o", str(file), *WHEN).code == 0
    text = file.read_text("utf-8")
    assert "as known on 2025-02-15" in text
    if form in ("html", "md"):
        assert "As known on 15 February 2025: by the results known at the end of that day, and by definitions" in text
        assert "standards and rules as they are now" in text
    if form == "json":
        assert json.loads(text)["as_known_on"] == "2025-02-15"


def test_the_digests_of_owners_say_the_day(revised: Path, tmp_path: Path) -> None:
    assert run(revised, "report", "--by", "owner", "-o", str(tmp_path / "owners"), *WHEN).code == 0
    for file in (tmp_path / "owners").rglob("*.md"):
        assert "As known on 15 February 2025" in file.read_text("utf-8")


def test_a_chart_in_a_file_says_the_day(revised: Path, tmp_path: Path) -> None:
    assert run(revised, "chart", "REPAIRS", "-o", str(tmp_path / "c.svg"), *WHEN).code == 0
    assert "as known on 2025-02-15" in (tmp_path / "c.svg").read_text("utf-8")


def test_a_commentary_is_begun_with_what_was_known(revised: Path) -> None:
    """The revision of March brings REPAIRS from 94.5% to 92.8%, both below the floor."""
    (revised / "commentary" / "2024-25-Q3.yaml").unlink()
    rewrite(revised / "kpi_definitions" / "repairs.yaml", "target: 94.5\nfloor: 92", "target: 96\nfloor: 95")
    then, now = (run(revised, "commentary new", "Q3 2024/25", "--print", *options) for options in (WHEN, WHEN[2:]))
    assert (then.code, now.code) == (0, 0)
    assert ("94.5% in December" in then.out, "92.8% in December" in then.out) == (True, False)
    assert ("94.5% in December" in now.out, "92.8% in December" in now.out) == (False, True)
    assert ("; as known on 2025-02-15; " in then.out, "as known on" in now.out) == (True, False)
    assert "Q3 2024/25, as known on 15 February 2025" in run(revised, "commentary new", "Q3 2024/25", *WHEN).text
    assert "; as known on 2025-02-15; " in (revised / "commentary" / "2024-25-Q3.yaml").read_text("utf-8")


def test_what_if_starts_from_what_was_known(revised: Path) -> None:
    asked = ("what-if", "REPAIRS", "--target", "96", "--periods", "1")
    then, now = run(revised, *asked, *WHEN), run(revised, *asked, "--today", "2025-03-10")
    assert (then.code, now.code) == (0, 0)
    assert "94.48%" in then.text and "92.8%" not in then.text
    assert "92.8%" in now.text and "94.48%" not in now.text
    assert "By the results as known on 15 February 2025." in then.text
    assert "· as known on 2025-02-15 ·" in then.text
    assert "as known on" not in now.text


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_an_impact_is_of_what_was_known(revised: Path, tmp_path: Path, form: str) -> None:
    """With a target of 94 instead of 94.5, REPAIRS was Green then; now it is Amber by either."""
    before = tmp_path / "before"
    shutil.copytree(revised, before)
    rewrite(revised / "kpi_definitions" / "repairs.yaml", "target: 94.5", "target: 94")
    asked = ("impact", "--against", str(before), "--format", form)
    then, now = run(revised, *asked, *WHEN), run(revised, *asked, "--today", "2025-03-10")
    if form == "json":
        rated = [json.loads(each.out)["kpis"][0]["rating"] for each in (then, now)]
        assert [(each["before"]["rating"], each["after"]["rating"]) for each in rated] == [
            ("amber", "green"),
            ("amber", "amber"),
        ]
        Draft202012Validator(schema("impact")).validate(json.loads(then.out))
        assert json.loads(then.out)["as_known_on"] == "2025-02-15"
        assert "as_known_on" not in json.loads(now.out)
        assert json.loads(then.out)["results_differ"] == []
    else:
        assert "Both versions are rated with the results as known on 15 February 2025, and the commentary" in then.text
        assert "as known on" not in now.text


def test_an_impact_does_not_count_as_different_what_came_later_in_both(revised: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(revised, before)
    rewrite(revised / "kpi_definitions" / "repairs.yaml", "target: 94.5", "target: 94")
    rewrite(revised / "results" / "later.csv", "301", "302")
    asked = ("impact", "--against", str(before), "--format", "json")
    assert json.loads(run(revised, *asked, "--today", "2025-03-10").out)["results_differ"] == ["REPAIRS"]
    assert json.loads(run(revised, *asked, *WHEN).out)["results_differ"] == []


def test_a_command_that_rates_takes_the_day() -> None:
    """What rates takes the option; the others use no result, their own, or every vintage."""
    without = {
        "calendar", "check", "codes", "init", "list", "new", "revisions", "schema", "show", "test", "verify"
    }  # fmt: skip
    context = click.Context(qpr_rules_command)
    for name in qpr_rules_command.list_commands(context):
        found = qpr_rules_command.get_command(context, name)
        assert found is not None
        commands = found.commands.values() if isinstance(found, click.Group) else (found,)
        for each in commands:
            takes = any(param.name == "as_known_on" for param in each.params)
            assert takes == (name not in without), name


def test_the_list_of_results_counts_what_is_passed_over(revised: Path) -> None:
    assert "49 rows read from 2 files: no row refused, 1 replaced by later ones." in run(revised, "results").text
    then = run(revised, "results", *WHEN).text
    assert "no row refused, 1 not known yet on 15 February 2025." in then
    assert "1 not known yet" in run(revised, "results", "--kpi", "VOIDS", *WHEN).text
    (row,) = (row for row in ratings(run(revised, "results", "--format", "csv", *WHEN)) if row["kpi"] == "REPAIRS")
    assert (row["results"], row["replaced"], row["not_known_yet"]) == ("24", "0", "1")
    (row,) = (row for row in ratings(run(revised, "results", "--format", "csv")) if row["kpi"] == "REPAIRS")
    assert (row["results"], row["replaced"], row["not_known_yet"]) == ("24", "1", "0")
    early = run(revised, "results", "--as-known-on", "2024-12-30").text
    assert "no row refused, 3 not known yet on 30 December 2024." in early


def test_the_latest_quarter_is_the_latest_that_was_known(revised: Path) -> None:
    assert "Q2 2024/25, as known on 1 October 2024" in run(revised, "summary", "--as-known-on", "2024-10-01").text
    ran = run(revised, "summary", "--as-known-on", "2024-06-30", "--quarter", "Q4 2024/25")
    assert ran.code == 0  # a KPI with a lag may still have one
    ran = run(revised, "summary", "--as-known-on", "2023-06-30", "--quarter", "Q4 2024/25")
    assert ran.code == 2
    assert "no results for Q4 2024/25 were known on 2023-06-30; the latest quarter with any is Q1 2023/24." in ran.said


def test_a_day_on_which_nothing_was_known_is_said(revised: Path) -> None:
    ran = run(revised, "summary", "--as-known-on", "2020-01-15")
    assert ran.code == 1
    assert "No result was known on 2020-01-15; the first is known as of 2023-01-31." in ran.said


def test_a_day_to_come_and_what_is_no_day_are_misuse(revised: Path) -> None:
    ran = run(revised, "summary", "--as-known-on", "2025-03-11", "--today", "2025-03-10")
    assert (ran.code, "2025-03-11 is to come: today is 2025-03-10." in ran.said) == (2, True)
    for written, meant in (("15/01/2025", "2025-01-15"), ("15 Jan 2025", "2025-01-15"), ("2025-02-30", "2025-01-31")):
        ran = run(revised, "summary", "--as-known-on", written)
        assert (ran.code, f"`{written}` is no day." in ran.said, f"{meant}." in ran.said) == (2, True, True)
        assert "%" not in ran.said


def test_a_quarter_is_published_as_known_on_a_day_and_proved(revised: Path) -> None:
    ran = run(revised, "publish", "Q3 2024/25", *WHEN)
    assert (ran.code, "as known on 2025-02-15" in ran.text) == (0, True)
    folder = revised / "published" / "2024-25-Q3"
    frozen = (folder / "observations.csv").read_text("utf-8")
    assert "301" not in frozen
    assert json.loads((folder / "issue.json").read_text("utf-8"))["known"] == "2025-02-15"
    proved = run(revised, "verify")
    assert (proved.code, "as known on 2025-02-15" in proved.text) == (0, True)
    restated = run(revised, "summary", "--today", "2025-03-10").text
    assert (
        "because results were revised, Repairs completed on time (published as Amber at 94.48%, now Amber at 92.8%"
        in restated
    )


def test_what_is_published_holds_the_vintages_that_were_used(revised: Path) -> None:
    assert run(revised, "publish", "Q3 2024/25", "--today", "2025-03-10").code == 0
    rows = ratings(Ran(0, (revised / "published" / "2024-25-Q3" / "observations.csv").read_text("utf-8"), ""))
    december = [row for row in rows if (row["kpi"], row["period"]) == ("REPAIRS", "2024-12")]
    assert [(row["numerator"], row["as_of"]) for row in december] == [("301", "2025-03-03")]
    assert {row["as_of"] for row in rows if row not in december} == {""}
    assert run(revised, "verify").code == 0


def test_what_was_published_later_was_not_known(revised: Path) -> None:
    assert run(revised, "publish", "Q3 2024/25", "--today", "2025-02-20").code == 1  # a result of March is among them
    assert run(revised, "publish", "Q3 2024/25", "--today", "2025-03-10").code == 0
    assert "Restated since publication" not in run(revised, "summary", *WHEN).out
    (revised / "results" / "later.csv").write_text(LATER.replace("301", "401"), "utf-8")
    assert "Restated since publication" in run(revised, "summary", "--today", "2025-03-10").out
    assert "Restated since publication" not in run(revised, "summary", *WHEN).out


def test_from_python(revised: Path) -> None:
    project = qpr_rules.open(revised)
    then = project.evaluate(as_known_on=dt.date(2025, 2, 15))
    assert (then.provenance.known, project.evaluate().provenance.known) == ("2025-02-15", "")
    figure, latest = (report.found["REPAIRS"] for report in (then, project.evaluate()))
    assert figure.panel.numerator[0, -1] - latest.panel.numerator[0, -1] == 100
    assert "as known on 2025-02-15" in project.chart("REPAIRS", as_known_on=dt.date(2025, 2, 15))
    every = project.columns(every_period=True, as_known_on=dt.date(2023, 12, 31))
    assert len(every) < len(project.columns(every_period=True))
    assert len(project.exceptions(as_known_on=dt.date(2025, 2, 15))) >= 0
    with pytest.raises(NoResultsError, match="no result was known on 2020-01-01"):
        project.evaluate(as_known_on=dt.date(2020, 1, 1))
