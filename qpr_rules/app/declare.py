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
from qpr_rules.files import Tree
from qpr_rules.reading.project import Declarations, read_declarations


def declare(tree: Tree, today: dt.date | None = None) -> Declarations:
    """Read a project's declarations, check their sense, and set aside the definitions in error."""
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
