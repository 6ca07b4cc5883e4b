"""One KPI of the paper in Word, on a page of its own: what a reader wants first, then what an auditor wants."""

from __future__ import annotations

from docx.shared import Mm

from qpr_rules.core.charted import Charted
from qpr_rules.definition import Kind
from qpr_rules.showing.chart.draw import Form, chart
from qpr_rules.showing.chart.words import description, title
from qpr_rules.showing.report.entries import actions, whose
from qpr_rules.showing.report.paper import Entry, Grid
from qpr_rules.showing.report.word_manuscript import Manuscript
from qpr_rules.showing.report.word_markup import paragraph, said, tab, text
from qpr_rules.showing.report.word_tables import direction, rating

_ACROSS, _WIDTH = 640, Mm(134)
"""A chart's width as it is drawn, and on the page: letters of about 8 points."""

_GAP = "\u2003"
"""Between the parts of the verdict."""


def plate(charted: Charted) -> str:
    """The chart as it is drawn for a picture."""
    return chart(charted, Form.PLATE, _ACROSS)


def entry(manuscript: Manuscript, found: Entry, picture: bytes) -> None:
    """All that is said about the KPI. ``picture`` is of its plate, where it has a chart."""
    row = found.row
    manuscript.heading(2, row.name, manuscript.places[row.kpi], breaking=True)
    _verdict(manuscript, found)
    for name, value in found.verdict:
        if name != "Figure":
            manuscript.add(paragraph("Fact", *text(name, "Strong"), tab(), *text(value)))
    manuscript.add(*(said("ListBullet", each) for each in found.notes))
    manuscript.add(said("Quiet", whose(found)))
    if found.charted:
        manuscript.caption("Figure", title(found.charted), illustrative=row.illustrative)
        manuscript.picture(picture, description(found.charted), _WIDTH)
    if found.exceptions:
        manuscript.heading(3, "Why it is listed")
        for severity, sentence in found.exceptions:
            manuscript.add(paragraph("ListBullet", *text(severity.capitalize(), "Strong"), *text(f": {sentence}")))
    if found.context:
        manuscript.heading(3, "Context")
        manuscript.add(*(said("Normal", each) for each in found.context))
    _tables(manuscript, found, actions(found.steps))
    if found.standard:
        manuscript.heading(3, "Standard")
        manuscript.add(said("Normal", " ".join(found.standard)))
    _tables(manuscript, found, found.results, found.areas)


def _verdict(manuscript: Manuscript, found: Entry) -> None:
    row = found.row
    badge = rating(row.rating) if row.kind is Kind.KPI else text("Activity indicator", "Strong")
    figure = dict(found.verdict).get("Figure", "") if row.figure is not None else ""
    shown = [*text(_GAP), *text(figure, "Figure")] if figure else []
    manuscript.add(paragraph("Verdict", *badge, *shown, *text(_GAP), *text(direction(row.direction))))


def _tables(manuscript: Manuscript, found: Entry, *grids: Grid | None) -> None:
    for grid in grids:
        if grid:
            manuscript.table(grid, of=found.row.name, illustrative=found.row.illustrative)
