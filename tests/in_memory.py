"""A project that is only in memory: the shipped settings, owners and rules, and what is found in one definition beside them."""

from __future__ import annotations

from qpr_rules.app.declare import declare
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.files import FileError
from tests.source import REPOSITORY

PLACE = "kpi_definitions/mutant.yaml"
"""Where the one definition is."""


class Memory:
    """A tree of files that are only in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree."""
        return tuple(sorted(file for file in self.files if path in (file, ".") or file.startswith(f"{path}/")))

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        if path not in self.files:
            raise FileError(path, "there is no such file")
        return self.files[path]


BASE = {name: (REPOSITORY / name).read_bytes() for name in ("qpr-rules.yaml", "owners.yaml", "rules/exceptions.yaml")}
"""What a definition needs beside it."""


def read(content: bytes) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """The definition of a file in a project of its own, if there is one, and what is found in it."""
    found = declare(Memory({**BASE, PLACE: content}))
    return found.definitions, tuple(each for each in found.diagnostics if each.at.span.file == PLACE)
