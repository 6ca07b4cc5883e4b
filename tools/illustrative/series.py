"""Invented series, in whole-number arithmetic of our own so that every platform writes the same."""

from __future__ import annotations

from tools.illustrative.plan import Row

MONTHS = 69
"""April 2019 to December 2024."""

_SWING = (0, 50, 87, 100, 87, 50, 0, -50, -87, -100, -87, -50)
"""A yearly swing in hundredths, month by month from April."""


class Dice:
    """A linear congruential generator (Knuth's MMIX constants), seeded with text."""

    def __init__(self, seed: str) -> None:
        self.state = 0
        for character in seed:
            self.state = (self.state * 131 + ord(character)) % 2**64
        for _ in range(8):
            self.throw(2)

    def throw(self, sides: int) -> int:
        """A whole number from 0 to ``sides`` - 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % sides

    def wobble(self, size: int) -> int:
        """Roughly bell-shaped noise between -2 and 2 times ``size``."""
        return sum(self.throw(1001) for _ in range(4)) * size // 1000 - 2 * size


def levels(row: Row, attempt: int) -> list[int]:
    """The level of each month in thousandths of the unit. Attempts differ in their noise and in when they bend."""
    dice = Dice(f"{row.kpi}/{attempt}")
    scale = 1000
    start, rise = round(row.level * scale), round(row.rise * scale) * (row.better or 1)
    begin, end = _bend(row.pattern, dice)
    if "recovers" in row.wants:
        begins, lasts, back = 28 + dice.throw(12), 12 + dice.throw(14), 8 + dice.throw(10)
        return [
            _falls_and_recovers(month, start, rise, begins, lasts, back, dice.wobble(round(row.noise * scale)))
            for month in range(MONTHS)
        ]
    if row.pattern.startswith("D"):
        rise = -rise
    found = []
    for month in range(MONTHS):
        moved = rise * min(max(month - begin, 0), end - begin) // (end - begin)
        # The first Covid summer, as a dip (or a bulge) that everyone remembers.
        covid = -(row.better or 1) * round(row.noise * scale) * 2 if 12 <= month <= 15 else 0
        swing = round(row.season * scale) * _SWING[month % 12] // 100
        found.append(start + moved + swing + covid + dice.wobble(round(row.noise * scale)))
    for month in range(MONTHS - 3, MONTHS):
        found[month] += round(row.late * scale) * (row.better or 1)
    if "surge" in row.wants:
        found[-1] += 5 * round(row.noise * scale)
        found[-2] += 4 * round(row.noise * scale)
        found[-3] += 4 * round(row.noise * scale)
    return found


def _falls_and_recovers(month: int, start: int, fall: int, begins: int, lasts: int, back: int, noise: int) -> int:
    """A backlog grows and stays; from June 2024 each month is better than the last by ``back`` hundredths of the fall."""
    if month < 62:
        return start - fall * min(max(month - begins, 0), lasts) // lasts + noise
    return start - fall + (month - 61) * fall * back // 100 + noise // 3


def _bend(pattern: str, dice: Dice) -> tuple[int, int]:
    """The months between which a series moves."""
    if not pattern or set(pattern) <= {"S", "X", "-"}:
        return 0, MONTHS
    match pattern:
        case "SUUUU":
            return 38 + dice.throw(14), MONTHS
        case "SSUU-" | "--UUU":
            return 36 + dice.throw(20), MONTHS
        case "DDDSS" | "DDSSS" | "DSSSS":
            return 14 + dice.throw(14), 40 + dice.throw(16)
        case _:
            return 8, MONTHS
