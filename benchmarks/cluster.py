"""The nation on Spark, on this machine's cores: the core that is sent there, beside Spark's own windows."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import alike
from benchmarks.alike import FIELDS
from benchmarks.nation import names_of
from benchmarks.national import MONTHS, WINDOW, differences, observations
from benchmarks.queries import EACH_ROW, sql
from benchmarks.timing import interleaved, table

ROWS = 720_000
LARGER = 4 * ROWS
"""So many as well, for what a further row costs without what every run does once."""
ROUNDS = 5
AREAS = 300
OURS, NATIVE = "qpr-rules on Spark, the same columns", "Spark SQL, windows"


def section() -> str:
    """The part of docs/benchmarks.md on Spark."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        return 'Not measured: Spark is not installed (`pip install -e ".[spark]"`, and Java 17).'
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sessions = import_module("pyspark.sql").SparkSession
        spark = (
            sessions.builder.master("local[*]").config("spark.ui.enabled", "false").config("spark.log.level", "ERROR")
        )
        session = spark.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        try:
            taken = _taken(session, Path(folder) / "usual", ROWS)
            larger = _taken(session, Path(folder) / "larger", LARGER, (OURS, NATIVE))
        finally:
            session.stop()
    native = taken[NATIVE]
    rows = [
        [name, f"{took:.1f} s", f"{took / ROWS * 1e6:.1f} µs", f"{took / native:.2f}"] for name, took in taken.items()
    ]
    ours = taken[OURS] / native
    aim = f"Ours takes {ours:.2f} times as long as Spark's own windows; aim at most 1: {'met' if ours <= 1 else '**not met**'}."
    a_row = {name: (took - taken[name]) / (LARGER - ROWS) * 1e6 for name, took in larger.items()}
    further = (
        f"Of {LARGER:,} results ours takes {larger[OURS] / larger[NATIVE]:.2f} times as long ({larger[OURS]:.1f} s against "
        f"{larger[NATIVE]:.1f} s), and each of the {LARGER - ROWS:,} further rows {a_row[OURS]:.2f} µs against {a_row[NATIVE]:.2f} µs."
    )
    return f"{table(['from Parquet to Parquet', 'median', 'a row', 'against windows'], rows)}\n\n{aim} {further}"


def _taken(session: Any, project: Path, rows: int, of: Sequence[str] = ()) -> dict[str, float]:
    """Median seconds of these contenders, or of all, on so many rows; the answers are compared before."""
    contenders = _contenders(session, _project(project, rows), rows)
    for each in (OURS, NATIVE):
        contenders[each]()
    if wrong := differences(alike.written(project / "native")[1], alike.written(project / "ours")[1]):
        raise RuntimeError(f"Spark's windows and we disagree: {'; '.join(wrong)}")
    return interleaved({name: contenders[name] for name in of or contenders}, ROUNDS)


def _contenders(session: Any, project: Path, rows: int) -> dict[str, Any]:
    from qpr_rules.app.cluster import evaluate_on_spark
    from qpr_rules.app.declare import declare
    from qpr_rules.app.national import asked_of, evaluate_stored
    from qpr_rules.engines.processes import run
    from qpr_rules.files import Folder

    declarations, source = declare(Folder(project)), project / "observations"
    assert len(declarations.definitions) == rows // MONTHS // AREAS, declarations.diagnostics[:2]
    full = f"month >= {WINDOW - 1}"
    windows = sql("observed", f"rows {WINDOW - 1} preceding", full, EACH_ROW, "kpi, area, period")
    query = f"select {', '.join(FIELDS[:-1])}, previous as previous_rating from ({windows})"  # what is not asked for is not made

    def ours(fields: tuple[str, ...] = ()) -> None:
        shutil.rmtree(project / "ours", ignore_errors=True)
        answer = evaluate_on_spark(declarations, None, str(source), str(project / "ours"), None, fields=fields)
        assert (answer.written, answer.failed) == (rows, {})

    def native() -> None:
        session.read.parquet(str(source)).createOrReplaceTempView("observed")
        session.sql(query).write.mode("overwrite").parquet(str(project / "native"))

    def here() -> None:
        asked = asked_of(declarations, None, "observations", "")
        answer = evaluate_stored(asked, source, project / "here", run, lambda *_: None)
        assert (answer.written, answer.failed) == (rows, {})

    return {
        OURS: partial(ours, FIELDS),
        "qpr-rules on Spark, every field": ours,
        NATIVE: native,
        "qpr-rules without Spark, in processes": here,
    }


def _project(folder: Path, rows: int) -> Path:
    """Definitions, and results with both forms of their columns, in four files."""
    pq = import_module("pyarrow.parquet")

    columns = observations(rows)
    kpis = names_of("N", range(rows // MONTHS // AREAS))
    alike.declare(folder, kpis)
    made = alike.rows(columns.series, columns.month, kpis, AREAS)
    for name, column in (
        ("series", columns.series),
        ("month", columns.month),
        ("n", columns.numerator),
        ("d", columns.denominator),
    ):
        made = made.append_column(name, [column])
    (folder / "observations").mkdir()
    for part in range(4):
        pq.write_table(made.slice(part * rows // 4, rows // 4), folder / "observations" / f"{part}.parquet")
    return folder
