"""Freeze a quarter: what was concluded of it and everything that it was concluded from, in one folder that proves itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from qpr_rules import shipped
from qpr_rules.app.evaluate import Report, evaluate
from qpr_rules.core.comparison import ReconciliationError
from qpr_rules.definition import Kind
from qpr_rules.diagnostic import errors
from qpr_rules.english import listed, plural
from qpr_rules.files import Folder, Held, Tree
from qpr_rules.period import Frequency
from qpr_rules.provenance import Provenance
from qpr_rules.publication import EARLIER, EVALUATIONS, FILE, OBSERVATIONS, Issue, sha256, written
from qpr_rules.reading.extent import NoResultsError, quarters_with_results
from qpr_rules.reading.frozen import read_frozen, resting_on_hidden
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.published import folders
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import ahead
from qpr_rules.settings import FILE as SETTINGS
from qpr_rules.settings import Settings
from qpr_rules.showing.freeze import conclusions, earlier, observations, settings_text, with_rows_of

_PLACES = {
    "owners": "owners.yaml",
    "definitions": "kpi_definitions",
    "rules": "rules",
    "results": [OBSERVATIONS],
    "commentary": "commentary",
}
"""Where things lie in a published folder, wherever they lie in the project."""


class RefusedError(Exception):
    """The quarter cannot be published; ``str(error)`` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A quarter that is ready to be written: its ``folder`` from the project, and the contents of its ``files``."""

    folder: str
    issue: Issue
    files: Mapping[str, bytes]
    report: Report


def publish(
    tree: Tree, declarations: Declarations, results: Results, quarter: int, today: dt.date, reason: str | None = None
) -> Frozen:
    """Make the folder of a quarter (an ordinal) and prove it; nothing is written. ``reason`` is why it is issued again.

    Raises RefusedError for a quarter that cannot be published, FileError where the published ones cannot be read.
    """
    settings = declarations.settings
    assert settings is not None
    _require_whole(declarations, results, today)
    _require_over(declarations, results, settings, quarter, today)
    number = _number(tree, settings, quarter, reason)
    told = {each: published for each, published in declarations.published.items() if each < quarter}
    report = evaluate(declarations._replace(published=told), results, quarter).released
    title = report.title
    if not any(row.kind is Kind.KPI for row in report.own):
        raise RefusedError(f"No KPI was active in {title}, so there is nothing to publish.")
    made_from = report.provenance
    files = dict(_project(report))
    if told:
        rows = {each: published.rows for each, published in told.items()}
        files[EARLIER] = earlier(rows, report.restated(quarter), settings.calendar)
    files |= conclusions(report, made_from)
    issue = Issue(
        quarter=settings.calendar.code(Frequency.QUARTER, quarter),
        number=number,
        published=today.isoformat(),
        reason=reason or "",
        illustrative=settings.illustrative or any(row.illustrative for row in report.rows),
        version=made_from.version,
        method=made_from.method,
        definitions=made_from.definitions,
        results=made_from.results,
        files={name: sha256(content) for name, content in files.items()},
        known=made_from.known,
    )
    files[FILE] = written(issue)
    _prove(files, quarter, made_from)
    return Frozen(f"{settings.published}/{issue.folder}", issue, files, report)


def _require_whole(declarations: Declarations, results: Results, today: dt.date) -> None:
    to_come = [each for own in results.observations.values() for each in ahead(own, today)]
    parts = [
        f"{plural(len(wrong), 'error')} in the {where}"
        for wrong, where in (
            (errors(declarations.diagnostics), "declarations"),
            ((*errors(results.diagnostics), *to_come), "results"),
        )
        if wrong
    ]
    if parts:
        raise RefusedError(f"Nothing is published, because of {listed(parts)}: `{results.listed_by}` lists them.")


def _require_over(
    declarations: Declarations, results: Results, settings: Settings, quarter: int, today: dt.date
) -> None:
    title = settings.calendar.show(Frequency.QUARTER, quarter)
    end = settings.calendar.last_day(Frequency.QUARTER, quarter)
    if end >= today:
        raise RefusedError(f"{title} is not over: it ends on {end}, and today is {today}.")
    try:
        first, last = quarters_with_results(declarations, results)
    except NoResultsError:
        raise RefusedError(f"There are no results, so {title} cannot be published.") from None
    if not first <= quarter <= last:
        near = settings.calendar.show(Frequency.QUARTER, first if quarter < first else last)
        word = "first" if quarter < first else "latest"
        raise RefusedError(f"There are no results for {title}; the {word} quarter with any is {near}.")


def _number(tree: Tree, settings: Settings, quarter: int, reason: str | None) -> int:
    """The number of the issue that is next. Raises RefusedError where it may not be made."""
    title = settings.calendar.show(Frequency.QUARTER, quarter)
    there = [each for each in folders(tree, settings) if each.quarter == quarter]
    if there and reason is None:
        raise RefusedError(
            f"{title} has been published, in {there[-1].path}, and is never overwritten.\n"
            'Issue it again, beside it, with --reissue --reason "..."; `qpr-rules verify` proves what is there.'
        )
    if reason is not None and not there:
        raise RefusedError(f"{title} has not been published yet: publish it without --reissue.")
    return there[-1].number + 1 if there else 1


def _project(report: Report) -> Iterator[tuple[str, bytes]]:
    """The quarter as a project of its own: settings, owners, definitions, rules, its commentary, and results to its end."""
    declarations, settings, quarter = report.declarations, report.settings, report.quarter
    contents = {name: content.replace(b"\r\n", b"\n") for name, content in declarations.contents.items()}
    document, _ = read_yaml(contents[SETTINGS], SETTINGS)
    tree: Any = document.tree if document else {}
    areas = {"areas": "areas.yaml"} if settings.areas in contents else {}
    yield SETTINGS, settings_text({**tree, **_PLACES, **areas})
    yield "owners.yaml", contents[settings.owners]
    if areas:
        yield "areas.yaml", contents[settings.areas]
    for definition in declarations.definitions:
        yield f"kpi_definitions/{_inner(definition.file, settings.definitions)}", contents[definition.file]
    own = {rule.file for rule in declarations.rules}
    if own <= set(contents):
        for file in sorted(own):
            yield f"rules/{_inner(file, settings.rules)}", contents[file]
    else:
        rules = Folder(shipped.folder("rules"))
        yield from ((f"rules/{file}", rules.read_bytes(file)) for file in rules.list("."))
    if commentary := declarations.commentaries.get(quarter):
        name = report.calendar.code(Frequency.QUARTER, quarter).replace("/", "-")
        yield f"commentary/{name}.yaml", contents[commentary.file]
    end = report.calendar.last_month(Frequency.QUARTER, quarter)
    yield OBSERVATIONS, observations(declarations.definitions, report.results.observations, end)


def _inner(file: str, folder: str) -> str:
    inside = file.removeprefix(f"{folder}/")
    return PurePosixPath(file).name if inside == file else inside


def _prove(files: Mapping[str, bytes], quarter: int, made_from: Provenance) -> None:
    """Raises ReconciliationError unless the folder, read by itself, gives what it says: before anyone relies on it."""
    declarations, results = read_frozen(Held(files))
    again = conclusions(evaluate(declarations, results, quarter), made_from)
    if hidden := resting_on_hidden(declarations, results):
        again = {EVALUATIONS: with_rows_of(again[EVALUATIONS], files[EVALUATIONS], hidden)}
    differing = [name for name, content in again.items() if files[name] != content]
    if differing or EVALUATIONS not in again:
        raise ReconciliationError(f"what would be published does not give {listed(differing)} again")
