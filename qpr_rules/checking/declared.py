"""What a check of the whole set is given: the declarations, without knowing who read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from qpr_rules.commentary import Commentary
from qpr_rules.definition import Broken, Definition, Named
from qpr_rules.rule import Rule
from qpr_rules.settings import Area, Owner, Settings


class Declared(Protocol):
    """Definitions and all that stands beside them; ``meant`` are those in error, as they were plainly meant.

    ``named`` are those in error of which that is not known: what they name can be checked all the same. The other
    ``meant_...`` are what is plain of each file, right or in error.
    """

    @property
    def settings(self) -> Settings | None: ...
    @property
    def definitions(self) -> Sequence[Definition]: ...
    @property
    def meant(self) -> Sequence[Definition]: ...
    @property
    def named(self) -> Sequence[Named]: ...
    @property
    def broken(self) -> Sequence[Broken]: ...
    @property
    def meant_settings(self) -> Settings | None: ...
    @property
    def meant_owners(self) -> Mapping[str, Owner] | None: ...
    @property
    def meant_areas(self) -> Mapping[str, Area]: ...
    @property
    def meant_rules(self) -> Sequence[Rule]: ...
    @property
    def meant_commentaries(self) -> Mapping[int, Commentary]: ...
    @property
    def commentaries(self) -> Mapping[int, Commentary]: ...


def ids(declared: Declared) -> set[str]:
    """Every KPI's id, also of definitions in error."""
    return {each.id for each in declared.definitions} | {each.id for each in declared.broken}


def knows_every_id(declared: Declared) -> bool:
    """Whether a KPI that is not among the ids does not exist: no file is so broken that it may be that one's."""
    return bool(declared.definitions or declared.broken) and all(each.named for each in declared.broken)
