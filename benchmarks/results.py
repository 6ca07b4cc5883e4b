"""A million rows of results from CSV to observations: time and memory, beside the csv module alone and other readers."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.timing import interleaved, measured, table

ROWS = 1_000_000
ROUNDS = 3

_OURS = """
import gc; gc.disable()  # as the command does
from pathlib import Path
from qpr_rules.app.check import declare
from qpr_rules.files import Folder
from qpr_rules.reading.results import read_results
tree = Folder(Path({folder!r}))
found = read_results(tree, declare(tree))
assert (found.rows, found.refused, found.diagnostics) == ({rows}, 0, ()), (found.rows, found.diagnostics[:3])
"""
_CSV = "import csv; kept = [tuple(row) for row in csv.reader(open({file!r}, encoding='utf-8', newline=''))]"
_POLARS = "import polars; kept = polars.read_csv({file!r})"
_PANDAS = "import pandas; kept = pandas.read_csv({file!r})"


def section() -> str:
    """The part of docs/benchmarks.md on reading results."""
    with tempfile.TemporaryDirectory() as root:
        folder, file = _project(Path(root))
        codes = {
            "qpr-rules, checked observations": _OURS.format(folder=str(folder), rows=ROWS),
            "csv module, tuples of text": _CSV.format(file=str(file)),
            "pandas, floats": _PANDAS.format(file=str(file)),
            "Polars, floats": _POLARS.format(file=str(file)),
        }
        memory: dict[str, float] = {}
        contenders = {name: measured([sys.executable, "-c", code], memory, name) for name, code in codes.items()}
        taken = interleaved(contenders, ROUNDS)
    rows = [[name, f"{took:.1f} s", f"{memory[name]:,.0f} MiB"] for name, took in taken.items()]
    said = f"{ROWS:,} rows: {ROWS // 60:,} areas of 60 months. Ours reads every number exactly and keeps its line."
    return f"{said}\n\n{table(['reader', 'median', 'most memory'], rows)}"


def _project(root: Path) -> tuple[Path, Path]:
    """A project of one definition with a million results."""
    for name in ("kpi_definitions", "results"):
        (root / name).mkdir()
    (root / "qpr-rules.yaml").write_text("body: A nation\nsections: {all: All}\n", "utf-8")
    (root / "owners.yaml").write_text("someone: {post: Someone}\n", "utf-8")
    (root / "kpi_definitions" / "seen.yaml").write_text(
        "id: SEEN-4H\nname: Seen within four hours - rolling 12 months\nsection: all\nowner: someone\npolarity: higher\n"
        "unit: percent\nfrequency: month\nwindow: 12 months\nmeasure: {numerator: Seen, denominator: Attended}\n"
        "target: 95\nfloor: 90\n",
        "utf-8",
    )
    file = root / "results" / "seen.csv"
    months = [f"{2019 + month // 12}-{month % 12 + 1:02d}" for month in range(60)]
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write("kpi,area,period,numerator,denominator\n")
        for row in range(ROWS):
            attended = 2_000 + row * 7919 % 18_000
            seen = attended * (850 + row * 31 % 150) // 1_000
            out.write(f"SEEN-4H,E{row // 60:08d},{months[row % 60]},{seen},{attended}\n")
    return root, file
