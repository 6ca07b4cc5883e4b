"""Slope and p against SciPy for every number of points, from no trend at all to one beyond doubt."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from qpr_rules.core.moments import Moments
from qpr_rules.core.regression import fit, slopes


def series(points: int, steepness: float) -> list[float]:
    """A rising line with a wobble across it, the steeper the surer."""
    wobble = [((7 * place * place + 3 * place) % 11) - 5.0 for place in range(points)]
    return [50 + steepness * place + each for place, each in enumerate(wobble)]


@pytest.mark.parametrize("points", range(3, 41))
def test_slope_and_p_are_scipys(points: int) -> None:
    steep = [0.0, 0.01, -0.1, 0.5, -1.0, 2.0, 5.0, 20.0, -100.0, 1000.0, 1e5]
    ys = np.array([series(points, each) for each in steep])
    whole = fit(range(points), lambda i: (ys[:, i : i + 1], True))
    gapped = fit(range(points), lambda i: (ys[:, i : i + 1], np.array([[i != 1]] * len(steep))))
    kept = [place for place in range(points) if place != 1]
    for row, y in enumerate(ys):
        for found, x in ((whole, range(points)), (gapped, kept)):
            if len(x) < 3:
                assert np.isnan(found.slope[row, 0]) and np.isnan(found.p_value[row, 0])
                continue
            expected = stats.linregress(list(x), y[list(x)])
            centred = np.array(x) - np.mean(x)
            slope = float(centred @ y[list(x)] / (centred @ centred))
            left = y[list(x)] - np.mean(y[list(x)]) - slope * centred
            t = slope / np.sqrt(left @ left / (len(x) - 2) / (centred @ centred))
            # What the line leaves unexplained is found as 1 - r squared: of a part in a million, ten digits are known.
            share = float(left @ left) / float(np.square(y[list(x)] - np.mean(y[list(x)])).sum())
            known = 1e-9 + len(x) * 1e-14 / share
            assert int(np.ravel(found.n)[row if np.size(found.n) > 1 else 0]) == len(x)
            assert float(found.slope[row, 0]) == pytest.approx(expected.slope, rel=1e-9, abs=1e-12)
            assert float(found.p_value[row, 0]) == pytest.approx(2 * stats.t.sf(abs(t), len(x) - 2), rel=known, abs=0)


def test_a_wobble_at_the_edge_of_what_a_float_can_hold_is_no_trend() -> None:
    """0.1 + 0.2 is 0.30000000000000004: rounding is not performance, a millionth is."""
    for size, flat in ((1e-15, True), (1e-6, False)):
        y = [0.3 + size * place for place in range(8)]
        found = fit(range(8), lambda i, y=y: (np.array([[y[i]]]), True))  # type: ignore[misc]
        assert (float(found.p_value[0, 0]) == 1.0) is flat
        assert (float(found.slope[0, 0]) == 0.0) is flat


def fitted(y: list[float]) -> tuple[float, float]:
    found = fit(range(len(y)), lambda i: (np.array([[y[i]]]), True))
    return float(found.slope[0, 0]), float(found.p_value[0, 0])


@pytest.mark.parametrize("level", [1.0, 1000.0, -1000.0])
def test_a_wobble_below_a_part_in_a_million_million_is_rounding_and_a_larger_one_is_not(level: float) -> None:
    """A wobble of so much up and down, which rises a little: its mean square is the square of the part."""
    for part, flat in ((0.8e-12, True), (1.3e-12, False)):
        slope, p_value = fitted([level * (1 + part * side) for side in (-1, -1, 1, -1, 1, 1)])
        assert ((slope, p_value) == (0.0, 1.0)) is flat, part
        if not flat:
            assert slope * level > 0
            assert 0.1 < p_value < 0.5


def test_what_a_line_leaves_unexplained_is_rounding_below_a_hundredth_of_that() -> None:
    spread, mean, one = 10.0, np.zeros((1, 1)), np.ones((1, 1))
    for share, exact in ((0.7e-14, True), (1.6e-14, False)):
        covariation = np.full((1, 1), np.sqrt(spread * (1 - share)))
        _, p_value = slopes(Moments(5, mean, one, covariation), spread)
        assert (float(p_value[0, 0]) == 0.0) is exact, share


def test_p_is_never_above_one() -> None:
    none, one = np.zeros((1, 1)), np.ones((1, 1))
    for points in range(3, 100):
        _, p_value = slopes(Moments(points, none, one, none))
        assert 1 - 1e-14 < p_value[0, 0] <= 1, points
