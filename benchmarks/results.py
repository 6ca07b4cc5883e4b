"""Results from CSV and Excel to observations: time and memory, beside other readers of the same files."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import interleaved, measured, table

OURS = "qpr-rules, checked observations"
HEADER = ("kpi", "area", "period", "numerator", "denominator")

ROWS = 1_000_000
SHEET = 50_000
ROUNDS = 3

_OURS = """
import gc; gc.disable()  # as the command does
from pathlib import Path
from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.reading.results import read_results
tree = Folder(Path({folder!r}))
found = read_results(tree, declare(tree))
assert (found.rows, found.refused, found.diagnostics) == ({rows}, 0, ()), (found.rows, found.diagnostics[:3])
"""
_DUCKDB = """
import duckdb
columns = dict(kpi="VARCHAR", area="VARCHAR", period="VARCHAR", numerator="BIGINT", denominator="BIGINT")
duckdb.execute(f"create table seen as from read_csv({file!r}, header = true, columns = {{columns}})")
"""
_CALAMINE = "python_calamine.CalamineWorkbook.from_path({file!r}).get_sheet_by_index(0).to_python()"
_TIMED = "import time; begun = time.perf_counter()\n{code}\nprint(time.perf_counter() - begun)"
_CSV = "import csv; kept = [tuple(row) for row in csv.reader(open({file!r}, encoding='utf-8', newline=''))]"
_POLARS = "import polars; kept = polars.read_csv({file!r})"
_PANDAS = "import pandas; kept = pandas.read_csv({file!r})"


def section() -> str:
    """The part of docs/benchmarks.md on reading results."""
    with tempfile.TemporaryDirectory() as root:
        return f"{_of_csv(Path(root) / 'csv')}\n\n{_of_excel(Path(root) / 'excel')}"


def _of_csv(root: Path) -> str:
    file = _project(root)
    _write(file)
    codes = {
        OURS: _OURS.format(folder=str(root), rows=ROWS),
        "DuckDB, typed": _DUCKDB.format(file=str(file)),
        "csv module, tuples of text": _CSV.format(file=str(file)),
        "pandas, floats": _PANDAS.format(file=str(file)),
        "Polars, floats": _POLARS.format(file=str(file)),
    }
    memory: dict[str, float] = {}
    contenders = {name: measured([sys.executable, "-c", code], memory, name) for name, code in codes.items()}
    taken = interleaved(contenders, ROUNDS)
    rows = [[name, f"{took:.2f} s", *_beside(taken, name), f"{memory[name]:,.0f} MiB"] for name, took in taken.items()]
    said = (
        f"{ROWS:,} rows of CSV: {ROWS // 60:,} areas of 60 months. Ours reads every number exactly and keeps its line. Whole "
        "processes; the aim is 3 times DuckDB, which reads whole numbers into a table on all cores."
    )
    return f"{said}\n\n{table(['reader', 'median', 'ours / it', 'most memory'], rows)}"


def _of_excel(root: Path) -> str:
    file = _project(root, "results: [{source: excel, files: results/seen.xlsx}]\n").with_suffix(".xlsx")
    _write_sheet(file)
    ours = _OURS.format(folder=str(root), rows=SHEET)
    found = ours[ours.index("found = ") :]
    timed = {
        OURS: f"import numpy, python_calamine\n{ours.replace(found, _TIMED.format(code=found))}",
        "python-calamine alone, floats": f"import python_calamine\n{_TIMED.format(code=_CALAMINE.format(file=str(file)))}",
    }
    taken: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(ROUNDS + 1):
        for name, code in timed.items():
            ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
            taken[name].append(float(ended.stdout))
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    rows = [[name, f"{took:.2f} s", *_beside(medians, name)] for name, took in medians.items()]
    said = f"{SHEET:,} rows of a workbook, without the time to start Python and its packages; the aim is twice python-calamine."
    return f"{said}\n\n{table(['reader', 'median', 'ours / it'], rows)}"


def _beside(taken: dict[str, float], name: str) -> list[str]:
    return ["" if name == OURS else f"{taken[OURS] / taken[name]:.1f}"]


def _project(root: Path, results: str = "") -> Path:
    """A project of one definition; where its results as CSV are."""
    for name in ("kpi_definitions", "results"):
        (root / name).mkdir(parents=True)
    (root / "qpr-rules.yaml").write_text(f"body: A nation\nsections: {{all: All}}\n{results}", "utf-8")
    (root / "owners.yaml").write_text("someone: {post: Someone}\n", "utf-8")
    (root / "kpi_definitions" / "seen.yaml").write_text(
        "id: SEEN-4H\nname: Seen within four hours - rolling 12 months\nsection: all\nowner: someone\npolarity: higher\n"
        "unit: percent\nfrequency: month\nwindow: 12 months\nmeasure: {numerator: Seen, denominator: Attended}\n"
        "target: 95\nfloor: 90\n",
        "utf-8",
    )
    return root / "results" / "seen.csv"


def _rows(rows: int) -> Iterator[tuple[str, str, str, int, int]]:
    months = [f"{2019 + month // 12}-{month % 12 + 1:02d}" for month in range(60)]
    for row in range(rows):
        attended = 2_000 + row * 7919 % 18_000
        yield "SEEN-4H", f"E{row // 60:08d}", months[row % 60], attended * (850 + row * 31 % 150) // 1_000, attended


def _write(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(HEADER) + "\n")
        out.writelines(",".join(map(str, row)) + "\n" for row in _rows(ROWS))


def _write_sheet(file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Seen")
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(_rows(SHEET), 1):
            sheet.write_row(number, 0, row)
