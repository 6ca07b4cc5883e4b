"""`qpr-rules commentary new`: who is in the file, and what it says of each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import qpr_rules
from qpr_rules.commentary import Action, Status
from qpr_rules.diagnostic import Severity
from qpr_rules.evaluation import Rating
from qpr_rules.rule import Gravity
from tests.commands import run
from tests.noted import Q2, Q3, file_of, new, noted, notes
from tests.repositories import rewrite

BLANK = "  context: >-\n    \n"


@pytest.fixture
def begun(shipped_project: Path) -> Path:
    """The shipped project, with the third quarter's commentary as it is begun."""
    file_of(shipped_project, "2024-25-Q3").unlink()
    done = new(shipped_project, "Q3 2024/25")
    assert done.code == 0, done.said
    return shipped_project


def entry(project: Path, kpi: str) -> list[str]:
    """The lines about one KPI: the comment above it and all that stands below."""
    parts = file_of(project, "2024-25-Q3").read_text(encoding="utf-8").split("\n\n")
    (found,) = [part for part in parts if f"\n{kpi}:\n" in part]
    return found.split("\n")


def test_the_kpis_are_those_that_want_a_word_in_the_order_of_the_report(begun: Path) -> None:
    project = qpr_rules.open(begun)
    report = project.evaluate("Q3 2024/25")
    grave = {
        report.rows[flag.row].kpi
        for flag in project.exceptions("Q3 2024/25")
        if flag.rule.severity is not Gravity.NOTICE
    }
    red = {row.kpi for row in report.own if row.rating is Rating.RED}
    newly_amber = {
        row.kpi
        for row in report.own
        if row.rating is Rating.AMBER and row.last_rating is Rating.GREEN and row.quarters_in_state == 1
    }
    assert red
    assert newly_amber
    wanted = [row.kpi for row in report.own if row.kpi in grave | red | newly_amber]
    assert list(notes(begun, Q3)) == wanted
    assert len(wanted) == 14


def test_the_comment_says_what_happened(begun: Path) -> None:
    assert entry(begun, "INVOICES-30")[:7] == [
        "# Percentage of invoices paid within 30 days (Head of Finance Operations)",
        "# Red for 1 quarter, was Amber: 90.5% in December 2024; target 93.5% (-3.0 points); floor standard 91% (-0.5",
        "# points); stable or no clear trend.",
        "# - Newly Red, was Amber: 90.5% misses the floor standard of 91% by 0.5 points.",
        "# - Red, and no action is recorded.",
        "# - The worst figure in over 4 years.",
        "INVOICES-30:",
    ]
    assert " ".join(entry(begun, "ABSENCE")[1:3]) == (
        "# Red for 2 years, unchanged: 21.6% in 2023/24; target 17.5% (-4.1 points); floor standard 20% (-1.6 points); "
        "# stable or no clear trend."
    )
    assert entry(begun, "CONTACT-VOLUME")[1] == (
        "# Activity indicator: 47,279 in December 2024; above its expected range of 39,000 to 43,500; stable or no"
    )


def test_a_figure_that_is_late_says_what_was_known_last(project: Path) -> None:
    results = project / "results" / "results.csv"
    kept = [line for line in results.read_text(encoding="utf-8").splitlines() if not line.startswith("VOIDS,,2024-12")]
    results.write_text("\n".join([*kept, ""]), encoding="utf-8", newline="\n")
    text = new(project, "Q3 2024/25", "--print").text
    assert "# Not rated (late), was Green; last known 19." in text
    assert "# - The result for Q3 2024/25 has not arrived" in text or "# - The result for December 2024 has not" in text


def test_it_passes_check_at_once_with_a_note_for_each_context_to_be_written(begun: Path) -> None:
    found = qpr_rules.open(begun).check(with_results=True)
    own = [each for each in found if each.at.span.file.startswith("commentary/2024-25-Q3")]
    assert {(each.code, each.severity) for each in own} == {("QPR515", Severity.NOTE)}
    assert [each.kpi for each in own] == list(notes(begun, Q3))


def test_filled_in_where_it_says_it_has_no_finding_and_reads_what_was_written(begun: Path) -> None:
    said = 'Two officers left: one, #5 of the team, {to be} replaced - "soon".'
    file = file_of(begun, "2024-25-Q3")
    text = file.read_text(encoding="utf-8")
    assert text.count(BLANK) == 14
    file.write_text(text.replace(BLANK, f"  context: >-\n    {said}\n"), encoding="utf-8", newline="\n")
    assert {note.context.strip() for note in notes(begun, Q3).values()} == {said}
    found = qpr_rules.open(begun).check()
    assert [each for each in found if each.at.span.file == "commentary/2024-25-Q3.yaml"] == []


def test_the_lines_of_an_action_to_be_taken_become_one_when_the_marks_are_taken_away(begun: Path) -> None:
    file = file_of(begun, "2024-25-Q3")
    lines, here = [], False
    for line in file.read_text(encoding="utf-8").split("\n"):
        here = (here and line.startswith("  # ")) or line == "  # actions:"
        lines.append(line.replace("  # ", "  ", 1) if here else line)
    text = "\n".join(lines).replace("YYYY-MM-DD", "2025-06-30").replace("what: ...", "what: Recruit two officers")
    file.write_text(text, encoding="utf-8", newline="\n")
    assert notes(begun, Q3)["FOI-20"].actions == (
        Action("Recruit two officers", "head-of-information-governance", dt.date(2025, 6, 30), Status.OPEN),
    )
    own = [each for each in qpr_rules.open(begun).check() if each.at.span.file == "commentary/2024-25-Q3.yaml"]
    assert {each.code for each in own} == {"QPR515"}


def test_open_actions_of_the_quarter_before_are_carried_forward_and_others_are_not(begun: Path) -> None:
    before, now = notes(begun, Q2), notes(begun, Q3)
    assert now["EHCP-20W"].actions == before["EHCP-20W"].actions
    assert before["FOI-20"].actions[0].status is Status.DONE
    assert now["FOI-20"].actions == ()
    assert "  # From Q2 2024/25." in entry(begun, "EHCP-20W")


def test_the_schema_stands_on_top_where_the_project_has_it_and_illustrative_and_digests_below(begun: Path) -> None:
    lines = file_of(begun, "2024-25-Q3").read_text(encoding="utf-8").split("\n")
    assert lines[1] == "# Illustrative: standards and results are invented; they are no council's."
    assert lines[2].startswith("# Made from: qpr-rules ")
    (begun / "schemas").mkdir()
    (begun / "schemas" / "commentary.schema.json").write_text("{}", encoding="utf-8")
    file_of(begun, "2024-25-Q3").unlink()
    assert new(begun, "Q3 2024/25").code == 0
    text = file_of(begun, "2024-25-Q3").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/commentary.schema.json\n")


def test_a_quarter_in_which_nothing_needs_a_word_has_no_file(project: Path) -> None:
    done = new(project, "Q2 2024/25")
    assert done.code == 0
    assert "No KPI of Q2 2024/25 needs a word that it has not: nothing was written." in done.text
    assert not file_of(project, "2024-25-Q2").exists()


@pytest.mark.parametrize(
    ("quarter", "code", "said"),
    [
        ("Q4 2024/25", 1, "No result for Q4 2024/25 has come yet; the latest are for Q3 2024/25."),
        ("Q3 2044/45", 2, "there are no results for Q3 2044/45; the latest quarter with any is Q3 2024/25."),
        ("2024 Q3", 2, "Invalid value for QUARTER: `2024 Q3` could be a quarter of 2024/25 or of 2023/24"),
    ],
)
def test_a_quarter_without_results_is_refused(shipped_project: Path, quarter: str, code: int, said: str) -> None:
    done = new(shipped_project, quarter)
    assert done.code == code
    assert said in done.said
    assert sorted(each.name for each in (shipped_project / "commentary").iterdir()) == [
        "2024-25-Q2.yaml",
        "2024-25-Q3.yaml",
    ]


def test_the_name_follows_the_year_of_the_body_and_the_folder_the_settings(project: Path) -> None:
    rewrite(project / "qpr-rules.yaml", "body:", "year: calendar\ncommentary: words/said\nbody:")
    rewrite(project / "kpi_definitions" / "voids.yaml", "  2023/24:", "  2023:")
    rewrite(project / "kpi_definitions" / "voids.yaml", "  2024/25:", "  2024:")
    rewrite(project / "kpi_definitions" / "repairs.yaml", "floor: 92", "floor: 94.49")
    done = new(project, "Q4 2024")
    assert "words/said/2024-Q4.yaml written" in done.text
    assert "REPAIRS:" in (project / "words" / "said" / "2024-Q4.yaml").read_text(encoding="utf-8")
    assert list(notes(project, 2024 * 4 + 3)) == ["REPAIRS"]


def test_a_kpi_of_many_areas_and_none_of_the_body_s_own_says_how_many_are_rated_what(project: Path) -> None:
    rewrite(project / "kpi_definitions" / "repairs.yaml", "floor: 92", "floor: 94.49")
    file = project / "results" / "results.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines if line.startswith("REPAIRS")]
    made = [lines[0]]
    for area, share in (("North", 0), ("South", 10**6), ("West", 10**6)):
        made += [
            ",".join([kpi, area, period, str(int(done) + share), str(int(of) + share), *rest])
            for kpi, _, period, done, of, *rest in rows
        ]
    file.write_text("\n".join([*made, ""]), encoding="utf-8", newline="\n")
    file_of(project, "2024-25-Q3").unlink()
    text = new(project, "Q3 2024/25", "--print").out
    assert "# 3 areas: 2 Green and 1 Red; 1 of them with an exception.\nREPAIRS:\n" in text


def test_a_name_that_breaks_lines_stays_in_its_comment(project: Path) -> None:
    name = 'name: "Days\\u2028INJECTED: to let"'
    rewrite(project / "kpi_definitions" / "voids.yaml", "name: Days to let an empty home", name)
    assert new(project, "Q1 2024/25").code == 0
    assert list(notes(project, 2024 * 4)) == ["VOIDS"]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_lines_on_the_screen_are_no_longer_than_it(shipped_project: Path, width: int) -> None:
    out = new(shipped_project, "Q3 2024/25", width=width).out
    assert max(len(line) for line in out.splitlines()) <= width


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_letter_that_a_console_lacks_is_spelt_and_in_the_file_is_as_it_was(project: Path, encoding: str) -> None:
    rewrite(project / "kpi_definitions" / "voids.yaml", "Days to let an empty home", "Days to let – Łódź 🏠 東京")
    noted(project, "2024-25-Q1", "REPAIRS:\n  context: Known.\n")
    done = run(project, "commentary new", "Q1 2024/25", encoding=encoding)
    assert done.code == 0, done.said
    assert "Days to let" in done.text
    assert run(project, "commentary new", "Q1 2024/25", "--add", encoding=encoding).code == 0
    assert "# Days to let – Łódź 🏠 東京 (Head of Housing)\n" in file_of(project, "2024-25-Q1").read_text(
        encoding="utf-8"
    )
