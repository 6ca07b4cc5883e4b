"""A mistake in a file, as a value: where it is, what it is, what to do. Rendered last, and never raised."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Self, TypeAlias

from qpr_rules.harmless import visible


class Severity(StrEnum):
    """By consequence: a report made from this would be wrong; it is probably not meant; it is untidy."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Span(NamedTuple):
    """A place in a file: lines and columns from 1, columns in characters, the end exclusive.

    ``file`` is relative to the project, with forward slashes. Line 0 means the file as a whole; or, in a file that is
    not lines of text, the place that ``within`` names (``SEND!B14``): then the end says only in which order places are.

    >>> str(Span("owners.yaml", 3, 1, 3, 9)), str(Span("results/book.xlsx", within="SEND!B14"))
    ('owners.yaml:3:1', 'results/book.xlsx, SEND!B14')
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    within: str = ""

    def __str__(self) -> str:
        file = visible(self.file)
        if self.within:
            return f"{file}, {visible(self.within)}"
        return f"{file}:{self.line}:{self.column}" if self.line else file


Path: TypeAlias = tuple[str | int, ...]
"""The way to a value in a YAML tree: keys and list indexes. A key's own place is filed under ``(*path, KEY)``."""

KEY = "\0key"

FIRST_OF_SHAPE = "QPR150"
"""Codes before it are of the text itself: a file that has one may not have been read any further."""

FIRST_OF_SENSE = "QPR201"
"""Codes before it are of a file's shape, whose sense is looked at only when that is right."""


class Label(NamedTuple):
    """A place with a few words under it."""

    span: Span
    text: str = ""


class Edit(NamedTuple):
    """What to write in the place of a span; where its two ends are one, between two characters."""

    span: Span
    text: str


class _Fields(NamedTuple):
    """The fields of a diagnostic."""

    code: str
    severity: Severity
    headline: str
    at: Label
    also: tuple[Label, ...] = ()
    hints: tuple[str, ...] = ()
    edit: Edit | None = None
    kpi: str = ""
    times: int = 1
    """How many mistakes it stands for: more than one where those beyond the first are counted."""


class Diagnostic(_Fields):
    """One mistake. The headline stands alone when only one line can be shown; hints say what to do.

    ``at`` is where it is, ``also`` are other places that have to do with it, ``edit`` is what ``check --fix`` writes, and
    ``kpi`` the id of the KPI that it is about, empty where it is about none. ``qpr-rules codes`` explains each ``code``.
    Whatever of a file is quoted, no sentence is longer than ``SENTENCE``: an id may have a million letters.

    >>> found = Diagnostic("QPR150", Severity.ERROR, "`goal` is not known here", Label(Span("x.yaml", 13, 1)))
    >>> f"{found.at.span}: {found.severity} {found.code} {found.headline}"
    'x.yaml:13:1: error QPR150 `goal` is not known here'
    """

    __slots__ = ()

    def __new__(
        cls,
        code: str,
        severity: Severity,
        headline: str,
        at: Label,
        also: tuple[Label, ...] = (),
        hints: tuple[str, ...] = (),
        edit: Edit | None = None,
        kpi: str = "",
        times: int = 1,
    ) -> Self:
        """A mistake, whose sentences are cut short where they quote more than can be read."""
        also, hints = tuple(map(_brief, also)), tuple(map(brief, hints))
        return super().__new__(cls, code, severity, brief(headline), _brief(at), also, hints, edit, kpi, times)

    @property
    def order(self) -> tuple[Span, int, str, str, str]:
        """File, place, gravity, code: the same files give the same bytes."""
        return (self.at.span, self.severity.rank, self.code, self.headline, self.kpi)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.order))


LISTED = 20
"""Mistakes of one code in one file, or about one KPI, that are listed one by one; the others are counted, in one more."""


def summed(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Ordered diagnostics as they are shown: of each code in a file of YAML the first ones, and the others as one.

    Those of results are counted where they are read, each in its own way.
    """
    kept: list[Diagnostic] = []
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        if each.at.span.file.endswith((".yaml", ".yml")):
            groups.setdefault((each.at.span.file, each.code), []).append(each)
        else:
            kept.append(each)
    for group in groups.values():
        rest = group[LISTED:]
        kept += group[:LISTED]
        kept += [the_others(rest, rest[0].at.span)] if len(rest) > 1 else rest
    return ordered(kept)


def the_others(found: Sequence[Diagnostic], at: Span) -> Diagnostic:
    """One finding for many of one code, at a place."""
    gravest = min(found, key=lambda each: each.severity.rank)
    times = sum(each.times for each in found)  # exact: integers
    return Diagnostic(
        gravest.code,
        gravest.severity,
        f"and {times:,} more like this in the file",
        Label(at),
        hints=("put right those before it, and check again; where there are so many, is it the right file?",),
        kpi=gravest.kpi if all(each.kpi == gravest.kpi for each in found) else "",
        times=times,
    )


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that would make a report wrong."""
    return tuple(found for found in diagnostics if found.severity is Severity.ERROR)


def worst(diagnostics: Iterable[Diagnostic]) -> Severity | None:
    """The gravest severity present, or None."""
    return min((found.severity for found in diagnostics), key=lambda severity: severity.rank, default=None)


def nearest(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The known words an author may have meant, nearest first.

    >>> nearest("polarty", ["polarity", "owner"])
    ('polarity',)
    """
    return _nearest(word, tuple(known), limit)


@lru_cache(maxsize=2**10)
def _nearest(word: str, known: tuple[str, ...], limit: int) -> tuple[str, ...]:
    """One mistake made ten thousand times is looked up once."""
    import difflib  # only a mistake pays for the import

    folded = {each.casefold(): each for each in known}
    return tuple(folded[near] for near in difflib.get_close_matches(word.casefold(), folded, n=limit, cutoff=0.6))


SENTENCE = 1_000
"""Characters of the longest sentence of a finding; the longest that quotes little has the SQL that makes a user."""

_QUOTING = 300
"""Characters of a sentence beyond which it is looked at for what it quotes."""


def brief(sentence: str) -> str:
    """A sentence without the length of what it quotes: that is cut short, and the sentence where it is long even so.

    >>> brief(f"there is no KPI `{'A' * 1000}`")
    'there is no KPI `AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA...`'
    """
    if len(sentence) <= _QUOTING:
        return sentence
    parts = (shortened(each) if place % 2 else each for place, each in enumerate(sentence.split("`")))
    return shortened("`".join(parts), SENTENCE)


def _brief(label: Label) -> Label:
    return label if len(label.text) <= _QUOTING else label._replace(text=brief(label.text))


def shortened(text: str, most: int = 60) -> str:
    """Text as a sentence quotes it: cut, with dots, where it is longer than so many characters.

    >>> shortened("a hundred and one", 12)
    'a hundred...'
    """
    return text if len(text) <= most else f"{text[: most - 3]}..."
