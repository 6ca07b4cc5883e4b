"""Run cases: the same core that makes the report, on results written in a case, beside what was expected of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qpr_rules.app.series import evaluated_over
from qpr_rules.case import Case, Unread
from qpr_rules.checking.registry import ONE
from qpr_rules.core.outcomes import Coverage, Outcome, ends_of, outcome
from qpr_rules.diagnostic import Diagnostic, errors, ordered
from qpr_rules.files import Tree
from qpr_rules.reading.cases import files_of_cases, read_cases
from qpr_rules.reading.project import Declarations
from qpr_rules.rule import Rule


@dataclass(frozen=True, slots=True)
class CasesRun:
    """Every case of a run, in the order of files; those that could not be run, and the mistakes that say why."""

    outcomes: tuple[Outcome, ...]
    unread: tuple[Unread, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]
    files: tuple[str, ...]
    broken: tuple[str, ...]
    coverage: tuple[Coverage, ...]

    @property
    def passes(self) -> bool:
        """Whether every case could be run and passes."""
        return all(each.passes for each in self.outcomes) and not self.unread and not errors(self.diagnostics)


def run_cases(tree: Tree, declarations: Declarations, paths: Sequence[str] = ()) -> CasesRun:
    """Read and run the cases in these files and folders; by default, those beside the definitions.

    The declarations must have settings. No ``files`` in what is returned means that nothing was found to run.
    """
    settings = declarations.settings
    assert settings is not None
    files = files_of_cases(tree, paths or (settings.definitions,))
    read = read_cases(tree, declarations, files)
    found, unread, outcomes = list(read.diagnostics), list(read.unread), []
    for case in read.cases:
        refused = tuple(_refused(case)) if case.overrides or case.inline else ()
        if refused:
            found += refused
            unread.append(Unread(case.name, case.definition.id, case.at))
        else:
            outcomes.append(run_case(case, declarations.rules))
    broken = {each.id for each in declarations.broken}
    return CasesRun(
        outcomes=tuple(outcomes),
        unread=tuple(unread),
        diagnostics=ordered(found),
        texts={**declarations.texts, **read.texts},
        files=read.files,
        broken=tuple(sorted({each.kpi for each in unread} & broken)),
        coverage=_coverage(declarations, outcomes),
    )


def run_case(case: Case, rules: Sequence[Rule]) -> Outcome:
    """Evaluate the results of one case and hold them against what it expects."""
    found = evaluated_over(case.definition, case.observations, case.areas, ends_of(case), case.wholes)
    return outcome(case, found, rules)


def _refused(case: Case) -> Iterator[Diagnostic]:
    """What would be an error of the definition, had it been written in its own file as the case has it."""
    for check in ONE:
        yield from errors(check(case.definition))


def _coverage(declarations: Declarations, outcomes: Sequence[Outcome]) -> tuple[Coverage, ...]:
    """By definition. A case that overrides the rule tests another one, and does not count."""
    covered = {each.id: Coverage(each.id, each.kind) for each in declarations.definitions}
    for each in outcomes:
        if not each.case.inline and not each.case.overrides:
            own = covered[each.case.definition.id].seen
            for rating in each.seen:
                own[rating] = own.get(rating, 0) + 1
    return tuple(covered.values())
