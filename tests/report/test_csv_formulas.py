"""Every file of CSV that we write: user text can become no formula, comes back whole, and numbers stay numbers."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.formulas import freed, guarded
from qpr_rules.provenance import Provenance
from qpr_rules.showing.rows import as_text, header
from tests.commands import run
from tests.hostile import HOSTILE, spoilt
from tests.parts import converted

QUARTER = ("--quarter", "Q3 2024/25")
COMMANDS = {
    "report": ("report", *QUARTER, "--format", "csv"),
    "evaluate": ("evaluate", *QUARTER, "--format", "csv"),
    "every period": ("evaluate", "--every-period", "--format", "csv"),
    "compare": ("compare", "REPAIRS", *QUARTER, "--format", "csv"),
}
USERS = {
    "report": ("name", "area", "approved", "section_title", "owner_post", "exceptions", "context"),
    "evaluate": ("name", "area", "approved"),
    "every period": ("name", "area", "approved"),
    "compare": ("area",),
}
"""Columns that are a user's text, whole. Of ``actions`` it is the beginning."""

AFTER = ("'=1+1", "''@SUM(A1)", "＝1+1")
"""Texts that are told from guarded ones."""

NUMBERS = r"-?\d+(\.\d+)?(e-?\d+)?(/\d+)?( to -?\d+(\.\d+)?)?"
EVALUATED = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
"""How LibreOffice reads CSV where it is asked to work out formulas, as Excel does unasked."""


def of(project: Path, command: str) -> list[dict[str, str]]:
    done = run(project, *COMMANDS[command])
    assert done.code == 0, done.said
    return list(csv.DictReader(io.StringIO(done.out)))


def is_formula(cell: str) -> bool:
    """Whether some spreadsheet would work a cell out: white space before and wide signs are passed over by some."""
    return cell.lstrip(" \t\r\n\u00a0\u3000")[:1] in tuple("=+-@＝＋－＠") and not re.fullmatch(NUMBERS, cell)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        *(("report", text) for text in (*HOSTILE, *AFTER)),
        *((command, text) for command in ("evaluate", "every period", "compare") for text in ("-1+1", *AFTER)),
    ],
)
def test_no_cell_is_a_formula_and_every_text_comes_back_whole(project: Path, command: str, text: str) -> None:
    spoilt(project, text)
    rows = of(project, command)
    assert [(name, cell) for row in rows for name, cell in row.items() if is_formula(cell)] == []
    mine = [row for row in rows if row["kpi"] == "REPAIRS"]
    for name in USERS[command]:
        wanted = text.strip("{}") if name == "exceptions" else text
        assert wanted in {freed(row[name]) for row in mine}, name
    if command == "report":
        assert any(freed(row["actions"]).startswith(f"{text}, {text}, due") for row in mine)


def test_every_field_that_a_user_may_write_is_looked_at() -> None:
    ours = {"quarter", "period", "target", "floor", "state_since", "last_period", "direction_method", "restated"}
    keys = {"kpi", "section", "owner"}  # ids, which begin with a letter or digit
    texts = {field.name for field in FIELDS if field.kind is FieldKind.TEXT}
    of_parts = {"parts_missing", "parts_differ_in"}  # which a project has that tells of areas made of others
    assert texts - ours - keys - of_parts == set(USERS["evaluate"])
    row = Evaluation(parts_missing="=1+1 2024-11", parts_differ_in="-1, not 2: 2024-11 -1, not 2")
    cells = dict(zip(header(), as_text(row, Provenance("", "", "")), strict=True))
    assert [cells[name] for name in sorted(of_parts)] == [f"'{row.parts_differ_in}", f"'{row.parts_missing}"]


def test_negative_numbers_stay_numbers_beside_text_that_begins_with_a_dash(project: Path) -> None:
    definition = """
id: BALANCE
name: Balance of the fund
section: housing
owner: head-of-housing
polarity: higher
unit: pounds
decimals: 0
frequency: quarter
window: quarter
measure: {value: Balance}
target: -5
floor: -10.5
"""
    (project / "kpi_definitions" / "balance.yaml").write_text(definition, "utf-8")
    results = "kpi,period,value\nBALANCE,2024/25-Q2,-2\nBALANCE,2024/25-Q3,-7\n"
    (project / "results" / "balance.csv").write_text(results, "utf-8")
    note = {"BALANCE": {"context": "-1+1"}}
    (project / "commentary" / "2024-25-Q3.yaml").write_text(json.dumps(note), "utf-8")
    (row,) = [each for each in of(project, "report") if each["kpi"] == "BALANCE"]
    assert [row[name] for name in ("numerator", "figure", "target", "floor", "to_target", "to_floor")] == [
        *("-7", "-7", "-5", "-10.5", "-2", "3.5")
    ]
    assert row["figure_printed"] == "-£7"
    assert row["context"] == "'-1+1"


def test_what_is_published_is_safe_to_open_and_reads_back_as_it_was(project: Path) -> None:
    spoilt(project, "=1+1")
    done = run(project, "publish", "Q2 2024/25", "--today", "2099-01-01")
    assert done.code == 0, done.said
    done = run(project, "publish", "Q3 2024/25", "--today", "2099-01-01")
    assert done.code == 0, done.said
    folder = project / "published" / "2024-25-Q3"
    tables = sorted(file.name for file in folder.rglob("*.csv"))
    assert tables == ["earlier.csv", "evaluations.csv", "observations.csv"]
    for name in tables:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert "'=1+1" in {row["area"] for row in rows}
        assert not any(is_formula(cell) for row in rows for cell in row.values())
    again = run(folder, "evaluate", *QUARTER, "--format", "json")
    assert {row["area"] for row in json.loads(again.out) if row["kpi"] == "REPAIRS"} == {"", "=1+1"}
    assert run(project, "verify").code == 0
    row = next(each for each in of(project, "evaluate") if each["area"] == "'=1+1")
    assert (row["previous_rating"], row["restated"]) == ("red", "")


@given(st.text() | st.text(alphabet="'=+-@ \t\n＝a1"))
def test_any_text_comes_back_and_is_no_formula(text: str) -> None:
    assert freed(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@＝＋－＠")
    assert guarded(text) in (text, f"'{text}")


def test_a_spreadsheet_works_nothing_out(project: Path, tmp_path: Path) -> None:
    spoilt(project, "=1+1")
    file = tmp_path / "paper.csv"
    assert run(project, "report", *QUARTER, "-o", str(file)).code == 0
    text = file.read_text("utf-8")
    (tmp_path / "bare.csv").write_text(text.replace("'=1+1", "=1+1"), "utf-8")
    converted("xlsx", tmp_path, file, tmp_path / "bare.csv", reading=EVALUATED)
    found = {
        name: {
            cell.data_type for row in load_workbook(tmp_path / f"{name}.xlsx").worksheets[0].iter_rows() for cell in row
        }
        for name in ("paper", "bare")
    }
    assert ("f" in found["paper"], "f" in found["bare"]) == (False, True)
