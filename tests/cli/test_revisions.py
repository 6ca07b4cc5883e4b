"""``qpr-rules revisions``: each revised result with the verdicts that it changed, held against evaluations as known on days."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import schema
from tests.commands import Ran, run
from tests.repositories import rewrite
from tests.source import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "revised"
HEADER = "kpi,area,period,numerator,denominator,status,as_of\n"
REVISED = """\
REPAIRS,,2024-12,301,402,final,2025-02-03
REPAIRS,,2024-11,401,412,revised,2025-02-03
VOIDS,,2024-12,900,30,provisional,2025-03-03
VOIDS,,2024-12,900,30,final,2025-03-13
VOIDS,,2024-06,2900,30,final,2025-03-13
"""
TODAY = ("--today", "2025-03-20")


@pytest.fixture
def revised(project: Path) -> Path:
    """The small project with five later results: four of them revise a number, and one confirms it."""
    (project / "results" / "later.csv").write_text(HEADER + REVISED, "utf-8")
    return project


def listed(project: Path, *options: str) -> dict[str, Any]:
    ran = run(project, "revisions", "--format", "json", *options, *TODAY)
    assert ran.code == 0, ran.said
    found: dict[str, Any] = json.loads(ran.out)
    Draft202012Validator(schema("revisions")).validate(found)
    return found


def rows(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_each_revised_result_is_listed_once_the_latest_day_first(revised: Path) -> None:
    found = [
        (each["as_of"], each["kpi"], one["period"], one["before"]["numerator"], one["after"]["numerator"])
        for each in listed(revised)["revised"]
        for one in each["results"]
    ]
    assert found == [
        ("2025-03-13", "VOIDS", "2024-06", "598", "2900"),
        ("2025-03-03", "VOIDS", "2024-12", "400", "900"),
        ("2025-02-03", "REPAIRS", "2024-11", "397", "401"),
        ("2025-02-03", "REPAIRS", "2024-12", "401", "301"),
    ]


@pytest.mark.parametrize("day", ["2025-02-03", "2025-03-03", "2025-03-13"])
def test_what_changed_is_what_differs_between_evaluations_as_known_before_and_after(revised: Path, day: str) -> None:
    told = {
        (each["kpi"], one["quarter"]): one
        for each in listed(revised)["revised"]
        if each["as_of"] == day
        for one in each["changed"]
    }
    before = f"{day[:8]}{int(day[8:]) - 1:02d}"
    seen = set()
    for quarter in (f"Q{number} {year}" for year in ("2023/24", "2024/25") for number in (1, 2, 3, 4)):
        if quarter == "Q4 2024/25":
            continue
        options = ("--quarter", quarter, "--format", "csv", *TODAY)
        was, now = (rows(run(revised, "evaluate", "--as-known-on", on, *options)) for on in (before, day))
        for one, other in zip(was, now, strict=True):
            key = (one["kpi"], one["quarter"])
            names = ("rating", "direction", "figure")
            assert any(one[name] != other[name] for name in names) == (key in told), key
            if key in told:
                seen.add(key)
                for side, row in (("before", one), ("after", other)):
                    assert [told[key][side][name] for name in ("rating", "direction")] == [
                        row["rating"],
                        row["direction"],
                    ]
                    assert told[key][side]["figure"] == float(row["figure"])
                assert told[key]["moves"] == (one["rating"] != other["rating"])
    assert seen == told.keys()
    assert seen


def test_what_becomes_known_for_the_first_time_is_no_revision_and_takes_no_part(revised: Path) -> None:
    alone = listed(revised)["revised"]
    (revised / "results" / "news.csv").write_text(f"{HEADER}REPAIRS,,2025-01,1,402,final,2025-02-03\n", "utf-8")
    assert listed(revised)["revised"] == alone


def test_on_a_screen(revised: Path) -> None:
    text = run(revised, "revisions", *TODAY).text
    assert "4 results of 2 KPIs were revised on 3 days: 1 rating moved." in text
    assert "VOIDS Q1 2024/25 ▲ Amber → ■ Red 20.1 days → 45.2 days improving → stable or no clear trend" in text
    assert "REPAIRS Dec 2024 401/418 301/402 -100/-16 - → final no day given" in text
    assert "REPAIRS Nov 2024 397/416 401/412 +4/-4 - → revised no day given" in text
    assert "by definitions and standards as they are now" not in text
    assert "under definitions and standards as they are now" in text


@pytest.mark.parametrize("width", [40, 80, 140])
def test_nothing_is_cut_at_any_width(width: int) -> None:
    ran = run(EXAMPLE, "revisions", "--today", "2025-02-03", width=width)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= width
    for word in ("149/190", "-19/+4", "provisional → revised", "13 January 2025", "● Green → ▲ Amber", "85.3% → 79.5%"):
        assert word in ran.text
    assert ran.text.count("illustrative") >= 4


def test_on_a_console_without_such_letters(revised: Path) -> None:
    ran = run(revised, "revisions", *TODAY, encoding="cp1252")
    assert "Amber -> " in ran.text
    assert "improving -> stable" in ran.text


def test_a_kpi_a_quarter_and_a_day_narrow_the_list(revised: Path) -> None:
    def days(*options: str) -> list[tuple[str, str]]:
        return [(each["as_of"], each["kpi"]) for each in listed(revised, *options)["revised"]]

    assert days("--kpi", "REPAIRS") == [("2025-02-03", "REPAIRS")]
    assert days("--since", "2025-03-03") == [("2025-03-13", "VOIDS"), ("2025-03-03", "VOIDS")]
    assert days("--since", "2025-03-04") == [("2025-03-13", "VOIDS")]
    assert days("--quarter", "Q1 2024/25") == [("2025-03-13", "VOIDS")]
    assert days("--quarter", "Q2 2024/25") == [("2025-03-13", "VOIDS")]  # no result in it: its direction changed
    assert days("--quarter", "Q1 2023/24") == []
    assert run(revised, "revisions", "--kpi", "REPAIR").code == 2
    assert run(revised, "revisions", "--quarter", "spring").code == 2
    assert run(revised, "revisions", "--since", "spring").code == 2


def test_where_nothing_was_revised_that_is_said(project: Path) -> None:
    ran = run(project, "revisions", *TODAY)
    assert (ran.code, "No result that is known as of a day (as_of) has been revised." in ran.text) == (0, True)
    for options in (("--kpi", "VOIDS"), ("--quarter", "Q3 2024/25"), ("--since", "2025-03-01")):
        text = run(project, "revisions", *options, *TODAY).text
        assert "No result among those that were asked for has been revised." in text
    assert listed(project)["revised"] == []
    assert len(run(project, "revisions", "--format", "csv").out.splitlines()) == 1


def test_what_was_published_and_comes_out_otherwise_is_said_in_the_same_words_as_elsewhere(project: Path) -> None:
    assert run(project, "publish", "Q3 2024/25", *TODAY).code == 0
    rewrite(project / "results" / "results.csv", "VOIDS,,2024-12,400,29,,,", "VOIDS,,2024-12,2400,29,,,")
    summary = run(project, "summary", *TODAY).text
    sentence = summary[summary.index("Since Q3 2024/25 was published") : summary.index(" qpr-rules 0")]
    assert sentence in run(project, "revisions", *TODAY).text
    assert listed(project)["restated"] == [sentence]
    assert sentence.split(" (")[0] in run(project, "revisions", "--format", "markdown").text
    assert listed(project, "--kpi", "REPAIRS")["restated"] == []


def test_as_csv_a_row_for_each_result(revised: Path, tmp_path: Path) -> None:
    assert run(revised, "revisions", "--format", "csv", "-o", str(tmp_path / "r.csv"), *TODAY).code == 0
    found = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text("utf-8"))))
    assert [row["ratings_moved"] for row in found] == ["2024/25-Q1: amber to red", "", "", ""]
    first = found[0]
    assert (first["before"], first["before_denominator"], first["before_as_of"]) == ("598", "29", "")
    assert (first["after"], first["after_denominator"], first["as_of"]) == ("2900", "30", "2025-03-13")
    assert first["verdicts_changed"] == "2024/25-Q1; 2024/25-Q2; 2024/25-Q3"
    assert run(revised, "revisions", "-o", str(tmp_path / "r.txt")).code == 2


def test_as_markdown(revised: Path) -> None:
    out = run(revised, "revisions", "--format", "markdown", *TODAY).out
    assert "| `VOIDS` |  | Jun 2024 | 598/29 | 2,900/30 | +2,302/+1 | - → final | no day given |" in out
    assert "| `VOIDS` |  | Q1 2024/25 | **Amber → Red** | 20.1 days → 45.2 days |" in out
    assert "**Illustrative:" in run(EXAMPLE, "revisions", "--format", "markdown", "--today", "2025-02-03").out


def test_where_counts_are_hidden_no_number_of_the_kpi_is_shown(revised: Path) -> None:
    with (revised / "qpr-rules.yaml").open("a", encoding="utf-8") as file:
        file.write("disclosure: 5\n")
    (revised / "results" / "later.csv").write_text(f"{HEADER}REPAIRS,,2024-12,414,418,final,2025-02-03\n", "utf-8")
    outputs = [run(revised, "revisions", *TODAY).text, run(revised, "revisions", "--format", "markdown", *TODAY).text]
    outputs += [json.dumps(listed(revised)), run(revised, "revisions", "--format", "csv", *TODAY).out]
    for out in outputs:
        assert "REPAIRS" in out
        assert "[c]" in out.replace("\\", "")
        assert "414" not in out
        assert "401" not in out
        assert "94.48" not in out
    (one,) = listed(revised)["revised"]
    assert one["hidden"]
    assert {one["changed"][0][side]["figure"] for side in ("before", "after")} == {"[c]"}
    assert one["changed"][0]["after"]["rating"] == "green"


def test_check_notes_that_there_are_revisions(revised: Path) -> None:
    found = run(revised, "check", "--results", "--format", "concise", *TODAY).out
    assert "QPR463" in found
    assert "2 results of VOIDS revised, the latest on 13 March 2025" in found
    assert "QPR463" not in run(revised, "check", "--format", "concise", *TODAY).out


def test_an_area_that_took_over_another_changes_with_it(project: Path) -> None:
    (project / "areas.yaml").write_text("NEW: {name: New, was: [OLD], from: 2024-10}\n", "utf-8")
    lines = [f"REPAIRS,OLD,2024-0{month},380,400,,2024-10-01\n" for month in range(1, 10)]
    lines += [f"REPAIRS,NEW,2024-{month},380,400,,2025-01-10\n" for month in (10, 11, 12)]
    lines += ["REPAIRS,OLD,2024-05,180,400,revised,2025-02-10\n"]
    (project / "results" / "later.csv").write_text(HEADER + "".join(lines), "utf-8")
    (one,) = listed(project)["revised"]
    assert [each["area"] for each in one["results"]] == ["OLD"]
    assert {(each["area"], each["quarter"]) for each in one["changed"]} == {("NEW", "2024/25-Q3")}
    (row,) = rows(run(project, "revisions", "--format", "csv", *TODAY))
    assert row["ratings_moved"] == "2024/25-Q3: green to red"
