"""Projects made at random and written to disk, with a second opinion of every rating, worked out from the same numbers.

The second opinion shares nothing with the package: months are counted here, figures are ``Fraction``, and a definition
is what this module wrote into its file.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import yaml

OFFSETS = {"financial": 3, "academic": 8, "calendar": 0}
DECEMBER = 2024 * 12 + 11
"""The last month with results, as a count of months; in bodies whose quarters end otherwise it is the month before."""

MARKERS = {"[c]": "suppressed", "[z]": "not applicable", "..": "missing"}


@dataclass
class Kpi:
    """One KPI as its file declares it, with its results: by area and last month of the period."""

    id: str
    section: str
    broken: str = ""
    activity: bool = False
    polarity: str = "higher"
    step: int = 1
    window: int = 1
    ratio: bool = True
    lag: int = 0
    target: str = ""
    floor: str = ""
    introduced: int | None = None
    retired: int | None = None
    suspended: tuple[int, int] | None = None
    results: dict[str, dict[int, tuple[int, int] | str]] = field(default_factory=dict)

    def active(self, month: int) -> bool:
        """Whether it is in the set at the end of a month."""
        begun = self.introduced is None or self.introduced <= month
        known = begun and (self.retired is None or month < self.retired)
        return known or self.broken == "no owner"  # a file that breaks the schema is not read for its dates


def last_month(offset: int) -> int:
    """The last month of the last quarter."""
    return DECEMBER - (DECEMBER - offset + 1) % 3


@dataclass
class Made:
    """A project on disk, and what was put into it."""

    folder: Path
    offset: int
    kpis: list[Kpi]

    def quarter(self, back: int = 0) -> int:
        """The last month of the quarter with the last results, or of one so many quarters earlier."""
        return last_month(self.offset) - 3 * back

    def title(self, back: int = 0) -> str:
        """The quarter as people write it."""
        year, month = divmod(self.quarter(back) - self.offset, 12)
        name = f"{year}/{(year + 1) % 100:02d}" if self.offset else str(year)
        return f"Q{month // 3 + 1} {name}"

    def active(self, back: int = 0) -> list[Kpi]:
        """The KPIs in the set."""
        return [each for each in self.kpis if not each.activity and each.active(self.quarter(back))]

    def rating(self, kpi: Kpi, area: str, back: int = 0) -> tuple[str, str]:
        """The rating and the reason, by the published rules, in the order in which the reasons count."""
        if kpi.broken:
            return "not rated", "in error"
        due = self.quarter(back) - kpi.lag
        due -= (due - self.offset + 1) % kpi.step  # the last period that has ended by then
        if kpi.suspended and kpi.suspended[0] <= due <= kpi.suspended[1]:
            return "not rated", "suspended"
        if kpi.introduced is not None and due < kpi.introduced:
            return "not rated", "not yet introduced"
        if kpi.activity:
            return "not rated", "activity only"
        results = kpi.results.get(area, {})
        cells = [results.get(due - kpi.step * place, "..") for place in range(kpi.window // kpi.step)]
        for reason in ("suppressed", "not applicable"):
            if any(isinstance(cell, str) and MARKERS[cell] == reason for cell in cells):
                return "not rated", reason
        if not any(month <= due and not isinstance(cell, str) for month, cell in results.items()):
            return "not rated", "no results"
        if isinstance(cells[0], str):
            return "not rated", "late"
        numbers = [cell for cell in cells if not isinstance(cell, str)]
        if len(numbers) < len(cells):
            return "not rated", "window incomplete"
        figure = Fraction(sum(cell[0] for cell in numbers))
        if kpi.ratio:
            cases = sum(cell[1] for cell in numbers)
            if cases == 0:
                return "not rated", "nothing to measure"
            figure = figure * 100 / cases
        sign = 1 if kpi.polarity == "higher" else -1
        if sign * figure >= sign * Fraction(kpi.target):
            return "green", ""
        return ("amber", "") if sign * figure >= sign * Fraction(kpi.floor) else ("red", "")


def make(folder: Path, seed: int) -> Made:
    """Write a project: definitions (some of them broken), owners, results of several areas, commentary."""
    dice = random.Random(seed)
    year = dice.choice(list(OFFSETS))
    sections = [f"section-{letter}" for letter in "abcd"[: dice.randint(1, 4)]]
    areas = ["", *(f"District {number}" for number in range(dice.randint(0, 3)))]
    offset = OFFSETS[year]
    kpis = [_kpi(dice, number, sections, areas, last_month(offset)) for number in range(dice.randint(5, 22))]
    made = Made(folder, offset, kpis)
    kpis[0].broken = ""
    kpis[0].results[""] = {last_month(offset): (100, 200)}  # there is always a result in the last quarter
    folder.mkdir()
    _write(
        folder / "qpr-rules.yaml",
        {"body": "Somewhere", "year": year, "sections": {each: each.title() for each in sections}},
    )
    _write(folder / "owners.yaml", {"officer": {"post": "Officer"}})
    for kpi in made.kpis:
        _write(folder / "kpi_definitions" / f"{kpi.id.lower()}.yaml", _declaration(kpi))
    rows = ["kpi,area,period,numerator,denominator"]
    for kpi in made.kpis:
        rows += [
            ",".join([kpi.id, area, _period(made, kpi, month), *_texts(kpi, cell)])
            for area, cells in kpi.results.items()
            for month, cell in cells.items()
        ]
    dice.shuffle(rows_after_header := rows[1:])
    (folder / "results").mkdir()
    (folder / "results" / "all.csv").write_text("\n".join([rows[0], *rows_after_header, ""]), "utf-8", newline="\n")
    noted = {
        kpi.id: {
            "actions": [
                {
                    "what": "See to it",
                    "owner": "officer",
                    "due": dice.choice(["2024-09-30", "2025-09-30"]),
                    "status": "open",
                }
            ]
        }
        for kpi in made.kpis
        if not kpi.broken and dice.random() < 0.4
    }
    _write(folder / "commentary" / f"{_file_name(made.title())}.yaml", noted)
    return made


def _kpi(dice: random.Random, number: int, sections: list[str], areas: list[str], now: int) -> Kpi:
    step = dice.choice([1, 1, 1, 3])
    polarity, ratio = dice.choice(["higher", "lower"]), dice.random() < 0.8
    target = Fraction(dice.choice([50, 60, 75, 90]) if ratio else dice.choice([100, 150]))
    room = dice.choice([0, 10, 10]) * (1 if polarity == "higher" else -1)
    kpi = Kpi(
        id=f"KPI-{number}",
        section=dice.choice(sections),
        broken=dice.choice([""] * 7 + ["floor on the wrong side", "no owner"]),
        activity=dice.random() < 0.15,
        polarity=polarity,
        step=step,
        window=step * dice.choice([1, 12 // step]),
        ratio=ratio,
        lag=dice.choice([0, 0, 0, 3]),
        target=str(target),
        floor=str(target - room),
        introduced=now - dice.randint(0, 14) if dice.random() < 0.2 else None,
        retired=now - dice.randint(-2, 8) if dice.random() < 0.15 else None,
        suspended=(now - 5, now) if dice.random() < 0.08 else None,
    )
    if not ratio:
        kpi.window = step
    if kpi.activity and kpi.broken:
        kpi.broken = "no owner"
    if kpi.introduced is not None:
        kpi.retired = None
    for area in areas:
        late = dice.random() < 0.12
        kpi.results[area] = _results(dice, kpi, now, late=late)
    if dice.random() < 0.05:
        kpi.results = {}
    return kpi


def _results(dice: random.Random, kpi: Kpi, now: int, *, late: bool) -> dict[int, tuple[int, int] | str]:
    found: dict[int, tuple[int, int] | str] = {}
    for month in range(now - 40, now + 1 - (4 if late else 0)):
        chance = dice.random()
        if chance < 0.02 or (now - month) % kpi.step:
            continue
        if chance < 0.04:
            found[month] = dice.choice(list(MARKERS))
        else:
            cases = dice.choice([0, 20, 40, 40, 60])
            share = (
                Fraction(kpi.target) / 100
                if kpi.ratio and dice.random() < 0.4
                else Fraction(dice.randint(30, 100), 100)
            )
            found[month] = (int(cases * share), cases) if kpi.ratio else (dice.randint(80, 170), 0)
    return found


def _period(made: Made, kpi: Kpi, month: int) -> str:
    if kpi.step == 1:
        return f"{month // 12}-{month % 12 + 1:02d}"
    year, place = divmod(month - made.offset, 12)
    return f"{year}/{(year + 1) % 100:02d}-Q{place // 3 + 1}" if made.offset else f"{year}-Q{place // 3 + 1}"


def _texts(kpi: Kpi, cell: tuple[int, int] | str) -> list[str]:
    if isinstance(cell, str):
        return [cell, cell if kpi.ratio else ""]
    return [str(cell[0]), str(cell[1]) if kpi.ratio else ""]


def _declaration(kpi: Kpi) -> dict[str, object]:
    window = "snapshot" if kpi.window == kpi.step else f"{kpi.window} months"
    found: dict[str, object] = {
        "id": kpi.id,
        "name": f"Name of {kpi.id}",
        "section": kpi.section,
        "owner": "officer",
        "unit": "percent" if kpi.ratio else "count",
        "frequency": {1: "month", 3: "quarter"}[kpi.step],
        "window": window,
        "measure": {"numerator": "done", "denominator": "asked"} if kpi.ratio else {"numerator": "done"},
    }
    if kpi.activity:
        found |= {"kind": "activity", "expected": {"from": 20, "to": 80}}
    else:
        found |= {"polarity": kpi.polarity, "target": int(Fraction(kpi.target)), "floor": int(Fraction(kpi.floor))}
    if kpi.lag:
        found["lag"] = f"{kpi.lag} months"
    if kpi.introduced is not None:
        found["introduced"] = _day(kpi.introduced)
    if kpi.retired is not None:
        found["retired"] = {"on": _day(kpi.retired), "reason": "measured elsewhere"}
    if kpi.suspended:
        first, last = (f"{month // 12}-{month % 12 + 1:02d}" for month in kpi.suspended)
        found["suspended"] = {"from": first, "until": last, "reason": "a new system"}
    if kpi.broken == "no owner":
        del found["owner"]
    elif kpi.broken:
        found |= {"polarity": "higher", "target": 50, "floor": 60}
    return found


def _day(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}-01"


def _file_name(title: str) -> str:
    quarter, year = title.split()
    return f"{year.replace('/', '-')}-{quarter}"


def _write(file: Path, content: Mapping[str, object]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(dict(content), sort_keys=False), "utf-8", newline="\n")
