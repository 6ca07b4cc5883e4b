"""Turn the published monthly A&E table into results for qpr-rules.

    python make_results.py ae_attendances.csv [results/ae.csv]

The table has one row for each month, provider and type of department: ``period, org_code, type, attendances,
breaches``. A breach is an attendance that lasted more than four hours. The results have one row for each provider and
month, and for England, which is the sum of the providers: numerator attendances less breaches, denominator attendances.
Needs only Python.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

KPI = "AE-4H"
ENGLAND = "ENGLAND"
COLUMNS = ("kpi", "area", "period", "numerator", "denominator")


def results_of(rows: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str, int, int]]:
    """The result rows, sorted by area and month, with every type of department pooled."""
    attendances: dict[tuple[str, str], int] = defaultdict(int)
    breaches: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        month = row["period"][:7]
        for area in (row["org_code"], ENGLAND):
            attendances[area, month] += int(row["attendances"])
            breaches[area, month] += int(row["breaches"])
    return [
        (KPI, area, month, attendances[area, month] - breaches[area, month], attendances[area, month])
        for area, month in sorted(attendances)
    ]


def main(arguments: list[str]) -> int:
    """Write the results; 2 when the program is called in another way than the one above."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    beside = Path(__file__).resolve().parent / "results" / "ae.csv"
    target = Path(arguments[1]) if len(arguments) == 2 else beside
    with Path(arguments[0]).open(encoding="utf-8-sig", newline="") as published:
        results = results_of(csv.DictReader(published))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(results)
    print(f"{len(results):,} results for {len({area for _, area, *_ in results}):,} areas written to {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
