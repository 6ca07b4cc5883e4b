"""A random set, made by the same commands: every printed total agrees with every other, and with a count of our own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.commands import run
from tests.random_projects import Made, make

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
RATINGS = ("green", "amber", "red", "not rated")
HEADS = ("improving", "no clear trend", "worsening", "insufficient data")
WIDTH = 200


def summary_of(made: Made, back: int) -> str:
    """The printed summary; the exit code tells of broken definitions."""
    done = run(made.folder, "summary", "--quarter", made.title(back), width=WIDTH)
    assert done.code == int(any(kpi.broken for kpi in made.kpis)), done.err
    return done.out


def table_of(text: str) -> dict[str, list[int]]:
    """The rows of the table of counts, by their first cell."""
    found = re.findall(r"^(\S.*?)\s{2,}(\d+(?:\s+\d+){8})\s*$", text, re.MULTILINE)
    return {name: [int(number) for number in numbers.split()] for name, numbers in found}


def rows_of(made: Made, back: int) -> list[dict[str, str]]:
    done = run(made.folder, "evaluate", "--quarter", made.title(back), "--format", "csv")
    return list(csv.DictReader(io.StringIO(done.out)))


def own_kpis(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["area"] == "" and row["kind"] == "kpi"]


def said(change: int, than: str = "") -> str:
    """A change as the headline prints it."""
    if change == 0:
        return "the same" + (" as the previous quarter" if than else "")
    size = NUMBERS[abs(change)] if abs(change) < len(NUMBERS) else str(abs(change))
    return f"{size} {'more' if change > 0 else 'fewer'}" + (" than the previous quarter" if than else "")


def reconcile(made: Made, back: int) -> None:
    """Summary, rows in three formats and exceptions of one quarter, against one another and a count of our own."""
    rows, before, year_ago = (rows_of(made, back + earlier) for earlier in (0, 1, 4))
    kpis = own_kpis(rows)

    # Our own count: who is in the set, and how each is rated, in every area.
    assert sorted(row["kpi"] for row in kpis) == sorted(kpi.id for kpi in made.active(back))
    by_id = {kpi.id: kpi for kpi in made.kpis}
    for row in rows:
        kpi = by_id[row["kpi"]]
        assert (row["rating"], row["reason"]) == made.rating(kpi, row["area"], back), (row, kpi)

    # The headline and the table of the summary.
    text = summary_of(made, back)
    line = " ".join(text.split())
    table = table_of(text)
    rated, headed = Counter(row["rating"] for row in kpis), Counter(row["direction"] for row in kpis)
    cells = [*(rated[word] for word in RATINGS), len(kpis), *(headed[word] for word in HEADS)]
    whole = table.pop(f"All, {made.title(back)}")
    assert whole == cells
    assert sum(whole[:4]) == whole[4] == sum(whole[5:])
    then = table.pop(f"All, {made.title(back + 1)}")
    earlier = Counter(row["rating"] for row in own_kpis(before))
    assert then[:5] == [*(earlier[word] for word in RATINGS), len(own_kpis(before))]
    assert [sum(column) for column in zip(*table.values(), strict=True)] == whole
    for name, numbers in table.items():
        assert numbers[4] == sum(kpi.section == name.lower() for kpi in made.active(back))
    assert f"of {len(kpis)} Key Performance Indicators, {rated['green']} achieved target (Green)" in line
    headed_before, last_year = (Counter(row["direction"] for row in own_kpis(rows)) for rows in (before, year_ago))
    changes = [headed[word] - headed_before[word] for word in HEADS[:3]]
    better, stable, worse = (said(change, "than" if place == 0 else "") for place, change in enumerate(changes))
    some_now, some_before, some_then = (
        any(each[word] for word in HEADS[:3]) for each in (headed, headed_before, last_year)
    )
    if not some_now:
        assert "Direction of Travel: none yet, for lack of data." in line
    elif some_before:
        assert f"Direction of Travel: {headed['improving']} improving ({better})" in line
        assert f"stable or with no clear trend ({stable}) and {headed['worsening']} worsening ({worse})" in line
    else:  # compared with nothing, every change would be all of them
        assert f"Direction of Travel: {headed['improving']} improving, {headed['no clear trend']} " in line
    gain, loss = (said(headed[word] - last_year[word]) for word in ("improving", "worsening"))
    told = f"Against {made.title(back + 4)}: improving, {gain}; worsening, {loss}."
    assert (told in line) == (some_now and some_then)

    # What moved, entered and left.
    words = {row["kpi"]: row["rating"] for row in own_kpis(before)}
    moved = {row["kpi"] for row in kpis if row["kpi"] in words and words[row["kpi"]] != row["rating"]}
    part = text.partition("Ratings that moved")[2].partition("Entered the set")[0].partition("Left the set")[0]
    assert set(re.findall(r"\bto\b.*?\b(KPI-\d+)\b", part)) == moved
    now, previous = ({kpi.id for kpi in made.active(back + earlier)} for earlier in (0, 1))
    entered = text.partition("Entered the set")[2].partition("Left the set")[0]
    assert set(re.findall(r"^\s*(KPI-\d+)\b", entered, re.MULTILINE)) == now - previous
    assert set(re.findall(r"^\s*(KPI-\d+)\b", text.partition("Left the set")[2], re.MULTILINE)) == previous - now

    # Programs read the same as people.
    for form in ("json", "ndjson"):
        out = run(made.folder, "evaluate", "--quarter", made.title(back), "--format", form).out
        parsed = json.loads(out) if form == "json" else [json.loads(each) for each in out.splitlines()]
        assert [[each[key] or "" for key in ("kpi", "area", "rating", "reason")] for each in parsed] == [
            [row[key] for key in ("kpi", "area", "rating", "reason")] for row in rows
        ]

    # Exceptions: every row is listed once, and the last line counts what was listed.
    out = run(made.folder, "exceptions", "--quarter", made.title(back), "--all", width=WIDTH).out
    last = re.search(r"^(\d.*), (\d+) reasons?(?:; (\d+) without any)?\.", out, re.MULTILINE)
    assert last is not None
    assert total(last[1]) + int(last[3] or 0) == len(rows)
    assert len(re.findall(r"^ *• ", out, re.MULTILINE)) == int(last[2])
    groups = re.findall(r"^(?:Urgent|Concern|Notice|No exception)  (\d.*?)(?:  |$)", out, re.MULTILINE)
    assert sum(map(total, groups)) == len(rows)


def total(text: str) -> int:
    """The rows in ``11 rows of 5 KPIs and 4 rows of 1 activity indicator``, or in ``3 KPIs``."""
    return sum(int(part.split()[0]) for part in re.split(r" and |, ", text))


@pytest.mark.parametrize("seed", range(6))
def test_every_total_of_a_random_set_reconciles(seed: int, tmp_path: Path) -> None:
    made = make(tmp_path / "project", seed)
    reconcile(made, seed % 3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_every_total_of_thirty_more_reconciles(seed: int, tmp_path: Path) -> None:
    made = make(tmp_path / "project", seed)
    for back in range(3):
        reconcile(made, back)


def test_the_random_sets_hold_everything_that_is_hard(tmp_path: Path) -> None:
    """Else the reconciliations would prove little."""
    seen: Counter[str] = Counter()
    for seed in (*range(10), *range(100, 130)):
        made = make(tmp_path / str(seed), seed)
        kpis = made.active(seed % 3)
        seen.update(f"{word} {reason}".strip() for kpi in kpis for word, reason in [made.rating(kpi, "", seed % 3)])
        seen["activity"] += sum(kpi.activity for kpi in made.kpis)
        seen["broken"] += sum(bool(kpi.broken) for kpi in made.kpis)
        seen["entered"] += len({kpi.id for kpi in kpis} - {kpi.id for kpi in made.active(seed % 3 + 1)})
        seen["left"] += len({kpi.id for kpi in made.active(seed % 3 + 1)} - {kpi.id for kpi in kpis})
        seen["several areas"] += len(made.kpis[0].results) > 1
    wanted = ["green", "amber", "red", "activity", "broken", "entered", "left", "several areas"]
    reasons = (
        "in error", "suspended", "not yet introduced", "suppressed", "not applicable", "no results", "late",
        "window incomplete", "nothing to measure",
    )  # fmt: skip
    assert not [word for word in (*wanted, *(f"not rated {reason}" for reason in reasons)) if not seen[word]], seen
