"""Bad input, line by line: the real command line on a changed copy of the small project says where, and exits 1.

Each case is a change to one file of ``tests/small``, and the place and code of the only finding it may give. Where a
code has variants, its page in ``checking/codes`` shows one of them, and the others are here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.files import Folder
from tests.changes import COMMENTARY, DAY, REPAIRS, RESULTS, RULES, SETTINGS, VOIDS, Change, both, edit, results, write
from tests.commands import run


@dataclass(frozen=True)
class Case:
    """A change, and what is found: ``place`` as ``file:line:column`` (or less of it), ``code`` (or a pattern)."""

    what: str
    change: Change
    place: str
    code: str
    says: str = ""
    severity: str = "error"
    options: Sequence[str] = field(default=())


VALUE = both(
    edit(VOIDS, "  numerator: Days empty\n  denominator: Homes let", "  value: Days to let, as reported"),
    write("results/results.csv", "kpi,area,period,value\nVOIDS,,2024-12,15\n"),
)
PER_HEAD = both(
    edit(REPAIRS, "unit: percent", "unit: per 1,000"),
    edit(REPAIRS, "target: 94.5\nfloor: 92", "target: 60\nfloor: 50"),
)
COPY = "kpi_definitions/the-copy.yaml"


def copied(project: Path) -> None:
    """A definition copied, with another name and the same id in small letters."""
    text = (project / REPAIRS).read_text("utf-8").replace("id: REPAIRS", "id: repairs").replace("on time", "at once")
    write(COPY, text)(project)


def with_a_byte_of_another_encoding(project: Path) -> None:
    """A letter as Windows-1252 has it."""
    content = (project / REPAIRS).read_bytes()
    (project / REPAIRS).write_bytes(content.replace(b"name: Re", b"name: R\xe9"))


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nid: [*c, *c]\n"

CASES = (
    Case("an unknown key", edit(REPAIRS, "polarity:", "polarty:"), f"{REPAIRS}:5:1", "QPR150", "polarity"),
    Case("no owner", edit(REPAIRS, "owner: head-of-housing\n", ""), REPAIRS, "QPR151", "owner"),
    Case("an owner who is not listed", edit(REPAIRS, "head-of-housing", "head-of-hosing"), f"{REPAIRS}:4:8", "QPR304", "head-of-housing"),
    Case("the floor on the wrong side", edit(REPAIRS, "floor: 92", "floor: 96"), f"{REPAIRS}:14:8", "QPR220", "swap"),
    Case("the floor equal to the target", edit(REPAIRS, "floor: 92", "floor: 94.5"), f"{REPAIRS}:14:8", "QPR221", "Amber", "warning"),
    Case("a band inside the other", both(edit(REPAIRS, "polarity: higher", "polarity: stay-close"), edit(REPAIRS, "target: 94.5\nfloor: 92", "target: {from: 85, to: 95}\nfloor: {from: 90, to: 99}")), f"{REPAIRS}:14:8", "QPR222"),
    Case("95% in quotes", edit(REPAIRS, "target: 94.5", 'target: "95%"'), f"{REPAIRS}:13:9", r"QPR1\d\d", "95"),
    Case("95 with a percent sign", edit(REPAIRS, "target: 94.5", "target: 95 %"), f"{REPAIRS}:13:9", r"QPR1\d\d", "95"),
    Case("ninety in words", edit(REPAIRS, "target: 94.5", "target: ninety-five"), f"{REPAIRS}:13:9", r"QPR1\d\d", "number"),
    Case("a percentage above 100", edit(REPAIRS, "target: 94.5", "target: 945"), f"{REPAIRS}:13:9", "QPR224", "bounded: no"),
    Case("more done than there was", results("REPAIRS,,2025-01,402,381"), "results/more.csv:2:18", "QPR416", "bounded: no"),
    Case("one id in two files", copied, f"{COPY}:1:5", "QPR300", f"{REPAIRS}:1:5"),
    Case("one key twice", edit(REPAIRS, "floor: 92", "floor: 92\ntarget: 95"), f"{REPAIRS}:15:1", "QPR108", "first"),
    Case("one month by two names", edit(VOIDS, "unit: days\ndecimals: 1\nfrequency: month\nwindow: quarter\nmeasure:\n  numerator: Days empty\n  denominator: Homes let", "unit: count\nfrequency: month\nwindow: year to date\nprofile: {June: 25, September: 50, December: 75, Jun: 30, March: 100}\nmeasure:\n  numerator: Homes let"), f"{VOIDS}:9:50", "QPR108", "first named here"),
    Case("standards that overlap", edit(VOIDS, "  2024/25:", "  2023-04:"), f"{VOIDS}:15:3", "QPR210", "begins then too"),
    Case("months without a standard", edit(VOIDS, "  2023/24:", "  2022/23:"), f"{VOIDS}:15:3", "QPR211", "April 2023 to March 2024"),
    Case("a quarter without a standard", edit(VOIDS, '\n  2024/25: {target: 20, floor: 27, approved: "Committee, 7 March 2024"}', ""), f"{VOIDS}:14:3", "QPR451", "2024-12", options=("--results",)),
    Case("a rolling window of a plain value", VALUE, f"{VOIDS}:9:9", "QPR202", "rolled"),
    Case("a window that is no multiple", edit(REPAIRS, "frequency: month\nwindow: 12 months", "frequency: quarter\nwindow: 4 months"), f"{REPAIRS}:9:9", "QPR201", "multiple"),
    Case("people summed over months", PER_HEAD, f"{REPAIRS}:12:16", "QPR225", "stock", "warning"),
    Case("a tab", edit(REPAIRS, "  numerator", "\tnumerator"), f"{REPAIRS}:11:1", "QPR106", "tab"),
    Case("bytes that are not UTF-8", with_a_byte_of_another_encoding, f"{REPAIRS}:2:8", "QPR102", "UTF-8"),
    Case("an empty file", write("kpi_definitions/new.yaml", ""), "kpi_definitions/new.yaml", "QPR105", "nothing"),
    Case("two documents", edit(REPAIRS, "floor: 92", "floor: 92\n---\nid: OTHER"), f"{REPAIRS}:15:1", "QPR112", "second"),
    Case("a tag", edit(REPAIRS, "target: 94.5", "target: !!python/object:os.system 94.5"), f"{REPAIRS}:13:9", "QPR110"),
    Case("an alias bomb", write("kpi_definitions/new.yaml", BOMB), "kpi_definitions/new.yaml:1:4", "QPR111"),
    Case("100,000 brackets", write("kpi_definitions/new.yaml", "[" * 100_000), "kpi_definitions/new.yaml:1", "QPR109", "deep"),
    Case("50 megabytes", write("kpi_definitions/new.yaml", b"#" * 50_000_000), "kpi_definitions/new.yaml", r"QPR(002|100)"),
    Case("2024 Q3", both(edit(VOIDS, "frequency: month", "frequency: quarter"), write(RESULTS, "kpi,period,numerator,denominator\nVOIDS,2024 Q3,400,29\n")), f"{RESULTS}:2:7", "QPR411", "Q3 2024/25"),
    Case("a result of an unknown KPI", results("REPARS,,2025-01,1,2"), "results/more.csv:2:1", "QPR410", "REPAIRS"),
    Case("two results of one month", results("REPAIRS,,2024-12,400,418"), "results/results.csv:48:10", "QPR421", "results/more.csv:2:1"),
    Case("something over nothing", results("REPAIRS,,2025-01,3,0"), "results/more.csv:2:18", "QPR415"),
    Case("not a number", results("REPAIRS,,2025-01,NaN,3"), "results/more.csv:2:18", "QPR413"),
    Case("infinity", results("REPAIRS,,2025-01,3,inf"), "results/more.csv:2:20", "QPR413"),
    Case("1e400", results("REPAIRS,,2025-01,1e400,3"), "results/more.csv:2:18", "QPR413", "in full"),
    Case("a negative count", results("REPAIRS,,2025-01,-3,3"), "results/more.csv:2:18", "QPR418"),
    Case("a period of another frequency", results("REPAIRS,,2024/25-Q3,3,3"), "results/more.csv:2:10", "QPR411", "every month"),
    Case("a row cut off", results("REPAIRS,,2025-01,3"), "results/more.csv:2:1", "QPR406", "cut off"),
    Case("results after retirement", edit(VOIDS, "measure:", "retired: {on: 2024-10-01, reason: No longer reported.}\nmeasure:"), f"{RESULTS}:45:8", "QPR423", "retired on 1 October 2024, and", severity="warning"),
    # Settings, owners, rules and commentary
    Case("results outside the project", edit(SETTINGS, "body:", "results: [../*.csv]\nbody:"), f"{SETTINGS}:1:11", "QPR429", "--allow-outside"),
    Case("owners outside the project", edit(SETTINGS, "body:", "owners: ../owners.yaml\nbody:"), f"{SETTINGS}:1:9", "QPR002", "--allow-outside"),
    Case("definitions outside the project", both(edit(SETTINGS, "body:", "definitions: ../..\nresults: [results/none.csv]\nbody:"), write("results/none.csv", "kpi,period,value\nX,2024-12,[x]\n")), f"{SETTINGS}:1:14", "QPR002", "--allow-outside"),
    Case("settings that do not exist", edit(SETTINGS, "body:", "bdy:"), f"{SETTINGS}:1:1", "QPR150", "body"),
    Case("no owners' file", edit(SETTINGS, "body:", "owners: nobody.yaml\nbody:"), f"{SETTINGS}:1:9", "QPR003", "post"),
    Case("a field that no rule has", write(RULES, 'red:\n  when: {ratng: red}\n  severity: urgent\n  says: "Red."\n'), f"{RULES}:2:10", "QPR150", "rating"),
    Case("a word that the field never has", write(RULES, 'red:\n  when: {rating: grene}\n  severity: urgent\n  says: "Red."\n'), f"{RULES}:2:18", "QPR152", "green"),
    Case("limits on words", write(RULES, 'red:\n  when: {rating: {above: 3}}\n  severity: urgent\n  says: "Red."\n'), f"{RULES}:2:18", r"QPR1\d\d"),
    Case("a word for a number", write(RULES, 'red:\n  when: {figure: high}\n  severity: urgent\n  says: "Red."\n'), f"{RULES}:2:18", r"QPR1\d\d"),
    Case("a rule that covers itself", write(RULES, 'red:\n  when: {rating: red}\n  severity: urgent\n  says: "Red."\n  covers: [red]\n'), f"{RULES}:5:12", "QPR508", "itself"),
    Case("an action due on no day", edit(COMMENTARY, "2024-11-30", "2024-11-31"), f"{COMMENTARY}:4:62", "QPR206", "no such day"),
    Case("a suspension that ends first", edit(REPAIRS, "floor: 92", "floor: 92\nsuspended: {from: 2024-06, until: 2024-03, reason: Flood.}"), f"{REPAIRS}:15:35", "QPR226", "begins"),
    Case("a break after the end", edit(VOIDS, "measure:", "retired: {on: 2025-01-01, reason: No longer reported.}\nbreaks: [{from: 2025-06, reason: New system.}]\nmeasure:"), f"{VOIDS}:11:17", "QPR226"),
    Case("a break after the end, in a list that is not in order", edit(VOIDS, "measure:", "retired: {on: 2025-01-01, reason: No longer reported.}\nbreaks: [{from: 2025-06, reason: New system.}, {from: 2024-06, reason: Another.}]\nmeasure:"), f"{VOIDS}:11:17", "QPR226"),
    Case("a negative lag", edit(REPAIRS, "floor: 92", "floor: 92\nlag: -3 months"), f"{REPAIRS}:15:6", "QPR156", "3 months"),
    Case("a tolerance and a floor", edit(REPAIRS, "floor: 92", "floor: 92\namber: {within: 5 points}"), f"{REPAIRS}:14:1", "QPR155", "amber"),
    Case("a tolerance of 100 percent", edit(REPAIRS, "floor: 92", "amber: {within: 100 percent}"), f"{REPAIRS}:14:17", "QPR234", severity="warning"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what.replace(" ", "-"))
def test_it_is_found_in_its_place_and_nothing_else_is(case: Case, project: Path) -> None:
    case.change(project)
    done = run(project, "check", "--format", "concise", "--fail-on", case.severity, *DAY, *case.options)
    assert done.code == 1, done.out + done.err
    found = done.out.splitlines()[:-1]
    assert len(found) == 1, found
    assert re.fullmatch(rf"{re.escape(case.place)}(:\d+)*: {case.severity} {case.code} .+", found[0]), found[0]
    full = run(project, "check", *DAY, *case.options)
    assert case.says in full.text
    assert "Traceback" not in full.out + full.err


BROKEN_OWNERS = "head-of-housing: {post: [}\n"


def test_a_missing_owners_file_is_one_finding_for_any_number_of_definitions(shipped_project: Path) -> None:
    (shipped_project / "owners.yaml").unlink()
    done = run(shipped_project, "check", "--format", "concise")
    assert [line.split()[2] for line in done.out.splitlines()[:-1]] == ["QPR003"]


def test_owners_that_cannot_be_read_are_one_finding_too(project: Path) -> None:
    write("owners.yaml", BROKEN_OWNERS)(project)
    done = run(project, "check", "--format", "concise", *DAY)
    assert [line.partition(":")[0] for line in done.out.splitlines()[:-1]] == ["owners.yaml"]


def test_an_owner_in_error_is_still_an_owner(project: Path) -> None:
    write("owners.yaml", "head-of-housing: {pst: Head of Housing}\n")(project)
    done = run(project, "check", "--format", "concise", *DAY)
    assert [line.partition(":")[0] for line in done.out.splitlines()[:-1]] == ["owners.yaml"]


@pytest.mark.parametrize("settings", ["bdy: Example\nsections: {housing: Housing}\n", "body: [\n"])
def test_settings_in_error_do_not_hide_the_definitions(project: Path, settings: str) -> None:
    both(write(SETTINGS, settings), edit(REPAIRS, "floor: 92", "floor: 96"))(project)
    done = run(project, "check", "--format", "concise", *DAY)
    assert [line.partition(":")[0] for line in done.out.splitlines()[:-1]] == [REPAIRS, SETTINGS]
    assert done.code == 1


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a byte order mark", lambda text: "\ufeff" + text),
        ("Windows line ends", lambda text: text.replace("\n", "\r\n")),
        ("both", lambda text: "\ufeff" + text.replace("\n", "\r\n")),
    ],
)
def test_what_windows_adds_is_no_mistake(project: Path, what: str, change: Callable[[str], str]) -> None:
    for file in (REPAIRS, VOIDS, RESULTS, SETTINGS, "owners.yaml"):
        write(file, change((project / file).read_text("utf-8")))(project)
    done = run(project, "check", "--results", "--fail-on", "note", *DAY)
    assert done.code == 0, done.out
    assert "48 results read: no mistakes" in done.text, what


def test_a_percentage_may_exceed_100_where_it_is_said(project: Path) -> None:
    both(
        edit(REPAIRS, "target: 94.5\nfloor: 92", "target: 105\nfloor: 101\nbounded: no"),
        results("REPAIRS,,2025-01,402,381"),
    )(project)
    assert run(project, "check", "--fail-on", "note", *DAY).code == 0


class Vanishing(Folder):
    """A folder from which a file is taken between listing and reading."""

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """Delete one file, then read as any folder does."""
        if path in (RESULTS, VOIDS):
            (self.root / path).unlink()
        return super().read_bytes(path, limit)


def test_files_that_disappear_are_named_and_the_others_are_read(project: Path) -> None:
    found = check(Vanishing(project)).diagnostics
    assert [(each.at.span.file, each.code) for each in found] == [(VOIDS, "QPR002"), (RESULTS, "QPR400")]
    assert {each.headline for each in found} == {"there is no such file"}


@pytest.mark.skipif(os.name == "nt", reason="only on Windows: links need a right that few have")
def test_a_folder_that_holds_itself_is_read_once(project: Path) -> None:
    (project / "kpi_definitions" / "again").symlink_to(project / "kpi_definitions", target_is_directory=True)
    done = run(project, "check", *DAY)
    assert done.code == 0
    assert "2 definitions" in done.text


@pytest.mark.skipif(os.name == "nt", reason="only on Windows: links need a right that few have")
def test_a_definition_that_is_a_link_out_of_the_project_is_not_read(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", "utf-8")
    (project / "kpi_definitions" / "new.yaml").symlink_to(secret)
    done = run(project, "check", *DAY)
    assert done.code == 1
    assert "kpi_definitions/new.yaml" in done.out
    assert "--allow-outside" in done.text
    assert "hunter2" not in done.out + done.err


def test_the_shipped_set_has_no_finding_at_all(repository: Path) -> None:
    done = run(repository, "check", "--results", "--fail-on", "note")
    assert done.code == 0, done.out
    assert "results read: no mistakes." in done.text


def test_a_number_of_many_thousand_digits_is_a_finding(project: Path) -> None:
    edit(REPAIRS, "decimals: 1", f"decimals: {'9' * 5_000}")(project)
    assert "QPR115" in {each.code for each in check(Folder(project)).diagnostics}
