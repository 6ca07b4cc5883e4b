"""Every output of two projects that differ only in what is hidden is the same, byte for byte; and says where it hides."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import qpr_rules
from qpr_rules.period import Frequency
from tests.commands import run
from tests.disclosure.attacker import Attacker
from tests.disclosure.small_project import SETTINGS, SMALL, everything, project
from tests.disclosure.worlds import START


def test_no_output_depends_on_a_hidden_count(outputs: dict[str, bytes | str], tmp_path: Path) -> None:
    for few in (4, 1):
        other = everything(project(tmp_path / str(few) / "p", few))
        assert [name for name in outputs if outputs[name] != other[name]] == []
        assert other.keys() == outputs.keys()


def test_the_project_would_tell_it_otherwise(outputs: dict[str, bytes | str], tmp_path: Path) -> None:
    """The comparison above is worth something: without `disclosure` most outputs differ."""
    open_settings = SETTINGS.replace("disclosure: 5\n", "")
    shown = [everything(project(tmp_path / str(few) / "p", few, settings=open_settings)) for few in (3, 4)]
    differing = {name for name in shown[0] if shown[0][name] != shown[1][name]}
    for name in (
        "html Q4 2024/25",
        "json Q4 2024/25",
        "csv Q4 2024/25",
        "markdown Q4 2024/25",
        "pdf Q4 2024/25",
        "word Q4 2024/25",
        "excel Q4 2024/25",
        "preview",
        "REVIEWS.png",
        "every period",
        "compare VISITS csv Q4 2024/25",
    ):
        assert name in differing
    assert "[c]" not in "".join(str(each) for name, each in shown[0].items() if name.startswith(("csv", "evaluate")))
    assert outputs["summary Q4 2024/25"] != ""


def test_ratings_and_totals_are_those_of_the_exact_figures(tmp_path: Path) -> None:
    report = qpr_rules.open(project(tmp_path / "p")).evaluate("Q4 2024/25")
    assert report.released is not report and report.exact is None and report.released.exact is report
    for exact, row in zip(report.rows, report.released.rows, strict=True):
        assert (row.rating, row.direction, row.movement, row.reason) == (
            exact.rating,
            exact.direction,
            exact.movement,
            exact.reason,
        )
    hidden = {(row.kpi, row.area) for row in report.released.rows if row.is_hidden}
    assert hidden == {("VISITS", "North"), ("VISITS", "South")}
    assert report.provenance != report.released.provenance


def test_a_project_without_small_counts_is_the_same_object(tmp_path: Path) -> None:
    report = qpr_rules.open(project(tmp_path / "p", settings=SETTINGS.replace("5", "0"))).evaluate("Q4 2024/25")
    assert report.released is report


def test_the_paper_says_what_it_hides_and_shows_the_rest(outputs: dict[str, bytes | str]) -> None:
    paper = outputs["html Q4 2024/25"]
    assert isinstance(paper, bytes)
    text = re.sub(r"<[^>]+>", " ", paper.decode())
    assert "Counts below 5 are hidden ([c]) in what is published" in text
    assert "confidential: suppressed, so that nobody can be recognised" in text
    assert "The steps to this figure are not printed" in text and "Calls answered" in text
    told = json.loads(bytes(outputs["json Q4 2024/25"]))  # type: ignore[arg-type]
    areas = {row["area"]: row["figure"] for row in told["sections"][0]["kpis"][-1]["areas"]}
    assert areas == {"North": "[c]", "South": "[c]", "East": 15}


def test_a_chart_says_that_its_latest_figure_is_hidden(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    drawn = run(folder, "chart", "VISITS", "--area", "North", "-o", str(tmp_path / "north.svg"))
    assert "Latest as of Q4 2024/25: its figure hidden [c]." in drawn.text
    assert "Latest: hidden [c]" in (tmp_path / "north.svg").read_text(encoding="utf-8")


def test_explain_shows_the_exact_numbers_and_says_that_they_are_not_for_publication(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    told = run(folder, "explain", "VISITS", "--area", "North")
    assert "Not for publication: counts below 5, or what would reveal them, are among these numbers." in told.text
    assert re.search(r"Visits: 3\b|\b3\b", told.text)
    assert "Not for publication" not in run(folder, "explain", "CALLS").text


def test_rows_of_files_hold_the_marker(outputs: dict[str, bytes | str]) -> None:
    text = outputs["evaluate csv Q4 2024/25"]
    rows = {(row["kpi"], row["area"]): row for row in csv.DictReader(io.StringIO(str(text)))}
    north = rows["VISITS", "North"]
    assert (north["numerator"], north["denominator"], north["figure"]) == ("[c]", "", "[c]")
    periods = [row for row in csv.DictReader(io.StringIO(str(outputs["every period"]))) if row["kpi"] == "REVIEWS"]
    hidden = next(row for row in periods if row["period"] == "2024-08")
    cells = [
        hidden[name] for name in ("numerator", "denominator", "figure", "to_target", "to_floor", "rating", "reason")
    ]
    assert cells == ["[c]"] * 5 + ["not rated", "suppressed"]


def read_bytes(outputs: dict[str, bytes | str], folder: str) -> bytes:
    """The frozen results of a published quarter."""
    content = outputs[str(Path("published") / folder / "observations.csv")]
    assert isinstance(content, bytes)
    return content


def test_the_attacker_gets_nothing_from_the_files_either(outputs: dict[str, bytes | str], tmp_path: Path) -> None:
    (definition,) = (
        each for each in qpr_rules.open(project(tmp_path / "p")).declarations.definitions if each.id == "REVIEWS"
    )
    attacker = Attacker(definition, START, START + 47)
    for quarter in ("Q2 2024/25", "Q3 2024/25", "Q4 2024/25"):
        folder = f"published/2024-25-{quarter[:2]}"
        names = {"a.json": f"json {quarter}", "b.html": f"html {quarter}", "c.svg": f"REVIEWS.svg {quarter}"}
        names |= {
            "d.csv": f"csv {quarter}",
            "e.xlsx": f"excel {quarter}",
            "observations.csv": str(Path(folder) / "observations.csv"),
        }
        read = {name: outputs[key] for name, key in names.items()}
        attacker.read({name: each if isinstance(each, bytes) else each.encode() for name, each in read.items()})
    attacker.read(
        {"e.csv": str(outputs["every period"]).encode(), "observations.csv": read_bytes(outputs, "2024-25-Q4")}
    )
    solver = attacker.solver()
    assert len(attacker.facts) > 60
    assert solver.determined({("n", "", START + 20): 1}) is not None  # it reads what is shown
    for month in (START + 4, START + SMALL, START + SMALL + 1):
        assert solver.determined({("n", "", month): 1}) is None


def test_verify_proves_digests_and_says_what_it_cannot_work_out(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    assert run(folder, "publish", "Q4 2024/25", "--today", "2025-06-01").code == 0
    done = run(folder, "verify")
    assert done.code == 0 and "5 rows rest on results that are hidden ([c])" in done.text
    assert "every row whose results are told comes out again" in done.text
    file = folder / "published" / "2024-25-Q4" / "evaluations.csv"
    text = file.read_text(encoding="utf-8")
    for was, now in (("CALLS", "CALLX"), ("VISITS", "VISITX"), ("[c]", "3")):
        file.write_text(text.replace(was, now, 1), encoding="utf-8", newline="\n")
        assert run(folder, "verify").code == 1, was
    file.write_text(text, encoding="utf-8", newline="\n")
    assert run(folder, "verify").code == 0


def test_what_was_published_hidden_is_not_restated_by_being_hidden(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    assert run(folder, "publish", "Q4 2024/25", "--today", "2025-06-01").code == 0
    assert "Restated" not in run(folder, "summary").out + run(folder, "explain", "VISITS", "--area", "North").out
    # An hour before `disclosure` was said, everything was published: that it is hidden now is no restatement.
    other = project(tmp_path / "open", settings=SETTINGS.replace("disclosure: 5\n", ""))
    assert run(other, "publish", "Q4 2024/25", "--today", "2025-06-01").code == 0
    (other / "qpr-rules.yaml").write_text(SETTINGS, encoding="utf-8")
    assert "Restated" not in run(other, "summary").out


def test_a_revision_of_a_hidden_count_is_told_without_its_number(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    assert run(folder, "publish", "Q4 2024/25", "--today", "2025-06-01").code == 0
    results = folder / "results" / "all.csv"
    text = results.read_text(encoding="utf-8")
    results.write_text(text.replace("VISITS,South,2024/25-Q4,22", "VISITS,South,2024/25-Q4,82"), encoding="utf-8")
    assert "82" not in run(folder, "summary").out
    last = qpr_rules.open(folder).evaluate("Q4 2024/25")
    assert last.calendar.show(Frequency.QUARTER, last.quarter) == "Q4 2024/25"
    shutil.rmtree(folder / "published")
    assert run(folder, "summary").code == 0
