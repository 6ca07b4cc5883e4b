"""Process limits of little use are found where they were written, once; and what they are by default."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.app.declare import declare
from qpr_rules.checking.pages import pages
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.files import Folder
from qpr_rules.showing.rule_in_words import direction
from tests import commands
from tests.code_pages import BASE, blocks, lay

KPI = "kpi_definitions/lettings.yaml"


def project(tmp_path: Path, own: str = "", whole: str = "", window: str = "month") -> Folder:
    """A project with two KPIs; the first has a direction of its own, if it is given, and the settings may have another."""
    lay(tmp_path, blocks(pages()["QPR217"].text, "Right"))
    shutil.copy(BASE / "qpr-rules.yaml", tmp_path)
    for file in ("qpr-rules.yaml", KPI):
        path = tmp_path / file
        text = "".join(line for line in path.read_text("utf-8").splitlines(True) if not line.startswith("direction"))
        text = text.replace("window: month", f"window: {window}")
        given = whole if file == "qpr-rules.yaml" else own
        path.write_text(text + (f"direction: {given}\n" if given else ""), "utf-8", newline="\n")
    second = (
        (tmp_path / KPI).read_text("utf-8").replace("id: LETTINGS", "id: OTHER").replace("let within", "relet within")
    )
    plain = "".join(line for line in second.splitlines(True) if not line.startswith("direction"))
    (tmp_path / "kpi_definitions/other.yaml").write_text(plain, "utf-8", newline="\n")
    return Folder(tmp_path)


def found(folder: Folder) -> list[tuple[str, str, int]]:
    return [
        (each.code, each.at.span.file, each.at.span.column)
        for each in check(folder).diagnostics
        if each.code == "QPR217"
    ]


@pytest.mark.parametrize(
    ("own", "whole", "window", "wanted"),
    [
        ("", "", "month", []),
        ("{method: process-limits}", "", "month", []),
        ("{method: process-limits, points: 12}", "", "month", []),
        ("{method: process-limits, points: 11}", "", "month", [(KPI, 45)]),
        ("{points: 11}", "", "month", []),
        ("{over: figures}", "", "12 months", []),
        ("{method: process-limits, over: figures}", "", "month", []),
        ("{method: process-limits, over: figures}", "", "12 months", [(KPI, 43)]),
        ("", "{method: process-limits}", "12 months", []),
        ("", "{method: process-limits, points: 5}", "month", [("qpr-rules.yaml", 45)]),
        ("{points: 12}", "{method: process-limits, points: 5}", "month", [("qpr-rules.yaml", 45)]),
        ("", "{method: process-limits, over: figures}", "12 months", [("qpr-rules.yaml", 43)]),
        ("", "{method: process-limits, over: figures, points: 5}", "month", [("qpr-rules.yaml", 60)]),
    ],
)
def test_it_is_found_once_where_it_was_written(
    tmp_path: Path, own: str, whole: str, window: str, wanted: list[tuple[str, int]]
) -> None:
    assert found(project(tmp_path, own, whole, window)) == [("QPR217", *each) for each in wanted]


def test_what_is_left_out_is_what_is_usual_for_the_method(tmp_path: Path) -> None:
    def directions(own: str, whole: str) -> tuple[DirectionMethod, DirectionMethod]:
        definitions = {each.id: each.direction for each in declare(project(tmp_path, own, whole)).definitions}
        return definitions["LETTINGS"], definitions["OTHER"]

    limits, plain = DirectionMethod(Method.PROCESS_LIMITS, Over.PERIODS, 24), DirectionMethod()
    assert directions("{method: process-limits}", "") == (limits, plain)
    assert directions("", "{method: process-limits}") == (limits, limits)
    assert directions("{method: regression}", "{method: process-limits}") == (plain, limits)
    assert directions("{points: 30}", "{method: process-limits, over: quarters}") == (
        limits._replace(over=Over.QUARTERS, points=30),
        limits._replace(over=Over.QUARTERS),
    )
    # Other methods keep what the settings say, as they always did.
    assert directions("{method: last-quarter}", "{points: 12}") == (
        DirectionMethod(Method.LAST_QUARTER, points=12),
        DirectionMethod(points=12),
    )


def test_the_rule_reads_as_a_sentence_and_a_misspelt_method_is_answered(tmp_path: Path) -> None:
    limits = DirectionMethod().by(Method.PROCESS_LIMITS)
    said = "Improving or worsening: by special causes beyond the natural swings of the last"
    assert direction(limits) == f"{said} 24 results"
    assert direction(limits._replace(over=Over.QUARTERS)) == f"{said} 24 quarters"
    project(tmp_path, "{method: proces-limits}")
    assert "process-limits" in commands.run(tmp_path, "check").text
    shown = commands.run(tmp_path, "check", "--select", "QPR217")
    assert shown.code == 0 or "QPR217" not in shown.text
    project(tmp_path, "{method: process-limits}")
    assert "natural swings of the last 24 results" in " ".join(commands.run(tmp_path, "show", "LETTINGS").text.split())
