"""The paper as one HTML file that stands by itself: no network, and no script needed to read it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qpr_rules import __version__
from qpr_rules.english import plural
from qpr_rules.showing.chart import style
from qpr_rules.showing.report.html_entry import entry, passage
from qpr_rules.showing.report.html_tables import rating, table
from qpr_rules.showing.report.markup import Markup, anchor, tag
from qpr_rules.showing.report.paper import RESTATED, Chapter, Grid, Named, Paper, Summary


@cache
def _beside(name: str) -> Markup:
    """A file that lies beside this module: the style, the script."""
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))


class Live(NamedTuple):
    """What a page that is served has besides: its number, and what is wrong with the files that it is made from."""

    number: int
    wrong: tuple[str, ...] = ()


def show(paper: Paper) -> bytes:
    """The whole page, in UTF-8."""
    return _whole(_title(paper), paper.draft, _parts(paper))


def preview(paper: Paper, live: Live) -> bytes:
    """The page as it is served while it is worked on: it loads itself anew when its number is no longer the latest."""
    return _whole(_title(paper), paper.draft, (*_wrong(live), *_parts(paper)), live)


def unmade(live: Live) -> bytes:
    """The page that is served where no paper can be made: why, and it loads itself anew too."""
    return _whole("No report can be made", False, tuple(_wrong(live)), live)


def _title(paper: Paper) -> str:
    return f"{paper.title} - {paper.body}" + (" (draft)" if paper.draft else "")


def _parts(paper: Paper) -> tuple[Markup, ...]:
    return (
        tag("a", "Skip to main content", href="#main", class_="skip"),
        _header(paper),
        tag("div", _contents(paper), _main(paper), class_="page"),
        tag("footer", tag("p", " · ".join(paper.made_from.parts))),
    )


def _wrong(live: Live) -> Iterator[Markup]:
    if live.wrong:
        title = tag("h2", f"{plural(len(live.wrong), 'mistake')} in the files", id="mistakes")
        yield tag(
            "section",
            title,
            tag("ul", *(tag("li", each) for each in live.wrong)),
            class_="wrong",
            aria_labelledby="mistakes",
        )


def _whole(title: str, draft: bool, parts: Sequence[Markup], live: Live | None = None) -> bytes:
    scripts = [_beside("report.js"), *([_beside("live.js")] if live else [])]
    seals = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{seal}'" for seal in seals) + ("; connect-src 'self'" if live else "")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {allowed}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"qpr-rules {__version__}"),
        tag("title", title),
        tag("style", _beside("report.css"), Markup(style.for_page())),
    )
    number = str(live.number) if live else None
    body = tag(
        "body",
        *parts,
        *(tag("script", script) for script in scripts),
        class_="draft" if draft else None,
        data_number=number,
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en-GB')}\n".encode()


def _header(paper: Paper) -> Markup:
    cautions = filter(None, (*paper.cautions, paper.only))
    return tag(
        "header",
        tag("p", paper.body, class_="body"),
        tag("h1", paper.title),
        tag("p", f"As of the quarter that ended on {paper.ends}.", class_="as-of"),
        *(tag("p", tag("strong", each), class_="banner") for each in cautions),
    )


def _contents(paper: Paper) -> Markup:
    parts = [
        ("summary", "Summary"),
        ("exceptions", "Exceptions"),
        *((anchor("section", chapter.id), chapter.title) for chapter in paper.chapters),
        *((("gaps", "What is missing"),) if paper.gaps else ()),
        ("appendix", "How this report is made"),
    ]
    links = (tag("li", tag("a", title, href=f"#{key}")) for key, title in parts)
    return tag("nav", tag("h2", "Contents", id="contents"), tag("ol", *links), aria_labelledby="contents")


def _main(paper: Paper) -> Markup:
    return tag(
        "main",
        _summary(paper),
        _attention(paper),
        _filter(paper),
        *(_chapter(chapter, illustrative=bool(paper.banner)) for chapter in paper.chapters),
        *_gaps(paper),
        _appendix(paper),
        id="main",
        tabindex="-1",
    )


def _summary(paper: Paper) -> Markup:
    found, illustrative = paper.summary, bool(paper.banner)
    return tag(
        "section",
        tag("h2", "Summary", id="summary"),
        tag("p", " ".join(found.headline), class_="lead"),
        *_shares(found),
        *(table(each, illustrative=illustrative) for each in (found.counts,) if each),
        *_like_for_like(found),
        *(table(each, illustrative=illustrative) for each in (found.moved,) if each),
        *_named("Entered the set", found.entered),
        *_named("Left the set", found.left),
        *_named("Not rated", found.unrated),
        *((tag("h3", RESTATED), *(tag("p", each) for each in found.restated)) if found.restated else ()),
        *(each for part in paper.key for each in _key(part.title, part.parts)),
        aria_labelledby="summary",
    )


def _key(title: str, parts: tuple[str | Grid, ...]) -> Iterator[Markup]:
    yield tag("h3", title)
    for part in parts:
        yield table(part, illustrative=False) if isinstance(part, Grid) else tag("p", part)


def _shares(found: Summary) -> Iterator[Markup]:
    if not found.shares:
        return
    tiles = [
        tag(
            "li",
            tag("span", str(each.number), class_="count"),
            " ",
            rating(each.rating),
            " ",
            tag("span", each.percent),
        )
        for each in found.shares
    ]
    yield tag("ul", *tiles, class_="tiles")
    bar = [
        tag("span", class_=each.rating.replace(" ", "-"), style=f"flex-grow:{each.number}")
        for each in found.shares
        if each.number
    ]
    yield tag("div", *bar, class_="bar", aria_hidden="true")
    if found.shares_note:
        yield tag("p", found.shares_note, class_="quiet")


def _like_for_like(found: Summary) -> Iterator[Markup]:
    if found.like_for_like:
        yield tag("h3", f"Like for like with {found.like_for_like_with}")
        yield tag("p", " ".join(found.like_for_like))
    if found.chance:
        yield tag("p", found.chance, class_="quiet")


def _named(title: str, found: tuple[Named, ...]) -> Iterator[Markup]:
    if found:
        yield tag("h3", title)
        yield tag("ul", *(tag("li", tag("bdi", each.name), f" ({each.kpi}): {each.said}.") for each in found))


def _attention(paper: Paper) -> Markup:
    found = paper.attention
    return tag(
        "section",
        tag("h2", "Exceptions", id="exceptions"),
        tag("p", found.sentence, class_="lead"),
        *(table(grid, illustrative=bool(paper.banner), sortable=True) for _, grid in found.grids),
        aria_labelledby="exceptions",
    )


def _filter(paper: Paper) -> Markup:
    """Filled by the script where scripting is on; nobody sees it otherwise."""
    owners = {entry.row.owner: entry.owner for entry in paper.entries}
    ratings = {str(entry.row.rating): entry.row.rating.capitalize() for entry in paper.entries}
    chosen = (
        ("section", "Section", {chapter.id: chapter.title for chapter in paper.chapters}),
        ("rating", "Rating", dict(sorted(ratings.items()))),
        ("owner", "Owner", dict(sorted(owners.items(), key=lambda item: item[1].casefold()))),
    )
    fields = [
        tag(
            "p", tag("label", "Words in the name", for_="filter-text"), Markup('<input id="filter-text" type="search">')
        )
    ]
    for key, title, words in chosen:
        options = [tag("option", "All", value=""), *(tag("option", said, value=word) for word, said in words.items())]
        fields.append(tag("p", tag("label", title, for_=f"filter-{key}"), tag("select", *options, id=f"filter-{key}")))
    return tag(
        "form",
        tag("fieldset", tag("legend", "Find KPIs"), *fields, tag("p", "", role="status", id="filter-found")),
        id="filter",
        hidden=True,
    )


def _chapter(chapter: Chapter, *, illustrative: bool) -> Markup:
    key = anchor("section", chapter.id)
    return tag(
        "section",
        tag("h2", chapter.title, id=key, dir="auto"),
        tag("p", chapter.sentence, class_="lead"),
        *(table(each, illustrative=illustrative, sortable=True) for each in (chapter.overview,) if each),
        *(entry(each) for each in chapter.entries),
        class_="chapter",
        aria_labelledby=key,
    )


def _gaps(paper: Paper) -> Iterator[Markup]:
    if paper.gaps:
        parts = (each for gap in paper.gaps for each in passage(gap, illustrative=False, level="h3"))
        yield tag("section", tag("h2", "What is missing", id="gaps"), *parts, aria_labelledby="gaps")


def _appendix(paper: Paper) -> Markup:
    rules = [
        tag("dt", tag("a", tag("bdi", each.row.name), href=f"#{anchor('kpi', each.row.kpi)}"))
        + tag("dd", " ".join(each.rule))
        for each in paper.entries
        if each.rule
    ]
    return tag(
        "section",
        tag("h2", "How this report is made", id="appendix"),
        *(each for part in paper.methods for each in passage(part, illustrative=False, level="h3")),
        *((tag("h3", "Definitions"), tag("dl", *map(Markup, rules), class_="rules")) if rules else ()),
        tag("h3", "Made from"),
        tag("ul", *(tag("li", each) for each in paper.made_from.parts)),
        tag("p", "The same files give the same report, byte for byte."),
        aria_labelledby="appendix",
    )
