"""Make the cases of this example: `python make_cases.py` writes cases/*.csv anew, the same bytes every time.

They are invented, and no council's: requests for information, complaints and repairs from April 2023 to March 2025.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

FIRST, UNTIL = dt.date(2023, 4, 1), dt.date(2025, 3, 31)
HERE = Path(__file__).resolve().parent


def days(chance: random.Random, usual: int, late: float, longest: int) -> int:
    """Calendar days that a case takes: nearly always about the usual number, some of them long."""
    if chance.random() < late:
        return chance.randint(usual, longest)
    return max(0, round(chance.gauss(usual * 0.6, usual * 0.25)))


def cases(
    chance: random.Random, a_month: int, usual: int, late: float, longest: int
) -> list[tuple[dt.date, dt.date | None]]:
    """When each case was received and when it was closed: None where it was still open on the last day."""
    found = []
    length = (UNTIL - FIRST).days
    for _ in range(a_month * length // 30):
        received = FIRST + dt.timedelta(days=chance.randint(0, length))
        closed = received + dt.timedelta(days=days(chance, usual, late, longest))
        found.append((received, closed if closed <= UNTIL else None))
    return sorted(found, key=lambda each: each[0])


def write(name: str, head: str, rows: list[list[object]]) -> None:
    """Write one file of cases, with the line ends of every system."""
    with (HERE / "cases" / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head.split(","))
        writer.writerows(rows)


def main() -> None:
    """Write the three kinds of cases: a file a year of requests, one of complaints, one of repairs."""
    chance = random.Random(20250331)  # noqa: S311 (cases, not secrets)
    (HERE / "cases").mkdir(exist_ok=True)
    requests = cases(chance, 60, 29, 0.11, 70)
    for begin, end in ((2023, 2024), (2024, 2025)):
        rows: list[list[object]] = [
            [f"FOI-{number:05d}", received, closed or ""]
            for number, (received, closed) in enumerate(requests, 1)
            if dt.date(begin, 4, 1) <= received < dt.date(end, 4, 1)
        ]
        write(f"foi-{begin}.csv", "reference,received,closed", rows)
    complaints = cases(chance, 45, 15, 0.15, 50)
    rows = [
        [f"C{number:05d}", chance.choice(["1", "1", "1", "2"]), chance.choice(["Housing", "Waste", "Planning"]),
         f"{received:%d/%m/%Y}", f"{closed:%d/%m/%Y}" if closed else ""]
        for number, (received, closed) in enumerate(complaints, 1)
    ]  # fmt: skip
    write("complaints.csv", "Case,Stage,Service,Date received,Date closed", rows)
    repairs = cases(chance, 90, 20, 0.09, 60)
    rows = [
        [f"R{number:06d}", chance.choice(["routine"] * 4 + ["emergency"]), reported, completed or "",
         "yes" if chance.random() < 0.02 else ""]
        for number, (reported, completed) in enumerate(repairs, 1)
    ]  # fmt: skip
    write("repairs.csv", "job,priority,reported,completed,cancelled", rows)


if __name__ == "__main__":
    main()
