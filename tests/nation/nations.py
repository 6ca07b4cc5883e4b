"""Small nations of the generator, as Parquet and as CSV, and what the ordinary road from CSV to rows makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.nation import Size, rows, write, write_definitions
from qpr_rules.app.declare import declare
from qpr_rules.app.evaluate import evaluate, every_period
from qpr_rules.files import Folder
from qpr_rules.period import Frequency
from qpr_rules.reading.results import read_results
from qpr_rules.showing.arrow import batch_of_rows
from tests.commands import run

SMALL = Size(areas=7, kpis=13, months=42)
QUARTER = "Q1 2023/24"


def nation(folder: Path, size: Size = SMALL, layout: str = "sorted") -> Path:
    """A project with its results in ``observations``."""
    write(folder, size, layout)
    return folder


def rewritten(folder: Path, made: Any, group: int = 500) -> Path:
    """A project whose results are one file of this table, in groups of so many rows."""
    import pyarrow.parquet as pq

    write_definitions(folder, SMALL.kpis)
    (folder / "observations").mkdir(exist_ok=True)
    pq.write_table(made, folder / "observations" / "all.parquet", row_group_size=group)
    return folder


def table(size: Size = SMALL) -> Any:
    """All results of a nation, sorted, with words as plain text."""
    made = rows(range(size.kpis), range(size.areas), size)
    return pa.table(
        {name: made[name].cast(pa.string()) if _words(made[name]) else made[name] for name in made.column_names}
    )


def _words(column: Any) -> bool:
    return bool(pa.types.is_dictionary(column.type))


KNOWN = ("--as-known-on", "2030-02-15", "--today", "2030-12-31")
"""The day on which the rows of ``with_vintages`` are those of the nation."""


def with_vintages(made: Any) -> Any:
    """The same results as known on 1 February 2030, among others that were known before, and that will be later."""
    rows = made.to_pylist()
    right = [{**row, "as_of": "2030-02-01"} for row in rows]
    before = [{**row, "numerator": 0, "as_of": "2030-01-01"} for row in rows[::3]]
    after = [{**row, "numerator": 0, "as_of": "2030-03-01"} for row in rows[1::3]]
    return pa.Table.from_pylist([*after, *right, *before], made.schema.append(pa.field("as_of", pa.string())))


def setting(folder: Path, line: str) -> None:
    """Add a line to the settings of a project."""
    with (folder / "qpr-rules.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"{line}\n")


def expected(folder: Path, *, quarter: str | None = None, line: str = "") -> list[dict[str, Any]]:
    """The rows that the ordinary road makes of the same results as CSV, in the order of KPI, area and period."""
    write(folder, SMALL, as_csv=True)
    setting(folder, line)
    tree = Folder(folder)
    declarations = declare(tree)
    assert declarations.settings is not None
    results = read_results(tree, declarations)
    if quarter is None:
        made = every_period(declarations, results)
        return listed([batch_of_rows(made, evaluate(declarations, results).provenance)])
    report = evaluate(declarations, results, declarations.settings.calendar.parse(quarter, Frequency.QUARTER))
    return listed([batch_of_rows(report.released.rows, report.provenance)])


def with_blanks(made: Any) -> Any:
    """The rows with blanks of every kind around the ids of their KPIs."""
    around = ("{}", " {}", "{}\t", "\u00a0{}\u2003", "\x1f{}\n", "\r\n{} ")
    kpis = [around[row % len(around)].format(kpi) for row, kpi in enumerate(made.column("kpi").to_pylist())]
    return made.set_column(made.column_names.index("kpi"), "kpi", pa.array(kpis))


def written(folder: Path) -> list[dict[str, Any]]:
    """The rows of a folder of evaluations, in the same order."""
    import pyarrow.parquet as pq

    return listed([pq.read_table(file) for file in sorted(folder.rglob("*.parquet"))])


def listed(parts: list[Any]) -> list[dict[str, Any]]:
    """Rows without what they were made from, in the order of KPI, area and period."""
    found = [row for part in parts for row in part.to_pylist()]
    for row in found:
        assert row.pop("made_from", "qpr-rules ").startswith("qpr-rules ")
    return sorted(found, key=lambda row: (row["kpi"], row["area"], row["period"]))


DISTRICTS = ("--where", "Level=district", "--where", " level = County ")
"""What asks for the rows of the nation among those of ``with_levels``."""


def with_levels(made: Any) -> Any:
    """The same results, of districts and of one county, among rows of other levels that say something else, and of no KPI."""
    rows = made.to_pylist()
    right = [{**row, "Level": "County" if row["area"] == rows[0]["area"] else " district"} for row in rows]
    wards = [{**row, "numerator": 0, "Level": "ward"} for row in rows[::3]]
    others = [{**row, "kpi": "OTHER", "Level": None} for row in rows[:5]]
    return pa.Table.from_pylist([*others, *wards, *right], made.schema.append(pa.field("Level", pa.string())))


def evaluated(project: Path, *options: str, code: int = 0) -> str:
    """Have the rows written to ``ratings``: of every period, unless a quarter is chosen; what is said."""
    source = str(project / "observations")
    when = () if "--quarter" in options else ("--every-period",)
    ran = run(project, "evaluate", "--from", source, *when, *options, "-o", str(project / "ratings"))
    assert ran.code == code, ran.said
    return ran.said
