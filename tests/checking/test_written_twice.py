"""What stands under a name that is written twice, or more often: both are looked at, and nothing is said twice."""

from __future__ import annotations

import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import Severity
from tests.checking.pairing import CASES, COMMENTARY, DEFINITIONS, OWNERS, PROJECT, RULES, TEXTS
from tests.in_memory import Memory

HOMES = DEFINITIONS[1]
TEXT = {**TEXTS, HOMES: PROJECT[HOMES].decode()}
NOTE = "COMPLAINTS:\n  context: A second officer joined in January.\n  actions:\n"
ACTION = "  - {what: Weekly list, owner: head-of-customer-services, due: 2025-05-31, status: %s}\n"

WRITTEN = {
    "the same mistake in both": (COMMENTARY, NOTE + ACTION % "opened" + NOTE + ACTION % "opened", [(4, "QPR152"), (5, "QPR108")]),
    "another mistake in each": (COMMENTARY, NOTE + ACTION % "opened" + NOTE + ACTION % "dun", [(4, "QPR152"), (5, "QPR108"), (8, "QPR152")]),
    "a mistake in the third": (COMMENTARY, 2 * (NOTE + ACTION % "open") + NOTE + ACTION % "dun", [(5, "QPR108"), (9, "QPR108"), (12, "QPR152")]),
    "a KPI that is none": (COMMENTARY, "HOMES:\n  context: Let.\nHOMES:\n  context: Let.\n", [(1, "QPR502"), (3, "QPR108")]),
    "in brackets": (RULES, '{late: {when: {reason: late, reason: latest}, severity: notice, says: "Late."}}\n', [(1, "QPR108"), (1, "QPR152")]),
    "after a dash": (COMMENTARY, "COMPLAINTS:\n  context: Yes.\n  actions:\n  - what: Weekly list\n    what: [Weekly]\n    owner: head-of-housing\n    due: 2025-05-31\n", [(5, "QPR108"), (5, "QPR170")]),
    "one below another": (OWNERS, "a:\n  post: A\nb:\n  post: B\na:\n  post: C\n  post: [D]\n", [(5, "QPR108"), (7, "QPR108"), (7, "QPR170")]),
    "beside a line that cannot be read": (COMMENTARY, NOTE + ACTION % "open" + "EMPTY-HOMES:\n  context: A: b\n" + NOTE + ACTION % "dun", [(6, "QPR114"), (7, "QPR108"), (10, "QPR152")]),
    "what a definition says of itself": (HOMES, TEXT[HOMES] + "decimals: none\n", [(25, "QPR108"), (25, "QPR153")]),
    "a case's override": (CASES, TEXT[CASES].replace("    override: {target: 95,", "    override: {target: 96, target: high,"), [(19, "QPR108"), (19, "QPR153")]),
}  # fmt: skip
"""A file and its text, and the line and code of all that is found in it."""


def found(file: str, text: str) -> list[tuple[int, str]]:
    diagnostics = check(Memory({**PROJECT, file: text.encode()})).diagnostics
    return [
        (each.at.span.line, each.code)
        for each in diagnostics
        if each.severity is Severity.ERROR and each.at.span.file == file
    ]


@pytest.mark.parametrize("kind", WRITTEN)
def test_both_are_looked_at(kind: str) -> None:
    file, text, expected = WRITTEN[kind]
    assert found(file, text) == expected
