"""The commentary that a quarter wants: which KPIs need a word, what happened to each, and the actions carried forward."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from qpr_rules.app.evaluate import Report
from qpr_rules.commentary import Action, Commentary, Note, Status
from qpr_rules.core.matching import flags, needs_word
from qpr_rules.evaluation import Evaluation, Rating, Reason
from qpr_rules.files import FileError, Tree
from qpr_rules.harmless import disarmed, visible
from qpr_rules.period import Frequency
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.reading.commentary import name_of, quarter_of, read_commentary
from qpr_rules.reading.extent import NoResultsError, latest_quarter
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.quoting import quoted
from qpr_rules.rule import Rule
from qpr_rules.showing import words
from qpr_rules.showing.exceptions.facts import years_running
from qpr_rules.showing.happened import happened, happened_in_areas

_SCHEMA = "schemas/commentary.schema.json"
_WIDTH = 110
"""Columns of the comments."""


class NoDraftError(Exception):
    """Nothing can be drafted; ``str(error)`` is a sentence for the author."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The file of a quarter's commentary as it would be.

    ``wanting`` are the KPIs that need a word and are not in the file, in report order; ``text`` is what is to be said of
    them, to be filled in, and ``content`` the whole file with it: None where the file is written so that nothing can be
    added after its end. ``carried`` are their open actions of the quarter ``earlier``, ``lost`` the KPIs with such
    actions that are no longer in the set.
    """

    file: str
    is_there: bool
    wanting: tuple[Evaluation, ...]
    text: str
    content: bytes | None
    carried: tuple[Action, ...]
    earlier: str
    lost: tuple[str, ...]


def draft(report: Report, tree: Tree) -> Draft:
    """What to add to the commentary of the report's quarter; the whole of it where there is none yet.

    Raises NoDraftError where nothing has been reported for the quarter, or its file cannot be read.
    """
    _require_news(report)
    file, is_there = _file(report, tree)
    declarations = report.declarations
    held = declarations.commentaries.get(report.quarter)
    if is_there and held is None:
        raise NoDraftError(f"{file} is there, and cannot be read; `qpr-rules check` says why")
    written = held.notes if held else {}
    earlier = max((each for each in declarations.commentaries if each < report.quarter), default=None)
    every = _open_actions(declarations.commentaries[earlier]) if earlier is not None else {}
    carried = {kpi: actions for kpi, actions in every.items() if kpi not in written}
    notes = {**written, **{kpi: Note("", actions) for kpi, actions in carried.items()}}
    entries = _entries(report, Commentary(report.quarter, file, notes), carried, written)
    title = report.calendar.show(Frequency.QUARTER, earlier) if earlier is not None else ""
    wanting = [rows[0] for rows, _ in entries]
    said = {row.kpi for row in wanting}
    head = _added(report) if is_there else _head(report, tree, file, title if carried else "")
    text = "\n".join([*head, *_body(report, entries, carried, title)]) + "\n"
    added = {kpi: Note("", carried.get(kpi, ())) for kpi in said}
    content = _appended(declarations.contents[file], text, held, added) if held else text.encode()
    return Draft(
        file=file,
        is_there=is_there,
        wanting=tuple(wanting),
        text=text,
        content=content,
        carried=tuple(action for kpi in carried if kpi in said for action in carried[kpi]),
        earlier=title,
        lost=tuple(kpi for kpi in carried if kpi not in said),
    )


def _require_news(report: Report) -> None:
    """Refuse a quarter whose results are still to come: nothing in it is new, and something is late."""
    late = any(row.reason is Reason.LATE for row in report.rows)
    try:
        latest = latest_quarter(report.declarations, report.results)
    except NoResultsError as error:
        raise NoDraftError(str(error)) from None
    if report.quarter > latest and late and not any(row.new_result for row in report.rows):
        known = report.calendar.show(Frequency.QUARTER, latest)
        raise NoDraftError(f"No result for {report.title} has come yet; the latest are for {known}")


def _file(report: Report, tree: Tree) -> tuple[str, bool]:
    """The quarter's file, and whether it is there."""
    calendar, folder = report.calendar, report.settings.commentary
    held = report.declarations.commentaries.get(report.quarter)
    try:
        files = (held.file,) if held else tree.list(folder)
    except FileError as error:
        raise NoDraftError(f"`{folder}` is no place for commentary: {error}") from None
    for file in files:
        if file.casefold().endswith((".yaml", ".yml")) and quarter_of(file, calendar)[0] == report.quarter:
            return file, True
    return posixpath.normpath(posixpath.join(folder, name_of(report.quarter, calendar))), False


def _open_actions(commentary: Commentary) -> dict[str, tuple[Action, ...]]:
    found = {
        kpi: tuple(each for each in note.actions if each.status is Status.OPEN)
        for kpi, note in commentary.notes.items()
    }
    return {kpi: actions for kpi, actions in found.items() if actions}


Entry = tuple[tuple[Evaluation, ...], Mapping[int, tuple[Rule, ...]]]
"""The rows of one KPI, and the rules that hold for each, by its place among them."""


def _entries(
    report: Report, commentary: Commentary, carried: Mapping[str, Sequence[Action]], written: Mapping[str, Note]
) -> list[Entry]:
    """The KPIs that need a word and have none, in report order, as they are with this commentary.

    Rows of the body's own area count; those of others only for a KPI that has none of its own.
    """
    seen = report.with_commentary(commentary)
    own = {row.kpi for row in seen.own}
    found: list[Entry] = []
    for kpi, group in groupby(seen.rows, key=lambda row: row.kpi):
        rows = tuple(row for row in group if row.area == report.settings.area or kpi not in own)
        fired: dict[int, tuple[Rule, ...]] = {}
        for flag in flags(report.declarations.rules, rows):
            fired[flag.row] = (*fired.get(flag.row, ()), flag.rule)
        if kpi in written or rows[0].reason is Reason.IN_ERROR:
            continue
        if kpi in carried or any(needs_word(row, fired.get(place, ())) for place, row in enumerate(rows)):
            found.append((rows, fired))
    return found


def _head(report: Report, tree: Tree, file: str, earlier: str) -> Iterator[str]:
    end = words.day(report.end)
    if tree.list(_SCHEMA):
        way = posixpath.relpath(_SCHEMA, posixpath.dirname(file) or ".")
        yield f"# yaml-language-server: $schema={way}"
    yield f"# Commentary on {report.title}, to {end}: the KPIs that need a word, in the order of the report."
    if report.settings.illustrative:
        yield f"# {ILLUSTRATIVE}"
    yield f"# Made from: {report.provenance}."
    yield "#"
    yield from _comment(
        "Write each context on the empty line below `context: >-`, four spaces in: what a reader should know and the "
        "figure does not say. Lines that begin with # are for you; no report prints them."
    )
    if earlier:
        yield from _comment(
            f"Open actions are carried forward from {earlier} as they were: set `status` to done or dropped where they "
            f"are. Overdue means open after its day at the quarter's end, {end}."
        )


def _added(report: Report) -> Iterator[str]:
    yield ""
    yield f"# Added: what else of {report.title} needs a word, in the order of the report."
    yield f"# Made from: {report.provenance}."


def _body(
    report: Report, entries: Sequence[Entry], carried: Mapping[str, Sequence[Action]], earlier: str
) -> Iterator[str]:
    """What is to be filled in, a section of the report at a time."""
    posts = {each.id: each.post for each in (report.declarations.owners or {}).values()}
    for section, group in groupby(entries, key=lambda entry: entry[0][0].section):
        yield ""
        yield f"# ---- {visible(report.settings.sections.get(section, section))} ----"
        for rows, fired in group:
            row = rows[0]
            yield ""
            yield from _comment(f"{row.name} ({posts.get(row.owner, row.owner)})")
            for line in _happened(report, rows, fired):
                yield from _comment(line)
            actions = carried.get(row.kpi, ())
            yield f"{quoted(row.kpi)}:"
            yield "  context: >-"
            yield "    "
            if actions:
                yield "  actions:"
                for action in actions:
                    yield from _action(report, action, earlier)
            elif row.rating is Rating.RED:
                yield "  # Take the # and the space after it away from the lines below, and fill them in."
                for line in ("actions:", "- what: ...", f"  owner: {row.owner}", "  due: YYYY-MM-DD", "  status: open"):
                    yield f"  # {line}"


def _happened(report: Report, rows: Sequence[Evaluation], fired: Mapping[int, tuple[Rule, ...]]) -> Iterator[str]:
    found = report.found[rows[0].kpi]
    if len(rows) > 1:
        yield happened_in_areas(rows, len(fired))
        return
    years = years_running(found, rows[0], report.quarter)
    yield from happened(rows[0], found.definition, fired.get(0, ()), years)


def _action(report: Report, action: Action, earlier: str) -> Iterator[str]:
    overdue = f"; overdue at the quarter's end, {words.day(report.end)}" if action.is_overdue(report.end) else ""
    yield f"  # From {earlier}{overdue}."
    keys = (("what", action.what), ("owner", action.owner), ("due", action.due), ("status", action.status))
    for place, (key, value) in enumerate((key, value) for key, value in keys if value):
        yield f"  {' ' if place else '-'} {key}: {value if key == 'due' else quoted(str(value))}"


def _comment(text: str) -> list[str]:
    """Lines of a comment; those after the first of a sentence stand further in."""
    further = "#   " if text.startswith("- ") else "# "
    return wrap(disarmed(visible(text)), _WIDTH, initial_indent="# ", subsequent_indent=further, break_long_words=False)


def _appended(content: bytes, text: str, held: Commentary, added: Mapping[str, Note]) -> bytes | None:
    """The file with the text after what is written, which stays as it is to the byte; None if it would be read otherwise."""
    ending = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if content.endswith(b"\n") else ending
    whole = content + gap + text.encode().replace(b"\n", ending)
    document, _ = read_yaml(whole, held.file)
    again = read_commentary(document, held.quarter)[0] if document else None
    return whole if again and _bare(again.notes) == _bare({**held.notes, **added}) else None


def _bare(notes: Mapping[str, Note]) -> dict[str, Note]:
    """Notes without the space around their contexts."""
    return {kpi: note._replace(context=note.context.strip()) for kpi, note in notes.items()}
