"""Compose the quarterly report as one model, which each format prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from qpr_rules.app.evaluate import Report
from qpr_rules.commentary import Note
from qpr_rules.core.charted import charted
from qpr_rules.core.disclosure import is_near_hidden
from qpr_rules.core.matching import flags, needs_word
from qpr_rules.core.restated import Restatement
from qpr_rules.core.rows import Evaluated, row_at
from qpr_rules.core.workings import workings
from qpr_rules.definition import Broken, Definition, Kind
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Evaluation, Reason
from qpr_rules.period import Frequency
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.rule import Flag, Rule
from qpr_rules.settings import Owner
from qpr_rules.showing import words
from qpr_rules.showing.exceptions.entries import Choice, Listed
from qpr_rules.showing.exceptions.facts import remarks, years_running
from qpr_rules.showing.headline import by_chance, quarters_of
from qpr_rules.showing.report import appendix, entries, overview
from qpr_rules.showing.report.paper import Chapter, Entry, Grid, Paper, Passage
from qpr_rules.showing.report.workings import passages, reckoning
from qpr_rules.showing.restated import restated_sentences

PAST = 8
"""Quarters, or years of an annual KPI, in a table of results."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a report is wanted: a section, an owner, a KPI (by their ids), or all of it."""

    section: str | None = None
    owner: str | None = None
    kpi: str | None = None

    def covers(self, each: Evaluation | Definition | Broken) -> bool:
        """Whether a row or a KPI is wanted."""
        key = each.kpi if isinstance(each, Evaluation) else each.id
        return (
            (self.section is None or each.section == self.section)
            and (self.owner is None or each.owner == self.owner)
            and (self.kpi is None or key == self.kpi)
        )


def compose(
    report: Report,
    scope: Scope | None = None,
    *,
    draft: bool = False,
    past_of_areas: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Paper:
    """The paper of a quarter, or of what of it is in the scope. ``progress(done, of)`` is called after each KPI.

    ``past_of_areas`` adds the past of other areas than the body's own, for formats that have it.
    """
    steps = progress or (lambda _done, _of: None)
    return _Composing(report, scope or Scope(), steps, past_of_areas).paper(draft=draft)


@dataclass(frozen=True)
class _Composing:
    """One paper in the making: the report, what of it is wanted, and what several parts look up."""

    report: Report
    scope: Scope
    progress: Callable[[int, int], None]
    past_of_areas: bool

    def paper(self, *, draft: bool) -> Paper:
        """All of it."""
        report, settings = self.report, self.report.settings
        quarters = quarters_of(report, self.scope.covers)
        entered, left = (
            tuple(filter(self.scope.covers, find(report.quarter - 1))) for find in (report.entered, report.left)
        )
        chapters = tuple(self._chapters())
        found = [entry for chapter in chapters for entry in chapter.entries]
        definitions = [entry.definition for entry in found if entry.definition]
        return Paper(
            body=settings.body,
            quarter=report.title,
            ends=words.day(report.end),
            banner=ILLUSTRATIVE if settings.illustrative else "",
            draft=draft,
            only=self._only(),
            summary=overview.summary(
                quarters,
                settings.sections,
                entered,
                left,
                by_chance(report.declarations.definitions, quarters.now),
                self._restated(),
            ),
            attention=overview.attention(report, self.rows, self.flags, Choice(), self.posts),
            chapters=chapters,
            gaps=tuple(self._gaps(found)),
            key=appendix.key(found, [row.direction for row in self.rows], _texts(found)),
            methods=tuple(appendix.methods(definitions)),
            made_from=report.provenance,
        )

    @cached_property
    def rows(self) -> tuple[Evaluation, ...]:
        """The rows wanted, of every area."""
        return tuple(filter(self.scope.covers, self.report.rows))

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """Their exceptions."""
        return flags(self.report.declarations.rules, self.rows)

    @cached_property
    def fired(self) -> Mapping[tuple[str, str], list[Rule]]:
        """The rules that hold, by KPI and area, gravest first."""
        found: dict[tuple[str, str], list[Rule]] = {}
        for flag in self.flags:
            row = self.rows[flag.row]
            found.setdefault((row.kpi, row.area), []).append(flag.rule)
        return found

    @cached_property
    def notes(self) -> Mapping[str, Note]:
        """The quarter's commentary."""
        commentary = self.report.declarations.commentaries.get(self.report.quarter)
        return commentary.notes if commentary else {}

    @cached_property
    def owners(self) -> Mapping[str, Owner]:
        """Who answers for KPIs."""
        return self.report.declarations.owners or {}

    @cached_property
    def posts(self) -> Mapping[str, str]:
        """The posts of the owners of all rows."""
        return {row.owner: self.owners[row.owner].post if row.owner in self.owners else row.owner for row in self.rows}

    @cached_property
    def restated(self) -> tuple[Restatement, ...]:
        """What was published and comes out otherwise now."""
        return tuple(each for each in self.report.restated(self.report.quarter) if self.scope.covers(each.row))

    def _restated(self) -> list[str]:
        decimals = {each.id: each.decimals for each in self.report.declarations.definitions}
        return restated_sentences(self.restated, partial(self.report.calendar.show, Frequency.QUARTER), decimals)

    def _only(self) -> str:
        titles = self.report.settings.sections
        parts = [f"the section {titles.get(self.scope.section, self.scope.section)}"] if self.scope.section else []
        if self.scope.owner:
            owner = self.owners.get(self.scope.owner)
            parts.append(f"what {owner.post if owner else self.scope.owner} answers for")
        parts += [f"the KPI {self.scope.kpi}"] if self.scope.kpi else []
        return f"This paper covers only {listed(parts)}." if parts else ""

    def _chapters(self) -> Iterator[Chapter]:
        by_kpi: dict[str, list[Evaluation]] = {}
        for row in self.rows:
            by_kpi.setdefault(row.kpi, []).append(row)
        sections = self.report.settings.sections
        done = 0
        for section in dict.fromkeys([*sections, *(row.section for row in self.rows)]):
            groups = [rows for rows in by_kpi.values() if rows[0].section == section]
            groups.sort(key=lambda rows: rows[0].kind is Kind.ACTIVITY)  # in report order otherwise
            found = []
            for rows in groups:
                found.append(self._entry(rows))
                done += 1
                self.progress(done, len(by_kpi))
            if found:
                title = sections.get(section, section) or "Without a section"
                kpis = [(each.row, each.definition) for each in found if each.row.kind is Kind.KPI]
                sentence = overview.in_short([each.row for each in found])
                yield Chapter(section, title, sentence, overview.overview(title, kpis), tuple(found))

    def _entry(self, rows: list[Evaluation]) -> Entry:
        """One KPI: the body's own row, or the first area's where it has none."""
        row = next((each for each in rows if each.area == self.report.settings.area), rows[0])
        others = [each for each in rows if each is not row]
        evaluated = self.report.found.get(row.kpi)
        owner = self.owners.get(row.owner)
        fired = self.fired.get((row.kpi, row.area), [])
        note = self.notes.get(row.kpi, Note())
        definition = evaluated.definition if evaluated else None
        decimals = definition.decimals if definition else 0
        entry = Entry(
            row=row,
            definition=definition,
            owner=owner.post if owner else row.owner,
            member=owner.cabinet_member if owner else "",
            verdict=(),
            notes=(f"Not rated: {row.reason}.",) if row.kind is Kind.KPI else (),
            charted=None,
            past=(),
            results=None,
            standard=(),
            context=entries.paragraphs(note.context),
            steps=entries.steps(note, self.owners, self.report.end),
            exceptions=tuple((rule.severity, words.sentence(rule.says, row, decimals)) for rule in fired),
            workings=(),
            reckoning=(),
            others=tuple(others),
            others_past=(),
            areas=entries.by_area(others, decimals, self.report.declarations.areas),
            rule=(),
            lacks_word=self._lacks_word(row),
        )
        return self._told(entry, evaluated, note, fired) if evaluated else entry

    def _told(self, entry: Entry, evaluated: Evaluated, note: Note, fired: list[Rule]) -> Entry:
        """The entry of a definition that is not in error."""
        row, definition = entry.row, evaluated.definition
        shown = workings(evaluated, row.area, self.report.quarter, note, row)
        hides = is_near_hidden(evaluated, row.area, self.report.quarter)
        years = years_running(evaluated, row, self.report.quarter)
        past = tuple(self._past(evaluated, [row.area]))
        areas = [each.area for each in entry.others] if self.past_of_areas else []
        said = remarks(Listed(row, tuple(fired)), definition.decimals, years)
        return entry._replace(
            verdict=tuple(entries.verdict(row, definition, years)),
            notes=tuple(entries.notes(row, definition, tuple(said))),
            charted=charted(evaluated, row, self.report.quarter),
            past=past,
            others_past=tuple(self._past(evaluated, areas)),
            results=entries.results(definition, past),
            standard=tuple(entries.standard(row, definition, shown.standard)),
            workings=passages(shown, hides=hides),
            reckoning=reckoning(shown, hides=hides),
            rule=entries.rule(definition, shown.standard),
        )

    def _past(self, evaluated: Evaluated, areas: Sequence[str]) -> Iterator[Evaluation]:
        """The figures of the last quarters, newest first; of an annual KPI, each year once."""
        definition, evaluations = evaluated.definition, evaluated.evaluations
        calendar = self.report.calendar
        columns = [int(each) for each in reversed(evaluated.grid(self.report.quarter).columns)] if areas else []
        revised = {(each.quarter, each.row.kpi, each.row.area) for each in self.restated}
        for area in areas:
            place, seen = evaluations.areas.index(area), set[int]()
            for back, column in enumerate(columns):
                if column < 0 or len(seen) == PAST:
                    break
                if definition.frequency is Frequency.YEAR and column in seen:
                    continue
                seen.add(column)
                quarter = self.report.quarter - back
                row = row_at(evaluated, place, column, evaluations.first + column)
                code = calendar.code(Frequency.QUARTER, quarter)
                yield row._replace(quarter=code, restated=code if (quarter, row.kpi, row.area) in revised else "")

    def _lacks_word(self, row: Evaluation) -> bool:
        """Whether commentary should say something of a row, and says nothing."""
        note = self.notes.get(row.kpi, Note())
        said = note.context or note.actions or row.reason is Reason.IN_ERROR
        return not said and needs_word(row, self.fired.get((row.kpi, row.area), []))

    def _gaps(self, found: Sequence[Entry]) -> Iterator[Passage]:
        """What a reader would look for and does not find."""
        lacking = [entry.row.name for entry in found if entry.lacks_word]
        parts = []
        if self.report.quarter not in self.report.declarations.commentaries:
            parts.append(f"No commentary has been written for {self.report.title}.")
        if lacking:
            have = "has" if len(lacking) == 1 else "have"
            parts.append(f"{plural(len(lacking), 'KPI')} should have commentary and {have} none:")
        if parts:
            yield Passage("Commentary", (*parts, *lacking))
        broken = [f"{each.name} ({each.file})" for each in self.report.declarations.broken if self.scope.covers(each)]
        if broken:
            yield Passage("Definitions in error, not rated because of it", tuple(broken))


def _texts(found: Sequence[Entry]) -> Iterator[str]:
    """Every text that may hold an official marker."""
    for entry in found:
        yield from (value for _, value in entry.verdict)
        grids = [entry.results, entry.areas, *(part for each in entry.workings for part in each.parts)]
        for grid in grids:
            if isinstance(grid, Grid):
                yield from (cell for row in grid.rows for cell in row if isinstance(cell, str))
