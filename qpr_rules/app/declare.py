"""What a project declares, read and checked: what every use of it begins with.

A definition in which a check finds an error is *in error* from here on: it is named and counted as not rated, and no
report is made from it.
"""

from __future__ import annotations

import datetime as dt

from qpr_rules.checking.causes import causes
from qpr_rules.checking.registry import check_declared
from qpr_rules.definition import Broken
from qpr_rules.diagnostic import errors, ordered
from qpr_rules.files import Overlay, Tree
from qpr_rules.reading.project import Declarations, read_declarations


def declare(tree: Tree, today: dt.date | None = None) -> Declarations:
    """Read a project's declarations, check their sense, and set aside the definitions in error."""
    declared = _declared(tree, today)
    if not declared.copies:
        return declared
    from qpr_rules.reading.copies import further  # only a name that is written twice pays for it

    more = further(declared, lambda texts: _declared(Overlay(tree, texts), today))
    return declared._replace(diagnostics=ordered((*declared.diagnostics, *more)))


def _declared(tree: Tree, today: dt.date | None) -> Declarations:
    """What is declared, looked at once."""
    read = read_declarations(tree)
    found = tuple(check_declared(read, today))
    files = {each.at.span.file for each in errors((*read.diagnostics, *found))}
    failed = [each for each in read.definitions if each.file in files]
    broken = [Broken.of(each) for each in failed]
    return read._replace(
        definitions=tuple(each for each in read.definitions if each.file not in files),
        broken=(*read.broken, *broken),
        meant=(*read.meant, *failed),
        diagnostics=ordered(each for each in causes((*read.diagnostics, *found)) if each.code not in read.moot),
    )
