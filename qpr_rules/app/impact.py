"""What a change of the rules does: two versions of a project, rated with the same results and commentary, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from qpr_rules.app.evaluate import Report, evaluate
from qpr_rules.checking.review import Reviewed, review
from qpr_rules.core.comparison import by_period, compare, compare_raised, ratings, require_whole
from qpr_rules.core.disclosure import released
from qpr_rules.core.easing import changes
from qpr_rules.core.impact import MONTHS, Altered, Impact, Pair
from qpr_rules.core.matching import flags
from qpr_rules.core.rows import Evaluated, rows_by_period
from qpr_rules.definition import Broken, Definition, Kind
from qpr_rules.diagnostic import Diagnostic, ordered
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.files import FileError, Tree
from qpr_rules.period import Frequency
from qpr_rules.reading.commentary import quarter_of
from qpr_rules.reading.frozen import form_of_results
from qpr_rules.reading.matching import matching
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results, as_known_on, read_results
from qpr_rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Assessment:
    """The impact, what a reviewer would ask about it, and the two reports it was read from."""

    impact: Impact
    findings: tuple[Diagnostic, ...]
    before: Report
    after: Report


class Asked(NamedTuple):
    """As of which quarter two versions are compared (an ordinal; None: the latest with a result), and by which results.

    ``past`` is the last quarter that is over. Unless ``queries``, no query is run and no plug-in loaded: the change that is
    looked at may be a stranger's. With ``known_on``, results are those that were known at the end of that day.
    """

    quarter: int | None
    past: int
    queries: bool = False
    known_on: dt.date | None = None

    def read(self, tree: Tree, declarations: Declarations) -> Results:
        """The results of a tree."""
        results = read_results(tree, declarations, asking=self.queries)
        return as_known_on(results, declarations.definitions, self.known_on) if self.known_on else results


def impact(earlier: Declarations, later: Declarations, trees: tuple[Tree, Tree], asked: Asked) -> Assessment:
    """Compare two versions of a project. Both are rated with the results and the commentary of the later one.

    Raises NoResultsError where there is nothing to rate, ReconciliationError when totals do not add up.
    """
    results = asked.read(trees[1], later)
    after = evaluate(later, results, asked.quarter)
    earlier = earlier._replace(commentaries=later.commentaries, published=later.published)
    known = after.found if earlier.areas == later.areas else None
    before = evaluate(earlier, _as_read_by(earlier, later, trees[1], results, asked), after.quarter, known=known)
    counted = [[row for row in report.own if row.kind is Kind.KPI] for report in (before, after)]
    rows = compare(counted[0], counted[1])
    require_whole(rows, counted[0], counted[1])
    altered = tuple(_altered(before, after))
    broken = [{each.id: each for each in side.broken} for side in (earlier, later)]
    found = Impact(
        quarter=after.title,
        totals=(ratings(counted[0]), ratings(counted[1])),
        definitions={each.id: each for each in (*earlier.definitions, *later.definitions)},
        altered=altered,
        rows=rows,
        raised=compare_raised(_raised(before), _raised(after)),
        rules=tuple(_rules(earlier.rules, later.rules)),
        newly_in_error=tuple(each for name, each in broken[1].items() if name not in broken[0]),
        no_longer_in_error=tuple(each for name, each in broken[0].items() if name not in broken[1]),
        results_differ=tuple(_results_differ(trees, later, results, asked)),
    )
    over = max([asked.past, *_published(trees[1], after)])
    return Assessment(found, ordered(review(_reviewed(altered), after.calendar, over)), before, after)


def _as_read_by(earlier: Declarations, later: Declarations, tree: Tree, results: Results, asked: Asked) -> Results:
    """The results as the earlier rules read them. Only the rows of KPIs that are read in another way are read again."""
    now = {each.id: form_of_results(each) for each in later.definitions}
    other = tuple(each for each in earlier.definitions if now.get(each.id) != form_of_results(each))
    if not other:
        return results
    kept = [each for each in earlier.definitions if each not in other]
    passed_over = [Broken.of(each) for each in (*kept, *later.definitions)]
    read = asked.read(tree, earlier._replace(definitions=other, broken=(*earlier.broken, *passed_over)))
    return read._replace(observations={**results.observations, **{each.id: () for each in other}, **read.observations})


def _altered(before: Report, after: Report) -> Iterator[Altered]:
    """KPIs that differ, in report order, those that are gone at the end."""
    was = {each.id: each for each in before.declarations.definitions}
    now = {each.id: each for each in after.declarations.definitions}
    # A file in which nothing can be read has no id, and is known by its name.
    broken = (*before.declarations.broken, *after.declarations.broken)
    in_error = {each.id for each in broken} | {each.file for each in broken}
    for name in [*now, *(name for name in was if name not in now)]:
        if name not in was or name not in now:
            if not in_error.isdisjoint((name, (now.get(name) or was[name]).file)):
                continue  # said as such: there is no rule to compare with
        if name in was and name in now and replace(was[name], file=now[name].file) == now[name]:
            continue
        yield _compared(was.get(name), now.get(name), before, after)


def _compared(was: Definition | None, now: Definition | None, before: Report, after: Report) -> Altered:
    kpi = now or was
    assert kpi is not None
    own = after.settings.area
    then_rows, now_rows = ([row for row in side.rows if row.kpi == kpi.id] for side in (before, after))
    then, present = (next((row for row in rows if row.area == own), None) for rows in (then_rows, now_rows))
    others = compare([row for row in then_rows if row.area != own], [row for row in now_rows if row.area != own])
    if was is None or now is None:
        return Altered(was, now, then=then, now=present, areas=len(others.entered) + len(others.left))
    found = changes(was, now, rating=then.rating if then else None, since=_first_month(after.found[now.id]))
    history = [_history(released(side.found[kpi.id], own, side.declarations.areas), own) for side in (before, after)]
    periods = compare(history[0], history[1], by_period).both if was.frequency is now.frequency else ()
    start = after.calendar.last_month(Frequency.QUARTER, after.quarter) - MONTHS
    recent: list[Pair] = []
    earlier: list[Pair] = []
    counted = 0
    for pair in periods:
        if pair[0].rating is pair[1].rating is Rating.NOT_RATED or pair[0].is_hidden or pair[1].is_hidden:
            continue
        is_recent = now.calendar.last_month(now.frequency, now.calendar.parse(pair[1].period, now.frequency)) > start
        counted += is_recent
        if pair[0].rating is not pair[1].rating:
            (recent if is_recent else earlier).append(pair)
    return Altered(
        before=was,
        after=now,
        changes=found,
        then=then,
        now=present,
        periods=counted,
        moved=tuple(recent),
        moved_earlier=tuple(earlier),
        areas=len(others.both),
        areas_moved=len(others.moved()),
    )


def _history(found: Evaluated, own: str) -> list[Evaluation]:
    rows = list(rows_by_period(found))
    return [row for row in rows if row.area == own] if own in found.evaluations.areas else rows


def _first_month(found: Evaluated) -> int | None:
    """The first month with a result: standards of earlier months rate nothing."""
    if not found.panel.state.any():
        return None
    definition = found.definition
    return definition.calendar.first_month(definition.frequency, found.panel.first)


def _raised(report: Report) -> Iterator[tuple[Evaluation, Rule]]:
    rows = report.rows
    return ((rows[flag.row], flag.rule) for flag in flags(report.declarations.rules, rows))


def _rules(earlier: Sequence[Rule], later: Sequence[Rule]) -> Iterator[tuple[Rule | None, Rule | None]]:
    was, now = ({each.id: each for each in side} for side in (earlier, later))
    for name in [*now, *(name for name in was if name not in now)]:
        old, new = was.get(name), now.get(name)
        if old is None or new is None or old._replace(file=new.file, spans=new.spans) != new:  # wherever it is written
            yield old, new


def _reviewed(altered: Sequence[Altered]) -> Iterator[Reviewed]:
    for each in altered:
        yield Reviewed(each.before, each.after, each.changes, each.then.rating if each.then else Rating.NOT_RATED)


def _results_differ(trees: tuple[Tree, Tree], later: Declarations, results: Results, asked: Asked) -> Iterator[str]:
    """KPIs whose results differ between the two trees. They are read twice only where a file differs, or that of a query."""
    origins = later.settings.results if later.settings else ()
    try:
        listed: dict[str, tuple[str, ...]] = {}
        files = [file for each in origins for name in each.patterns for file in matching(trees[0], name, listed)]
        if {file: trees[0].read_bytes(file) for file in files} == results.contents:
            return
    except FileError:
        pass  # one that cannot be read differs
    old = asked.read(trees[0], later).observations
    for name in dict.fromkeys([*(each.id for each in later.definitions), *old]):
        if [each[:7] for each in old.get(name, ())] != [each[:7] for each in results.observations.get(name, ())]:
            yield name


def _published(tree: Tree, report: Report) -> Iterator[int]:
    """The quarters that have been published, by the names below the folder ``published``."""
    folder = report.settings.published
    try:
        files = tree.list(folder)
    except FileError:
        return  # it may not be looked there, so nothing there was published
    for first in {file.removeprefix(f"{folder}/").split("/")[0] for file in files}:
        quarter, _ = quarter_of(first if "." in first else f"{first}.yaml", report.calendar)
        if quarter is not None:
            yield quarter
