"""Every verdict of one definition, some areas at a time side by side where there are many."""

from __future__ import annotations

from functools import partial

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.definition import Definition
from qpr_rules.engines.local import cores, run
from qpr_rules.panel import Panel
from qpr_rules.verdicts import Evaluations

FEWEST, MOST = 2**18, 2**19
"""The cells of a panel that are worth a thread, which waits for others between passes; and how many it evaluates at a time,
for more take memory for no gain."""


def verdicts(definition: Definition, panel: Panel, asked: int = 0, trends: int = 0) -> Evaluations:
    """Every verdict of one definition from the column ``asked`` on, with directions from ``trends`` on (see ``evaluate``).

    A nation's panel is evaluated in chunks, side by side; they change no bit.
    """
    chunks, threads = chunks_of(panel, cores())
    if len(chunks) == 1:
        return evaluate(definition, panel, asked, trends)
    return evaluate_in_chunks(definition, panel, chunks, partial(run, workers=threads), asked, trends)


def chunks_of(panel: Panel, most: int) -> tuple[list[slice], int]:
    """The areas in chunks of at most MOST cells, as many for each thread; and how many threads, ``most`` at most."""
    cells = len(panel.areas) * panel.periods
    threads = max(1, min(most, cells // FEWEST))
    rounds = max(1, -(-cells // (MOST * threads)))
    return panel.chunks(-(-len(panel.areas) // (rounds * threads)) * panel.periods), threads
