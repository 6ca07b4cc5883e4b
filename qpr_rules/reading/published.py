"""What has been published: the latest issue of each quarter, as far as movement is measured against it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from qpr_rules.definition import Band, Kind
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.evaluation import Cause, Direction, Evaluation, Rating, Reason
from qpr_rules.files import Below, FileError, Tree
from qpr_rules.formulas import freed
from qpr_rules.observation import HIDDEN
from qpr_rules.period import Calendar, Frequency, PeriodError
from qpr_rules.publication import EARLIER, EVALUATIONS, FILE, Issue, IssueError, read, sha256
from qpr_rules.quantity import Unit
from qpr_rules.reading.commentary import quarter_of
from qpr_rules.settings import Settings

_FOLDER = re.compile(r"(.+?)(?:-issue-([1-9]\d{0,3}))?")


class Published:
    """A quarter (ordinal) as it was published: its rows, and the tree of its folder.

    Where this project is itself a published quarter, an earlier one is told in a file of it: then ``issue`` and ``tree``
    are None, and ``recorded`` says by KPI and area why it had been restated by then.
    """

    def __init__(
        self, quarter: int, rows: Iterable[Evaluation], issue: Issue | None = None, tree: Tree | None = None
    ) -> None:
        told = tuple(rows)
        self.quarter, self.issue, self.tree = quarter, issue, tree
        # Of a KPI that was not in it, an earlier quarter tells no more than that it is now, and why.
        self.rows = tuple(row for row in told if row.period or row.reason)
        self.recorded = {(row.kpi, row.area): row.restated_because for row in told if row.restated_because}
        self.by_kpi: dict[str, dict[str, Evaluation]] = {}
        for row in self.rows:
            self.by_kpi.setdefault(row.kpi, {})[row.area] = row


class Folder:
    """A folder below ``published`` that a quarter's name begins: which quarter, which issue, and its files' paths."""

    def __init__(self, path: str, quarter: int, number: int) -> None:
        self.path, self.quarter, self.number = path, quarter, number
        self.files: set[str] = set()


def folders(tree: Tree, settings: Settings) -> tuple[Folder, ...]:
    """What lies below ``published``, by quarter and issue. Raises FileError where it may not be looked."""
    found: dict[str, Folder | None] = {}
    for file in tree.list(settings.published):
        name, _, inner = file.removeprefix(f"{settings.published}/").partition("/")
        if not inner:
            continue
        if name not in found:
            match = _FOLDER.fullmatch(name)
            quarter = quarter_of(f"{match[1]}.yaml", settings.calendar)[0] if match else None
            path = f"{settings.published}/{name}"
            found[name] = None if quarter is None or not match else Folder(path, quarter, int(match[2] or 1))
        if folder := found[name]:
            folder.files.add(inner)
    kept = [folder for folder in found.values() if folder is not None]
    return tuple(sorted(kept, key=lambda each: (each.quarter, each.number)))


def read_published(tree: Tree, settings: Settings) -> tuple[dict[int, Published], tuple[Diagnostic, ...]]:
    """The latest issue of each quarter, with what is wrong with those that cannot be used. Nothing is worked out again."""
    if tree.list(FILE):
        return {each.quarter: each for each in _told(tree, settings.calendar)}, ()
    try:
        listed = folders(tree, settings)
    except FileError:
        return {}, ()  # it may not be looked there, so nothing there was published
    latest = {each.quarter: each for each in listed if FILE in each.files or EVALUATIONS in each.files}
    kept, found = {}, []
    for quarter, folder in latest.items():
        below = Below(tree, folder.path)
        try:
            issue = issue_of(below, folder)
            _require_listed(issue, folder)
            kept[quarter] = Published(quarter, _rows_as_published(below, issue), issue, below)
        except (FileError, IssueError) as error:
            title = settings.calendar.show(Frequency.QUARTER, quarter)
            headline = f"{title} as published cannot be used: {error}"
            hint = "bring the folder back as it was published (git has it); until then movement is against recomputed ratings"
            place = Label(Span(f"{folder.path}/{FILE}"))
            found.append(Diagnostic("QPR520", Severity.ERROR, headline, place, hints=(hint,)))
    return kept, tuple(found)


def _rows_as_published(tree: Tree, issue: Issue) -> Iterator[Evaluation]:
    """The rows of an issue. Raises FileError or IssueError: also where they are other ones than were published."""
    content = tree.read_bytes(EVALUATIONS)
    if sha256(content) != issue.files[EVALUATIONS]:
        raise IssueError(f"`{EVALUATIONS}` has been edited since it was published")
    return rows_of(content)


def issue_of(tree: Tree, folder: Folder) -> Issue:
    """What a published folder's ``issue.json`` says. Raises FileError or IssueError."""
    if FILE not in folder.files:
        raise IssueError(f"it is incomplete: there is no `{FILE}`")
    try:
        issue = read(tree.read_bytes(FILE))
    except IssueError as error:
        raise IssueError(f"`{FILE}` {error}") from None
    if issue.folder != folder.path.rpartition("/")[2]:
        raise IssueError(f"the folder has another name than `{issue.folder}`, which it was published as")
    return issue


def _require_listed(issue: Issue, folder: Folder) -> None:
    missing = sorted({*issue.files, EVALUATIONS} - folder.files)
    if missing or EVALUATIONS not in issue.files:
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise IssueError(f"it is incomplete: there is no `{missing[0] if missing else EVALUATIONS}`{more}")


def _told(tree: Tree, calendar: Calendar) -> Iterator[Published]:
    """The quarters published before this one, as this one tells of them."""
    if not tree.list(EARLIER):
        return
    rows: dict[str, list[Evaluation]] = {}
    for row in rows_of(tree.read_bytes(EARLIER)):
        rows.setdefault(row.quarter, []).append(row)
    for code, own in rows.items():
        try:
            yield Published(calendar.parse(code, Frequency.QUARTER), own)
        except PeriodError:
            continue


def rows_of(content: bytes) -> Iterator[Evaluation]:
    """The rows of a file of evaluations: of each field that movement and restatement need. Raises IssueError."""
    try:
        for cells in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
            yield _row(cells)
    except (AttributeError, KeyError, ValueError, TypeError, InvalidOperation, csv.Error, UnicodeDecodeError):
        raise IssueError("its rows are not as this qpr-rules reads them") from None


def _row(cells: Mapping[str, str]) -> Evaluation:
    return Evaluation(
        kpi=freed(cells["kpi"]),
        name=freed(cells["name"]),
        section=freed(cells["section"]),
        owner=freed(cells["owner"]),
        area=freed(cells["area"]),
        kind=Kind(cells["kind"]),
        quarter=cells["quarter"],
        period=cells["period"],
        figure=Fraction(cells["figure"]) if cells["figure"] not in ("", HIDDEN) else None,
        periods_present=int(cells["figure"] == HIDDEN),  # there were results, though they are not told
        unit=Unit(cells["unit"]),
        target=_band(cells["target"]),
        floor=_band(cells["floor"]),
        rating=Rating(cells["rating"]),
        reason=Reason(cells["reason"]) if cells["reason"] else None,
        direction=Direction(cells["direction"]),
        restated_because=Cause(cells["restated_because"]) if cells["restated_because"] else None,
        illustrative=cells["illustrative"] == "yes",
    )


def _band(cell: str) -> Band | None:
    """A standard; of a single threshold the polarity is not told, and it stands as the lower bound."""
    if not cell:
        return None
    low, _, high = cell.partition(" to ")
    return Band(Decimal(low), Decimal(high) if high else None)
