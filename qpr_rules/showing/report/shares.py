"""Parts of a whole as percentages, which need not add to 100 once they are rounded, and say so."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from qpr_rules.evaluation import Rating
from qpr_rules.quantity import rounded
from qpr_rules.showing.report.paper import Share


def shares(counts: Mapping[Rating, int]) -> tuple[tuple[Share, ...], str]:
    """Each rating's share of all, to a whole percent, halves away from zero, and a sentence where they do not add up.

    >>> found, note = shares({Rating.GREEN: 20, Rating.AMBER: 10, Rating.RED: 12, Rating.NOT_RATED: 0})
    >>> [each.percent for each in found], note
    (['48%', '24%', '29%', '0%'], 'Each percentage is rounded by itself; together they come to 101%.')
    """
    total = sum(counts.values())  # exact: integers
    if not total:
        return (), ""
    whole = {word: int(rounded(Fraction(number * 100, total), 0)) for word, number in counts.items()}
    found = tuple(Share(word, number, _percent(number, whole[word])) for word, number in counts.items())
    together = sum(whole.values())  # exact: integers
    note = "" if together == 100 else f"Each percentage is rounded by itself; together they come to {together}%."
    return found, note


def _percent(number: int, whole: int) -> str:
    """Never nothing for something.

    >>> _percent(1, 0), _percent(0, 0)
    ('under 1%', '0%')
    """
    return "under 1%" if number and not whole else f"{whole}%"
