"""The formats of a paper, by name and by the file's ending. Each is a module with one function from a paper to bytes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from qpr_rules.showing.report.paper import Paper


class Form(NamedTuple):
    """One format: the endings of its files, and the module whose ``show`` makes it, imported when it is asked for."""

    endings: tuple[str, ...]
    module: str


FORMS = {
    "html": Form((".html", ".htm"), "qpr_rules.showing.report.html"),
    "markdown": Form((".md", ".markdown"), "qpr_rules.showing.report.markdown"),
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


def show(name: str, paper: Paper) -> bytes:
    """The paper in a format."""
    made: Callable[[Paper], bytes] = import_module(FORMS[name].module).show
    return made(paper)
