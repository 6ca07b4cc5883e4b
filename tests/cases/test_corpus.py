"""The readable corpus, tests/corpus: each case is a test, through the same reader and the same core as `qpr-rules test`."""

from __future__ import annotations

import pytest

from qpr_rules.app.cases import run_case, run_cases
from qpr_rules.app.declare import declare
from qpr_rules.case import Case
from qpr_rules.evaluation import Direction, Expected, Implausible, Movement, Rating, Reason
from qpr_rules.files import Folder
from qpr_rules.reading.cases import files_of_cases, read_cases
from qpr_rules.showing.cases.text import failure
from qpr_rules.showing.console import UNICODE
from tests.source import REPOSITORY

TREE = Folder(REPOSITORY)
DECLARED = declare(TREE)
READ = read_cases(TREE, DECLARED, files_of_cases(TREE, ["tests/corpus"]))


def named(case: Case) -> str:
    return f"{case.file.split('/')[-1].removesuffix('.cases.yaml')}: {case.name}"


@pytest.mark.parametrize("case", READ.cases, ids=named)
def test_a_case_of_the_corpus(case: Case) -> None:
    outcome = run_case(case, DECLARED.rules)
    assert outcome.passes, "\n".join(line.plain for line in failure(outcome, UNICODE))


def test_every_case_could_be_run_and_says_why() -> None:
    run = run_cases(TREE, DECLARED, ["tests/corpus"])
    assert [str(each.at.span) + each.headline for each in run.diagnostics] == []
    assert run.unread == ()
    assert [each.case for each in run.outcomes] == list(READ.cases)
    assert len(READ.cases) >= 190
    assert [named(each) for each in READ.cases if not each.why] == []


def test_every_word_that_the_method_can_say_is_expected_somewhere() -> None:
    expected = {
        wanted.value
        for case in READ.cases
        for expectation in case.expectations
        for wanted in expectation.fields.values()
        if isinstance(wanted.value, str)
    }
    words = {*Rating, *Reason, *Direction, *Movement, *Expected, *Implausible}
    # A definition in error has no case that can be run, and a case has one area: tests/core/test_rollup.py has those of parts.
    assert {str(word) for word in words} - expected == {"in error", "cannot be added up"}


def test_every_shipped_rule_of_exceptions_is_expected_somewhere() -> None:
    expected: set[str] = set()
    for case in READ.cases:
        for expectation in case.expectations:
            wanted = expectation.fields.get("exceptions")
            if wanted is not None and isinstance(wanted.value, frozenset):
                expected |= wanted.value
    # A case has no published quarter, and one area: tests/publishing and tests/core/test_parts.py look at those.
    assert {rule.id for rule in declare(TREE).rules} - {"revised-since-publication", "parts-differ"} == expected
