"""A digest as HTML that survives being pasted into an email: styles on each element, tables for rows, nothing fetched.

Mail programs drop style sheets, scripts and most of CSS; what is left here, Outlook draws too.
"""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.definition import Kind
from qpr_rules.english import capital
from qpr_rules.evaluation import Rating
from qpr_rules.rule import Gravity
from qpr_rules.showing import words
from qpr_rules.showing.chart.style import LIGHT
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.digest.digest import Digest, Due, facts
from qpr_rules.showing.report.markup import Markup, joined, tag
from qpr_rules.showing.report.paper import Entry

_FONT = "font-family:Arial,Helvetica,sans-serif;color:#0b0c0c"
_BODY = f"{_FONT};font-size:16px;line-height:24px;background:#ffffff;margin:0;padding:16px"
_TITLE = f"{_FONT};font-size:24px;line-height:30px;margin:0 0 8px"
_HEAD = f"{_FONT};font-size:19px;line-height:26px;margin:24px 0 8px"
_NAME = f"{_FONT};font-size:16px;line-height:22px;margin:0 0 4px;font-weight:bold"
_TEXT = f"{_FONT};font-size:16px;line-height:24px;margin:0 0 8px"
_QUIET = f"{_FONT};font-size:14px;line-height:20px;margin:0 0 8px;color:#505a5f"
_LIST = f"{_FONT};font-size:16px;line-height:24px;margin:0 0 8px;padding:0 0 0 20px"
_EDGE = {
    Rating.GREEN: LIGHT["green"],
    Rating.AMBER: LIGHT["amber"],
    Rating.RED: LIGHT["red"],
    Rating.NOT_RATED: LIGHT["unrated"],
}
"""Colours with 4.5 to 1 against white, beside a shape and a word."""


def show(found: Digest) -> bytes:
    """One owner's digest: a page of its own, whose body can be pasted."""
    head = tag("head", tag("meta", charset="utf-8"), _viewport(), tag("title", f"{found.title}, {found.post}"))
    body = tag("body", tag("div", *_parts(found), style="max-width:640px"), style=_BODY)
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en-GB')}\n".encode()


def _viewport() -> Markup:
    return tag("meta", name="viewport", content="width=device-width, initial-scale=1")


def _parts(found: Digest) -> Iterator[Markup]:
    yield tag("h1", found.title, style=_TITLE)
    whose = " · ".join(filter(None, (found.post, found.email, found.member)))
    yield tag("p", whose, tag("br"), found.body, style=_QUIET)
    yield from (tag("p", tag("strong", each), style=_TEXT) for each in found.cautions)
    yield tag("p", f"{found.in_short} {capital(found.wants)}.".strip(), style=_TEXT)
    if found.needs:
        yield tag("h2", "Needs attention", style=_HEAD)
        yield from map(_entry, found.needs)
    if found.due:
        yield tag("h2", "Your open actions", style=_HEAD)
        for title, due in found.by_when():
            yield tag("h3", title, style=_NAME)
            yield _list(map(_action, due))
    if found.missing:
        yield tag("h2", "Commentary is missing", style=_HEAD)
        yield _list(joined(name) for name in found.missing)
    if found.calm:
        yield tag("h2", "Nothing to say about", style=_HEAD)
        yield _list(joined(each.row.name, ": ", _badge(each)) for each in found.calm)
    yield tag("p", " · ".join(found.made_from.parts), style=f"{_QUIET};margin-top:24px")


def _entry(entry: Entry) -> Markup:
    """A table of one cell, whose edge has the colour of the rating: mail programs draw no other box alike."""
    colour = _EDGE[entry.row.rating]
    facts_ = ", ".join([*facts(entry), words.direction(entry.row.direction)])
    cell = tag(
        "td",
        tag("h3", tag("bdi", entry.row.name), style=_NAME),
        tag("p", _badge(entry), ", ", facts_, style=_TEXT),
        _list(joined(_severity(severity), said) for severity, said in entry.exceptions),
        style=f"border-left:6px solid {colour};padding:4px 0 4px 12px",
    )
    layout = "border-collapse:collapse;width:100%;margin:0 0 16px"
    return tag("table", tag("tbody", tag("tr", cell)), role="presentation", style=layout)


def _badge(entry: Entry) -> Markup:
    if entry.row.kind is not Kind.KPI:
        return tag("strong", "Activity indicator")
    said = f"{UNICODE.ratings[entry.row.rating]} {entry.row.rating.capitalize()}"
    return tag("strong", said, style=f"color:{_EDGE[entry.row.rating]}")


def _severity(severity: Gravity) -> Markup:
    return tag("strong", f"{severity.capitalize()}: ")


def _action(each: Due) -> Markup:
    due = f"due {words.day(each.step.due)}" if each.step.due else "without a date"
    return joined(
        each.step.what, ": ", tag("strong", due) if each.step.overdue else due, " (", tag("bdi", each.name), ")"
    )


def _list(items: Iterator[Markup]) -> Markup:
    return tag("ul", *(tag("li", item) for item in items), style=_LIST)
