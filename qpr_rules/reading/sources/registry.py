"""The sources by the names that settings use for them: ours, and those that installed packages add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol

from qpr_rules.diagnostic import Label, Span, nearest
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.placing import Places
from qpr_rules.settings import CASE_FILES, Origin


class Source(Protocol):
    """Reads results of one form."""

    def __call__(self, content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
        """The rows of one file in batches, each with where they are. Mistakes go into ``refusals``.

        A source without files is given its query as ``content``, and the origin's label as ``file``. Raises
        UnavailableError where the package that reads the form is not installed, AskedError where what is asked does
        not answer.
        """
        ...


class UnavailableError(Exception):
    """A package that is needed is not installed: ``str(error)`` says so, ``hint`` what to do."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} is read by the package `{package}`, which is not installed")
        self.hint = f'install it:  pip install "qpr-rules[{extra}]"'


class AskedError(Exception):
    """A source gave nothing: the sentence, its code, what to do, and which key of its entry it is about.

    ``also`` holds further places, such as the one in a file of SQL; ``at`` is the exact place, where that is known, and
    ``in_query`` the byte of a query in the settings at which it is. What was given before is not complete.
    """

    def __init__(
        self,
        code: str,
        headline: str,
        hint: str,
        *key: str | int,
        also: tuple[Label, ...] = (),
        at: Span | None = None,
        in_query: int | None = None,
    ) -> None:
        super().__init__(headline)
        self.code, self.hint, self.key = code, hint, key
        self.also, self.at, self.in_query = also, at, in_query


SOURCES: Mapping[str, str] = {
    "csv": "qpr_rules.reading.sources.delimited",
    "excel": "qpr_rules.reading.sources.excel",
    "parquet": "qpr_rules.reading.sources.parquet",
    "sqlite": "qpr_rules.reading.sources.sqlite",
    "duckdb": "qpr_rules.reading.sources.duckdb",
    "postgresql": "qpr_rules.reading.sources.postgresql",
}
"""Each source's module, whose function ``read`` is the source; it is imported where a project names it."""

ADDED = "qpr_rules.reading.sources.plugins"
"""The module whose function ``read`` is every other source."""

OWN = (*SOURCES, CASE_FILES)
"""The names of all that are ours; files of cases are read with their tables, by ``reading/casework``."""

GROUP = "qpr_rules.sources"
"""The group of entry points by which a package adds sources, each by the name that settings use."""


def known_sources() -> tuple[str, ...]:
    """The names of all sources, ours and added ones, sorted. No plug-in is loaded: only names are looked for."""
    from importlib.metadata import entry_points  # only a name that is not ours pays for it

    return tuple(sorted({*OWN, *entry_points(group=GROUP).names}))


_ALSO_CALLED = {
    "xlsx": "excel", "xlsm": "excel", "ods": "excel", "spreadsheet": "excel", "workbook": "excel",
    "txt": "csv",
}  # fmt: skip
"""What people call a source of ours where its name is nothing like it."""


def require_known(name: str) -> None:
    """Raises AskedError where there is no source of this name."""
    if name in OWN or name in (known := known_sources()):
        return
    close = [_ALSO_CALLED[name]] if name in _ALSO_CALLED else nearest(name, known, 1)
    listed = f"known are {', '.join(known)}; a package that adds another has to be installed here"
    hint = f"did you mean `{close[0]}`? {listed}" if close else listed
    raise AskedError("QPR443", f"there is no source `{name}`", hint, "source")


def source(name: str) -> Source:
    """The source of this name, which is known."""
    found: Source = import_module(SOURCES.get(name, ADDED)).read
    return found
