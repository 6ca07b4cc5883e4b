"""Ordinary least squares over the last points of many series at once, and Student's two-sided p of the slope.

Floats live here, in ``moments`` and in no verdict on a figure. ``fit`` takes points at any positions, some of them
missing, and adds them by a loop in a fixed order, after centring on the first value: a series gives the same bits alone
and among many (docs/decisions/0002-one-core-on-panels.md). Points without a gap take a shorter way to the same moments.

Sources: the slope and its t test, NIST/SEMATECH e-Handbook of Statistical Methods, 4.1.4.1 and 4.4.3; the finite form of
Student's distribution for whole degrees of freedom, Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3
and 26.7.4; the series used where the form for odd degrees would cancel, 26.5.4 of the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from qpr_rules.core.moments import Moments

Floats: TypeAlias = "np.ndarray[tuple[int, int], np.dtype[Any]]"
Point: TypeAlias = "tuple[Floats, Any]"
"""The values of one point of every series, and which of them count (True where all do)."""

NOISE = 1e-12
"""Differences smaller than this part of the value are rounding, not performance: 0.30000000000000004 is 0.3."""

_EXACT = 1e-14
"""A share of unexplained variation below this is rounding: the points lie on a line."""

_TAIL = 1e-4
"""Below this p the finite form for odd degrees of freedom loses digits to cancellation, and the series takes over."""


@dataclass(frozen=True, slots=True)
class Fit:
    """For each series: ``n`` points that counted, slope per step, two-sided p. NaN where there are fewer than three points.

    A constant series has slope 0 and p 1; points on a line that is not level have p 0.
    """

    n: Any
    slope: Floats
    p_value: Floats


@np.errstate(divide="ignore", invalid="ignore")
def fit(positions: Sequence[float], point: Callable[[int], Point]) -> Fit:
    """Regress on x = ``positions``; ``point(i)`` gives every series' value at ``positions[i]``, and which count.

    A point that does not count is left out, and the others keep their real positions.

    >>> import numpy as np
    >>> line = fit(range(6), lambda i: (np.array([[0.1 * (i + 1)]]), True))
    >>> round(float(line.slope[0, 0]), 12), float(line.p_value[0, 0])
    (0.1, 0.0)
    """
    # Measured from the last point, which every longer or shorter set of the same points shares: the same bits.
    xs = [float(x - positions[-1]) for x in positions]
    values = [point(i) for i in range(len(xs))]
    first, n, x_sum, x_squares = _positions(xs, values)

    # In place: a pass over many series is bound by the memory it touches.
    total, residual, square = np.zeros_like(first), np.empty_like(first), np.empty_like(first)
    for y, counts in values:
        np.subtract(y, first, out=residual)
        total += np.where(counts, residual, 0.0)
    mean = total / n

    covariation, variation = np.zeros_like(first), np.zeros_like(first)
    for x, (y, counts) in zip(xs, values, strict=True):
        np.subtract(y, first, out=residual)
        residual -= mean
        masked = np.where(counts, residual, 0.0)
        variation += np.multiply(masked, masked, out=square)
        covariation += np.multiply(masked, x, out=square)
    spread = x_squares - x_sum * x_sum / n
    mean += first
    n = n.astype(np.int64)
    variation[n < 3] = covariation[n < 3] = np.nan
    return Fit(n, *slopes(Moments(n, mean, variation, covariation), spread))


def distinct(counts: Any) -> list[int]:
    """The numbers among small counts, each once, in order.

    By far the fastest way for many; and ``np.unique`` imports masked arrays, which takes longer than a report's trends.

    >>> distinct(np.array([8, 5, 8]))
    [5, 8]
    """
    found: list[int] = np.flatnonzero(np.bincount(counts.ravel())).tolist()
    return found


@np.errstate(divide="ignore", invalid="ignore")
def slopes(found: Moments, spread: Any = None) -> tuple[Floats, Floats]:
    """Slope per step and two-sided p from the moments of three points or more, as many of all or of each.

    ``spread`` is the sum of squares of x about its mean; without it the points are one step apart.
    """
    n, mean, variation, covariation = found
    slope = covariation / (n * (n * n - 1) / 12 if spread is None else spread)
    unexplained = covariation / variation
    unexplained *= slope
    np.subtract(1.0, unexplained, out=unexplained)
    exact = unexplained < _EXACT
    if exact.any():
        np.copyto(unexplained, 0.0, where=exact)
    noise = mean * (NOISE * np.sqrt(n))
    noise *= noise
    constant = variation <= noise
    p_value = _student(unexplained, n - 2) if isinstance(n, int) else _students(unexplained, n)
    if constant.any():
        np.copyto(slope, 0.0, where=constant)
        np.copyto(p_value, 1.0, where=constant)
    return slope, p_value


def _positions(xs: list[float], values: list[Point]) -> tuple[Floats, Any, Any, Any]:
    """The first value that counts, and the number, sum and sum of squares of the x that count."""
    zero = np.zeros_like(values[0][0])
    first, n, x_sum, x_squares = (zero.copy() for _ in range(4))
    for y, counts in reversed(values):
        np.copyto(first, y, where=counts)
    for x, (_, counts) in zip(xs, values, strict=True):
        n += counts
        x_sum += np.multiply(counts, x)
        x_squares += np.multiply(counts, x * x)
    return first, n, x_sum, x_squares


def _students(unexplained: Any, n: Any) -> Any:
    """Two-sided p of slopes from different numbers of points, cell by cell or column by column; NaN for fewer than three."""
    p_value = np.full_like(unexplained, np.nan)
    for points in distinct(n):
        if points > 2:
            chosen = n == points
            p_value[..., chosen] = _student(unexplained[..., chosen], points - 2)
    return p_value


def _student(unexplained: Any, freedom: int) -> Any:
    """Two-sided p of a slope whose regression leaves this share of the variation unexplained (1 - r squared)."""
    if freedom % 2 == 0:
        return _even(unexplained, freedom // 2)
    p_value = _odd(unexplained, freedom // 2)
    tail = p_value < _TAIL
    if tail.any():
        p_value[tail] = _series(unexplained[tail], freedom)
    return p_value


def _even(unexplained: Any, half: int) -> Any:
    """Abramowitz and Stegun 26.7.4, p = 1 - r S(c) with c = 1 - r squared, brought into a form in which nothing cancels.

    S is the series of 1 / sqrt(1 - c), cut off before c to the ``half``. Multiplied by 1 + r S, p becomes
    1 - (1 - c) S^2, whose derivative is S times a power of c alone: c^half times a polynomial of positive factors.
    """
    factors = [1.0]
    for k in range(half):
        factors.append(factors[-1] * (2 * k + 1) / (2 * k + 2))
    scale = 2 * half * factors.pop()
    p_value = _polynomial([scale * factor / (half + k) for k, factor in enumerate(factors)], unexplained)
    for _ in range(half):
        p_value *= unexplained
    divisor = np.subtract(1.0, unexplained)
    np.sqrt(divisor, out=divisor)
    divisor *= _polynomial(factors, unexplained)
    divisor += 1.0
    p_value /= divisor
    return np.minimum(p_value, 1.0, out=p_value)


def _odd(unexplained: Any, half: int) -> Any:
    """Abramowitz and Stegun 26.7.3, with cos^2 = 1 - r^2 and sin = |r|."""
    factors = [1.0]
    for k in range(1, half):
        factors.append(factors[-1] * 2 * k / (2 * k + 1))
    sine, cosine = np.sqrt(1.0 - unexplained), np.sqrt(unexplained)
    inside = _angle(sine, cosine)
    if half:
        inside += sine * cosine * _polynomial(factors, unexplained)
    inside *= 2 / math.pi
    np.subtract(1.0, inside, out=inside)
    return np.maximum(inside, 0.0, out=inside)


def _polynomial(factors: Sequence[float], x: Any) -> Any:
    """By Horner's rule; the factors begin with that of x to the 0."""
    *others, last = factors
    if not others:
        return np.full_like(x, last)
    total = x * last
    total += others.pop()
    for factor in reversed(others):
        total *= x
        total += factor
    return total


def _angle(sine: Any, cosine: Any) -> Any:
    """The angle between 0 and a right angle that has this sine and cosine, by halving it three times.

    By arithmetic alone: a library's arc tangent may differ in the last bit with a value's place in the array.
    """
    tangent = sine / (1.0 + cosine)
    for _ in range(2):
        tangent /= 1.0 + np.sqrt(1.0 + tangent * tangent)
    # The eighth of the angle is below 0.2: twelve terms of the series of its arc tangent are enough.
    angle = _polynomial([1 / odd for odd in range(1, 25, 2)], tangent * -tangent)
    angle *= tangent
    angle *= 8.0
    return angle


def _series(unexplained: Any, freedom: int) -> Any:
    """Abramowitz and Stegun 26.5.4 for the incomplete beta I_c(freedom/2, 1/2), odd: all terms positive, none cancels."""
    half = freedom / 2
    # gamma(half + 1/2) / gamma(half + 1) / sqrt(pi), by its recurrence from 1/2.
    scale, begin = 2 / math.pi, 0.5
    while begin < half:
        scale *= (begin + 0.5) / (begin + 1)
        begin += 1
    power = np.sqrt(unexplained)
    for _ in range(freedom // 2):
        power *= unexplained
    term, total, k = np.full_like(unexplained, 1.0), np.full_like(unexplained, 1.0), 0
    largest = float(unexplained.max())
    # Until a further term changes no sum; a value's own sum is the same, however long the others need.
    bound = 1.0
    while bound > 1e-17:
        term *= unexplained
        term *= (half + 0.5 + k) / (half + 1 + k)
        total += term
        bound *= largest
        k += 1
    return scale * power * np.sqrt(1.0 - unexplained) * total
