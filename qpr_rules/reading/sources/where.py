"""Rows that ``where`` leaves out: published tables have many levels and breakdowns, and a KPI is of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qpr_rules.diagnostic import Severity, nearest
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.placing import Chunk, Places
from qpr_rules.settings import Origin

REMEMBERED = 200
"""Other texts of a column that are remembered, to say which one was meant."""


def only_where(
    names: Sequence[str], line: int, chunks: Iterable[Chunk], places: Places, refusals: Refusals, origin: Origin
) -> Iterator[Chunk] | None:
    """The rows whose cells are what `where` asks for; None, with a finding (QPR403), where a column is not there.

    ``names`` are folded. Texts are equal as they stand, but for blanks around them. Rows left out are counted.
    """
    asked: dict[int, tuple[str, frozenset[str]]] = {}
    for column, texts in origin.where.items():
        folded = column.strip().casefold()
        if folded not in names:
            close = nearest(folded, filter(None, names), 1)
            hint = f"did you mean `{close[0]}`?" if close else "correct `where` in qpr-rules.yaml, or the file"
            headline = f"there is no column `{column}`, by which `where` chooses rows"
            refusals.say(Severity.ERROR, "QPR403", headline, places, line, "", hint=hint)
            return None
        asked[names.index(folded)] = column, frozenset(text.strip() for text in texts)
    return _kept(asked, chunks, refusals, origin.number)


def _kept(
    asked: dict[int, tuple[str, frozenset[str]]], chunks: Iterable[Chunk], refusals: Refusals, number: int
) -> Iterator[Chunk]:
    for numbers, rows in chunks:
        kept = list(range(len(rows)))
        for index, (column, texts) in asked.items():
            cells = [row[index].strip() for row in rows]
            seen = refusals.seen.setdefault((number, column), set())
            distinct = set(cells)
            seen |= distinct & texts
            if len(seen) < REMEMBERED:
                seen |= set(sorted(distinct - texts)[:REMEMBERED])
            kept = [place for place in kept if cells[place] in texts]
        chosen = set(kept)
        others = (row for place, row in enumerate(rows) if place not in chosen)
        empty = sum(not any(cell.strip() for cell in row) for row in others)  # exact: integers
        refusals.tally.empty += empty
        refusals.tally.left_out += len(rows) - len(kept) - empty
        refusals.tally.rows += len(rows) - len(kept) - empty
        yield Chunk([numbers[place] for place in kept], [rows[place] for place in kept])
