"""Tables that others published, as they are in their files."""

from __future__ import annotations

import csv
from pathlib import Path


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns, all of it text."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))
