"""The small project's results as other files hold them: the same table, in each layout."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qpr_rules.reading.results import Results
from tests.commands import run

TOP = "body: Example District Council\nsections:\n  housing: Housing\n"


def settings(project: Path, *entries: str) -> None:
    """Write settings whose results are these entries, as YAML, and take the results away that are there."""
    lines = [f"  - {entry}\n" for entry in entries]
    (project / "qpr-rules.yaml").write_text(f"{TOP}results:\n{''.join(lines)}", "utf-8")


def rows(project: Path) -> list[dict[str, str]]:
    """The rows of the project's own CSV file."""
    with (project / "results" / "results.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tidy(own: Sequence[dict[str, str]]) -> list[list[Any]]:
    """Rows as cells of a sheet: real dates, real numbers, and a formula in one place."""
    table: list[list[Any]] = [["Ref", "Month", "Number", "Out of"]]
    for row in own:
        year, month = map(int, row["period"].split("-"))
        numbers = [float(row["numerator"]), float(row["denominator"])]
        table.append([row["kpi"], dt.date(year, month, 1), *numbers])
    table[3][2] = ("=1+1", table[3][2])
    return table


def wide(own: Sequence[dict[str, str]]) -> list[list[Any]]:
    """Months across the top, and a row for each part of a KPI; a row of percentages that is for people."""
    months = sorted({row["period"] for row in own})
    known = {(row["kpi"], row["period"]): row for row in own}
    dates = [dt.date(int(month[:4]), int(month[5:]), 1) for month in months]
    table: list[list[Any]] = [["Ref", "Line", *dates, "Total"]]
    for kpi in dict.fromkeys(row["kpi"] for row in own):
        for part, line in (("numerator", "Number"), ("denominator", "Out of")):
            cells = [float(known[kpi, month][part]) if (kpi, month) in known else "" for month in months]
            table.append([kpi, line, *cells, "all"])
        table.append([kpi, "Share", *[0.5] * len(months), ""])
    return table


def evaluated(project: Path) -> str:
    """What the whole history evaluates to, without the digests of what it was made from."""
    done = run(project, "evaluate", "--format", "csv", "--every-period")
    assert done.code == 0, done.said
    table = list(csv.DictReader(done.out.splitlines()))
    assert len(table) > 20
    return "\n".join(",".join(f"{name}={value}" for name, value in row.items() if name != "made_from") for row in table)


def said(project: Path) -> list[str]:
    """The findings of `check`, a line each."""
    return run(project, "check", "--format", "concise", "--today", "2024-12-31").out.splitlines()[:-1]


def january(found: Results) -> list[tuple[Any, ...]]:
    """What is used for January 2025: number or state, whether provisional, and since when it is known."""
    return [
        (int(one.numerator) if one.numerator else one.state, one.provisional, one.as_of.isoformat())
        for one in found.observations["REPAIRS"]
        if one.period == 2025 * 12
    ]
