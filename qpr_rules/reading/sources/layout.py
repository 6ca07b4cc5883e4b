"""From the rows of a table to batches: which column is which, in a tidy table or in one with months across the top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qpr_rules.diagnostic import Severity
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.header import COLUMNS, read_header
from qpr_rules.reading.sources.placing import Chunk, Places, Repeated, Table
from qpr_rules.settings import Origin

_EMPTY = "the file has a first line, and no results below it", "add the results below it, or delete the file"


def batches(
    names: Sequence[str],
    line: int,
    chunks: Iterable[Chunk | Table],
    places: Places,
    refusals: Refusals,
    origin: Origin,
    empty: tuple[str, str] = _EMPTY,
) -> Iterator[tuple[Batch, Places]]:
    """The batches of a table under its header, whose cells stand in the row of this number.

    Of a wide table, and of one of which `where` chooses rows, ``chunks`` hold rows. ``empty`` is what is said, and what to
    do, where there is no row.
    """
    by_row = (chunk for chunk in chunks if isinstance(chunk, Chunk))
    if origin.layout == "wide":
        from qpr_rules.reading.sources.wide import spread  # a tidy table does not pay for it

        yield from spread(names, line, by_row, places, refusals, origin)
        return
    folded = [name.strip().casefold() for name in names]
    columns = read_header(folded, line, places, refusals, origin)
    chosen: Iterable[Chunk | Table] | None = chunks
    if origin.where and columns:
        from qpr_rules.reading.sources.where import only_where  # nor a table all of whose rows are read

        chosen = only_where(folded, line, by_row, places, refusals, origin)
    if columns is None or chosen is None:
        return
    before, rows = len(refusals.found), 0
    for chunk in chosen:
        filled = _filled(chunk, refusals) if origin.fixed else chunk
        rows += len(chunk.numbers)
        yield _batch(places.file, filled, columns, origin), places
    if not (rows or refusals.tally.left_out) and len(refusals.found) == before:
        headline, hint = empty
        refusals.say(Severity.WARNING, "QPR426", headline, places, line, "", hint=hint)


def _filled(chunk: Chunk | Table, refusals: Refusals) -> Chunk | Table:
    """Without the rows of empty cells: with a fixed value they would look like results."""
    kept: Chunk | Table
    if isinstance(chunk, Table):
        from qpr_rules.reading.bulk.column import filled  # only a large source has it

        kept = filled(chunk)
    else:
        pairs = [(number, row) for number, row in zip(*chunk, strict=True) if any(cell.strip() for cell in row)]
        kept = Chunk([number for number, _ in pairs], [row for _, row in pairs])
    refusals.tally.empty += len(chunk.numbers) - len(kept.numbers)
    return kept


def _batch(file: str, chunk: Chunk | Table, columns: list[int], origin: Origin) -> Batch:
    rows = len(chunk.numbers)
    cells = chunk.columns if isinstance(chunk, Table) else list(zip(*chunk.rows, strict=True))
    return Batch(
        file,
        chunk.numbers,
        *(
            Repeated(origin.fixed.get(name, ""), rows)
            if place < 0 or not rows
            else _in_words(cells[place], origin.periods)
            if name == "period" and origin.periods
            else cells[place]
            for name, place in zip(COLUMNS, columns, strict=True)
        ),
    )


def _in_words(labels: Sequence[str], form: str) -> Sequence[str]:
    from qpr_rules.reading.sources.labels import in_words  # periods as a calendar reads them do not pay for it

    return in_words(labels, form)
