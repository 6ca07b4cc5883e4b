"""The paper as a Word document that committee staff can edit: built-in styles, real tables and captions, fields and bookmarks."""

from __future__ import annotations

from collections.abc import Callable

from qpr_rules.showing.chart.picture import Each, png
from qpr_rules.showing.report.paper import RESTATED, Chapter, Grid, Link, Named, Paper, Passage, Summary
from qpr_rules.showing.report.word_entry import entry, plate
from qpr_rules.showing.report.word_manuscript import Manuscript
from qpr_rules.showing.report.word_markup import link, paragraph, said
from qpr_rules.showing.report.workings import WORKINGS


def show(paper: Paper, progress: Callable[[int, int], None] | None = None, each: Each = map) -> bytes:
    """The file. ``progress(done, of)`` is called after each KPI; ``each`` has every picture made, by default one by one.

    Raises NoPictureError where there is no font to draw charts with.
    """
    places = {found.row.kpi: f"kpi_{number}" for number, found in enumerate(paper.entries, 1)}
    manuscript = Manuscript(places, illustrative=bool(paper.banner))
    manuscript.add(said("Title", paper.title), said("Subtitle", paper.body))
    manuscript.add(said("Lead", f"As of the quarter that ended on {paper.ends}."))
    manuscript.add(*(said("Caution", caution) for caution in (*paper.cautions, paper.only) if caution))
    manuscript.contents()
    _summary(manuscript, paper)
    manuscript.heading(1, "Exceptions")
    manuscript.add(said("Lead", paper.attention.sentence))
    for _, grid in paper.attention.grids:
        manuscript.table(grid)
    pictures = iter(each(png, [plate(found.charted) for found in paper.entries if found.charted]))
    done = 0
    for chapter in paper.chapters:
        _opening(manuscript, chapter)
        for found in chapter.entries:
            entry(manuscript, found, next(pictures) if found.charted else b"")
            done += 1
            if progress:
                progress(done, len(places))
    if paper.gaps:
        manuscript.heading(1, "What is missing")
        for gap in paper.gaps:
            _passage(manuscript, gap)
    _appendix(manuscript, paper)
    return manuscript.bound(paper.title, paper.body, paper.quarter, paper.cautions, draft=paper.draft)


def _summary(manuscript: Manuscript, paper: Paper) -> None:
    found = paper.summary
    manuscript.heading(1, "Summary")
    manuscript.add(said("Lead", " ".join(found.headline)))
    _shares(manuscript, found, paper.quarter)
    if found.counts:
        manuscript.table(found.counts)
    if found.like_for_like:
        manuscript.heading(2, f"Like for like with {found.like_for_like_with}")
        manuscript.add(said("Normal", " ".join(found.like_for_like)))
    if found.chance:
        manuscript.add(said("Quiet", found.chance))
    if found.moved:
        manuscript.table(found.moved)
    _named(manuscript, "Entered the set", found.entered)
    _named(manuscript, "Left the set", found.left)
    _named(manuscript, "Not rated", found.unrated)
    if found.restated:
        manuscript.heading(2, RESTATED)
        manuscript.add(*(said("Normal", each) for each in found.restated))
    for part in paper.key:
        _passage(manuscript, part)


def _shares(manuscript: Manuscript, found: Summary, quarter: str) -> None:
    if found.shares:
        rows = tuple((each.rating, str(each.number), each.percent) for each in found.shares)
        manuscript.table(Grid(f"KPIs by rating, {quarter}", ("Rating", "KPIs", "Share"), rows, frozenset({1, 2})))
    if found.shares_note:
        manuscript.add(said("Quiet", found.shares_note))


def _named(manuscript: Manuscript, title: str, found: tuple[Named, ...]) -> None:
    if found:
        manuscript.heading(2, title)
        manuscript.add(*(said("ListBullet", f"{each.name} ({each.kpi}): {each.said}.") for each in found))


def _opening(manuscript: Manuscript, chapter: Chapter) -> None:
    """The first page of a section."""
    manuscript.heading(1, chapter.title)
    manuscript.add(said("Lead", chapter.sentence))
    if chapter.overview:
        manuscript.table(chapter.overview)


def _passage(manuscript: Manuscript, found: Passage) -> None:
    manuscript.heading(2, found.title)
    for part in found.parts:
        if isinstance(part, Grid):
            manuscript.table(part, illustrative=False)
        else:
            manuscript.add(said("Normal", part))


def _appendix(manuscript: Manuscript, paper: Paper) -> None:
    manuscript.heading(1, "How this report is made")
    for part in paper.methods:
        _passage(manuscript, part)
    rules = tuple((Link(each.row.name, each.row.kpi), " ".join(each.rule)) for each in paper.entries if each.rule)
    if rules:
        _passage(manuscript, Passage("Definitions", (Grid("Definitions", ("KPI", "Rule"), rules),)))
    manuscript.heading(2, "Made from")
    manuscript.add(*(said("ListBullet", each) for each in paper.made_from.parts))
    manuscript.add(said("Normal", "The same files give the same report, byte for byte."))
    _workings(manuscript, paper)


def _workings(manuscript: Manuscript, paper: Paper) -> None:
    found = [each for each in paper.entries if each.reckoning]
    if found:
        manuscript.heading(2, "Workings", breaking=True)
        manuscript.add(said("Normal", WORKINGS))
    for each in found:
        manuscript.add(paragraph("WorkingsOf", link(manuscript.places[each.row.kpi], each.row.name)))
        *lines, last = each.reckoning
        manuscript.add(*(said("Working", line, kept=True) for line in lines), said("Working", last))
