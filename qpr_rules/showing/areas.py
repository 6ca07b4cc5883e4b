"""One KPI in all its areas: a few sentences that place one of them, and the list of all, best first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from qpr_rules.core.standings import Compared, Group, Standing
from qpr_rules.definition import Kind
from qpr_rules.english import capital, listed, plural
from qpr_rules.evaluation import Evaluation
from qpr_rules.formulas import guarded
from qpr_rules.harmless import safe
from qpr_rules.provenance import Provenance
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text
from qpr_rules.showing.figures import figure, rated_figure
from qpr_rules.showing.listing import Listing
from qpr_rules.showing.prose import Prose
from qpr_rules.showing.rows import as_json, as_text, header

_QUARTERS = ("", "first", "second", "third", "last")
"""The quarters of a ranking, by their number."""

_NAMED = 3
"""Areas that a sentence names; of more it says how many there are."""

CAUTION = "A rank is context and alters no rating. Small areas come high and low by chance alone."


def sentences(found: Compared) -> Iterator[str]:
    """Where the area in question stands, and what the others are at together."""
    everywhere, own = found.everywhere, found.own
    if len(everywhere.standings) < 2:
        yield "There are results of one area: nothing to compare it with."
        return
    without = len(everywhere.standings) - everywhere.ranked
    yield f"{plural(everywhere.ranked, 'area')} with a figure{f', {without:,} without' if without else ''}."
    if own is not None:
        called = found.title(own.row.area) or "The body's own area"
        if own.rank is None:
            yield f"{called} has no figure: {own.row.reason}."
        else:
            quarter = f", in the {_QUARTERS[own.quarter]} quarter" if own.quarter else ""
            shown = figure(own.row, found.definition.decimals)
            yield f"{called} is {_rank(found, own, everywhere)}{quarter}, at {shown}."
    yield from _middle(found, everywhere, "All of them together are at", "the area in the middle is at")
    if found.near is not None and own is not None:
        among = next(each for each in found.near.standings if each.row.area == own.row.area)
        if among.rank is not None:
            yield f"Among itself and its neighbours it is {_rank(found, among, found.near)}."
        yield from _middle(found, found.near, "The neighbours together are at", "the one in the middle is at")


def elsewhere(found: Compared) -> str:
    """What is not in the list, as it breaks the same whole down in another way."""
    kinds = listed(found.apart)
    return f"Areas of the kind {kinds} are compared among themselves: name one with --area." if kinds else ""


def not_told_of(found: Compared) -> str:
    """Which areas are ranked though the file of areas does not tell of them: their codes may be misspelt, or parts of others."""
    lacking = [each.row.area for each in found.everywhere.standings if found.is_told_of(each.row.area) is False]
    if not lacking:
        return ""
    shown, more = lacking[:_NAMED], len(lacking) - _NAMED
    codes = listed([*(f"`{code}`" for code in shown), *([f"{more:,} more"] if more > 0 else [])])
    one = len(lacking) == 1
    return (
        f"The file of areas does not tell of {codes}, which {'is' if one else 'are'} listed all the same: "
        f"is the code {'misspelt' if one else 'of each right'}, or {'is it a part' if one else 'are they parts'} of another area?"
    )


def _rank(found: Compared, standing: Standing, among: Group) -> str:
    way = " from the largest" if found.definition.kind is Kind.ACTIVITY else ""
    return f"{words.ordinal(standing.rank or 0)} of {words.count(among.ranked)}{way}"


def _middle(found: Compared, group: Group, together: str, median: str) -> Iterator[str]:
    definition = found.definition
    bands = (found.own.row.target, found.own.row.floor) if found.own else ()
    said = [
        f"{words_} {rated_figure(value, definition.unit, definition.decimals, *bands)}"
        for words_, value in ((together, group.together), (median, group.median))
        if value is not None
    ]
    if said:
        text = listed(said)
        yield f"{capital(text)}."


def area_list(found: Compared, marks: Marks) -> Listing:
    """One line for each area, those above others first."""
    table = Listing((">Rank", "Area", ">Figure", "Rating", "Quarter", "", " "), demote=(4, 6), mark=marks.dot)
    ranks = [each.rank for each in found.everywhere.standings]
    for each in (*(Standing(row, None, None) for row in found.above), *found.everywhere.standings):
        row = each.row
        tied = each.rank is not None and ranks.count(each.rank) > 1
        table.rows.append(
            (
                Text("" if each.rank is None else f"{'=' if tied else ''}{each.rank}"),
                Text(safe(_called(found, row)), style="name" if found.own and row is found.own.row else ""),
                Text(figure(row, found.definition.decimals)),
                _rated(row, marks),
                Text(_QUARTERS[each.quarter] if each.quarter else ""),
                Text(", ".join(filter(None, (_role(found, row), safe(words.of_parts(row))))), style="quiet"),
                Text("illustrative" if row.illustrative else "", style="quiet"),
            )
        )
    return table


def _called(found: Compared, row: Evaluation) -> str:
    return words.area(row.area, found.areas) or "the body's own"


def _rated(row: Evaluation, marks: Marks) -> Text:
    if row.kind is Kind.ACTIVITY:
        return Text("activity", style="quiet")
    rated = rating_text(row.rating, marks)
    return Text.assemble(rated, (f": {row.reason}", "quiet")) if row.reason else rated


def _role(found: Compared, row: Evaluation) -> str:
    if row in found.above:
        return "whole"
    if found.own and row is found.own.row:
        return "this area"
    return "neighbour" if found.is_near(row.area) else ""


def show_areas(console: Console, marks: Marks, found: Compared, period: str) -> None:
    """Print the comparison."""
    console.print()
    console.print(Prose(Text(safe(f"{found.definition.name}, {words.period(period)}"), style="name")))
    console.print(Prose(safe(" ".join(sentences(found)))))
    console.print()
    console.print(area_list(found, marks))
    console.print()
    for said in filter(None, (elsewhere(found), not_told_of(found))):
        console.print(Prose(Text(safe(said), style="quiet")))
    console.print(Prose(Text(CAUTION, style="quiet")))
    console.print()


_SHARED = ("kpi", "period", "area", "figure", "unit", "rating", "reason", "parts", "illustrative", "made_from")
"""The fields of a row that a comparison holds, written as everywhere."""


def records(found: Compared, made_from: Provenance, *, text: bool) -> Iterator[dict[str, Any]]:
    """One record for each area, in the order of the list: JSON values, or the ``text`` of CSV cells.

    The shape is ``schemas/comparison.schema.json``.
    """
    for each in (*(Standing(row, None, None) for row in found.above), *found.everywhere.standings):
        row = each.row
        whole = dict(zip(header(), as_text(row, made_from), strict=True)) if text else as_json(row, made_from)
        name = found.areas[row.area].name if row.area in found.areas else ""
        own = {
            "area_name": guarded(name) if text else name,
            "rank": each.rank,
            "of": found.everywhere.ranked,
            "quarter_of_ranking": each.quarter,
            "role": _role(found, row),
            "in_areas_file": _flag(found.is_told_of(row.area), text=text),
        }
        yield {field: whole[field] for field in _SHARED[:3]} | own | {field: whole[field] for field in _SHARED[3:]}


def _flag(value: bool | None, *, text: bool) -> bool | str | None:
    return ("" if value is None else "yes" if value else "no") if text else value
