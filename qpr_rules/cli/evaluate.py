"""``qpr-rules evaluate``: one row for each KPI and area."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.options import as_known_on_option, format_option, project_options, quarter_option
from qpr_rules.cli.refusals import require_for_programs, require_not_ours
from qpr_rules.cli.session import Session, ended, lister, trouble
from qpr_rules.cli.writing import IN_UTF_8, emitted, output_option, printed

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.evaluation import Evaluation
    from qpr_rules.provenance import Provenance


FORMS = ("table", "csv", "json", "ndjson")


@click.command()
@quarter_option
@click.option(
    "--every-period", is_flag=True, help="One row for each period that may have a figure, instead of one quarter."
)
@format_option(FORMS, "A table for people; the others hold every field, for programs.")
@output_option(f"{IN_UTF_8} With --from: the folder, address or table to write.", folders=True)
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    help="A nation's results: a folder of Parquet files, or with --engine spark an address or a table.",
)
@click.option(
    "--engine",
    type=click.Choice(["threads", "processes", "spark"]),
    help="With --from: what does the work, threads of this process by default.",
)
@click.option("--workers", type=click.IntRange(1), metavar="N", help="With --from: how many threads or processes.")
@click.option(
    "--master", metavar="URL", help="With --engine spark: the cluster; by default the one Spark is set up for."
)
@click.option(
    "--fields", metavar="NAMES", help="With --from: write only these fields, such as kpi,area,period,figure,rating."
)
@click.option(
    "--where",
    "chosen",
    multiple=True,
    metavar="COLUMN=TEXT",
    help="With --from: only rows with this text in the column; again for another text of it, or another column.",
)
@as_known_on_option
@project_options
def evaluate(
    quarter: str | None,
    every_period: bool,
    form: str,
    output: str | None,
    source: str | None,
    engine: str | None,
    workers: int | None,
    master: str | None,
    fields: str | None,
    chosen: tuple[str, ...],
    **common: Any,
) -> int:
    """Print one row for each KPI and area, with every field.

    With --from, the results of a nation are read and the rows written where they lie, as Parquet or a table.

    \b
    Example:
      qpr-rules evaluate --quarter "Q3 2024/25" --format csv -o ratings.csv
      qpr-rules evaluate --every-period --from observations --engine processes -o ratings
    """
    if quarter and every_period:
        raise click.UsageError("--quarter and --every-period do not go together.")
    if source is not None:
        from qpr_rules.cli.national import Wish, evaluate_nation

        if not quarter and not every_period:
            raise click.UsageError(
                "With --from, say --every-period, or which --quarter: none is looked for in a nation."
            )
        if not output:
            raise click.UsageError("With --from, say with -o where to write the rows.")
        wish = Wish(
            source=source,
            output=output,
            quarter=quarter,
            engine=engine or "threads",
            workers=workers,
            master=master,
            fields=fields,
            where=chosen,
        )
        return evaluate_nation(Session(**common), wish)
    if engine or workers or master or fields is not None or chosen:
        raise click.UsageError("--engine, --workers, --master, --fields and --where go with --from.")
    if output and Path(output).is_dir():
        raise click.BadParameter(f"`{output}` is a folder; name a file.", param_hint="-o")
    require_for_programs(form, output, FORMS)
    session = Session(**common)
    report = session.report(quarter)
    require_not_ours(Path(output) if output else None, session.tree.root, report.declarations, report.results)
    rows: Iterable[Evaluation] = report.rows
    made_from = report.provenance
    if every_period:
        from qpr_rules.app.evaluate import every_period as by_period  # the option has its name

        rows = by_period(report.declarations, (report.exact or report).results)
        made_from = made_from._replace(quarter="every period")
    if form == "table":
        return _show(report, rows)
    if output:
        emitted("".join(_lines(rows, form, made_from)), Path(output))
    else:
        stream = sys.stdout.buffer  # UTF-8 on every console and platform
        for line in _lines(rows, form, made_from):
            stream.write(printed(line))
    return ended(sum(trouble(report)), lister(report))


def _show(report: Report, rows: Iterable[Evaluation]) -> int:
    from qpr_rules.cli.framing import closing, opening
    from qpr_rules.showing.tables import evaluation_table

    console, marks = opening(report)
    console.print()
    console.print(evaluation_table(rows, {each.id: each for each in report.declarations.definitions}, marks))
    console.print()
    return closing(console, report)


def _lines(rows: Iterable[Evaluation], form: str, made_from: Provenance) -> Iterator[str]:
    from qpr_rules.formulas import csv_lines
    from qpr_rules.harmless import json_text
    from qpr_rules.showing.rows import as_json, as_text, header

    if form == "csv":
        yield from csv_lines([header()])
        yield from csv_lines(as_text(row, made_from) for row in rows)
    elif form == "ndjson":
        for row in rows:
            yield json_text(as_json(row, made_from)) + "\n"
    else:
        opener = "["
        for row in rows:
            yield f"{opener}\n {json_text(as_json(row, made_from))}"
            opener = ","
        yield "[]\n" if opener == "[" else "\n]\n"
