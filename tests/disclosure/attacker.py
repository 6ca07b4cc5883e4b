"""An attacker who wants the counts that are hidden: what the outputs say becomes equations, and a solver narrows them.

It has the bytes of every output that was released, of several quarters together, and what everybody knows: the
definitions, that counts are whole and not negative, that areas make up the whole, the threshold and the rule by which
counts are hidden. It reads none of the results. ``determined`` asks of one count whether it can have only one value: by
exact elimination, and then by whole-number programming (scipy's HiGHS), which counts every inequality in.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from openpyxl import load_workbook

from qpr_rules.definition import Definition, Reported, WindowKind
from qpr_rules.period import Frequency
from tests.disclosure.solver import Expression, Solver


@dataclass
class Attacker:
    """What is known of one KPI. ``whole`` says whether the areas make up the body's own, which is the blank one.

    ``rolled`` holds, of areas whose results are those of others added up, these others; and of some that are made of them in
    two ways, ``both``: whichever is added up, it is the same.
    """

    definition: Definition
    first: int
    last: int
    whole: bool = False
    rolled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    both: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    areas: set[str] = field(default_factory=set)
    facts: list[tuple[Expression, int | None, int | None]] = field(default_factory=list)
    there: set[tuple[str, int]] = field(default_factory=set)
    marked: set[tuple[str, int]] = field(default_factory=set)
    rated: set[tuple[str, int, str]] = field(default_factory=set)

    @property
    def is_share(self) -> bool:
        """Whether denominator less numerator is a count."""
        measure = self.definition.measure
        share = measure.is_ratio and measure.stock is None and self.definition.bounded
        return share and self.definition.unit.per > 1

    # What an expression is

    def covered(self, period: int) -> range:
        """The periods whose counts a figure is made of."""
        window, calendar, step = self.definition.window, self.definition.calendar, self.definition.frequency.months
        if window.kind is WindowKind.YEAR_TO_DATE:
            return self._year(period)
        del calendar
        return range(period - window.months // step + 1, period + 1)

    def _year(self, period: int) -> range:
        calendar, frequency = self.definition.calendar, self.definition.frequency
        year = calendar.holding(Frequency.YEAR, calendar.last_month(frequency, period))
        return range(calendar.holding(frequency, calendar.first_month(Frequency.YEAR, year)), period + 1)

    def reported(self, period: int) -> range:
        """The periods whose counts a result is made of."""
        match self.definition.reported:
            case Reported.CUMULATIVE:
                return self._year(period)
            case Reported.ROLLED:
                return self.covered(period)
            case _:
                return range(period, period + 1)

    def sum_of(self, what: str, area: str, periods: range) -> Expression:
        """A numerator, denominator or complement over some periods, of which there are results, as a sum of counts."""
        if area in self.rolled:
            found: Expression = {}
            for part in self.rolled[area]:
                found |= self.sum_of(what, part, periods)
            return found
        parts = ("n", "c") if what == "d" and self.is_share else (what,)
        counted = [each for each in periods if not self.there or (area, each) in self.there]
        return {(part, area, period): 1 for part in parts for period in counted}

    # What outputs say

    def read(self, files: Mapping[str, bytes]) -> None:
        """Take in the outputs of one release, by name."""
        self.there = set()
        for name, content in sorted(files.items(), key=lambda each: not each[0].endswith("observations.csv")):
            if name.endswith(".xlsx"):
                self._workbook(content)
                continue
            text = content.decode("utf-8")
            if name.endswith("observations.csv"):
                self._observations(text)
            elif name.endswith(".csv"):
                for row in csv.DictReader(io.StringIO(text, newline="")):
                    self._row(row)
            elif name.endswith(".json") and "format" in text[:20]:
                self._paper(json.loads(text))
            elif name.endswith((".html", ".svg")):
                self._drawings(text)

    def _observations(self, text: str) -> None:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row["kpi"] != self.definition.id:
                continue
            period = self.definition.calendar.parse(row["period"], self.definition.frequency)
            self.there.add((row["area"], period))
            self._numbers(row["area"], self.reported(period), row["numerator"], row["denominator"])
            if row["numerator"] == "[c]":
                self.marked.add((row["area"], period))

    def _paper(self, told: Any) -> None:
        for section in told["sections"]:
            for entry in section["kpis"]:
                for row in (entry["evaluation"], *entry["past"], *entry["areas"]):
                    self._row({name: "" if value is None else str(value) for name, value in row.items()})

    def _workbook(self, content: bytes) -> None:
        """Every sheet, hidden ones too, whose rows have a KPI and a numerator; cells as they are stored, not as formatted."""
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            heads, *rows = sheet.iter_rows(values_only=True)
            if {"kpi", "numerator", "period"} <= set(heads):
                for values in rows:
                    row = {
                        str(head): "" if cell is None else str(cell) for head, cell in zip(heads, values, strict=True)
                    }
                    hides = {"numerator": "[c]"} if row["figure_printed"] == "[c]" else {}
                    self._row({"last_figure": "", **row, **hides})

    def _row(self, row: Mapping[str, str]) -> None:
        if row["kpi"] != self.definition.id or not row["period"]:
            return
        period = self.definition.calendar.parse(row["period"], self.definition.frequency)
        self._numbers(row["area"], self.covered(period), row["numerator"], row.get("denominator", ""))
        if row["rating"] in ("green", "amber", "red") and row["numerator"] == "[c]":
            self.rated.add((row["area"], period, row["rating"]))
        if row["last_figure"] and not self.definition.measure.is_ratio:
            last = self.definition.calendar.parse(row["last_period"], self.definition.frequency)
            self._numbers(row["area"], self.covered(last), row["last_figure"], "")

    def _numbers(self, area: str, periods: range, numerator: str, denominator: str) -> None:
        self.areas.add(area)
        for what, text in (("n", numerator), ("d", denominator)):
            if re.fullmatch(r"\d+", text):
                self._is(self.sum_of(what, area, periods), int(text), int(text))

    def _is(self, what: Expression, low: int | None, high: int | None) -> None:
        if (what, low, high) not in self.facts:
            self.facts.append((what, low, high))

    def _drawings(self, text: str) -> None:
        """The figures that marks are labelled with, and the places of the lines: single periods, and figures between."""
        for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            if f'"chart-{self.definition.id}-title' not in drawing:  # drawn for a telephone too
                continue
            ticks = [
                (float(y) - 4.5, float(value.replace(",", "").rstrip("%")))
                for y, value in re.findall(
                    r'<text x="[\d.]+" y="([\d.]+)" class="qc-quiet" text-anchor="end">([\d.,]+%?)<', drawing
                )
            ]
            marks = re.findall(r"<title>(\w+ \d{4}): ([\d.,]+%?)", drawing)
            april = self._april(drawing)
            if len(ticks) > 1 and april and self.definition.measure.is_ratio:
                self._places(drawing, ticks, april)
            for when, printed in marks:
                period = self.definition.calendar.parse(when, self.definition.frequency)
                digits = len(printed.rstrip("%").partition(".")[2])
                value = Fraction(printed.replace(",", "").rstrip("%"))
                self._near(self.covered(period), value, Fraction(1, 2 * 10**digits))

    def _april(self, drawing: str) -> tuple[float, int, float] | None:
        """Where an April begins, which month that is, and how wide a month is drawn."""
        begins = sorted(map(float, re.findall(r'<path class="qc-axis" d="M([\d.]+) [\d.]+v\d', drawing)))
        label = r'<text x="([\d.]+)" y="[\d.]+" class="qc-quiet" text-anchor="middle">(\d{4})/\d\d<'
        years = sorted((float(x), year) for x, year in re.findall(label, drawing))
        after = [year for x, year in years if begins and x > begins[0]]
        if len(begins) < 2 or not after:
            return None
        april = self.definition.calendar.parse(f"{after[0]}-04", Frequency.MONTH)
        return begins[0], april, (begins[-1] - begins[0]) / (len(begins) - 1) / 12

    def _places(self, drawing: str, ticks: list[tuple[float, float]], at: tuple[float, int, float]) -> None:
        (y0, low), (y1, high) = ticks[0], ticks[-1]
        left, april, month = at
        scale = (high - low) / (y0 - y1)
        for kind in ("single", "line"):
            for line in re.findall(rf'<path class="qc-{kind}" d="M([\d. L]+)"', drawing):
                for x, y in (each.split() for each in line.split("L")):
                    period = april + round((float(x) - left) / month - 0.5)
                    value = Fraction(low + (y0 - float(y)) * scale).limit_denominator(10**6)
                    periods = range(period, period + 1) if kind == "single" else self.covered(period)
                    self._near(periods, value, Fraction(0.16 * scale).limit_denominator(10**6))

    def _near(self, periods: range, value: Fraction, by: Fraction) -> None:
        """The figure of the whole body over some periods is this, give or take."""
        per = self.definition.unit.per
        if not self.definition.measure.is_ratio:
            self._is(self.sum_of("n", "", periods), int(value), int(value))
            return
        for edge, low, high in ((value - by, 0, None), (value + by, None, 0)):
            self._is(self._against("", periods, edge, per), low, high)

    def _against(self, area: str, periods: range, edge: Fraction, per: int) -> Expression:
        """``numerator * per - edge * denominator``, in whole numbers."""
        found = dict.fromkeys(self.sum_of("n", area, periods), per * edge.denominator)
        for key in self.sum_of("d", area, periods):
            found[key] = found.get(key, 0) - edge.numerator
        return found

    # What everybody knows

    def _known(self) -> Iterator[tuple[Expression, int | None, int | None]]:
        yield from self.facts
        if self.whole:
            others = sorted(self.areas - {""})
            for period in range(self.first, self.last + 1):
                for what in ("n", "d") if self.definition.measure.is_ratio else ("n",):
                    total = self.sum_of(what, "", range(period, period + 1))
                    for area in others:
                        total |= dict.fromkeys(self.sum_of(what, area, range(period, period + 1)), -1)
                    yield total, 0, 0
        for period in range(self.first, self.last + 1) if self.both else ():
            for one, other in self.both:
                for what in ("n", "d") if self.definition.measure.is_ratio else ("n",):
                    apart: Expression = {}
                    for areas, sign in ((one, 1), (other, -1)):
                        for area in areas:
                            apart |= dict.fromkeys(self.sum_of(what, area, range(period, period + 1)), sign)
                    yield apart, 0, 0
        for area, period, rating in sorted(self.rated):
            yield from self._rating(area, period, rating)
        window = self.definition.window
        if (
            not self.definition.measure.is_ratio
            and not self.whole
            and not self.rolled
            and (window.months == self.definition.frequency.months or self.definition.frequency is not Frequency.MONTH)
            and self.definition.reported is Reported.PER_PERIOD
        ):
            for area, period in sorted(self.marked):
                yield self.sum_of("n", area, range(period, period + 1)), 1, self.definition.disclosure - 1

    def _rating(self, area: str, period: int, rating: str) -> Iterator[tuple[Expression, int | None, int | None]]:
        """The edges between which a figure lies, by its rating. Of open bands only."""
        standard = self.definition.standards[0]
        higher = standard.target.low is not None
        target, floor = (Fraction(each.edge or 0) for each in (standard.target, standard.floor))
        per = self.definition.unit.per if self.definition.measure.is_ratio else 1
        meets = {"green": (True, True), "amber": (False, True), "red": (False, False)}[rating]
        for edge, met in ((target, meets[0]), (floor, meets[1])):
            if self.definition.measure.is_ratio:
                what, at = self._against(area, self.covered(period), edge, per), 0
            else:
                what = dict.fromkeys(self.sum_of("n", area, self.covered(period)), edge.denominator)
                at = edge.numerator
            if higher == met:
                yield what, at if met else at + 1, None
            else:
                yield what, None, at if met else at - 1

    # What follows

    def solver(self) -> Solver:
        """All that is known, ready to be asked."""
        return Solver(list(self._known()))
