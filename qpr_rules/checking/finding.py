"""What a check says: one constructor, so that every finding of a definition has its place and its KPI."""

from __future__ import annotations

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import KEY, Diagnostic, Label, Path, Severity, Span


def place(definition: Definition, *path: str | int, key: bool = False) -> Span:
    """Where a value (or its key) was written; its nearest parent where it was not."""
    spans = definition.spans
    if key and (*path, KEY) in spans:
        return spans[(*path, KEY)]
    at: Path = path
    while at and at not in spans:
        at = at[:-1]
    return spans.get(at, Span(definition.file)) if at else spans.get(("id", KEY), Span(definition.file))


def finding(
    code: str,
    severity: Severity,
    definition: Definition,
    headline: str,
    *path: str | int,
    label: str = "",
    also: tuple[Label, ...] = (),
    hint: str = "",
    key: bool = False,
) -> Diagnostic:
    """A diagnostic at a value of a definition."""
    at = Label(place(definition, *path, key=key), label)
    return Diagnostic(code, severity, headline, at, also, (hint,) if hint else (), kpi=definition.id)


def standard_path(key: str, name: str) -> Path:
    """The way to a bound of a standard: of the short form, or under its date."""
    return ("standards", key, name) if key else (name,)
