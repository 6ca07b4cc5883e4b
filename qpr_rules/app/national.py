"""Evaluate a nation: results by the ten million, where they lie, some whole KPIs at a time.

The work, its chunks and its answers can be pickled, so any engine may do it: threads, processes, or a cluster. Rows go
from Arrow columns to panels, through the same core, to Arrow columns; none of them is ever a Python object.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeAlias

from qpr_rules.commentary import Note
from qpr_rules.core.disclosure import released
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.movements import Earlier
from qpr_rules.core.quarters import due_period, is_active
from qpr_rules.core.rollup import whole_panel
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.rows_in_columns import columns_as_of, columns_by_period
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity
from qpr_rules.folders import new_folder
from qpr_rules.panel import Panel
from qpr_rules.period import Frequency
from qpr_rules.provenance import Provenance, digest
from qpr_rules.reading.arrow.columns import Columns, Where
from qpr_rules.reading.arrow.panels import read_panel
from qpr_rules.reading.arrow.single import Days
from qpr_rules.reading.arrow.stored import Chunk, StoredError, chunks_of, files_in, pieces_of, put_together, read_chunk
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.project import Declarations
from qpr_rules.settings import Area
from qpr_rules.showing.arrow import Only, batch_of
from qpr_rules.showing.parquet import Part, is_ours, keep, part_of, write_about

CELLS = 2**19
"""The cells of a panel that are evaluated at a time: more take memory for no gain."""


Numbered: TypeAlias = "tuple[int, Chunk]"
Run: TypeAlias = "Callable[[Callable[[Numbered], Answer], Sequence[Numbered]], Iterable[Answer]]"
Step: TypeAlias = "Callable[[int, int, str], None]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of each KPI: as of a quarter, or of every period where that is None. It can be pickled.

    ``known_on`` is the day at whose end results must have been known to count; None for the latest. ``fields`` are those
    that are written, all where none is named; ``where`` says which rows are asked for. ``today`` is the day on which it is
    asked; None where results known only from a day to come are not looked for.

    ``source`` is what the results are called; ``skipped`` are KPIs without a definition that can be used, whose rows
    are passed over because that has been said.
    """

    definitions: Mapping[str, Definition]
    quarter: int | None
    made_from: Provenance
    source: str
    skipped: frozenset[str] = frozenset()
    notes: Mapping[str, Note] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    own: str = ""
    known_on: dt.date | None = None
    fields: Only = ()
    where: Where = ()
    today: dt.date | None = None


@dataclass
class Answer:
    """What became of a part of the results: rows read, refused and written, KPIs evaluated, and what is wrong.

    ``left_out`` are rows that were not asked for; ``seen`` the columns and texts asked for that some row has.
    """

    tally: Tally
    read: int = 0
    refused: int = 0
    left_out: int = 0
    seen: frozenset[tuple[str, str]] = frozenset()
    written: int = 0
    kpis: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Why a KPI, or a chunk, could not be evaluated."""

    def take(self, other: Answer) -> None:
        """Add what became of another part."""
        self.tally.take(other.tally)
        self.read += other.read
        self.refused += other.refused
        self.left_out += other.left_out
        self.seen |= other.seen
        self.written += other.written
        self.kpis += other.kpis
        self.failed |= other.failed


def asked_of(
    declarations: Declarations,
    quarter: int | None,
    source: str,
    results: str,
    known_on: dt.date | None = None,
    fields: Only = (),
    where: Where = (),
    today: dt.date | None = None,
) -> Asked:
    """The question, with all that an engine must know of the project; ``results`` is their digest, empty for none."""
    if results and where:  # other rows are other results
        said = ((f"where {column}", "\n".join(sorted(texts)).encode()) for column, texts in where)
        results = digest([("results", results.encode()), *said])
    settings = declarations.settings
    assert settings is not None  # the caller has refused a project without
    title = "every period" if quarter is None else settings.calendar.show(Frequency.QUARTER, quarter)
    commentary = declarations.commentaries.get(quarter) if quarter is not None else None
    return Asked(
        # Where values were written is of no use to a nation, and three thousand definitions travel.
        definitions={each.id: replace(each, spans={}) for each in declarations.definitions},
        quarter=quarter,
        made_from=Provenance(title, declarations.digest, results, known=known_on.isoformat() if known_on else ""),
        source=source,
        skipped=frozenset(each.id for each in declarations.broken),
        notes=dict(commentary.notes) if commentary else {},
        earlier={
            each.id: {told.quarter: told.by_kpi.get(each.id, {}) for told in declarations.published.values()}
            for each in declarations.definitions
            if declarations.published
        },
        areas=dict(declarations.areas),
        own=settings.area,
        known_on=known_on,
        fields=fields,
        where=where,
        today=today,
    )


def evaluated(asked: Asked, columns: Columns, answer: Answer, chunk: Chunk | None = None) -> Iterator[Any]:
    """Arrow batches of evaluations of every KPI among the columns, or of those that are whole in the chunk.

    What becomes of each is added to ``answer``; a KPI that fails is named there, and has no row.
    """
    answer.seen |= columns.seen
    for kpi, every in columns.series():
        if chunk is not None and not chunk.holds(kpi):
            continue
        at = columns.asked_for(every)
        answer.read += len(every)
        answer.left_out += len(every) - len(at)
        if not len(at):
            continue
        definition = asked.definitions.get(kpi)
        if definition is None:
            answer.refused += len(at)
            if kpi not in asked.skipped:
                _unknown(kpi, len(at), answer.tally)
            continue
        try:
            read = read_panel(definition, columns, at, answer.tally, Days(asked.known_on, asked.today))
            batches = list(_batches(asked, definition, whole_panel(definition, read.panel, asked.areas)))
        except Exception as error:  # noqa: BLE001  # of three thousand KPIs the others are evaluated, and this one is named
            answer.failed[kpi] = f"{type(error).__name__}: {error}"
            continue
        answer.refused += read.refused
        answer.kpis.append(kpi)
        for batch in batches:
            answer.written += batch.num_rows
            yield batch


def say_unmatched(asked: Asked, answer: Answer) -> None:
    """QPR475 for each text asked for that no row has."""
    for column, texts in asked.where:
        for text in sorted(texts - {there for named, there in answer.seen if named == column}):
            hint = "write the text as the results have it, or take it out"
            answer.tally.say(Severity.WARNING, "QPR475", f"no row has `{text}` in `{column}`", "", hint)


def _unknown(kpi: str, rows: int, tally: Tally) -> None:
    said = f"there is no KPI `{kpi}`" if kpi else "the row names no KPI"
    more = f", in {rows:,} rows" if rows > 1 else ""
    tally.say(Severity.ERROR, "QPR410", f"{said}{more}", kpi, "give its definition, or correct the id", rows)


def _batches(asked: Asked, definition: Definition, panel: Panel) -> Iterator[Any]:
    trends = 0
    if asked.quarter is not None:
        if not is_active(definition, asked.quarter) or not panel.areas:
            return
        due = due_period(definition, asked.quarter)
        panel = panel.covering(min(panel.first, due), max(panel.last, due))
        # No row tells of a direction before that of a year ago.
        trends = max(due_period(definition, asked.quarter - 4) - panel.first, 0)
    earlier = asked.earlier.get(definition.id, {})
    # What is hidden of an area depends on the others, so such a KPI is evaluated in one.
    for rows in panel.chunks(CELLS) if not definition.disclosure else [slice(None)]:
        part = panel.rows(rows)
        found = Evaluated(definition, part, evaluate(definition, part, trends=trends), earlier)
        found = released(found, asked.own, asked.areas)
        if asked.quarter is None:
            yield batch_of(columns_by_period(found, asked.fields), asked.made_from, asked.fields)
        else:
            yield batch_of(
                columns_as_of(found, asked.quarter, asked.notes, asked.fields), asked.made_from, asked.fields
            )


def evaluate_chunk(asked: Asked, folder: Path, chunk: Numbered) -> Answer:
    """The work of one chunk, which has a number: reads it, and writes ``part-00012.parquet`` into a folder."""
    number, own = chunk
    answer = Answer(Tally(asked.source))
    try:
        columns = read_chunk(own)
    except StoredError as error:
        answer.failed[own.extent] = str(error)
        return answer
    with Part(part_of(folder, number)) as part:
        for batch in evaluated(asked, columns, answer, own):
            part.add(batch)
    return answer


def evaluate_stored(asked: Asked, root: Path, output: Path, run: Run, step: Step) -> Answer:
    """Evaluate Parquet files in a folder, or one file, into a folder of Parquet files, which comes whole or not at all.

    ``run`` is an engine's; ``step(rows, of, what)`` is told how far the work has got. Raises StoredError where a file is
    no Parquet file of results, or has changed meanwhile; FileExistsError or OSError where nothing can be written.
    """
    if output.exists() and not is_ours(output):
        raise FileExistsError(str(output))  # said before the work, not after it
    files = files_in(root)
    pieces = list(pieces_of(root, files, asked.where))
    before = _stamps(files)
    answer = Answer(Tally(asked.source))
    with new_folder(output, is_ours) as folder:
        beside, done = folder / "buckets", 0
        chunks = chunks_of(pieces)
        if chunks is None:
            chunks = put_together(pieces, beside, answer.failed, step)
        whole = sum(chunk.rows for chunk in chunks)  # exact: integers
        work = partial(evaluate_chunk, asked, folder)
        for (number, chunk), part in zip(enumerate(chunks), run(work, list(enumerate(chunks))), strict=True):
            keep(part_of(folder, number))  # here, while the workers go on
            answer.take(part)
            done += chunk.rows
            step(done, whole, "Evaluating")
        rmtree(beside, ignore_errors=True)
        if _stamps(files) != before:
            raise StoredError("the results were changed while they were read; run this again")
        say_unmatched(asked, answer)
        write_about(folder, str(asked.made_from), answer.written)
    return answer


def _stamps(files: Sequence[Path]) -> list[tuple[int, int]]:
    return [(held.st_size, held.st_mtime_ns) for held in (file.stat() for file in files)]
