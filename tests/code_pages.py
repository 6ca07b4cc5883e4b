"""The examples of a code's page, as files to lay down, and the findings that they announce.

A fenced block holds one file. Its info string is a language and the file's path in the project:

- ``yaml PATH``, ``csv PATH`` and so on: the file as it stands; ``# QPR220`` at the end of a line announces a finding;
- ``escaped PATH``: with Python's escapes for unusual characters and bytes (``\\xa0 \\t \\r\\n \\xff``), and ``x 1000`` after the
  path to repeat it; ``\\u201c`` is written as UTF-8, ``\\xff`` is that byte;
- ``workbook PATH``: a workbook, a line for each row: the cell where it begins, and its cells with commas between them; or
  ``merge``, a range and what it holds;
- ``database PATH``: a SQLite database, as the SQL that makes it;
- ``found``: findings that no comment can announce, a line each: ``PATH:LINE:COLUMN CODE`` (or without the numbers,
  or ``PATH, CELL CODE``);
- ``absent PATH``: this file of the small project (tests/small) is not there;
- ``link PATH``: a symbolic link, and where it leads.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qpr_rules.app.check import check
from qpr_rules.app.declare import declare
from qpr_rules.app.impact import Asked, impact
from qpr_rules.checking.pages import Page, pages
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.files import Folder
from qpr_rules.period import Calendar, Frequency
from tests.sheets import workbook
from tests.source import REPOSITORY

BASE = REPOSITORY / "tests" / "small"
_BLOCK = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_ANNOUNCED = re.compile(r"#[^#]*\b(QPR\d{3})\s*$")
_FOUND = re.compile(r"(?P<file>.+?)(?:, (?P<within>.+?))?(?::(?P<line>\d+))?(?::(?P<column>\d+))? (?P<code>QPR\d{3})")
_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[tnr0\\])")
_PLAIN = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"0": b"\0", b"\\": b"\\"}


@dataclass(frozen=True)
class Announced:
    """A finding as a page announces it; ``column`` 0 where the page does not say."""

    file: str
    line: int
    code: str
    column: int = 0
    within: str = ""


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is, of which file, and what is in it."""

    kind: str
    path: str
    body: str
    times: int = 1

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        if self.kind != "escaped":
            return self.body.encode()
        body = self.body.removesuffix("\n").encode()
        return _ESCAPE.sub(lambda match: _unescaped(match[1]), body) * self.times


def _unescaped(escape: bytes) -> bytes:
    match chr(escape[0]):
        case "x":
            return bytes([int(escape[1:], 16)])
        case "u":
            return chr(int(escape[1:], 16)).encode()
        case _:
            return _PLAIN[escape]


def blocks(text: str, heading: str) -> list[Block]:
    """The blocks below one of the page's headings."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    found = []
    for match in _BLOCK.finditer(section[1] if section else ""):
        kind, _, path = match["info"].strip().partition(" ")
        path, _, times = path.partition(" x ")
        found.append(Block(kind, path, match["body"], int(times or 1)))
    return found


def announced(wrong: list[Block]) -> list[Announced]:
    """Every finding that the blocks announce."""
    found = []
    for block in wrong:
        if block.kind == "found":
            for line in block.body.splitlines():
                match = _FOUND.fullmatch(line.strip())
                assert match, f"not `file:line:column CODE`: {line}"
                found.append(
                    Announced(
                        match["file"],
                        int(match["line"] or 0),
                        match["code"],
                        int(match["column"] or 0),
                        match["within"] or "",
                    )
                )
        elif block.kind in ("yaml", "escaped"):
            lines = block.content.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
            for number, line in enumerate(lines, 1):
                if match := _ANNOUNCED.search(line[-60:]):
                    found.append(Announced(block.path, number, match[1]))
    return found


def lay(project: Path, files: list[Block]) -> None:
    """Write the files over a project, which is copied from tests/small where there is none yet."""
    if not project.exists():
        shutil.copytree(BASE, project)
    for block in files:
        file = project / block.path
        match block.kind:
            case "found":
                continue
            case "absent":
                shutil.rmtree(file) if file.is_dir() else file.unlink()
                continue
        file.parent.mkdir(parents=True, exist_ok=True)
        if block.kind == "link":
            file.symlink_to(block.body.strip())
        elif block.kind == "workbook":
            file.write_bytes(workbook(block.body.splitlines()))
        elif block.kind == "database":
            file.unlink(missing_ok=True)
            with closing(sqlite3.connect(file)) as connection:
                connection.executescript(block.body)
        else:
            file.write_bytes(block.content)


PAGES = [page for page in pages().values() if "\n## Wrong\n" in page.text]
"""The pages that show what is wrong and what is right."""

_TODAY = re.compile(r"--today (\d{4}-\d{2}-\d{2})")


def run(project: Path, page: Page) -> tuple[Diagnostic, ...]:
    """Check a project as the page says, or compare it with the files that the page gives as those before."""
    if page.command == "impact":
        before = project.parent / "before"
        if not before.exists():
            lay(before, blocks(page.text, "Before"))
        trees = Folder(before), Folder(project)
        past = Calendar().parse("Q4 2024/25", Frequency.QUARTER)
        return impact(declare(trees[0]), declare(trees[1]), trees, Asked(None, past)).findings
    today = _TODAY.search(page.options)
    return check(
        Folder(project),
        with_results="--results" in page.options,
        today=dt.date.fromisoformat(today[1]) if today else None,
    ).diagnostics


def code(page: Page) -> str:
    """How a test names a page."""
    return page.code
