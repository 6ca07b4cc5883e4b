"""Prove what has been published: every file against its digest, and what was concluded by working it out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpr_rules.app.evaluate import evaluate
from qpr_rules.core.comparison import CellDifference, compare_cells
from qpr_rules.files import Below, FileError, Tree
from qpr_rules.provenance import METHOD, Provenance
from qpr_rules.publication import EVALUATIONS, FILE, HEADLINE, Issue, IssueError, sha256
from qpr_rules.reading.extent import NoResultsError
from qpr_rules.reading.frozen import read_frozen, resting_on_hidden
from qpr_rules.reading.published import Folder, folders, issue_of
from qpr_rules.settings import Settings
from qpr_rules.showing.freeze import conclusions, with_rows_of


@dataclass(frozen=True, slots=True)
class Verified:
    """One published folder: what is ``wrong`` with its files, and the cells and lines that come out otherwise now.

    ``issue`` is None where it cannot be read. ``by_another`` is true where another version of the tool, or of the
    method, published it; then the ``reworded`` headline is no difference, because its figures are those of the rows.
    So many rows as are ``hidden``, and with them the headline, rest on results that are not told: their digests are proved.
    """

    path: str
    quarter: int
    issue: Issue | None
    wrong: tuple[str, ...] = ()
    cells: tuple[CellDifference, ...] = ()
    headline: tuple[tuple[str, str], ...] = ()
    reworded: bool = False
    rows: int = 0
    hidden: int = 0

    @property
    def is_proved(self) -> bool:
        """Whether every file is as it was published, and says what comes out again."""
        return not (self.wrong or self.cells or self.headline)

    @property
    def other_method(self) -> int | None:
        """The method that it was published by, where it is not today's."""
        return self.issue.method if self.issue and self.issue.method != METHOD else None


def verify(tree: Tree, settings: Settings, quarter: int | None = None) -> Iterator[Verified]:
    """Every issue of a quarter (an ordinal), or of all, in order. Raises FileError where it may not be looked."""
    for folder in folders(tree, settings):
        if quarter in (None, folder.quarter):
            yield _verified(Below(tree, folder.path), folder)


def _verified(tree: Tree, folder: Folder) -> Verified:
    try:
        issue = issue_of(tree, folder)
    except (FileError, IssueError) as error:
        return Verified(folder.path, folder.quarter, None, (str(error),))
    wrong = tuple(_wrong(tree, folder, issue))
    if {EVALUATIONS, HEADLINE} - folder.files:
        return Verified(folder.path, folder.quarter, issue, wrong)
    made_from = Provenance(
        quarter="",
        definitions=issue.definitions,
        results=issue.results,
        version=issue.version,
        method=issue.method,
        known=issue.known,
    )
    try:
        declarations, results = read_frozen(tree)
        report = evaluate(declarations, results, folder.quarter)
        frozen = {name: tree.read_bytes(name).replace(b"\r\n", b"\n") for name in (EVALUATIONS, HEADLINE)}
    except (FileError, IssueError, NoResultsError) as error:
        return Verified(folder.path, folder.quarter, issue, (*wrong, f"it cannot be worked out again: {error}"))
    again = conclusions(report, made_from._replace(quarter=report.title))
    if hidden := resting_on_hidden(declarations, results):
        again = {
            EVALUATIONS: with_rows_of(again[EVALUATIONS], frozen[EVALUATIONS], hidden),
            HEADLINE: frozen[HEADLINE],
        }
    cells = tuple(_cells(frozen[EVALUATIONS], again[EVALUATIONS]))
    lines = tuple(_lines(frozen[HEADLINE], again[HEADLINE]))
    reworded = bool(lines) and issue.version != Provenance("", "").version and not cells
    if frozen[EVALUATIONS] != again[EVALUATIONS] and not (cells or wrong or _grown(frozen, again)):
        wrong = (f"`{EVALUATIONS}` has other bytes than come out again, though no cell differs",)
    return Verified(
        path=folder.path,
        quarter=folder.quarter,
        issue=issue,
        wrong=wrong,
        cells=cells,
        headline=() if reworded else lines,
        reworded=reworded,
        rows=len(report.rows),
        hidden=sum(row.kpi in hidden for row in report.rows),  # exact: integers
    )


def _wrong(tree: Tree, folder: Folder, issue: Issue) -> Iterator[str]:
    """What is not as it was published: files that are gone, were added, or hold something else."""
    for name in sorted({*issue.files, *folder.files} - {FILE}):
        if name not in folder.files:
            yield f"`{name}` is missing"
        elif name not in issue.files:
            yield f"`{name}` is no part of what was published"
        elif sha256(tree.read_bytes(name)) != issue.files[name]:
            yield f"`{name}` has been edited since it was published"


def _cells(frozen: bytes, again: bytes) -> Iterator[CellDifference]:
    return compare_cells(_rows(frozen), _rows(again), ("kpi", "area"))


def _rows(content: bytes) -> list[Mapping[str, str]]:
    text = content.decode("utf-8", "replace")
    return [
        {str(name): str(cell or "") for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _grown(frozen: Mapping[str, bytes], again: Mapping[str, bytes]) -> bool:
    """Whether this version of the tool writes columns that the one that published did not."""
    return frozen[EVALUATIONS].partition(b"\n")[0] != again[EVALUATIONS].partition(b"\n")[0]


def _lines(frozen: bytes, again: bytes) -> Iterator[tuple[str, str]]:
    """The lines that differ, side by side; nothing stands in the place of one that is only on one side."""
    from itertools import zip_longest

    sides = (content.decode("utf-8", "replace").split("\n") for content in (frozen, again))
    return ((was, now) for was, now in zip_longest(*sides, fillvalue="") if was != now)
