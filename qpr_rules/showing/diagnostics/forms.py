"""The forms of a list of diagnostics, by name; each module has one function, ``show``."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple, Protocol

from qpr_rules.diagnostic import Diagnostic, Severity, Span
from qpr_rules.english import capital, listed, plural
from qpr_rules.harmless import visible
from qpr_rules.provenance import ILLUSTRATIVE, Provenance

PROGRAMS = {
    "json": "qpr_rules.showing.diagnostics.structured",
    "github": "qpr_rules.showing.diagnostics.github",
    "gitlab": "qpr_rules.showing.diagnostics.gitlab",
    "sarif": "qpr_rules.showing.diagnostics.sarif",
    "junit": "qpr_rules.showing.diagnostics.junit",
    "markdown": "qpr_rules.showing.diagnostics.markdown",
}
"""Forms for programs and web pages: name, and the module that makes it. ``text`` and ``concise`` are for terminals."""


class About(NamedTuple):
    """What is said of a code: its name, one sentence, and its page of the manual in Markdown."""

    slug: str
    summary: str
    page: str


class Listing(NamedTuple):
    """What every form is given.

    ``texts`` holds the source of each file by its path; ``about`` what is said of each code;
    ``prefix`` the way from the repository to the project, so that a web page finds the file;
    ``made_from`` and ``illustrative`` what every output states.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    verdict: str
    about: Mapping[str, About]
    prefix: str = ""
    made_from: Provenance | None = None
    illustrative: bool = False

    def path(self, span: Span) -> str:
        """The file of a place, as the repository names it."""
        return visible(f"{self.prefix}/{span.file}" if self.prefix else span.file)

    @property
    def small_print(self) -> tuple[str, ...]:
        """What is said at the end of a text: that standards and results are invented, and what it was made from."""
        made_from = (str(self.made_from),) if self.made_from else ()
        return (*((ILLUSTRATIVE,) if self.illustrative else ()), *made_from)

    def slug(self, code: str) -> str:
        """The name of a code."""
        return self.about[code].slug if code in self.about else code.casefold()


class Form(Protocol):
    """Makes one text of all the findings; the same findings give the same bytes."""

    def __call__(self, found: Listing) -> str: ...


def form_named(name: str) -> Form:
    """The form of this name. Raises KeyError for one that is not in ``PROGRAMS``."""
    form: Form = import_module(PROGRAMS[name]).show
    return form


def counted(diagnostics: Sequence[Diagnostic]) -> str:
    """``2 errors and 1 warning in 2 files``, or ``no mistakes``; those that are counted in one finding count."""
    if not diagnostics:
        return "no mistakes"
    parts = []
    for severity in Severity:
        number = sum(each.times for each in diagnostics if each.severity is severity)  # exact: integers
        if number:
            parts.append(plural(number, str(severity)))
    files = len({each.at.span.file for each in diagnostics})
    return f"{listed(parts)} in {plural(files, 'file')}"


def sentences(found: Diagnostic) -> str:
    """Headline and hints as whole sentences in one line."""
    return " ".join(_ended(part) for part in (placed(found), *found.hints))


def placed(found: Diagnostic) -> str:
    """The headline; before it the cell, where a program knows of files and lines alone."""
    return f"{visible(found.at.span.within)}: {found.headline}" if found.at.span.within else found.headline


def _ended(part: str) -> str:
    whole = f"{capital(part)}".rstrip()
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."


_LONGEST = 2_000
"""Characters of a line beyond which it is not written out again: a definition's longest has some hundred."""


@lru_cache(maxsize=4)
def lines_of(text: str) -> tuple[str, ...]:
    """A source's lines; split once, however many findings point into it."""
    return tuple(text.split("\n"))


def replacement(found: Diagnostic, texts: Mapping[str, str]) -> str | None:
    """The whole line as it should be, ready to paste; None where no edit of it is known, or nobody would paste it.

    Of an edit that changes several lines one by one, the first.

    >>> from qpr_rules.diagnostic import Edit, Label, Severity
    >>> goal = Span("x.yaml", 2, 1, 2, 5)
    >>> mistake = Diagnostic("QPR150", Severity.ERROR, "unknown", Label(goal), edit=Edit(goal, "target"))
    >>> replacement(mistake, {"x.yaml": "id: X" + chr(10) + "goal: 60"})
    'target: 60'
    """
    if found.edit is None:
        return None
    span, lines = found.edit.span, lines_of(texts.get(found.edit.span.file, ""))
    if not 0 < span.line <= len(lines):
        return None
    written = found.edit.text.split("\n")
    if len(written) != 1 + span.end_line - span.line:
        return None
    if len(written) > 1:
        return lines[span.line - 1][: span.column - 1] + written[0] if span.line == found.at.span.line else None
    line = lines[span.line - 1].rstrip("\r")
    if len(line) > _LONGEST:
        return None
    return line[: span.column - 1] + found.edit.text + line[span.end_column - 1 :]
