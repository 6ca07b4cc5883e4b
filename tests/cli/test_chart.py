"""`qpr-rules chart`: files whole and of the kind they say, words for those who cannot see, and refusals that help."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from qpr_rules.provenance import ILLUSTRATIVE
from tests.commands import run
from tests.repositories import rewrite

SVG = "{http://www.w3.org/2000/svg}"


def test_an_svg_file_holds_the_words_that_are_printed(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "repairs.SVG"
    done = run(project, "chart", "REPAIRS", "-o", str(file))
    assert done.code == 0, done.said
    drawing = ET.fromstring(file.read_bytes())  # noqa: S314  # of our own making
    assert drawing.findtext(f"{SVG}desc") == done.text.strip()
    assert done.text.startswith("Line chart of ")


def test_without_a_file_svg_is_printed_and_is_the_same(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "repairs.svg"
    run(project, "chart", "REPAIRS", "-o", str(file))
    printed = run(project, "chart", "REPAIRS")
    assert printed.code == 0
    assert printed.out == file.read_text(encoding="utf-8") + "\n"


def test_a_png_is_a_picture_with_text(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "repairs.png"
    assert run(project, "chart", "REPAIRS", "-o", str(file)).code == 0
    assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    other = tmp_path / "other.png"
    rewrite(project / "kpi_definitions" / "repairs.yaml", "name: ", "name: Qq ")
    assert run(project, "chart", "REPAIRS", "-o", str(other)).code == 0
    assert other.read_bytes() != file.read_bytes(), "its name is not in the picture"


def test_where_resvg_is_not_installed_a_sentence_says_what_to_install(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qpr_rules.showing.chart import picture

    monkeypatch.setitem(sys.modules, "resvg_py", None)
    picture._family.cache_clear()
    done = run(project, "chart", "REPAIRS", "-o", str(tmp_path / "repairs.png"))
    assert done.code == 2
    assert 'pip install "qpr-rules[report]"' in done.said
    assert not (tmp_path / "repairs.png").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["REPAIRS", "-o", "repairs.gif"], "a chart is written as .svg or .png"),
        (["REPAIRS", "-o", "repairs"], "a chart is written as .svg or .png"),
        (["REPAIR"], "Did you mean `REPAIRS`?"),
        (["REPAIRS", "--area", "Nowhere"], "there is no area `Nowhere`"),
        (["REPAIRS", "--quarter", "Q9 2024/25"], "--quarter"),
    ],
)
def test_what_cannot_be_drawn_is_refused_as_misuse(project: Path, arguments: list[str], said: str) -> None:
    done = run(project, "chart", *arguments)
    assert done.code == 2
    assert said in done.said
    assert done.out == ""


def test_a_file_that_cannot_be_written_is_a_sentence(project: Path, tmp_path: Path) -> None:
    done = run(project, "chart", "REPAIRS", "-o", str(tmp_path / "nowhere" / "repairs.svg"))
    assert done.code == 1
    assert "cannot be written" in done.said


def test_an_illustrative_chart_says_so_and_what_it_was_made_from(project: Path) -> None:
    assert ILLUSTRATIVE not in run(project, "chart", "REPAIRS").text
    rewrite(project / "qpr-rules.yaml", "body:", "illustrative: yes\nbody:")
    said = " ".join(each.text or "" for each in ET.fromstring(run(project, "chart", "REPAIRS").out).iter(f"{SVG}text"))  # noqa: S314
    assert ILLUSTRATIVE in said
    assert "qpr-rules " in said and "method 1" in said and "definitions " in said
