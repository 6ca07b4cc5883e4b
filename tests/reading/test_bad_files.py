"""Files as they really come: broken, huge, locked, vanishing, oddly named. Each is named, and none hides the others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from qpr_rules.app.check import Checked, check
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.files import FileError, Folder
from qpr_rules.reading.nodes import read_yaml
from tests import commands
from tests.code_pages import BASE
from tests.parts import file_name

FILE = "kpi_definitions/repairs.yaml"
GOOD = (BASE / FILE).read_bytes()
OTHER = GOOD.replace(b"REPAIRS", b"OTHER").replace(b"Repairs", b"Gas repairs")
BAD = GOOD.replace(b"target:", b"goal:").replace(b"REPAIRS", b"BAD").replace(b"Repairs", b"Bad repairs")


def found(project: Path) -> Checked:
    """Check; a misspelt name in another file must be found whatever else there is."""
    (project / "kpi_definitions" / "zz-bad.yaml").write_bytes(BAD)
    return check(Folder(project))


def others(checked: Checked) -> list[Diagnostic]:
    """The findings but the one of the other file, which must be there."""
    rest = [each for each in checked.diagnostics if each.at.span.file != "kpi_definitions/zz-bad.yaml"]
    assert [each.code for each in checked.diagnostics if each not in rest] == ["QPR150"]
    return rest


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "QPR105"),
        (b"\xef\xbb\xbf", "QPR105"),
        (b"\n\n   \n", "QPR105"),
        (b"---\n", "QPR105"),
        (b"# only a comment\n", "QPR105"),
        (b"[" * 100_000, "QPR109"),
        (b"{a: " * 100_000, "QPR109"),
        (b"- " * 100_000, "QPR109"),
        (b"a: " + b"[" * 70 + b"]" * 70, "QPR109"),
        (b"a" * 50_000_000, "QPR100"),
        (GOOD.decode().encode("utf-16"), "QPR101"),
        (GOOD.decode().encode("utf-16-le"), "QPR101"),
        (GOOD.decode().encode("utf-16-be"), "QPR101"),
        (GOOD.replace(b"on time\nsection", b"on \x96 time\nsection"), "QPR102"),
        (GOOD.replace(b"floor: 92", b"floor: 92\x00"), "QPR103"),
        (GOOD.replace(b"on time\nsection", b"on \xe2\x80\xa8time\nsection"), "QPR103"),
        (GOOD + b"\xef\xbb\xbf" + b"links: []\n", "QPR126"),
        (b"just some words", "QPR154"),
        (b"- a\n- b\n", "QPR154"),
        (b"12", "QPR154"),
    ],
    ids=range(20),
)
def test_a_file_that_is_no_definition_is_one_finding(project: Path, content: bytes, code: str) -> None:
    (project / FILE).write_bytes(content)
    began = time.process_time()
    assert [each.code for each in others(found(project))] == [code]
    assert time.process_time() - began < 2


def test_a_bomb_of_aliases_is_defused(project: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)]
    (project / FILE).write_text("\n".join(lines), "utf-8")
    assert [each.code for each in others(found(project))] == ["QPR111"]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), GOOD.replace(b"\n", b"\r")])
def test_a_byte_order_mark_and_any_line_ends_are_welcome(project: Path, content: bytes) -> None:
    (project / FILE).write_bytes(content)
    assert others(found(project)) == []


@pytest.mark.parametrize(
    "name", ["répärs – ünïcode.yaml", "with many  spaces .yaml", "UPPER.YAML", "other.yml", "日本.yaml"]
)
def test_any_name_is_read(project: Path, name: str) -> None:
    name = file_name(name)
    file = project / "kpi_definitions" / file_name("a folder of réports") / name
    file.parent.mkdir()
    file.write_bytes(OTHER)
    assert others(found(project)) == []
    file.write_bytes(OTHER.replace(b"floor:", b"flor:"))
    (one,) = others(found(project))
    assert one.code == "QPR150"
    assert one.at.span.file.endswith(f"/{name}")
    assert name.split(maxsplit=1)[0] in commands.run(project, "check").out


def test_a_folder_called_like_a_file_is_walked_into(project: Path) -> None:
    (project / "kpi_definitions" / "more.yaml").mkdir()
    (project / "kpi_definitions" / "more.yaml" / "other.yaml").write_bytes(OTHER)
    checked = found(project)
    assert others(checked) == []
    assert checked.definitions == 4


@pytest.mark.skipif(os.name == "nt", reason="only on Windows: links need a right that few have")
def test_a_loop_of_folders_ends_and_a_loop_of_links_is_named(project: Path) -> None:
    (project / "kpi_definitions" / "again").symlink_to(project / "kpi_definitions", target_is_directory=True)
    assert others(found(project)) == []
    (project / "kpi_definitions" / "round.yaml").symlink_to(project / "kpi_definitions" / "round.yaml")
    assert [each.code for each in others(found(project))] == ["QPR002"]


def test_a_file_that_vanishes_while_it_is_read_is_named(project: Path) -> None:
    class Vanishing(Folder):
        """A folder in which one file is deleted between listing and reading."""

        def read_bytes(self, path: str, limit: int | None = None) -> bytes:
            if path == FILE:
                (project / FILE).unlink(missing_ok=True)
            return super().read_bytes(path, limit)

    (one,) = check(Vanishing(project)).diagnostics
    assert (one.code, one.at.span.file) == ("QPR002", FILE)


def test_a_file_that_may_not_be_read_is_named(project: Path) -> None:
    class Locked(Folder):
        """A folder in which the system refuses one file, as it refuses everyone but root."""

        def read_bytes(self, path: str, limit: int | None = None) -> bytes:
            if path == FILE:
                raise FileError(path, "the file may not be read (permission denied)")
            return super().read_bytes(path, limit)

    (one,) = check(Locked(project)).diagnostics
    assert (one.code, one.at.span.file) == ("QPR002", FILE)
    assert "may not be read" in one.headline


def test_a_folder_where_the_owners_should_be_is_named(project: Path) -> None:
    (project / "owners.yaml").unlink()
    (project / "owners.yaml").mkdir()
    (project / "owners.yaml" / "x.txt").write_text("x", "utf-8")
    assert {each.code for each in others(found(project))} == {"QPR002"}


def test_a_mark_in_a_sentence_is_a_warning_and_the_name_is_read_as_seen(project: Path) -> None:
    (project / FILE).write_bytes(GOOD.replace(b"name: Repairs completed", b"name: Repairs\xc2\xa0completed"))
    (one,) = others(found(project))
    assert (one.code, str(one.severity)) == ("QPR104", "warning")
    document, _ = read_yaml((project / FILE).read_bytes(), FILE)
    assert document is not None and isinstance(document.tree, dict)
    assert document.tree["name"] == "Repairs completed on time"


def test_quotes_and_dashes_of_a_sentence_are_its_own(project: Path) -> None:
    text = "description: The council’s “best” repairs – those on time, 2023–24 — and “late” ones\n"
    (project / FILE).write_bytes(GOOD + text.encode())
    assert others(found(project)) == []


def test_settings_in_error_do_not_hide_the_rest(project: Path) -> None:
    (project / "qpr-rules.yaml").write_text("body: X\nsectoins: {housing: Housing}\n", "utf-8")
    assert {each.code for each in others(found(project))} == {"QPR150"}


def test_nothing_that_matches_is_misuse_and_says_what_was_tried(project: Path) -> None:
    done = commands.run(project, "check", str(project / "kpi_definitions" / "nothing.yaml"))
    assert done.code == 2
    assert "kpi_definitions/nothing.yaml" in done.err


def test_a_name_written_ten_thousand_times_is_pointed_at_twenty_times_and_counted() -> None:
    document, found = read_yaml(b"id: X\n" + b"a: 1\n" * 10_001, "x.yaml")
    assert document is not None
    assert [each.code for each in found] == ["QPR108"] * 21
    assert found[-1].headline == "9,980 more names are written twice in this file"


def test_names_written_twice_inside_a_group_that_is_written_twice_are_each_said() -> None:
    _, found = read_yaml(b"measure:\nmeasure:\n  numerator: a\n  numerator: a\n", "x.yaml")
    places = [[label.span.line for label in (each.at, *each.also)] for each in found if each.code == "QPR108"]
    assert sorted(places) == [[2, 1], [4, 3]]


@pytest.mark.parametrize(
    "key", ["window", "target", "floor", "lag", "introduced", "decimals", "id", "unit", "frequency"]
)
@pytest.mark.parametrize("quotes", ["", '"'])
def test_five_thousand_digits_anywhere_are_a_finding(project: Path, key: str, quotes: str) -> None:
    file = project / FILE
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{key}:")]
    file.write_text("\n".join([*lines, f"{key}: {quotes}{'9' * 5000}{quotes}", ""]), "utf-8", newline="\n")
    done = commands.run(project, "check")
    assert done.code == 1, done.err
    assert "repairs.yaml" in done.out
