"""What is true of every finding: plain words, a place, what to do, ten lines at most; and one cause is one finding."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from qpr_rules.app.check import Checked, check
from qpr_rules.checking.pages import pages
from qpr_rules.diagnostic import Severity
from qpr_rules.files import Folder
from qpr_rules.showing.diagnostics.text import FRAMED, PLAIN, full
from tests.code_pages import BASE, blocks, lay

FILE = "kpi_definitions/repairs.yaml"
GOOD = (BASE / FILE).read_text("utf-8")

JARGON = re.compile(
    r"\b(instance|enum|additional ?propert|propert(y|ies)|mapping|scalar|sequence|token|null|string|boolean|"
    r"integer|array|object|dict|regex|pattern|parser?|syntax error|stream|block end|node|traceback|NoneType|"
    r"oneOf|anyOf|JSON|bytes? string|character class|validator|True|False|None)\b"
)
"""Words of programmers. Python's own are told apart by their capitals."""

ONE = {
    # a name
    "tagret: 94.5": "QPR150",
    "goal: 94.5": "QPR150",
    "Target: 94.5": "QPR150",
    "TARGET: 94.5": "QPR150",
    "target_standard: 94.5": "QPR150",
    # a number
    'target: "95%"': "QPR165",
    "target: 94.5 %": "QPR165",
    "target: 94.5 percent": "QPR165",
    "target: ninety-five": "QPR153",
    "target: 95 days": "QPR153",
    "target: about 95": "QPR153",
    "target: <= 95": "QPR153",
    "target: 1:30": "QPR161",
    "target: 010": "QPR162",
    "target: .nan": "QPR163",
    "target: -.inf": "QPR163",
    "target: NaN": "QPR163",
    "target: 1e2": "QPR164",
    "target: 1,000": "QPR166",
    "target: 1_000": "QPR166",
    "target: 1 000": "QPR166",
    "target: £95": "QPR167",
    "target: '94.5'": "QPR168",
    "target: no": "QPR160",
    "target: true": "QPR160",
    "target:": "QPR159",
    "target: ~": "QPR159",
    "target: [94.5]": "QPR170",
    "target: >= 94.5": "QPR120",
    "target:94.5": "QPR127",
    "target 94.5": "QPR116",
    "target: !!float 94.5": "QPR110",
    "target: &t 94.5": "QPR111",
    "target: *t": "QPR111",
    "<<: *t": "QPR111",
    "target: {{ target }}": "QPR113",
    "target: 94.5\ntarget: 94.5": "QPR108",
    "target: 94.5\nintroduced: 2025-02-30": "QPR206",
    "target: 94.5\nintroduced: 01/04/2023": "QPR171",
    "target: 94.5\nintroduced: 1.4.23": "QPR171",
    "target: 94.5\nintroduced: 1 April 2023": "QPR171",
    "target: 94.5\nintroduced: 2023/04/01": "QPR156",
    "target: 94.5\nintroduced: soon": "QPR156",
    "target: 94.5\nlag: 3": "QPR156",
    "target: 94.5\nlinks: https://council.example": "QPR154",
    "target: 94.5\nbounded: Off": "QPR152",
    "target: 94.5\nkind: Kpi": "QPR152",
    "target: 94.5\ndirection: regression": "QPR154",
    "target: 94.5\n<<<<<<< HEAD\n=======\n>>>>>>> x": "QPR107",
    "target: 94.5\n\tintroduced: 2020-04-01\n\tlag: 3 months\n\tlinks: [a]": "QPR106",
}
"""What stands in the place of the target's line, and the code of the one finding it is."""

OTHERS = {
    ("polarity: higher", "direction: higher-is-better"): "QPR150",
    ("polarity: higher", "direction: up"): "QPR150",
    ("polarity: higher", "polarity: higher-is-better"): "QPR152",
    ("polarity: higher", "polarity: Higher_is_better"): "QPR152",
    ("owner: head-of-housing", "team: head-of-housing"): "QPR150",
    ("owner: head-of-housing", "owner: [head-of-housing]"): "QPR170",
    ("owner: head-of-housing", "owner:"): "QPR159",
    ("unit: percent", "unit: Percent"): "QPR152",
    ("unit: percent", "unit: %"): "QPR120",
    ("unit: percent", "unit: no"): "QPR160",
    ("unit: percent", "unit: on"): "QPR160",
    ("window: 12 months", "window: 12"): "QPR156",
    ("window: 12 months", "window: 12months"): "QPR156",
    ("measure:", "measur:"): "QPR150",
    ("  numerator: Repairs", "  numerater: Repairs"): "QPR150",
    ("target: 94.5\nfloor: 92", "standrds: {2024/25: {target: 94.5, floor: 92}}"): "QPR150",
    ("target: 94.5\nfloor: 92", "standards: {2024/25: {goal: 94.5, floor: 92}}"): "QPR150",
    ("floor: 92", "floor: 92\nretired: {on: 2027-03-31, reason: Measured, from now on, elsewhere}"): "QPR150",
    ("floor: 92", "floor: 92\n---\nid: X"): "QPR112",
    ("floor: 92", "kind: kpi"): "QPR151",
    ("target: 94.5\nfloor: 92", "kind: kpi"): "QPR151",
    ("floor: 92", "floor: 92\nexpected: {from: 1}"): "QPR155",
    ("floor: 92", "floor: 92\nkind: activity"): "QPR155",
    ("id: REPAIRS", "id: REPAIRS & MORE"): "QPR156",
    ("id: REPAIRS", "idd: REPAIRS"): "QPR150",
    ("id: REPAIRS\n", ""): "QPR151",
    ("  denominator", "   denominator"): "QPR121",
    ("name: Repairs", "name: Repairs: those"): "QPR114",
    ("name: Repairs", 'name: "Repairs'): "QPR117",
    ("name: Repairs completed on time", "name: 2024"): "QPR154",
}


def broken(folder: Path, old: str, new: str) -> Checked:
    """Check the small project with a piece of its definition replaced."""
    shutil.copytree(BASE, folder)
    assert GOOD.count(old)
    (folder / FILE).write_text(GOOD.replace(old, new, 1), "utf-8", newline="\n")
    return check(Folder(folder))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [*(("target: 94.5", new, code) for new, code in ONE.items()), *((*each, code) for each, code in OTHERS.items())],
)
def test_one_cause_is_one_finding(tmp_path: Path, old: str, new: str, code: str) -> None:
    found = broken(tmp_path / "project", old, new).diagnostics
    assert [each.code for each in found] == [code], [each.headline for each in found]
    assert found[0].at.span.file == FILE


@cache
def everything() -> tuple[Checked, ...]:
    """What is found in every wrong example of the manual, and in every mistake above."""
    return tuple(_everything())


def _everything() -> Iterator[Checked]:
    with TemporaryDirectory() as folder:
        for number, page in enumerate(pages().values()):
            wrong = blocks(page.text, "Wrong")
            if any(block.kind == "link" for block in wrong):
                continue
            lay(Path(folder) / f"page{number}", wrong)
            yield check(Folder(Path(folder) / f"page{number}"), with_results="--results" in page.options)
        for number, (old, new) in enumerate([*(("target: 94.5", new) for new in ONE), *OTHERS]):
            yield broken(Path(folder) / f"mistake{number}", old, new)


def test_no_finding_speaks_as_programmers_do() -> None:
    for checked in everything():
        for each in checked.diagnostics:
            labels = (each.at.text, *(label.text for label in each.also))
            for text in (each.headline, *each.hints, *labels):
                ours = re.sub(r"`[^`]*`", "", text)  # what stands in the file, or is to be written there
                assert not JARGON.search(ours), f"{each.code}: {text}"


def test_every_finding_says_what_to_do() -> None:
    silent = {
        each.code
        for checked in everything()
        for each in checked.diagnostics
        if not each.hints and each.edit is None and not each.at.text
    }
    assert silent == set()


def test_a_finding_takes_ten_lines_at_most_and_shows_its_place() -> None:
    for checked in everything():
        for each in checked.diagnostics:
            for drawing, width in ((FRAMED, 80), (FRAMED, 140), (PLAIN, 80)):
                shown = [line for line, _ in full(each, checked.texts, drawing, width)]
                assert len(shown) <= 10, "\n".join(shown)
                assert any(str(each.at.span) in line for line in shown)
                assert each.code in shown[0]


def test_a_definition_with_many_mistakes_has_all_of_them_in_order(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "project")
    text = (
        GOOD.replace("polarity: higher", "polarity: upward!").replace("94.5", '"94.5%"').replace("unit: p", "units: p")
    )
    (tmp_path / "project" / FILE).write_text(f"{text}floor: 92\nfoo: 1\n", "utf-8", newline="\n")
    (tmp_path / "project" / "kpi_definitions" / "another.yaml").write_text("a: [", "utf-8")
    found = check(Folder(tmp_path / "project")).diagnostics
    codes = [(each.at.span.file.rpartition("/")[2], each.code) for each in found]
    assert codes == [
        ("another.yaml", "QPR118"),
        ("repairs.yaml", "QPR152"),
        ("repairs.yaml", "QPR150"),
        ("repairs.yaml", "QPR165"),
        ("repairs.yaml", "QPR108"),
        ("repairs.yaml", "QPR150"),
    ]
    assert all(each.severity is Severity.ERROR for each in found)
