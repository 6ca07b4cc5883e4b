"""Excel's workbooks of one row, and the small project that reads one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.result_tables import settings
from tests.sheets import sheets

HEADER: list[Any] = ["kpi", "period", "numerator", "denominator"]
APRIL = dt.date(2025, 4, 1)


def book(project: Path, content: bytes, more: str = "") -> None:
    """Read this workbook beside the small project's own file: ``more`` is added to the entry in the settings."""
    settings(project, "results/results.csv", f"{{source: excel, files: results/book.xlsx{more}}}")
    (project / "results" / "book.xlsx").write_bytes(content)


def one(*cells: object) -> bytes:
    """A sheet of one row."""
    return sheets({"SEND": {"A1": HEADER, "A2": list(cells)}})
