"""Check a project: every diagnostic of declarations and of the form of results, in one ordered list."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from qpr_rules.app.declare import declare
from qpr_rules.bulk import areas_of, of_area
from qpr_rules.checking.allow import allow
from qpr_rules.checking.causes import causes
from qpr_rules.diagnostic import Diagnostic, ordered
from qpr_rules.files import Tree, is_within
from qpr_rules.provenance import Provenance
from qpr_rules.reading.cases import files_of_cases, read_cases
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results, read_results
from qpr_rules.reading.text import legible
from qpr_rules.reading.vintages import ahead


class Checked(NamedTuple):
    """What was found and what was read.

    ``texts`` holds the sources, for showing places; ``allowed`` counts the findings that a comment allows, ``unasked`` the
    sources of results that were not asked.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    definitions: int
    owners: int
    rules: int
    quarters: int
    results: int
    files: frozenset[str]
    provenance: Provenance
    illustrative: bool
    cases: int
    allowed: int = 0
    unasked: int = 0


def check(
    tree: Tree,
    paths: Sequence[str] = (),
    *,
    with_results: bool = False,
    today: dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Checked:
    """Every diagnostic of the project, or of the files and folders named; the whole set is read all the same.

    ``with_results`` runs queries and plug-ins, and adds what needs evaluation (and NumPy, which nothing else here imports). Without ``today`` nothing
    that depends on the day is found.
    """
    declarations = declare(tree, today)
    looked_at = declarations._replace(
        settings=declarations.meant_settings
    )  # what is plain in them, if they are in error
    asking = with_results and declarations.settings is not None
    results = read_results(tree, looked_at, progress, asking=asking)
    folders = (looked_at.settings.definitions,) if looked_at.settings and looked_at.settings.definitions else ()
    cases = read_cases(tree, looked_at, files_of_cases(tree, folders))
    found = [*declarations.diagnostics, *results.diagnostics, *cases.diagnostics]
    if today is not None:
        found += (each for own in results.every.values() for each in ahead(own, today))
    if asking:
        found += _against_results(declarations, results, today)
    found = [each for each in causes(found) if each.code not in declarations.moot]
    files = frozenset([*declarations.files, *cases.files, *results.files, *(each.at.span.file for each in found)])
    texts = {**_texts(declarations, results, found), **cases.texts}
    kept, allowed = allow(found, texts, today, with_results=with_results)
    return Checked(
        diagnostics=ordered(
            each for each in kept if not paths or any(is_within(each.at.span.file, path) for path in paths)
        ),
        texts=texts,
        definitions=len(declarations.definitions) + len(declarations.broken),
        owners=len(declarations.owners or ()),
        rules=len(declarations.rules),
        quarters=len(declarations.commentaries),
        results=results.rows,
        files=files,
        provenance=Provenance("", declarations.digest, results.digest),
        illustrative=declarations.settings is not None and declarations.settings.illustrative,
        cases=len(cases.cases) + len(cases.unread),
        allowed=allowed,
        unasked=len(results.unasked),
    )


def only_new(checked: Checked, changed: Collection[str], earlier: Callable[[], Checked]) -> Checked:
    """What was found in files that changed, and what was not yet found in the others: a deletion breaks what stays.

    ``earlier`` checks the project as it was before; it is asked only where there is a finding outside what changed.
    """
    if all(each.at.span.file in changed for each in checked.diagnostics):
        return checked
    # The lines of a second place may have moved with an edit elsewhere; place, code and headline say whether it is new.
    known = {each.order for each in earlier().diagnostics}
    new = (each for each in checked.diagnostics if each.at.span.file in changed or each.order not in known)
    return checked._replace(diagnostics=tuple(new))


def _against_results(declarations: Declarations, results: Results, today: dt.date | None) -> list[Diagnostic]:
    from qpr_rules.app.evaluate import evaluate
    from qpr_rules.checking.results import areas, doubts, hidden_said, unreported
    from qpr_rules.checking.results.every import check_measured
    from qpr_rules.checking.results.measured import Measured
    from qpr_rules.core.quarters import due_period, first_quarter
    from qpr_rules.core.rows import rows_by_period
    from qpr_rules.reading.extent import NoResultsError
    from qpr_rules.reading.vintages import noted

    try:
        report = evaluate(declarations, results)
    except NoResultsError:
        return []
    latest = {row.kpi: row for row in report.own}
    area = report.settings.area
    found: list[Diagnostic] = []
    firsts = []
    if declarations.areas:
        observed = frozenset(area for series in results.observations.values() for area in areas_of(series))
        found += areas.check_named(declarations.areas, observed)
    for definition in declarations.definitions:
        evaluated = report.found[definition.id]
        observations = results.observations.get(definition.id, ())
        own = of_area(observations, area)
        if own:
            firsts.append(first_quarter(definition, own[0].period))
        found += noted(definition, results.vintages(definition.id))
        found += areas.check_series(definition, observations, evaluated.panel, declarations.areas)
        own_rows = replace(evaluated, evaluations=evaluated.evaluations.of((area,)))
        history = list(rows_by_period(own_rows)) if observations else []
        found += check_measured(
            Measured(
                definition=definition,
                observations=own,
                history=history,
                latest=latest.get(definition.id),
                due=due_period(definition, report.quarter),
                panel=evaluated.panel,
                everywhere=observations,
            )
        )
        if today is not None:
            found += doubts.check_future(definition, observations, today)
    if firsts:
        found += unreported.check(declarations, min(firsts), report.quarter)
    for commentary in declarations.commentaries.values():
        found += hidden_said.check(commentary, report.found, report.released.found, declarations.texts[commentary.file])
    return found


def _texts(declarations: Declarations, results: Results, found: Sequence[Diagnostic]) -> Mapping[str, str]:
    """The sources that a place is in, so that its line can be shown."""
    texts = {**results.texts, **declarations.texts}
    for each in found:
        for label in (each.at, *each.also):
            file = label.span.file
            if label.span.line and file not in texts and file in results.contents:
                texts[file] = legible(results.contents[file])
    return texts
