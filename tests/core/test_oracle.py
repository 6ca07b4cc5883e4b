"""The core against an independent oracle, on thousands of random series: no difference is allowed."""

from __future__ import annotations

import random

import pytest

from tests.oracle import verdict
from tests.series import rows_of
from tests.worlds import evaluated, same_bits, some_cells, some_definition, words


def differences(seed: int) -> list[str]:
    dice = random.Random(seed)
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return []
    found = evaluated(definition, rows_of(cells))
    out = []
    for column in range(found.periods):
        if not found.stands[column]:
            continue
        expected = verdict(definition, cells, found.first + column)
        rating, reason = words(found, 0, column)
        got = (rating, reason, found.figure(0, column), int(found.present[0, column]), int(found.needed[column]))
        wanted = (expected.rating, expected.reason, expected.figure, expected.present, expected.needed)
        if got != wanted:
            out.append(f"seed {seed}, column {column}: {got} != {wanted}\n{definition}")
    if not same_bits(evaluated(definition, rows_of(cells), objects=True), found):
        out.append(f"seed {seed}: Python integers give other bits than int64")
    return out


@pytest.mark.parametrize("block", range(40))
def test_every_rating_reason_and_figure_is_the_oracles(block: int) -> None:
    assert [each for seed in range(block * 50, block * 50 + 50) for each in differences(seed)][:3] == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_the_same_on_twenty_thousand(block: int) -> None:
    assert [each for seed in range(10_000 + block * 2000, 12_000 + block * 2000) for each in differences(seed)][
        :3
    ] == []
