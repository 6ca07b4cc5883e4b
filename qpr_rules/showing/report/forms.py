"""The formats of a paper, by name and by the file's ending. Each is a module with one function from a paper to bytes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from qpr_rules.showing.chart.picture import Each
from qpr_rules.showing.report.paper import Paper


class Form(NamedTuple):
    """One format: the endings of its files, and the module whose ``show`` makes it, imported when it is asked for.

    ``needs`` are the packages beyond ours, each as it is imported and as it is installed. ``is_text`` says that a terminal
    can show it, ``is_slow`` that its ``show`` also takes a function to call with (done, of), and what has each picture made.
    ``past_of_areas`` says whether it has the past of every area, and not of the body's own alone; ``title`` is how people
    name it.
    """

    endings: tuple[str, ...]
    module: str
    needs: tuple[tuple[str, str], ...] = ()
    is_text: bool = True
    is_slow: bool = False
    past_of_areas: bool = False
    title: str = ""


class NotInstalledError(Exception):
    """A format needs a package that is not there; ``str(error)`` is a sentence that says what to install."""


class TooLargeError(Exception):
    """A format cannot hold all of a paper; ``str(error)`` says what to do instead, without a full stop."""


FORMS = {
    "html": Form((".html", ".htm"), "qpr_rules.showing.report.html"),
    "markdown": Form((".md", ".markdown"), "qpr_rules.showing.report.markdown"),
    "word": Form(
        (".docx",),
        "qpr_rules.showing.report.word",
        needs=(("docx", "python-docx"), ("resvg_py", "resvg-py")),
        is_text=False,
        is_slow=True,
    ),
    "pdf": Form(
        (".pdf",),
        "qpr_rules.showing.report.pdf",
        needs=(("typst", "typst"), ("font_source_sans_pro", "font-source-sans-pro")),
        is_text=False,
        title="PDF",
    ),
    "excel": Form(
        (".xlsx",),
        "qpr_rules.showing.report.excel",
        needs=(("xlsxwriter", "XlsxWriter"),),
        is_text=False,
        past_of_areas=True,
    ),
    "csv": Form((".csv",), "qpr_rules.showing.report.tables"),
    "json": Form((".json",), "qpr_rules.showing.report.structured"),
}
"""A further format is a module and a line here."""


def by_ending(ending: str) -> str | None:
    """The name of the format of a file with this ending.

    >>> by_ending(".HTM"), by_ending(".xyz")
    ('html', None)
    """
    return next((name for name, form in FORMS.items() if ending.casefold() in form.endings), None)


def require(name: str) -> None:
    """Raise NotInstalledError where a package that the format needs is not installed."""
    for module, package in FORMS[name].needs:
        if find_spec(module) is None:
            raise NotInstalledError(
                f"{FORMS[name].title or name.capitalize()} needs the package {package}, which is not installed; "
                '`pip install "qpr-rules[report]"` installs it.'
            )


def show(name: str, paper: Paper, progress: Callable[[int, int], None] | None = None, each: Each = map) -> bytes:
    """The paper in a format. One that is slow calls ``progress(done, of)`` after each KPI, and draws pictures by ``each``.

    Raises NotInstalledError, NoPictureError where a format needs charts as pictures and there is no font, and TooLargeError.
    """
    require(name)
    form = FORMS[name]
    made: Callable[..., bytes] = import_module(form.module).show
    return made(paper, progress, each) if form.is_slow else made(paper)
