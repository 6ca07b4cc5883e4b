"""``python -m benchmarks [start|check|scale|exceptions|results|evaluate|stored|spark ...] [--largest N] [--write]``: print or write the tables."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from benchmarks import charts, cluster, commands, evaluation, plots, results, stored

PAGE = commands.ROOT / "docs" / "benchmarks.md"
PICTURE = commands.ROOT / "docs" / "benchmarks-cost.svg"
"""What an observation costs against how many there are, from the page's tables."""
TITLES = {
    "start": "Starting",
    "check": "Checking the shipped files",
    "scale": "Checking many files",
    "exceptions": "This quarter's exceptions of the shipped set",
    "report": "The report with its charts, as a page, as PDF and for Word",
    "charts": "Drawing charts",
    "impact": "Comparing two versions of the rules",
    "results": "Reading a million results",
    "evaluate": "Evaluating a nation",
    "stored": "A nation from Parquet to Parquet",
    "spark": "A nation on Spark",
}
INTRODUCTION = """\
# Benchmarks

Made by `python -m benchmarks --write` (after `pip install -e .[bench,report]`). Milliseconds are of one machine on one day;
the **ratios** are what to compare: every table is one run in which the contenders take turns, and shows the medians.
`python -m benchmarks --write check` measures one part again and leaves the others, whose milliseconds may be of another, quicker or slower day.
"""
SCALE = """\
The shipped definitions over and over, each with an id and a name of its own; in the second variant every fiftieth file
holds a mistake. Ours checks the sense of each definition and of the set too, and shows every finding in its line.
check-jsonschema and ajv-cli check the shape alone, and yamllint the YAML. ajv-cli is timed where it is installed
(`npm install --prefix benchmarks/node`).
"""
CHARTS = """\
The charts of the shipped set: the figure as a line, a shape for the rating of each quarter's report, target and floor as
the steps they were. That everyone marks the same points is looked at before anything is timed. Ours has the single
months behind a figure, labels at the ends of its lines, and the words that stand for the picture as well. The rivals are
written in the fastest form we know (`benchmarks/chart_rivals.py`): Matplotlib with one figure for all charts and without
`pyplot`, Altair without checking its own specification, drawn by vl-convert. Pixels are by resvg for ours and Altair.
Starting is what a new process imports before it can draw.
"""
NATION = """\
For every month of every series, or the latest alone: the exact rolling 12-month figure, its rating against target and
floor, the slope of the last 12 monthly values and its two-sided p, the rating one quarter earlier and by how much it has
moved since. Every engine first holds the columns in its own form.
All answers are compared before anything is timed: ratings and movements equal, numbers to 1e-9. The rivals are written in the
fastest form we know (`benchmarks/rivals.py`, `benchmarks/scattered.py`), and give just this; ours also handles breaks,
markers and standards that change, and gives trends of 5 to 11 points, reasons and counts. Where rows are in no order,
to put them in order is part of the time. Every engine uses what processor cores there are, except pandas, which uses one.

![Nanoseconds an observation against how many there are, of each engine; the tables below say the same](benchmarks-cost.svg)

Drawn from the tables below (`benchmarks/plots.py`).
"""
SPARK = """\
720,000 results, every month, on this machine's cores, after one run that is not measured; starting Spark is not counted.
Spark's own windows give KPI, area, period, figure, rating, slope, p and the rating one quarter earlier, and need every
month to be there; ours has the same columns once (`--fields`), and once every field. All read the same files, and write
their rows as Parquet. What every run does once, such as planning and starting tasks, is part of these times, and not of
what a further row costs.
"""


def machine() -> str:
    """What the numbers depend on, without naming the machine."""
    parts = [f"Python {platform.python_version()}", f"{os.cpu_count()} processor cores"]
    names = ("numpy", "pandas", "polars", "duckdb", "pyspark", "check-jsonschema", "yamllint", "matplotlib", "altair")
    for name in names:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} not installed")
    return ", ".join(parts)


def _written() -> dict[str, str]:
    """The page's sections by title: those that are not measured again stay."""
    found = PAGE.read_text("utf-8").split("\n## ")[1:] if PAGE.is_file() else []
    return {title: text.strip("\n") + "\n" for title, text in (each.split("\n", 1) for each in found)}


def main() -> int:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios measured in one run.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(TITLES)} (default: all)")
    parser.add_argument("--largest", type=int, default=evaluation.USUAL, help="the most observations evaluated")
    parser.add_argument("--write", action="store_true", help="write them into docs/benchmarks.md instead of printing")
    asked = parser.parse_args()
    if unknown := [part for part in asked.parts if part not in TITLES]:
        parser.error(f"there is no part `{unknown[0]}`; there are {', '.join(TITLES)}")
    makers: dict[str, Callable[[], str]] = {
        "start": commands.start,
        "check": commands.check,
        "scale": lambda: f"{SCALE}\n{commands.scale()}",
        "exceptions": commands.exceptions,
        "report": commands.report,
        "charts": lambda: f"{CHARTS}\n{charts.section()}",
        "impact": commands.impact,
        "results": results.section,
        "stored": lambda: stored.section(asked.largest),
        "spark": lambda: f"{SPARK}\n{cluster.section()}",
        "evaluate": lambda: f"{NATION}\n{evaluation.section(asked.largest)}",
    }
    # As an installation leaves it, and as the rivals are: where Python may not write bytecode, a checkout has none.
    compileall.compile_dir(commands.ROOT / "qpr_rules", quiet=1)
    sections = _written() if asked.write else {}
    for part in asked.parts or TITLES:
        print(f"{part} ...", file=sys.stderr)
        sections[TITLES[part]] = f"{makers[part]()}\n\nMeasured with {machine()}.\n"
    page = [INTRODUCTION, *(f"## {title}\n\n{sections[title]}" for title in TITLES.values() if title in sections)]
    if asked.write:
        PAGE.write_text("\n".join(page), "utf-8", newline="\n")
        PICTURE.write_text(plots.drawn(plots.costs(sections[TITLES["evaluate"]])), "utf-8", newline="\n")
    else:
        print("\n".join(page))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
