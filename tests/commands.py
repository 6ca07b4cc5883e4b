"""The commands as a user runs them, in this process: what they print and the code they exit with."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from qpr_rules.cli.main import main

PATIENCE = 600
"""Seconds after which a process is taken to hang: far more than any needs, on a busy machine too."""


@dataclass(frozen=True)
class Ran:
    """One run of the command line."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """The output with every run of white space as one space: sentences whole, however the lines were broken."""
        return " ".join(self.out.split())

    @property
    def said(self) -> str:
        """The same of both outputs: a refusal is said on the error output."""
        return " ".join(f"{self.out}\n{self.err}".split())


def run(
    project: Path, command: str, *arguments: str, width: int = 140, encoding: str = "utf-8", typed: str = ""
) -> Ran:
    """Run ``qpr-rules COMMAND --project PROJECT ARGUMENTS...`` (``commentary new`` is one command) with output that is not a terminal's."""
    return call(*command.split(), "--project", str(project), *arguments, width=width, encoding=encoding, typed=typed)


class _Terminal(io.TextIOWrapper):
    """What says that a person looks at it."""

    def isatty(self) -> bool:
        return True


def call(*arguments: str, width: int = 140, encoding: str = "utf-8", typed: str = "", is_terminal: bool = False) -> Ran:
    """Run ``qpr-rules ARGUMENTS...`` likewise, in whatever project the working folder is; its output may be a terminal's."""
    out = (_Terminal if is_terminal else io.TextIOWrapper)(io.BytesIO(), encoding)
    err = io.TextIOWrapper(io.BytesIO(), encoding, "backslashreplace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setattr("sys.stdin", io.StringIO(typed))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as stopped:
            main(list(arguments))
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    return Ran(int(stopped.value.code or 0), *texts)
