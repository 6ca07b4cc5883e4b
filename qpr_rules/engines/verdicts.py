"""Every verdict of one definition, some areas at a time side by side where there are many."""

from __future__ import annotations

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.definition import Definition
from qpr_rules.engines.local import cores, run
from qpr_rules.evaluation import Evaluations
from qpr_rules.panel import Panel

FEWEST, MOST = 2**17, 2**19
"""The cells of a panel that a thread evaluates at a time: fewer are not worth one, and more take memory for no gain."""


def verdicts(definition: Definition, panel: Panel, asked: int = 0) -> Evaluations:
    """Every verdict of one definition from the column ``asked`` on; a nation's panel in chunks, side by side.

    The chunks change no bit.
    """
    share = -(-len(panel.areas) * panel.periods // cores())
    chunks = panel.chunks(min(max(share, FEWEST), MOST))
    if len(chunks) == 1:
        return evaluate(definition, panel, asked)
    return evaluate_in_chunks(definition, panel, chunks, run, asked)
