"""Every verdict of one definition, some areas at a time side by side where there are many."""

from __future__ import annotations

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.definition import Definition
from qpr_rules.engines.local import cores, run
from qpr_rules.panel import Panel
from qpr_rules.verdicts import Evaluations

FEWEST, MOST = 2**17, 2**19
"""The cells of a panel that a thread evaluates at a time: fewer are not worth one, and more take memory for no gain."""


def verdicts(definition: Definition, panel: Panel, asked: int = 0, trends: int = 0) -> Evaluations:
    """Every verdict of one definition from the column ``asked`` on, with directions from ``trends`` on (see ``evaluate``).

    A nation's panel is evaluated in chunks, side by side; they change no bit.
    """
    chunks = chunks_of(panel, cores())
    if len(chunks) == 1:
        return evaluate(definition, panel, asked, trends)
    return evaluate_in_chunks(definition, panel, chunks, run, asked, trends)


def chunks_of(panel: Panel, threads: int) -> list[slice]:
    """The areas in chunks of at most MOST cells, as many for each thread, unless they would have fewer than FEWEST."""
    rounds = max(1, -(-len(panel.areas) * panel.periods // (MOST * threads)))
    areas = -(-len(panel.areas) // (rounds * threads))
    return panel.chunks(max(areas * panel.periods, FEWEST))
