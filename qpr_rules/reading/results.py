"""Every result file of a project, read by the source that its settings name."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.files import Tree
from qpr_rules.observation import Casework, Observation, Tally
from qpr_rules.provenance import digest
from qpr_rules.reading.casework.reading import CaseFiles
from qpr_rules.reading.cumulative import FALLS, falling
from qpr_rules.reading.given import Given
from qpr_rules.reading.normaliser import Normaliser
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.result_files import ResultFiles
from qpr_rules.reading.sources.registry import AskedError, UnavailableError, source
from qpr_rules.reading.vintages import backwards, known
from qpr_rules.refused import Refused
from qpr_rules.settings import CASE_FILES, Origin


class Results(NamedTuple):
    """Observations by KPI, in the order of area and period; what was read, and what is wrong with it.

    ``every`` holds all vintages by KPI, with those that others took the place of; ``known_on`` is the day at whose end
    the observations were known, None where they are the latest.
    ``contents`` are the bytes of files, ``given`` the canonical forms of what sources without files gave; ``unasked`` the
    sources that were not to be asked. ``asked`` is whether a query was run, or a plug-in. ``cases`` are
    the bytes of files of cases, of which no line is shown, and ``casework`` says what was read of them. ``refusals``
    are all rows that could not be used, where they were asked for; so many mistakes are ``unlisted`` among the diagnostics.
    """

    observations: Mapping[str, Sequence[Observation]]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]
    tallies: tuple[Tally, ...]
    refused_by: Mapping[tuple[str, str], int]
    contents: Mapping[str, bytes]
    every: Mapping[str, Sequence[Observation]] = MappingProxyType({})
    known_on: dt.date | None = None
    given: Mapping[str, bytes] = MappingProxyType({})
    unasked: tuple[str, ...] = ()
    asked: bool = False
    cases: Mapping[str, bytes] = MappingProxyType({})
    casework: tuple[Casework, ...] = ()
    refusals: Refused | None = None
    unlisted: int = 0

    @property
    def rows(self) -> int:
        """Rows that say something, whatever became of them."""
        return sum(each.rows for each in self.tallies)  # exact: integers

    @property
    def refused(self) -> int:
        """Rows that could not be used; ``refused_by`` counts those of a KPI that is defined, by KPI and area."""
        return sum(each.refused for each in self.tallies)  # exact: integers

    def vintages(self, kpi: str) -> Sequence[Observation]:
        """All vintages of a KPI; nothing, at once, where each of its results is the only one of its area and period."""
        every = self.every.get(kpi, ())
        return () if len(every) == len(self.observations.get(kpi, ())) else every

    @property
    def listed_by(self) -> str:
        """The command that lists what is wrong with them."""
        return "qpr-rules check --results" if self.asked else "qpr-rules check"

    @property
    def digest(self) -> str:
        """What the results are known by."""
        return digest((*self.contents.items(), *self.given.items(), *self.cases.items()))


def read_results(
    tree: Tree,
    declarations: Declarations,
    progress: Callable[[int], None] | None = None,
    *,
    asking: bool = True,
    every_refusal: bool = False,
) -> Results:
    """Read every result file that the settings name. ``progress`` is given the number of rows read so far.

    Unless ``asking``, no query is run and no plug-in loaded: what a stranger has written is read, and nothing else.
    With ``every_refusal`` each refused row is kept, and not the first of each kind alone.
    """
    reading = _Reading(tree, declarations, progress, asking=asking)
    reading.reader.every = Refused() if every_refusal else None
    files = reading.found.all()
    for file, origin in files:
        reading.one(file, origin)
    reader, cases = reading.reader, reading.cases
    reading.found.workbooks()
    reading.found.unmatched(reader.seen)
    every, observations = {}, {}
    for definition, own, used in reader.observations():
        every[definition.id], observations[definition.id] = own, used
        reader.found += (*(() if own is used else backwards(definition, own)), *falling(definition, used))
    return Results(
        observations=observations,
        diagnostics=tuple(reader.found),
        texts=reader.texts,
        files=tuple(dict.fromkeys(file for file, _ in files)),
        tallies=tuple(reader.tallies),
        refused_by=reader.refused,
        contents=reading.contents,
        every=every,
        given={label: answer.content for label, answer in reading.given.items()},
        unasked=tuple(reading.unasked),
        asked=asking and any(origin.is_asked for _, origin in files),
        cases=cases.contents,
        casework=tuple(cases.read),
        refusals=reader.every,
        unlisted=reader.unlisted,
    )


class _Reading:
    """Goes through the files of results, and what is asked for without a file, one after another."""

    def __init__(
        self, tree: Tree, declarations: Declarations, progress: Callable[[int], None] | None, *, asking: bool
    ) -> None:
        self.reader, self.cases = Normaliser(declarations), CaseFiles(tree)
        self.found = ResultFiles(tree, declarations, self.reader.found)
        self.progress, self.asking = progress, asking
        self.contents: dict[str, bytes] = {}
        self.given: dict[str, Given] = {}
        self.unasked: list[str] = []
        self.rows = 0

    def one(self, file: str, origin: Origin) -> None:
        """Read what an origin names, if it can be read; each file's content once, whatever number of origins name it."""
        named = file if origin.files else origin.query_file
        if (content := self.contents.get(named) or self.found.content(named, origin)) is None:
            return
        if named:
            self.contents[named] = content
        if origin.is_asked and not self.asking:
            self.unasked.append(file)
            return
        self.reader.begin(file)
        try:
            self._rows(content, file, origin)
        except UnavailableError as error:
            self.found.unavailable(origin, error)
        except AskedError as error:
            self.found.unanswered(origin, error)
        self.rows += self.reader.tally.rows
        self.reader.close(file)

    def _rows(self, content: bytes, file: str, origin: Origin) -> None:
        """Take the rows of one source. Raises UnavailableError and AskedError."""
        answer = None if origin.files else self.given.setdefault(file, Given())
        read = self.cases.rows if origin.source == CASE_FILES else source(origin.source)
        with self.found.ready(origin) as ready:
            for batch, places in read(content, file, ready, self.reader):
                self.reader.read(batch, places)
                if answer is not None:
                    answer.add(batch)
                if self.progress is not None:
                    self.progress(self.rows + self.reader.tally.rows)


def as_known_on(results: Results, definitions: Iterable[Definition], day: dt.date) -> Results:
    """The same results with the observations that were known at the end of a day. What was read stays what it is."""
    observations, found = {}, [each for each in results.diagnostics if each.code != FALLS]
    for each in definitions:
        if each.id in results.every:
            own = observations[each.id] = known(each, results.every[each.id], day)
            found += falling(each, own)
    return results._replace(observations=observations, diagnostics=tuple(found), known_on=day)
