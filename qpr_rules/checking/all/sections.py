"""Sections are listed in qpr-rules.yaml, and each is there for some KPI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import finding, meant
from qpr_rules.definition import Definition, Named
from qpr_rules.diagnostic import KEY, Diagnostic, Label, Severity, Span
from qpr_rules.settings import FILE


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR303 for a section that is not listed, QPR308 for one without a KPI."""
    settings = declared.meant_settings
    if settings is None or not settings.sections:
        return
    named: Iterable[Definition | Named] = (*declared.definitions, *declared.meant, *declared.named)
    for each in named:
        if each.section and each.section not in settings.sections:
            hint, edit = meant(each.section, settings.sections, settings.sections.items())
            headline = f"`{each.section}` is not a section of {FILE}"
            yield finding("QPR303", Severity.ERROR, each, headline, "section", hint=hint, edit=edit)
    if not declared.definitions or not all(each.section for each in declared.broken):
        return  # another finding says that there is none, or one may belong to any section
    held = {each.section for each in declared.definitions} | {each.section for each in declared.broken}
    for section in settings.sections:
        if section not in held:
            yield Diagnostic(
                "QPR308",
                Severity.NOTE,
                f"the section `{section}` has no KPI",
                Label(settings.spans.get(("sections", section, KEY), Span(FILE))),
                hints=("take it out, or correct the KPIs that belong to it",),
            )
