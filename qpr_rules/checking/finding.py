"""What a check says: one constructor, so that every finding of a definition has its place and its KPI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qpr_rules.definition import Band, Definition, Named, Standard
from qpr_rules.diagnostic import KEY, Diagnostic, Edit, Label, Path, Severity, Span, nearest

SHOWN = 3
"""Further places of one mistake that are shown; a finding is at most ten lines."""


def place(definition: Definition | Named, *path: str | int, key: bool = False) -> Span:
    """Where a value (or its key) was written; its nearest parent where it was not."""
    spans = definition.spans
    if key and (*path, KEY) in spans:
        return spans[(*path, KEY)]
    at: Path = path
    while at and at not in spans:
        at = at[:-1]
    return spans.get(at, Span(definition.file)) if at else spans.get(("id", KEY), Span(definition.file))


def words_in(definition: Definition, key: str, written: str, words: str) -> Span:
    """Where some words stand in a text, if it is written on one line as it reads; otherwise the text's own place."""
    whole = place(definition, key)
    marks = whole.end_column - whole.column - len(written)
    if whole.line != whole.end_line or marks not in (0, 2) or words not in written:
        return whole
    begin = whole.column + marks // 2 + written.index(words)
    return Span(whole.file, whole.line, begin, whole.line, begin + len(words))


def finding(
    code: str,
    severity: Severity,
    definition: Definition | Named,
    headline: str,
    *path: str | int,
    label: str = "",
    also: tuple[Label, ...] = (),
    hint: str = "",
    key: bool = False,
    edit: str | None = None,
) -> Diagnostic:
    """A diagnostic at a value of a definition; ``edit`` is what may safely be written in its place."""
    at = Label(place(definition, *path, key=key), label)
    return Diagnostic(
        code,
        severity,
        headline,
        at,
        also,
        (hint,) if hint else (),
        None if edit is None else Edit(at.span, edit),
        kpi=definition.id,
    )


def standard_path(key: str, name: str) -> Path:
    """The way to a bound of a standard: of the short form, or under its date."""
    return ("standards", key, name) if key else (name,)


def bands(standard: Standard) -> tuple[tuple[Path, Band], tuple[Path, Band]]:
    """Target and floor of a standard, each with the way to it."""
    return (
        (standard_path(standard.key, "target"), standard.target),
        (standard_path(standard.key, "floor"), standard.floor),
    )


def further(definition: Definition, paths: Sequence[Path], text: str = "here too") -> tuple[Label, ...]:
    """Labels for the other places of one mistake; of many, the first few."""
    return tuple(Label(place(definition, *path), text) for path in paths[:SHOWN])


def meant(word: str, known: Iterable[str], called: Iterable[tuple[str, str]] = ()) -> tuple[str, str | None]:
    """What to do about a word that is not known: the hint, and the known word where one is near.

    ``called`` holds what people call the known words: a post's title, a section's heading.
    """
    names = sorted(known)
    title = word.strip().casefold()
    close = tuple(name for name, said in called if said.casefold() == title) or nearest(word, names, 1)
    if close:
        return f"did you mean `{close[0]}`?", close[0]
    return (f"there are: {', '.join(names)}" if 0 < len(names) <= 12 else "add it, or correct the word"), None
