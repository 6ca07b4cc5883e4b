"""One KPI of the paper as HTML: what a reader wants first, then what an auditor wants."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.core.charted import Charted
from qpr_rules.definition import Kind
from qpr_rules.showing.chart.draw import NARROW, chart
from qpr_rules.showing.report.entries import actions, whose
from qpr_rules.showing.report.html_tables import direction, rating, table
from qpr_rules.showing.report.markup import Markup, anchor, tag
from qpr_rules.showing.report.paper import Entry, Grid, Passage


def entry(found: Entry) -> Markup:
    """The article about one KPI."""
    row = found.row
    key = anchor("kpi", row.kpi)
    is_kpi = row.kind is Kind.KPI
    badge = rating(row.rating) if is_kpi else tag("span", "Activity indicator", class_="tag activity")
    figure = dict(found.verdict).get("Figure", "")
    big = tag("span", figure, class_="figure") if row.figure is not None or row.is_hidden else Markup()
    return tag(
        "article",
        tag("h3", row.name, id=key, dir="auto"),
        tag("p", badge, " ", big, " ", direction(row.direction), class_="verdict"),
        *_facts(found),
        *_list(found.notes, "notes"),
        *_drawn(found.charted),
        *_exceptions(found),
        *(tag("p", each, dir="auto") for each in found.context),
        *(table(each, illustrative=row.illustrative) for each in (actions(found.steps),) if each),
        *_standard(found),
        *(table(each, illustrative=row.illustrative, name=row.name) for each in (found.results, found.areas) if each),
        *_workings(found),
        tag("p", whose(found), class_="whose"),
        aria_labelledby=key,
        data_kpi=row.kpi,
        data_section=row.section,
        data_rating=str(row.rating) if is_kpi else "activity",
        data_owner=row.owner,
    )


def _facts(found: Entry) -> Iterator[Markup]:
    facts = [tag("div", tag("dt", name), tag("dd", value)) for name, value in found.verdict if name != "Figure"]
    if facts:
        yield tag("dl", *facts, class_="facts")


def _drawn(charted: Charted | None) -> Iterator[Markup]:
    """The chart twice: one for a telephone, where the other could not be read."""
    if charted:
        yield tag("figure", Markup(chart(charted)), class_="wide")
        yield tag("figure", Markup(chart(charted, across=NARROW)), class_="narrow")


def _list(sentences: tuple[str, ...], name: str) -> Iterator[Markup]:
    if sentences:
        yield tag("ul", *(tag("li", each) for each in sentences), class_=name)


def _exceptions(found: Entry) -> Iterator[Markup]:
    if found.exceptions:
        yield tag("h4", "Why it is listed")
        said = (
            tag("li", tag("strong", severity.capitalize()), ": ", sentence) for severity, sentence in found.exceptions
        )
        yield tag("ul", *said, class_="exceptions")
    if found.context:
        yield tag("h4", "Context")


def _standard(found: Entry) -> Iterator[Markup]:
    if found.standard:
        yield tag("h4", "Standard")
        yield tag("p", " ".join(found.standard))


def _workings(found: Entry) -> Iterator[Markup]:
    if found.workings:
        parts = (tag("div", *passage(each, illustrative=False, level="h4")) for each in found.workings)
        summary = tag("summary", "Workings", tag("span", f" of {found.row.name}", class_="unseen"))
        yield tag("details", summary, tag("div", *parts, class_="workings"))


def passage(found: Passage, *, illustrative: bool, level: str) -> Iterator[Markup]:
    """Sentences and tables under their title."""
    yield tag(level, found.title)
    for part in found.parts:
        if isinstance(part, Grid):
            yield table(part, illustrative=illustrative, titled=part.caption == found.title)
        else:
            yield tag("p", part)
