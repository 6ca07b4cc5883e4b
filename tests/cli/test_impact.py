"""`impact` on real repositories: which ratings a change moves, worked out here by hand; what a reviewer asks."""

from __future__ import annotations

import csv
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from tests.commands import run
from tests.impacts import REPAIRS, VOIDS, impact, told
from tests.repositories import commit, git, rewrite
from tests.source import REPOSITORY


def figures(project: Path) -> dict[str, Fraction]:
    """The rolling 12-month percentage of REPAIRS, month by month, from the rows themselves."""
    with (project / "results" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kpi"] == "REPAIRS"]
    rows.sort(key=lambda row: row["period"])
    return {
        rows[last]["period"]: Fraction(
            100 * sum(int(row["numerator"]) for row in rows[last - 11 : last + 1]),
            sum(int(row["denominator"]) for row in rows[last - 11 : last + 1]),
        )
        for last in range(11, len(rows))
    }


def rated(figure: Fraction, target: str, floor: str) -> str:
    return "green" if figure >= Fraction(target) else "amber" if figure >= Fraction(floor) else "red"


def test_every_rating_that_moves_is_the_one_worked_out_by_hand(project: Path) -> None:
    commit(project)
    rewrite(project / REPAIRS, "target: 94.5\nfloor: 92", "target: 96\nfloor: 95.5")
    found = told(project)
    (kpi,) = found["kpis"]
    expected = [
        (month, before, after)
        for month, figure in figures(project).items()
        if (before := rated(figure, "94.5", "92")) != (after := rated(figure, "96", "95.5"))
    ]
    assert expected, "the example moves nothing"
    assert [(each["period"], each["before"], each["after"]) for each in kpi["moved"]] == expected
    assert kpi["periods"] == len(figures(project))
    assert all(each["better"] is False for each in kpi["moved"])
    assert (kpi["heading"], kpi["effect"]) == ("made harder", "harder")
    before, after = found["totals"]["before"], found["totals"]["after"]
    assert before["kpis"] == after["kpis"] == 2
    gained = {word: after[word] - before[word] for word in ("green", "amber", "red", "not rated")}
    assert sum(gained.values()) == 0 and any(gained.values())


def test_it_says_of_which_ratings_so_many_are_better_or_worse() -> None:
    review = REPOSITORY / "examples" / "review"
    said = run(review / "after", "impact", "--against", str(review / "before")).text
    assert "Amber → Green in Q3 2024/25, and in 3 of 13 months: better in all of them." in said
    assert "Green in Q3 2024/25, as before; 5 of 8 quarters differ: worse in 2, no longer rated in 3." in said


def test_the_sentence_names_the_quarter_and_counts_the_months(project: Path) -> None:
    commit(project)
    rewrite(project / REPAIRS, "target: 94.5\nfloor: 92", "target: 96\nfloor: 95.5")
    months = figures(project)
    now = [rated(months["2024-12"], *standard).capitalize() for standard in (("94.5", "92"), ("96", "95.5"))]
    moved = sum(rated(each, "94.5", "92") != rated(each, "96", "95.5") for each in months.values())
    done = impact(project)
    assert f"{now[0]} → {now[1]} in Q3 2024/25, and in {moved} of {len(months)} months" in done.out
    assert done.code == 1 and "QPR701" in done.out  # a standard without dates was changed, for the past too


def test_it_says_what_it_was_compared_with(project: Path, tmp_path: Path) -> None:
    first = commit(project)
    other = shutil.copytree(project, tmp_path / "other version")
    git(project, "switch", "--quiet", "--create", "change")
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 22, floor: 27")
    commit(project)
    for arguments, called in (
        ((), f"Compared with main, at {first[:7]}."),
        (("--against", "HEAD~1"), f"Compared with HEAD~1, at {first[:7]}."),
        (("--against", str(other)), "Compared with the folder"),
    ):
        said = impact(project, *arguments).text
        assert called in said and "target eased from 20 days to 22 days" in said


def test_a_folder_of_a_proposal_that_is_called_like_a_branch_is_not_the_branch(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = commit(project)
    git(project, "switch", "--quiet", "--create", "change")
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 22, floor: 27")
    copy = project.parent / "copy"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".git"))
    for name in ("main", "other"):
        shutil.copytree(copy, project / name)
    commit(project)
    monkeypatch.chdir(project)
    said = impact(project, "--against", "main").text
    assert f"Compared with main, at {first[:7]}." in said and "target eased from 20 days to 22 days" in said
    for folder in ("./main", "other"):
        said = impact(project, "--against", folder).text
        assert f"Compared with the folder {folder}." in said and "No rule differs" in said
    assert impact(project, "--against", "x" * 10_000).code == 2


def test_two_versions_that_mean_the_same_have_no_impact(project: Path) -> None:
    commit(project)
    rewrite(
        project / VOIDS,
        "id: VOIDS\nname: Days to let an empty home",
        "# moved\nname: Days to let an empty home\nid: VOIDS",
    )
    rewrite(project / REPAIRS, "target: 94.5", "target: 94.50")
    shutil.move(project / VOIDS, project / "kpi_definitions" / "moved.yaml")
    done = impact(project)
    assert done.code == 0 and "No rule differs, so no rating does." in done.out


@pytest.mark.parametrize(
    ("old", "new", "code", "heading"),
    [
        ("window: quarter", "window: 12 months", "QPR705", "made easier"),
        ("polarity: lower", "polarity: higher", None, None),  # in error: the floor is then on the wrong side
        ("name: Days to let an empty home", "name: Days to let a home", "QPR704", "wording only"),
        ("decimals: 1", "decimals: 1\nlag: 3 months", "QPR708", "made easier"),
        ("decimals: 1", "decimals: 1\ndescription: Days from one tenant to the next", "", "wording only"),
        ("decimals: 1", "decimals: 1\nretired: {on: 2025-03-31, reason: Replaced}", "", "changed"),
    ],
)
def test_each_kind_of_change_has_its_heading_and_its_question(
    project: Path, old: str, new: str, code: str | None, heading: str | None
) -> None:
    commit(project)
    rewrite(project / VOIDS, old, new)
    found = told(project)
    if heading is None:
        assert found["in_error"]["newly"] == ["VOIDS"] and found["kpis"] == []
        assert impact(project).code == 1
        return
    assert [each["heading"] for each in found["kpis"]] == [heading]
    assert [each["code"] for each in found["findings"]] == ([code] if code else [])
    assert impact(project).code == 0


def test_a_standard_of_months_that_are_over_needs_a_reason_and_one_of_months_to_come_does_not(project: Path) -> None:
    commit(project)
    rewrite(project / VOIDS, 'floor: 27, approved: "Committee, 7 March 2024"', 'floor: 30, approved: "Committee, May"')
    assert [each["code"] for each in told(project)["findings"]] == ["QPR701"]
    assert impact(project).code == 1
    early = told(project, today="2024-05-01")["findings"]  # the first quarter of the year still runs
    assert [each["code"] for each in early] == ["QPR703"]
    rewrite(project / VOIDS, "floor: 30, ", 'floor: 30, reason: "Older homes", ')
    assert told(project)["findings"] == [] and impact(project).code == 0


def test_a_published_quarter_is_over_though_its_days_are_not(project: Path) -> None:
    (project / "published" / "2024-25-Q4").mkdir(parents=True)
    (project / "published" / "2024-25-Q4" / "report.txt").write_text("as published", encoding="utf-8")
    commit(project)
    rewrite(project / VOIDS, '7 March 2024"}', '7 March 2024"}\n  2025-02: {target: 25, floor: 30, approved: "C"}')
    assert [each["code"] for each in told(project)["findings"]] == ["QPR701"]
    shutil.rmtree(project / "published")
    assert [each["code"] for each in told(project)["findings"]] == ["QPR703"]


def test_a_red_kpi_that_is_suspended_is_asked_about_and_leaves_its_rating(project: Path) -> None:
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 2, floor: 3")
    commit(project)
    rewrite(project / VOIDS, "decimals: 1", "decimals: 1\nsuspended: {from: 2024-10, reason: Rebuilt}")
    found = told(project)
    (kpi,) = found["kpis"]
    assert (kpi["rating"]["before"]["rating"], kpi["rating"]["after"]["reason"]) == ("red", "suspended")
    assert [each["code"] for each in found["findings"]] == ["QPR706"]
    assert kpi["summary"].startswith("Red -> Not rated (suspended) in Q3 2024/25")


def test_exceptions_that_appear_and_go_are_those_of_the_two_versions(project: Path) -> None:
    commit(project)
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 2, floor: 3")
    found = told(project)
    appeared = {(each["kpi"], each["rule"]) for each in found["exceptions"]["appeared"]}
    assert ("VOIDS", "newly-red") in appeared or ("VOIDS", "below-floor") in appeared
    assert {each["kpi"] for each in found["exceptions"]["vanished"]} <= {"VOIDS"}


def test_a_changed_rule_of_exceptions_is_named_with_what_it_does(project: Path, repository: Path) -> None:
    shutil.copytree(repository / "rules", project / "rules")
    commit(project)
    file = next(path for path in (project / "rules").iterdir() if "newly-amber:" in path.read_text(encoding="utf-8"))
    rewrite(file, "newly-amber:", "newly-orange:")
    found = told(project)
    assert {(each["id"], each["change"]) for each in found["rules"]} == {
        ("newly-orange", "new"),
        ("newly-amber", "deleted"),
    }
    assert found["kpis"] == []


def test_kpis_that_come_and_go_are_named_and_the_totals_follow(project: Path) -> None:
    commit(project)
    text = (project / VOIDS).read_text(encoding="utf-8")
    (project / "kpi_definitions" / "new.yaml").write_text(
        text.replace("id: VOIDS", "id: NEW").replace("empty home", "garage"), encoding="utf-8"
    )
    (project / VOIDS).unlink()
    found = told(project)
    assert (found["entered"], found["left"]) == (["NEW"], ["VOIDS"])
    assert {each["id"]: each["heading"] for each in found["kpis"]} == {"NEW": "new", "VOIDS": "deleted"}
    assert [each["code"] for each in found["findings"]] == ["QPR707"]


def test_results_of_the_later_version_are_used_on_both_sides_and_a_difference_is_named(project: Path) -> None:
    commit(project)
    rewrite(project / "results" / "results.csv", "REPAIRS,,2024-12,401,418", "REPAIRS,,2024-12,300,418")
    found = told(project)
    assert found["results_differ"] == ["REPAIRS"]
    assert found["kpis"] == [] and found["totals"]["before"] == found["totals"]["after"]
    assert "Results differ too, of REPAIRS" in impact(project).out


def test_a_measure_that_is_read_in_another_way_is_compared_all_the_same(project: Path) -> None:
    commit(project)
    rewrite(
        project / VOIDS,
        "measure:\n  numerator: Days empty\n  denominator: Homes let",
        "measure: {numerator: Days empty}",
    )
    found = told(project)
    (kpi,) = found["kpis"]
    assert [each["aspect"] for each in kpi["changes"]] == ["measure"]
    assert kpi["rating"]["after"]["rating"] == "red"  # hundreds of days, not days a home


def test_what_is_no_text_is_changed_and_not_reworded(project: Path) -> None:
    commit(project)
    rewrite(project / REPAIRS, "unit: percent", "unit: percent\nillustrative: yes")
    assert "mark as illustrative changed from no to yes." in impact(project).text


def test_other_areas_are_counted(project: Path) -> None:
    file = project / "results" / "results.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    for area in ("North", "South"):
        lines += [line.replace(",,", f",{area},", 1) for line in lines[1:] if line.startswith("VOIDS,,")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    commit(project)
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 2, floor: 3")
    (kpi,) = told(project)["kpis"]
    assert (kpi["areas"], kpi["areas_moved"]) == (2, 2)
    assert kpi["summary"].endswith("; in 2 of 2 other areas")
    rewrite(project / VOIDS, "target: 2, floor: 3", "target: 20.0001, floor: 27")
    (kpi,) = told(project)["kpis"]
    assert kpi["summary"].endswith("; in none of 2 other areas")


@pytest.mark.parametrize(
    ("against", "said"), [("nowhere", "There is no revision `nowhere`"), ("--upload-pack=x", "cannot be the name")]
)
def test_a_version_that_is_not_there_is_misuse(project: Path, against: str, said: str) -> None:
    commit(project)
    done = impact(project, f"--against={against}")
    assert done.code == 2 and said in done.said


def test_a_folder_that_is_no_project_and_a_time_before_the_project_are_misuse(project: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "readme.txt").write_text("early", encoding="utf-8")
    commit(whole)
    project.rename(whole / "project")
    commit(whole)
    done = impact(whole / "project", "--against", "HEAD~1")
    assert done.code == 2 and "There was no qpr-rules.yaml at HEAD~1" in done.said
    done = impact(whole / "project", "--against", str(tmp_path))
    assert done.code == 2 and "it is no project" in done.said


def test_a_merge_conflict_in_a_definition_is_said_and_the_others_are_compared(project: Path) -> None:
    commit(project)
    rewrite(project / VOIDS, "target: 20", "<<<<<<< HEAD\n  target: 20\n=======\n  target: 21\n>>>>>>> b\n")
    rewrite(project / REPAIRS, "floor: 92", "floor: 91")
    done = impact(project)
    assert done.code == 1
    assert (
        "In error now, so it cannot be compared: voids." in done.out.replace("VOIDS", "voids") and "REPAIRS" in done.out
    )
    assert "1 KPI changed, 1 made easier, none with another rating in" in done.text
    assert "; one is in error now, and cannot be compared." in done.text
    comment = impact(project, "--format", "markdown").out
    assert "\nIn error now, so it cannot be compared: `VOIDS`. `qpr-rules check` says what is wrong.\n" in comment
    assert "<summary>Exceptions: 1 appears" in comment
    log = impact(project, "--format", "github").out
    assert "::warning title=Not compared::In error now, so it cannot be compared: VOIDS." in log
