"""Slope and p against SciPy for every number of points, from no trend at all to one beyond doubt."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from qpr_rules.core.regression import fit


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
