"""The rows of the body's own area are those among the rows of all areas, however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.app.evaluate import evaluate
from qpr_rules.files import Folder
from qpr_rules.reading.results import read_results


@pytest.mark.parametrize("areas", [0, 19, 20, 40])
def test_own_rows_are_those_among_all(project: Path, areas: int) -> None:
    lines = ["kpi,area,period,numerator,denominator"]
    lines += [
        f"REPAIRS,N{area},2024-{month:02},{380 + area % 9},400" for area in range(areas) for month in range(1, 13)
    ]
    (project / "results" / "areas.csv").write_text("\n".join(lines), "utf-8")
    tree = Folder(project)
    declarations = declare(tree)
    results = read_results(tree, declarations)
    alone = evaluate(declarations, results)
    own, before = alone.own, alone.own_at(alone.quarter - 1)
    every = evaluate(declarations, results, alone.quarter)
    assert len(every.rows) == areas + 2
    assert own == tuple(row for row in every.rows if row.area == "") == every.own
    assert len(own) == 2 and own[0].actions_open + own[1].actions_open
    assert before == every.own_at(alone.quarter - 1)
    assert alone.rows == every.rows
