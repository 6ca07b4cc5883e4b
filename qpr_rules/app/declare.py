"""Declarations read and checked: the common ground of every use case.

A definition in which a check finds an error is *in error* from here on: it is named and counted as not rated, and no
report is made from it (DESIGN.md, rule 5).
"""

from __future__ import annotations

from dataclasses import replace

from qpr_rules.checking.registry import check_declared
from qpr_rules.definition import Broken
from qpr_rules.diagnostic import Severity, ordered
from qpr_rules.files import Tree
from qpr_rules.reading.project import Declarations, read_declarations


def declare(tree: Tree) -> Declarations:
    """Read a project's declarations, check their sense, and set aside the definitions in error."""
    read = read_declarations(tree)
    found = tuple(check_declared(read))
    files = {each.at.span.file for each in found if each.severity is Severity.ERROR}
    failed = [each for each in read.definitions if each.file in files]
    broken = [Broken(id=each.id, name=each.name, section=each.section, owner=each.owner, file=each.file) for each in failed]
    return replace(
        read,
        definitions=tuple(each for each in read.definitions if each not in failed),
        broken=(*read.broken, *broken),
        diagnostics=ordered((*read.diagnostics, *found)),
    )
