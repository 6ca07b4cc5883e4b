"""The sources by the names that settings use for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol

from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.placing import Places
from qpr_rules.settings import Origin


class Source(Protocol):
    """Reads files of one form."""

    def __call__(self, content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
        """The rows of one file in batches, each with where they are. Mistakes go into ``refusals``.

        Raises UnavailableError where the package that reads the form is not installed.
        """
        ...


class UnavailableError(Exception):
    """A package that is needed is not installed: ``str(error)`` says so, ``hint`` what to do."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} is read by the package `{package}`, which is not installed")
        self.hint = f'install it:  pip install "qpr-rules[{extra}]"'


SOURCES: Mapping[str, str] = {
    "csv": "qpr_rules.reading.sources.delimited",
    "excel": "qpr_rules.reading.sources.excel",
    "parquet": "qpr_rules.reading.sources.parquet",
    "sqlite": "qpr_rules.reading.sources.sqlite",
    "duckdb": "qpr_rules.reading.sources.duckdb",
}
"""Each source's module, whose function ``read`` is the source; it is imported where a project names it."""


def source(name: str) -> Source:
    """The source of this name, which is one of ``SOURCES``."""
    found: Source = import_module(SOURCES[name]).read
    return found
