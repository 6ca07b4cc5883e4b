"""The manual of findings: one Markdown page for each code, in ``codes/``, which is its test as well (CONTRIBUTING.md).

A page begins ``# QPR220 floor-on-wrong-side``, then a line ``**Error.** One sentence.``: the code's name, severity and
summary are written there and nowhere else. A first line ``<!-- qpr-rules check --results -->`` says how its examples
are checked, where that is not the plain way; ``<!-- qpr-rules impact -->`` that it takes two versions to find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qpr_rules import shipped
from qpr_rules.diagnostic import Severity

GROUPS = {
    0: "The project",
    100: "YAML",
    150: "The shape of a file",
    200: "One definition",
    300: "Definitions together",
    400: "Results",
    450: "Definitions against results",
    500: "Commentary and rules",
    600: "Findings that are allowed",
    604: "Counts that are hidden",
    650: "Cases that test rules",
    700: "Review",
}
"""The first number of each group of codes, and its title."""

_HEAD = re.compile(
    r"(?:<!-- qpr-rules (?P<command>check|impact) ?(?P<options>.*?) -->\n)?"
    r"# (?P<code>QPR\d{3}) (?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\n\n"
    r"\*\*(?P<severity>Error|Warning|Note)\.\*\* (?P<summary>[^\n]+)\n"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One code's page. ``text`` is the Markdown as a reader sees it, ``options`` what its examples are checked with.

    ``command`` is the one that finds it: ``impact`` compares with the files below the heading *Before*.
    """

    code: str
    slug: str
    severity: Severity
    summary: str
    text: str
    options: str = ""
    command: str = "check"

    @property
    def group(self) -> str:
        """The title of the group the code belongs to."""
        number = int(self.code.removeprefix("QPR"))
        return GROUPS[max(first for first in GROUPS if first <= number)]


def read_page(text: str) -> Page:
    """The page of a Markdown text. Raises ValueError for one that does not begin as a page does.

    >>> read_page("# QPR105 empty-file\\n\\n**Error.** A file holds nothing.\\n").summary
    'A file holds nothing.'
    """
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"not the page of a code: {text[:60]!r}")
    return Page(
        code=head["code"],
        slug=head["slug"],
        severity=Severity(head["severity"].casefold()),
        summary=head["summary"],
        text=text[head.start("code") - len("# ") :],
        options=head["options"] or "",
        command=head["command"] or "check",
    )


@cache
def pages() -> dict[str, Page]:
    """Every page by its code, in their order."""
    files = sorted(shipped.folder("codes").glob("QPR*.md"))
    return {file.stem: read_page(file.read_text(encoding="utf-8")) for file in files}


def names() -> list[str]:
    """Every code and every code's name."""
    return [name for page in pages().values() for name in (page.code, page.slug)]


def named(word: str) -> Iterator[Page]:
    """The pages that a word names: a code, the beginning of one, or a code's name, in any case."""
    folded = word.casefold()
    return (page for page in pages().values() if page.code.casefold().startswith(folded) or page.slug == folded)
