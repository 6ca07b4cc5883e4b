"""A published quarter as the project that it is: the declarations and results that it was made from."""

from __future__ import annotations

from qpr_rules.definition import Definition
from qpr_rules.files import Tree
from qpr_rules.observation import State
from qpr_rules.reading.project import Declarations, read_declarations
from qpr_rules.reading.results import Results, read_results


def read_frozen(tree: Tree) -> tuple[Declarations, Results]:
    """The declarations and results in the folder of a published quarter, which names no file outside it."""
    declarations = read_declarations(tree)
    return declarations, read_results(tree, declarations)


def resting_on_hidden(declarations: Declarations, results: Results) -> frozenset[str]:
    """The KPIs of a published quarter of which some results are not told, so that their rows cannot be worked out again."""
    hiding = [each.id for each in declarations.definitions if each.disclosure]
    observed = results.observations
    return frozenset(kpi for kpi in hiding if any(one.state is State.SUPPRESSED for one in observed.get(kpi, ())))


def form_of_results(definition: Definition) -> tuple[object, ...]:
    """The parts of a definition on which it depends how its results are read."""
    measure = definition.measure
    structure = (measure.is_ratio, measure.pools, measure.stock)
    shape = (definition.frequency, definition.calendar, definition.unit)
    return (*shape, structure, definition.reported, definition.bounded)
