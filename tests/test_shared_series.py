"""Published answers to small questions: least squares at its edges, and stepping periods.

The answers are not part of this repository; the fixture ``published`` finds them, or skips with the reason.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qpr_rules.core.regression import fit
from qpr_rules.core.windows import windows_of
from qpr_rules.definition import Definition, Window, WindowKind
from qpr_rules.period import Calendar, Frequency, Year
from tests.series import declared


@pytest.fixture
def expected(published: Path) -> Path:
    """The folder of expected answers."""
    return published / "expected"


# Ordinary least squares -----------------------------------------------------------------------------------------------


def fitted(x: list[float], y: list[float | None]) -> tuple[float, float]:
    """Slope and p of one series; None is a missing point."""

    def point(i: int) -> tuple[Any, Any]:
        value = y[i]
        counts = np.array([[value is not None]])
        return np.array([[0.0 if value is None else float(value)]]), counts if None in y else True

    found = fit(x, point)
    return float(found.slope[0, 0]), float(found.p_value[0, 0])


def test_least_squares_at_its_edges(expected: Path) -> None:
    cases = json.loads((expected / "ols_edge_cases.json").read_text("utf-8"))["cases"]
    assert len(cases) == 13
    for case in cases:
        name = case["name"]
        slope, p_value = fitted(case["x"], case["y"])
        if len(case["x"]) < 3:
            assert np.isnan(p_value), name
        elif "constant" in name:  # 0.30000000000000004 is 0.3: no clear trend, though the exact p of the noise is 0.02
            assert (slope, p_value) == (0.0, 1.0), name
        elif name == "exact line":
            assert slope == pytest.approx(0.1, rel=1e-12), name
            assert p_value == 0.0, name
        else:
            assert slope == pytest.approx(float(case["exact_slope"]), rel=1e-11), name
            assert p_value == pytest.approx(float(case["exact_p"]), rel=1e-9), name
        sensible = case["sensible_dot_at_5pct"]
        if sensible in ("stable", "improving"):
            assert ("improving" if p_value < 0.05 and slope > 0 else "stable") == sensible, name


def test_missing_months_keep_their_place(expected: Path) -> None:
    cases = json.loads((expected / "ols_edge_cases.json").read_text("utf-8"))["cases"]
    (gap,) = [case for case in cases if case["name"] == "gap, calendar x"]
    months = [dict(zip(gap["x"], gap["y"], strict=True)).get(month) for month in range(12)]
    slope, p_value = fitted(list(range(12)), months)
    assert slope == pytest.approx(float(gap["exact_slope"]), rel=1e-11)
    assert p_value == pytest.approx(float(gap["exact_p"]), rel=1e-9)


# Periods --------------------------------------------------------------------------------------------------------------


def test_periods_step_as_public_health_england_tested_theirs(expected: Path) -> None:
    cases = json.loads((expected / "fingertips_period_cases.json").read_text("utf-8"))
    calendar = Calendar(Year.CALENDAR, Year.CALENDAR)
    for case in cases["ranges"]:
        frequency = Frequency(case["frequency"])
        first, last = calendar.parse(case["first"], frequency), calendar.parse(case["last"], frequency)
        assert last - first + 1 == case["count"]
        assert [calendar.parse(calendar.show(frequency, each), frequency) for each in (first, last)] == [first, last]
    for frequency, kind in ((Frequency.QUARTER, "rolling_quarter_end"), (Frequency.MONTH, "rolling_month_end")):
        assert cases[kind]
        for case in cases[kind]:
            start, end = (calendar.parse(case[which], frequency) for which in ("start", "end"))
            months = 12 * case["years"]
            assert calendar.last_month(frequency, end) - calendar.first_month(frequency, start) + 1 == months
            windows = windows_of(_rolling(calendar, frequency, months), start, end - start + 1)
            assert int(windows.begins[-1]) == 0


def _rolling(calendar: Calendar, frequency: Frequency, months: int) -> Definition:
    window = Window(WindowKind.ROLLING, months, f"{months} months")
    return declared(calendar=calendar, frequency=frequency, window=window)
