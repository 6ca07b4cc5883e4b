"""``qpr-rules evaluate --from``: the results of a nation, read and written where they lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.progress import progress
from qpr_rules.cli.refusals import did_you_mean, require_not_ours, safely, settings_of
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import cannot_be_written
from qpr_rules.english import capital, plural

if TYPE_CHECKING:
    from qpr_rules.app.national import Answer
    from qpr_rules.reading.arrow.columns import Where
    from qpr_rules.reading.project import Declarations
    from qpr_rules.showing.arrow import Only

LISTED = 8
"""KPIs that one line names; of more it gives the number."""


class Wish(NamedTuple):
    """The options of the command, as they were written."""

    source: str
    output: str
    quarter: str | None
    engine: str
    workers: int | None
    master: str | None
    fields: str | None
    where: tuple[str, ...]


class _Chosen(NamedTuple):
    """Of which quarter (None: of every period), and known on which day; which fields are written, of which rows; what day it is."""

    quarter: int | None
    known_on: dt.date | None
    fields: Only
    where: Where
    today: dt.date


def evaluate_nation(session: Session, wish: Wish) -> int:
    """Evaluate as the options say, print what became of it, and return the exit code."""
    if find_spec("pyarrow") is None:
        raise click.ClickException('Parquet needs pyarrow: pip install "qpr-rules[parquet]".')
    if wish.engine != "spark" and wish.master:
        raise click.UsageError("--master goes with --engine spark.")
    fields, where = _fields(wish.fields), _where(wish.where)
    declarations = session.declarations()
    settings_of(declarations)
    _require_apart(session.tree.root, declarations, wish)
    chosen = _Chosen(session.quarter(wish.quarter, declarations), session.known_on, fields, where, session.today)
    if session.known_on is not None:
        from qpr_rules.app.as_known_on import published_by

        declarations = published_by(declarations, session.known_on)
    if wish.engine == "spark":
        if wish.workers:
            raise click.UsageError("--workers goes with threads and processes; a cluster has its own.")
        answer = _on_spark(declarations, chosen, wish)
    else:
        answer = _on_this_machine(declarations, chosen, wish)
    if session.known_on is not None and answer.kpis and not answer.written:
        click.echo(f"No result was known on {session.known_on}.")
    return DIAGNOSTICS if _told(declarations, answer, wish.output) else 0


def _require_apart(root: Path, declarations: Declarations, wish: Wish) -> None:
    """Refuse, as misuse, to write over what is read or beside it, where the rows would be read as results from then on."""
    source, output = _place(wish.source, wish.engine), _place(wish.output, wish.engine)
    if isinstance(output, Path):
        for name in (output, output / "part-00000.parquet"):
            require_not_ours(name, root, declarations)
    if source and output and (source == output or source in output.parents or output in source.parents):
        raise click.BadParameter(
            f"`{safely(wish.output)}` lies in `{safely(wish.source)}` or holds it, and that is what this is made from; "
            "name another folder.",
            param_hint="--output",
        )


def _place(name: str, engine: str) -> PurePath | None:
    """Where files are, of this computer or at an address; None for a table, which Spark never writes over."""
    if engine == "spark":
        from qpr_rules.engines.spark import is_address

        if not is_address(name):
            return None
        name = name.removeprefix("file://")
    return PurePosixPath(name) if "://" in name else Path(name).resolve()


def _where(written: Sequence[str]) -> Where:
    """The columns that the option names, each with its texts. Refuses, as misuse, what is no COLUMN=TEXT."""
    found: dict[str, set[str]] = {}
    for each in written:
        column, equals, text = each.partition("=")
        if not equals or not column.strip():
            raise click.BadParameter(
                f"`{safely(each)}` is not COLUMN=TEXT, such as level=District", param_hint="--where"
            )
        found.setdefault(column.strip().casefold(), set()).add(text.strip())
    return tuple((column, frozenset(texts)) for column, texts in found.items())


def _fields(named: str | None) -> Only:
    """The fields that an option names, in any order and with commas between; none of them where it is not given."""
    from qpr_rules.showing.rows import COLUMNS

    if named is None:
        return ()
    known = [field.name for field in COLUMNS]
    names = tuple(name.strip() for name in named.split(","))
    for name in names:
        if name not in known:
            close = did_you_mean(name, known, "Name fields with commas between, such as kpi,area,period,rating.")
            raise click.BadParameter(f"there is no field `{safely(name)}`. {close}", param_hint="--fields")
    return names


def _engine(name: str) -> Callable[..., Any]:
    from qpr_rules.engines import local, processes

    return {"threads": local.run, "processes": processes.run}[name]


def _on_this_machine(declarations: Declarations, chosen: _Chosen, wish: Wish) -> Answer:
    from qpr_rules.app.national import asked_of, evaluate_stored
    from qpr_rules.engines import processes
    from qpr_rules.reading.arrow.stored import StoredError, digest_of, files_in

    root, output = Path(wish.source), Path(wish.output)
    run = partial(_engine(wish.engine), workers=wish.workers)
    try:
        results = digest_of(root, files_in(root))
        how = chosen.known_on, chosen.fields, chosen.where, chosen.today
        asked = asked_of(declarations, chosen.quarter, root.name, results, *how)
        with progress("Evaluating", "rows") as step:
            return evaluate_stored(asked, root, output, run, step)
    except (StoredError, processes.EndedError) as error:
        raise click.ClickException(f"{capital(str(error))}. Nothing was written.") from None
    except FileExistsError:
        raise click.BadParameter(
            f"`{output}` is there already, and holds something else than evaluations; name another folder.",
            param_hint="-o",
        ) from None
    except OSError as error:
        raise cannot_be_written(output, str(output), error, "nothing was changed") from None


def _on_spark(declarations: Declarations, chosen: _Chosen, wish: Wish) -> Answer:
    from qpr_rules.app.cluster import evaluate_on_spark
    from qpr_rules.engines.spark import SparkError
    from qpr_rules.reading.arrow.columns import ColumnsError

    places = wish.source, wish.output, wish.master
    try:
        return evaluate_on_spark(
            declarations, chosen.quarter, *places, chosen.known_on, chosen.fields, chosen.where, chosen.today
        )
    except ColumnsError as error:
        raise click.ClickException(f"`{wish.source}`: {error}. Nothing was written.") from None
    except SparkError as error:
        raise click.ClickException(f"{error}. Nothing was written.") from None


def _told(declarations: Declarations, answer: Answer, output: str) -> bool:
    """Print what was found and written; True if anything is in error or failed."""
    from qpr_rules.cli.findings import show_findings
    from qpr_rules.diagnostic import errors

    found = list(answer.tally.diagnostics())
    show_findings(found, {})
    for what, why in answer.failed.items():
        click.echo(f"Not evaluated: {safely(what)}. {safely(why)}.")
    have = set(answer.kpis)
    for said, ids in (
        (
            "without a result",
            [each.id for each in declarations.definitions if each.id not in have | answer.failed.keys()],
        ),
        ("with a definition in error, which `qpr-rules check` explains", [each.id for each in declarations.broken]),
    ):
        if ids:
            named = ", ".join(map(safely, ids[:LISTED])) + (", ..." if len(ids) > LISTED else "")
            click.echo(f"{plural(len(ids), 'KPI')} {said}: {named}.")
    refused = f"{answer.refused:,} refused" if answer.refused else "none refused"
    refused += f", {answer.left_out:,} left out by --where" if answer.left_out else ""
    click.echo(f"{plural(answer.read, 'row')} read, {refused}; of {plural(len(answer.kpis), 'KPI')}")
    click.echo(f"{plural(answer.written, 'evaluation')} written to {safely(output)}.")
    return bool(answer.failed or declarations.broken or errors(found) or errors(declarations.diagnostics))
