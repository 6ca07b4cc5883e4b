"""The readable corpus, tests/corpus: each case is a test, through the same reader and the same core as `qpr-rules test`."""

from __future__ import annotations

import pytest

from qpr_rules.app.cases import run_cases
from qpr_rules.app.check import declare
from qpr_rules.core.outcomes import Outcome
from qpr_rules.evaluation import Direction, Expected, Implausible, Movement, Rating, Reason
from qpr_rules.files import Folder
from qpr_rules.showing.cases import failure
from qpr_rules.showing.console import UNICODE
from tests.source import REPOSITORY

TREE = Folder(REPOSITORY)
RUN = run_cases(TREE, declare(TREE), ["tests/corpus"])


def named(outcome: Outcome) -> str:
    return f"{outcome.case.file.split('/')[-1].removesuffix('.cases.yaml')}: {outcome.case.name}"


@pytest.mark.parametrize("outcome", RUN.outcomes, ids=named)
def test_a_case_of_the_corpus(outcome: Outcome) -> None:
    assert outcome.passes, "\n".join(line.plain for line in failure(outcome, UNICODE))


def test_every_case_could_be_read_and_says_why() -> None:
    assert [str(each.at.span) + each.headline for each in RUN.diagnostics] == []
    assert RUN.unread == ()
    assert len(RUN.outcomes) >= 190
    assert [named(each) for each in RUN.outcomes if not each.case.why] == []


def test_every_word_that_the_method_can_say_is_expected_somewhere() -> None:
    expected = {
        wanted.value
        for outcome in RUN.outcomes
        for expectation in outcome.case.expectations
        for wanted in expectation.fields.values()
        if isinstance(wanted.value, str)
    }
    words = {*Rating, *Reason, *Direction, *Movement, *Expected, *Implausible}
    assert {str(word) for word in words} - expected == {"in error"}  # a definition in error has no case that can be run


def test_every_shipped_rule_of_exceptions_is_expected_somewhere() -> None:
    expected: set[str] = set()
    for outcome in RUN.outcomes:
        for expectation in outcome.case.expectations:
            wanted = expectation.fields.get("exceptions")
            if wanted is not None and isinstance(wanted.value, frozenset):
                expected |= wanted.value
    assert {rule.id for rule in declare(TREE).rules} == expected
