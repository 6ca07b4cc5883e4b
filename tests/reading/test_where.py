"""Rows that `where` chooses, of every source; what it leaves out is counted, and what it asks in vain is said."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.reading import normaliser
from qpr_rules.reading.results import Results, read_results
from qpr_rules.reading.sources import delimited
from tests import commands
from tests.sheets import sheets

HEADER = ("period", "code", "level", "sex", "met", "all")
TABLE = [
    ("2024-01", "", "National", "Total", "900", "1000"),
    ("2024-01", "N1", "Local authority", "Total", "80", "95"),
    ("2024-01", "N1", "Local authority", "Girls", "40", "50"),
    ("2024-01", "N2", "Local authority", "Total", "x", "x"),
    ("2024-01", "R1", "Regional", "Total", "400", "500"),
    ("2024-02", "N1", " Local authority ", "Total", "81", "96"),
]
SETTINGS = """body: Example District Council
sections: {{housing: Housing}}
results:
- source: {source}
  files: {files}
  fixed: {{kpi: REPAIRS}}
  columns: {{area: code, numerator: met, denominator: all}}
  where: {where}
"""
LOCAL = "{level: Local authority, sex: [Total]}"


def settle(folder: Path, where: str = LOCAL, source: str = "csv", files: str = "published/table.csv") -> None:
    text = SETTINGS.format(source=source, files=files, where=where)
    (folder / "qpr-rules.yaml").write_text(text if where else text.replace("  where: \n", ""), "utf-8")
    (folder / "published").mkdir(exist_ok=True)
    if source == "csv":
        lines = [",".join(row) for row in (HEADER, *TABLE)]
        (folder / files).write_text("\n".join(lines) + "\n", "utf-8")


def read(folder: Path) -> Results:
    tree = Folder(folder)
    return read_results(tree, declare(tree))


def kept(results: Results) -> list[tuple[str, str, str]]:
    return [(each.area, str(each.numerator), str(each.denominator)) for each in results.observations["REPAIRS"]]


EXPECTED = [("N1", "80", "95"), ("N1", "81", "96"), ("N2", "None", "None")]


@pytest.mark.parametrize("source", ["csv", "excel", "sqlite", "duckdb", "parquet"])
def test_every_source_gives_the_rows_asked_for_and_counts_the_others(project: Path, source: str) -> None:
    files = f"published/table.{source}"
    settle(project, source=source, files=files)
    quoted = ", ".join(f"'{name}' text" for name in HEADER).replace("'", '"')
    if source == "excel":
        files = f"{files}.xlsx"
        settle(project, source=source, files=files)
        rows = {f"A{number}": row for number, row in enumerate((HEADER, *TABLE), 1)}
        (project / files).write_bytes(sheets({"Sheet1": rows}))
    elif source == "sqlite":
        with closing(sqlite3.connect(project / files)) as held:
            held.execute(f"create table t ({quoted})")
            held.executemany("insert into t values (?, ?, ?, ?, ?, ?)", TABLE)
            held.commit()
    elif source in ("duckdb", "parquet"):
        duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
        with duckdb.connect(str(project / files) if source == "duckdb" else ":memory:") as held:
            held.execute(f"create table t ({quoted})")
            held.executemany("insert into t values (?, ?, ?, ?, ?, ?)", TABLE)
            if source == "parquet":
                held.execute(f"copy t to '{(project / files).as_posix()}' (format parquet)")
    found = read(project)
    assert kept(found) == EXPECTED
    (tally,) = found.tallies
    assert (tally.rows, tally.used, tally.left_out, tally.refused, tally.empty) == (6, 3, 3, 0, 0)


def test_what_is_left_out_is_said_and_the_columns_count_as_read(project: Path) -> None:
    settle(project)
    said = commands.run(project, "results").text
    assert "6 rows read from published/table.csv: no row refused, 3 left out by `where`." in said
    assert "QPR428" not in commands.run(project, "check", "--fail-on", "note").out


def test_one_file_is_read_by_two_entries_each_with_its_rows(project: Path) -> None:
    settle(project)
    more = """- source: csv
  files: published/table.csv
  fixed: {kpi: REPAIRS, area: ENGLAND}
  columns: {numerator: met, denominator: all}
  where: {level: National}
"""
    with (project / "qpr-rules.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    assert kept(read(project)) == [("ENGLAND", "900", "1000"), *EXPECTED]
    assert [(each.used, each.left_out) for each in read(project).tallies] == [(3, 3), (1, 5)]


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("{levle: National}", "QPR403", "there is no column `levle`, by which `where` chooses rows"),
        ("{level: local authority}", "QPR475", "no row has `local authority` in `level`"),
        ("{level: [National, County]}", "QPR475", "no row has `County` in `level`"),
        ("{level: []}", "QPR159", ""),
        ("{level: 3}", "QPR1", ""),
    ],
)
def test_what_cannot_be_chosen_is_a_finding(project: Path, where: str, code: str, said: str) -> None:
    settle(project, where)
    done = commands.run(project, "check", "--format", "concise")
    assert code in done.out
    assert said in done.out
    if code == "QPR475":
        assert "qpr-rules.yaml:8:" in done.out


def test_wide_tables_are_filtered_too(project: Path) -> None:
    settings = """body: Example District Council
sections: {housing: Housing}
results:
- source: csv
  files: published/wide.csv
  layout: wide
  columns: {kpi: ref, part: line}
  parts: {numerator: Done, denominator: Of}
  where: {level: District}
"""
    (project / "qpr-rules.yaml").write_text(settings, "utf-8")
    (project / "published").mkdir()
    rows = ["ref,line,level,2024-01,2024-02", "REPAIRS,Done,District,80,81", "REPAIRS,Of,District,95,96"]
    rows += ["REPAIRS,Done,Ward,8,8", "REPAIRS,Of,Ward,9,9"]
    (project / "published" / "wide.csv").write_text("\n".join(rows) + "\n", "utf-8")
    found = read(project)
    assert kept(found) == [("", "80", "95"), ("", "81", "96")]
    assert found.tallies[0].left_out == 2
    assert not [each for each in found.diagnostics if each.code == "QPR428"]


@pytest.mark.parametrize("how", ["row by row", "in bulk"])
@pytest.mark.parametrize("seed", range(20))
def test_every_row_is_used_or_refused_or_left_out_or_repeated_or_empty(
    project: Path, seed: int, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dirty files at random, counted by plain Python: nothing is dropped without a word."""
    draw = random.Random(seed)
    settle(project, draw.choice([LOCAL, "{level: [Local authority, Regional, '']}", ""]))
    if how == "in bulk":  # as a file of many megabytes is read
        monkeypatch.setattr(delimited, "LARGE", 1)
        monkeypatch.setattr(normaliser, "BULK", 1)
        monkeypatch.setattr(normaliser, "LEAST", 1)
    lines = [",".join(HEADER)]
    for _ in range(draw.randint(0, 60)):
        row = [
            draw.choice(["2024-01", "2024-02", "2024-03", "Total", "Jan-24", "204-01", ""]),
            draw.choice(["N1", "N2", ""]),
            draw.choice(["Local authority", "Regional", "National"]),
            draw.choice(["Total", "Girls"]),
            draw.choice(["80", "80", "x", "eighty", "", "-5"]),
            draw.choice(["95", "95", "0", "[c]", "#DIV/0!"]),
        ]
        match draw.randint(0, 9):
            case 0:
                row.append("more")
            case 1:
                row = row[:3]
            case 2:
                row = [" "] * len(HEADER)
            case 3:
                row = []
        lines.append(",".join(row))
    file = project / "published" / "table.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    found = read(project)
    (tally,) = found.tallies
    used = sum(map(len, found.every.values()))
    said = sum(map(len, found.observations.values()))
    assert used == said  # no vintages here
    assert len(lines) - 1 == used + tally.repeated + tally.refused + tally.left_out + tally.empty
    assert tally.used == used
    refusals = [each for each in found.diagnostics if each.severity != "note" and each.code not in ("QPR426", "QPR475")]
    assert (tally.refused == 0) == (refusals == [])


def test_rows_of_another_width_and_of_definitions_in_error_are_refused(project: Path) -> None:
    results = project / "results" / "results.csv"
    results.write_text(results.read_text("utf-8") + "REPAIRS,,2025-01\n\n,,,,,,,\nVOIDS,,2025-01,1,1,,,\n", "utf-8")
    voids = next(file for file in (project / "kpi_definitions").iterdir() if "VOIDS" in file.read_text("utf-8"))
    voids.write_text(voids.read_text("utf-8").replace("polarity: ", "polarity: up"), "utf-8")
    (tally,) = read(project).tallies
    assert (tally.rows, tally.refused, tally.empty) == (50, 26, 2)
    listed = json.loads(commands.run(project, "results", "--format", "json").out)
    assert [(each["kpi"], each["results"]) for each in listed["kpis"]] == [("REPAIRS", 24)]
