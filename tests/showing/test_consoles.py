"""Whatever reads the output, a wide terminal, a narrow one, a file, a legacy console: nothing is cut, and no word is lost."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

import qpr_rules
from qpr_rules.showing.figures import figure
from qpr_rules.showing.legacy import SPELT
from tests.commands import run
from tests.shipped_set import REPOSITORY, shipped

SCREENS = (
    ("exceptions", "--all"), ("exceptions", "--by", "owner"), ("summary",), ("explain", "EHCP-20W"), ("evaluate",), ("list",),
    ("results",), ("check",), ("commentary new", "Q3 2024/25"),
)  # fmt: skip
NASTY = {
    "markup": "Homes [bold]let[/bold] [/x] [link=a]",
    "script": "<script>alert(1)</script> & 'quotes' \"too\"",
    "right-to-left": "نسبة المكالمات التي تم الرد عليها",
    "emoji": "Homes 🏠 let 👍🏽 in time ✅",
    "wide": "東京都の業績指標",
    "accents": "Café Čapek naïve Łódź £5 – “quoted”",
    "long": "Homes" + "let" * 80,
    "many words": "Homes let " * 40,
}


@cache
def printed(command: tuple[str, ...], width: int, encoding: str = "utf-8") -> str:
    done = run(REPOSITORY, *command, width=width, encoding=encoding)
    assert done.code == 0, done.err
    return done.out


@pytest.fixture
def named(project: Path, request: pytest.FixtureRequest) -> Path:
    """The small project with a KPI of an unusual name."""
    file = project / "kpi_definitions" / "repairs.yaml"
    quoted = '"' + request.param.replace("\\", "\\\\").replace('"', '\\"') + '"'
    file.write_text(
        file.read_text("utf-8").replace("Repairs completed on time\nsection", f"{quoted}\nsection"), "utf-8"
    )
    return project


def name_of(project: Path) -> str:
    (found,) = [row.name.strip() for row in qpr_rules.open(project).evaluate().rows if row.kpi == "REPAIRS"]
    return found


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("command", SCREENS, ids=" ".join)
def test_a_legacy_console_shows_every_screen_without_a_question_mark(command: tuple[str, ...], encoding: str) -> None:
    shown, whole = printed(command, 80, encoding), printed(command, 80)
    words = re.compile(r"[A-Za-z]{3,}|[0-9](?:[0-9,.]*[0-9])?")
    assert words.findall(shown) == words.findall(whole.encode("ascii", "ignore").decode())
    assert "?" not in shown.replace("did you mean", "")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("command", SCREENS[:-1], ids=" ".join)
def test_no_line_is_longer_than_the_screen_or_ends_in_spaces(command: tuple[str, ...], width: int) -> None:
    lines = printed(command, width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_ids_and_figures_are_whole_at_every_width(width: int) -> None:
    report = shipped().evaluate()
    decimals = {each.id: each.decimals for each in report.declarations.definitions}
    for command in (("exceptions", "--all"), ("evaluate",), ("list",), ("results",)):
        out = printed(command, width)
        tokens = set(out.split())
        for row in report.rows:
            assert row.kpi in tokens, (command, row.kpi)
            if command[0] in ("exceptions", "evaluate"):
                assert re.search(rf"(?<!\S){re.escape(figure(row, decimals[row.kpi]))}(?!\S)", out), (command, row.kpi)


def test_piped_output_holds_no_escape_code() -> None:
    for command in SCREENS:
        assert "\x1b" not in printed(command, 80)


def test_colour_can_be_forced_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in SCREENS[2:4] + SCREENS[-1:]:
        monkeypatch.setenv("FORCE_COLOR", "1")
        coloured = run(REPOSITORY, *command).out
        assert "\x1b[" in coloured
        monkeypatch.setenv("NO_COLOR", "1")
        assert not re.search(r"\x1b\[[0-9;]*[34]8;", run(REPOSITORY, *command).out)
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.delenv("FORCE_COLOR")
        bare = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()]
        assert bare == printed(command, 140).splitlines()


def test_no_rating_is_told_by_colour_alone() -> None:
    out = printed(("exceptions", "--all"), 140)
    report = shipped().evaluate()
    for row in report.rows:
        if row.kind == "kpi":
            assert row.rating.capitalize() in out
    assert {mark for mark in "●▲■" if mark in out} == set("●▲■")


@pytest.mark.parametrize("named", NASTY.values(), ids=NASTY.keys(), indirect=True)
def test_a_name_is_printed_as_it_was_typed(named: Path, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["named"]
    assert name_of(named) == name.strip()
    for command in (("exceptions", "--all"), ("list",), ("explain", "REPAIRS")):
        for width in (60, 80, 140):
            done = run(named, *command, "--today", "2025-01-01", width=width)
            assert done.code == 0, done.err
            if command[0] == "explain" or cell_len(name) < 60 - 15:  # further lines of a name have numbers beside them
                assert "".join(name.split()) in "".join(done.out.split())
            assert max(cell_len(line) for line in done.out.splitlines()) <= width


@pytest.mark.parametrize(
    "named", [NASTY["accents"], NASTY["wide"], NASTY["emoji"]], ids=["accents", "wide", "emoji"], indirect=True
)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_letter_that_a_console_lacks_is_spelt(named: Path, encoding: str) -> None:
    out = run(named, "list", "--today", "2025-01-01", encoding=encoding).out
    name = name_of(named)
    assert "".join(name.encode(encoding, SPELT).decode(encoding).split()) in "".join(out.split())
    assert "?" not in out


def test_control_characters_are_shown_and_never_sent(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text = file.read_text("utf-8").replace("Repairs completed on time\nsection", '"a\\e[31mred\\a\\u202Eb"\nsection')
    file.write_text(text, "utf-8")
    for command in (
        ("exceptions", "--all"),
        ("list",),
        ("explain", "REPAIRS"),
        ("summary",),
        ("check",),
        ("commentary new", "Q3 2024/25", "--print"),
    ):
        out = run(project, *command, "--today", "2025-01-01").out
        assert not set(out) & set("\x1b\x07\u202e"), command
        if command[0] in ("list", "explain"):
            assert "a\\x1b[31mred\\x07\\u202eb" in out


def test_a_project_without_a_kpi_is_no_mistake_of_ours(project: Path) -> None:
    shutil.rmtree(project / "kpi_definitions")
    (project / "results" / "results.csv").write_text("kpi,period,value\n", "utf-8")
    for command in (
        ("list",),
        ("results",),
        ("exceptions",),
        ("summary",),
        ("evaluate",),
        ("commentary new", "Q3 2024/25"),
    ):
        done = run(project, *command)
        assert done.code in (0, 1, 2), done.err
        assert "Traceback" not in done.out + done.err


def test_three_hundred_kpis_are_all_listed(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text, rows = file.read_text("utf-8"), []
    for number in range(300):
        key = f"REPAIRS-{number:03}"
        (project / "kpi_definitions" / f"{key}.yaml").write_text(text.replace("id: REPAIRS", f"id: {key}"), "utf-8")
        rows += [f"{key},2024-{month:02},{60 + number % 40},100" for month in range(1, 13)]
    results = "kpi,period,numerator,denominator\n" + "\n".join(rows) + "\n"
    (project / "results" / "many.csv").write_text(results, "utf-8", newline="\n")
    out = run(project, "exceptions", "--all", width=80).out
    assert set(re.findall(r"REPAIRS-\d{3}", out)) == {f"REPAIRS-{number:03}" for number in range(300)}
    assert out.count("\n") < 300 * 14
