"""Two KPIs are not called the same: "cases closed" twice, or once with higher better and once with lower.

The same title with the opposite polarity is real (DOMAIN.md, fact 6), and a reader cannot tell the two apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import finding, place
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity

_WORDS = re.compile(r"[a-z0-9]+")
_LITTLE = {
    "the",
    "of",
    "a",
    "an",
    "and",
    "to",
    "in",
    "by",
    "for",
    "that",
    "which",
    "were",
    "was",
    "are",
    "is",
    "percentage",
    "number",
}


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR301 for names that are nearly the same, QPR302 for opposite polarities of one title."""
    names: defaultdict[str, list[Definition]] = defaultdict(list)
    for each in declared.definitions:
        names[_key(each.name)].append(each)
    for group in names.values():
        group.sort(key=lambda found: found.file)
        for each in group[1:]:
            if each.retired or group[0].retired:
                continue
            also = (Label(place(group[0], "name"), "the other one"),)
            if each.polarity is not group[0].polarity:
                yield finding(
                    "QPR302",
                    Severity.WARNING,
                    each,
                    "another KPI has nearly this name and the opposite polarity",
                    "name",
                    also=also,
                    hint="one of the two polarities is wrong, or the names should say how they differ",
                )
            else:
                yield finding(
                    "QPR301",
                    Severity.WARNING,
                    each,
                    "another KPI has nearly the same name",
                    "name",
                    also=also,
                    hint="let the names say how the two differ",
                )


def _key(name: str) -> str:
    return " ".join(word for word in _WORDS.findall(name.casefold()) if word not in _LITTLE)
