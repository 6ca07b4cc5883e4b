"""Evaluate a nation on a Spark cluster, where its results lie: the same work as on one machine, sent there."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from qpr_rules.app.national import Answer, Asked, asked_of, evaluated, say_unmatched
from qpr_rules.core.rows_in_columns import BY_QUARTER
from qpr_rules.engines.spark import REPORT, chosen, opened, session
from qpr_rules.engines.spark import run as run_on_spark
from qpr_rules.evaluation import Evaluation
from qpr_rules.period import Frequency
from qpr_rules.reading.arrow.columns import Where, choosing, columns_of, folded
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.arrow.whole import whole_series
from qpr_rules.reading.project import Declarations
from qpr_rules.showing.arrow import Only, batch_of_rows, schema


def evaluate_stream(asked: Asked, batches: Iterable[Any]) -> Iterator[Any]:
    """The work of one partition of a cluster: batches of results in the order of KPIs become batches of evaluations.

    What became of the partition is pickled into the last row, which holds nothing else.
    """
    import pyarrow as pa

    answer = Answer(Tally(asked.source))
    kinds = [(field.name, field.type) for field in _given(asked)]
    names = [*(name for name, _ in kinds), REPORT]
    for table in whole_series(batches):
        for batch in evaluated(asked, columns_of(table, where=asked.where), answer):
            cells = [batch.column(name).cast(kind) for name, kind in kinds]
            yield pa.record_batch([*cells, pa.nulls(batch.num_rows, pa.binary())], names)
    nothing = [pa.nulls(1, kind) for _, kind in kinds]
    yield pa.record_batch([*nothing, pa.array([pickle.dumps(answer)], pa.binary())], names)


_ATTRIBUTES = {"direction_method": "direction"}
_OF_DEFINITION = ("name", "section", "owner", "kind", "unit", "direction_method", "illustrative")


def _same(asked: Asked) -> set[str]:
    """The fields that say the same in all rows of a KPI, of those that are written."""
    left = BY_QUARTER if asked.quarter is None else ("quarter",)
    same = {*_OF_DEFINITION, *left, "restated", "restated_because", "made_from"}
    return same & set(asked.fields) if asked.fields else same


def _given(asked: Asked) -> Any:
    """The Arrow schema of what the work gives: the KPI, by which the rest is put beside, and what is not the same in its rows."""
    import pyarrow as pa

    return pa.schema([each for each in schema(asked.fields, coded=False) if each.name not in _same(asked)])


def _said_of_each(asked: Asked) -> Any:
    """A table of what is the same in all rows of each KPI."""
    import pyarrow as pa

    rows = []
    for each in asked.definitions.values():
        row = Evaluation(kpi=each.id, **{name: getattr(each, _ATTRIBUTES.get(name, name)) for name in _OF_DEFINITION})
        code = "" if asked.quarter is None else each.calendar.code(Frequency.QUARTER, asked.quarter)
        rows.append(row._replace(quarter=code))
    held = pa.Table.from_batches([batch_of_rows(rows, asked.made_from)]).cast(schema(coded=False))
    return held.select(["kpi", *sorted(_same(asked))])


def evaluate_on_spark(
    declarations: Declarations,
    quarter: int | None,
    source: str,
    output: str,
    master: str | None,
    known_on: dt.date | None = None,
    fields: Only = (),
    where: Where = (),
    today: dt.date | None = None,
) -> Answer:
    """Evaluate Parquet files at an address, or a table, on a Spark cluster, into Parquet files or a table.

    ``fields`` are those that are written, all where none is named; ``where`` says which rows are asked for. Raises SparkError, ColumnsError where the source is
    none of results.
    """
    # Nobody reads a nation twice for a digest of it.
    asked = asked_of(declarations, quarter, source, "", known_on, ("kpi", *fields) if fields else (), where, today)
    answer = Answer(Tally(source))
    with session(master) as spark:
        rows, there = opened(spark, source)
        columns, sent = {**choosing(there, where), **folded(there)}, asked
        if where and (found := chosen(rows, columns, dict(where))) is not None:
            answer.read, answer.left_out, answer.seen = found.left_out, found.left_out, found.seen
            rows, columns, sent = found.rows, folded(there), replace(asked, where=())
        work, names = partial(evaluate_stream, sent), schema(fields, coded=False).names
        for report in run_on_spark(
            work, spark, rows, columns, "kpi", _given(asked), _said_of_each(asked), names, output
        ):
            answer.take(pickle.loads(report))  # noqa: S301  # it was pickled by our own work
    say_unmatched(asked, answer)
    return answer
