"""An exception rule, and the flag it raises (reports call it an exception; ``Exception`` is taken)."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from qpr_rules.diagnostic import Path, Span


class Gravity(StrEnum):
    """How much an exception matters."""

    URGENT = "urgent"
    CONCERN = "concern"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return tuple(Gravity).index(self)


class Condition(NamedTuple):
    """What one field of an evaluation (of ``fields.FIELDS``) must be: any of ``words``, or a number within all the limits given."""

    field: str
    words: frozenset[str] = frozenset()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None


class Rule(NamedTuple):
    """When every condition holds, the rule says its sentence with ``{field}`` places filled.

    ``covers`` are the ids of rules that it silences; ``file`` and ``spans`` say where it is written.
    """

    id: str
    when: tuple[Condition, ...]
    severity: Gravity
    says: str
    covers: tuple[str, ...] = ()
    file: str = ""
    spans: Mapping[Path, Span] = MappingProxyType({})


class Flag(NamedTuple):
    """A rule that fired for the row of this index in a sequence of evaluations: of a report, in its ``rows``.

    >>> import qpr_rules
    >>> flag = qpr_rules.open(".").exceptions("Q3 2024/25")[0]
    >>> str(flag.rule.severity), flag.rule.says
    ('urgent', "Actions overdue at the quarter's end: {actions_overdue}.")
    """

    row: int
    rule: Rule
