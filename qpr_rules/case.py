"""A case: results in the series notation, and what a definition must conclude from them. Cases test rules."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from qpr_rules.commentary import Note
from qpr_rules.definition import Band, Definition
from qpr_rules.diagnostic import KEY, Path, Span
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.observation import Observation
from qpr_rules.quantity import plain, rounded
from qpr_rules.settings import Area

ENDINGS = (".cases.yaml", ".cases.yml")
"""How the names of files of cases end; they lie beside the definitions, and are never definitions."""

ABSENT = "absent"
"""What is expected where there is no row: the KPI is not in the quarter's set, or no figure ends at the period."""

EXCEPTIONS = "exceptions"
"""What is expected of the exception rules: exactly these are listed."""

ON_QUARTERS = frozenset(
    {
        "quarter", "last_rating", "movement", "previous_direction", "year_ago_direction", "standard_changed",
        "quarters_in_state", "times_in_state", "state_since", "best_in_years", "worst_in_years", "new_result",
        "last_figure", "last_period", "implausible", "actions_open", "actions_overdue", EXCEPTIONS,
    }
)  # fmt: skip
"""What only the report of a quarter has, and the figure of a month or year has not."""

_KINDS = {each.name: each.kind for each in FIELDS}
_NUMBERS = (FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.FLOAT)


class Wanted(NamedTuple):
    """What one field must be. ``decimals`` is how many places of a number count (``about 75.4``: one); None for all."""

    value: str | Fraction | bool | tuple[Decimal, ...] | frozenset[str] | None
    text: str
    decimals: int | None = None

    def is_met_by(self, held: Any) -> bool:
        """Whether a field of an evaluation is what is wanted; never within a margin.

        >>> Wanted(Fraction("75.4"), "about 75.4", 1).is_met_by(Fraction(30900, 410))
        True
        >>> Wanted(Fraction("75.4"), "75.4").is_met_by(Fraction(30900, 410))
        False
        """
        match self.value:
            case None:
                return held is None or held == ""
            case bool():
                return held is self.value
            case Fraction():
                if held is None or isinstance(held, str):
                    return False
                number = Fraction(held)
                return (number if self.decimals is None else rounded(number, self.decimals)) == self.value
            case tuple():
                ends = (held.low, held.high) if isinstance(held, Band) else ()
                return tuple(each for each in ends if each is not None) == self.value
            case frozenset():
                return frozenset(held) == self.value
        return held is not None and str(held) == self.value


def wanted(name: str, written: Any) -> Wanted | None:
    """What a field must be, from what the author wrote (its shape has been checked); None if that cannot be read.

    >>> figure = wanted("figure", "about 61.7")
    >>> figure is not None and figure.is_met_by(Fraction(185, 3))
    True
    """
    text = plain(written) if isinstance(written, Decimal) else str(written)
    if written is None or text == "none":
        return Wanted(None, "none")
    if name == EXCEPTIONS:
        return Wanted(frozenset(map(str, written)), ", ".join(map(str, written)) or "none")
    if name in ("target", "floor"):
        return _band(text)
    kind = _KINDS[name]
    if kind is FieldKind.YES_NO:
        yes = written is True or text == "yes"
        return Wanted(yes, "yes" if yes else "no")
    if kind not in _NUMBERS:
        return Wanted(text, text)
    bare = text.removeprefix("about ")
    try:
        decimals = len(bare.partition(".")[2]) if bare != text else None
        return Wanted(Fraction(bare.replace(",", "")), text, decimals)
    except (ValueError, ZeroDivisionError):
        return None


def _band(text: str) -> Wanted | None:
    try:
        return Wanted(tuple(Decimal(each) for each in text.split(" to ")), text)
    except ArithmeticError:
        return None


class Expectation(NamedTuple):
    """What one area's row must be: of the report of a quarter (an ordinal), or of the KPI's own period.

    No ``fields`` means that there must be no row.
    """

    area: str
    period: int
    of_quarter: bool
    fields: Mapping[str, Wanted]

    @property
    def absent(self) -> bool:
        """Whether no row is expected."""
        return not self.fields


class Case(NamedTuple):
    """One case, whole: a definition (perhaps with some of its keys overridden), results, and what they must lead to.

    ``overrides`` are the keys that were; ``inline`` whether the definition is the case's own, and no KPI of the set.
    ``wholes`` are the areas that are made of others, by their codes.
    """

    name: str
    why: str
    definition: Definition
    overrides: tuple[str, ...]
    inline: bool
    areas: tuple[str, ...]
    observations: tuple[Observation, ...]
    note: Note
    expectations: tuple[Expectation, ...]
    file: str
    spans: Mapping[Path, Span]
    wholes: Mapping[str, Area] = MappingProxyType({})

    @property
    def at(self) -> Span:
        """Where it is written."""
        return self.spans.get(("cases", self.name, KEY), Span(self.file))


class Unread(NamedTuple):
    """A case that cannot be run: it has a mistake, or its definition has one."""

    name: str
    kpi: str
    at: Span
