"""The small project's report in every format, as text that a reader can look through: what the formats say, word for word.

``python -m tests.report_snapshots`` writes them anew, after a change of words that is meant; look at what changed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import report_documents, report_pdfs, workbooks
from tests.commands import run
from tests.report_pages import REPOSITORY, parsed

FOLDER = REPOSITORY / "tests" / "report" / "snapshots"
PROJECT = REPOSITORY / "tests" / "small"


def _printed(form: str) -> str:
    done = run(PROJECT, "report", "Q3 2024/25", "--format", form)
    assert done.code == 0, done.said
    return done.out


def _html() -> str:
    """Every element of the page that holds words, a line each, with the classes that colour it; drawings by their words."""
    found = []
    for element in parsed(_printed("html")).iter():
        words = " ".join((element.text or "").split())
        if words and element.tag not in ("style", "script", "text", "tspan"):
            kind = ".".join([str(element.tag), *element.get("class", "").split()])
            found.append(f"{kind}: {words}")
        if tail := " ".join((element.tail or "").split()):
            found.append(f"  {tail}")
    return "\n".join(found) + "\n"


def _excel() -> str:
    with tempfile.TemporaryDirectory() as folder:
        book = workbooks.workbook(PROJECT, Path(folder) / "paper.xlsx", "Q3 2024/25")
    found = []
    for page in book.worksheets:
        found.append(f"== {page.title}")
        for row in page.iter_rows():
            cells = [
                f"{cell.value} ({cell.number_format})" if _is_number(cell.value) else str(cell.value or "")
                for cell in row
            ]
            found.append(" | ".join(cells).rstrip(" |"))
    return "\n".join(found) + "\n"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _digest(ending: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "digests"
        assert run(PROJECT, "report", "Q3 2024/25", "--by", "owner", "-o", str(made)).code == 0
        return (made / f"head-of-housing{ending}").read_text("utf-8")


FORMATS: dict[str, Callable[[], str]] = {
    "html.txt": _html,
    "paper.md": lambda: _printed("markdown"),
    "paper.csv": lambda: _printed("csv"),
    "paper.json": lambda: _printed("json"),
    "docx.txt": lambda: report_documents.as_text(report_documents.read(report_documents.written(PROJECT))),
    "pdf.txt": lambda: "\f\n".join(report_pdfs.pages(report_pdfs.written(PROJECT))),
    "xlsx.txt": _excel,
    "digest.md": lambda: _digest(".md"),
    "digest.html": lambda: _digest(".html"),
}
"""Each snapshot's file, and what makes it."""


def taken(name: str) -> str:
    """A snapshot as it is now; what the version and the digests are is left out."""
    text = re.sub(r"(definitions|results|qpr-rules)(\W{1,4})([0-9a-f]{12}|\d+\.\d+\.\d+)", r"\1\2...", FORMATS[name]())
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def snapshots() -> Iterator[tuple[Path, str]]:
    """Every snapshot, and its file."""
    for name in FORMATS:
        yield FOLDER / name, taken(name)


if __name__ == "__main__":
    for file, text in snapshots():
        file.write_text(text, "utf-8", newline="\n")
