"""Passwords do not belong into settings: they are found there, said, and never shown.

What is shown is masked by a pattern, not by the tree: a file that cannot be read as YAML is shown to people too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Label, Path, Severity
from qpr_rules.reading.nodes import Document

_NAME = re.compile(r"pass(?:word|wd|phrase|wrod)|pwd|pgpassword", re.IGNORECASE)
_SECRET = re.compile(
    rf"""(?P<key>\b(?:{_NAME.pattern})["']?[ \t]*[:=][ \t]*)
        (?P<given>"[^"\n]+"|'[^'\n]+'|[^\s,}}\]&"'][^\s,}}\]&]*)
      | (?P<url>://[^\s/:@"']*:)(?P<inside>[^\s/@"']+)(?=@)""",
    re.VERBOSE | re.IGNORECASE,
)
_HIDDEN = "***"
_HEADLINE = "a password is written here, where everyone can read it who has the project"
_HINT = (
    "take it out, change it, and put the new one into the environment variable PGPASSWORD, or into the one that "
    "`password_from` names: whoever has an earlier version of this file has the old one"
)


def passwords(document: Document) -> Iterator[Diagnostic]:
    """QPR440 for each password in the entries of ``results``, at its name or at the text that it is in."""
    tree = document.mapping
    for path in _secret(tree.get("results"), ("results",)):
        at = document.key(*path) if _NAME.fullmatch(str(path[-1])) else document.span(*path)
        yield Diagnostic("QPR440", Severity.ERROR, _HEADLINE, Label(at), hints=(_HINT,))


def _secret(tree: Any, path: Path) -> Iterator[Path]:
    match tree:
        case dict():
            for key, value in tree.items():
                if _NAME.fullmatch(str(key)):
                    yield (*path, key)
                else:
                    yield from _secret(value, (*path, key))
        case list():
            for number, value in enumerate(tree):
                yield from _secret(value, (*path, number))
        case str() if any(match["inside"] or match["key"] for match in _SECRET.finditer(tree)):
            yield path


def masked(text: str) -> str:
    """The text with as many stars in the place of each password: what stands behind keeps its place.

    >>> masked("connection: {user: reader, password: swordfish, port: 5432}")
    'connection: {user: reader, password: *********, port: 5432}'
    >>> masked("url_from: postgresql://reader:swordfish@db.example/performance")
    'url_from: postgresql://reader:*********@db.example/performance'
    """
    return _SECRET.sub(_stars, text)


def _stars(match: re.Match[str]) -> str:
    name = "inside" if match["url"] else "given"
    start, end = (each - match.start() for each in match.span(name))
    return match[0][:start] + "*" * (end - start) + match[0][end:]


def unsaid(found: Iterable[Diagnostic], text: str) -> Iterator[Diagnostic]:
    """The findings in a text without the passwords that it holds: what is wrong with a value may quote it.

    That a password is there says enough: what else is wrong in its place is not said.
    """
    found = tuple(found)
    places = {(each.at.span.file, each.at.span.line, each.at.span.column) for each in found if each.code == "QPR440"}
    found = tuple(each for each in found if each.code == "QPR440" or each.at.span[:3] not in places)
    secrets = {(match["inside"] or match["given"]).strip("\"'") for match in _SECRET.finditer(text)}

    def hidden(said: str) -> str:
        for each in secrets:
            said = _without_beginnings(said.replace(each, _HIDDEN), each)
        return said

    for each in found:
        if all(hidden(said) == said for said in _said(each)):
            yield each
            continue
        also = tuple(label._replace(text=hidden(label.text)) for label in each.also)
        at, hints = each.at._replace(text=hidden(each.at.text)), tuple(map(hidden, each.hints))
        yield each._replace(headline=hidden(each.headline), at=at, also=also, hints=hints, edit=None)


def _without_beginnings(said: str, secret: str) -> str:
    """A sentence without what is left of a password in a quotation that was cut short within it.

    >>> _without_beginnings("`postgresql://reader:sword...` is no file", "swordfish")
    '`postgresql://reader:***...` is no file'
    """
    *cut, rest = said.split("...")
    for place, part in enumerate(cut):
        most = next((most for most in range(min(len(part), len(secret)), 2, -1) if part.endswith(secret[:most])), 0)
        cut[place] = part[: len(part) - most] + (_HIDDEN if most else "")
    return "...".join([*cut, rest])


def _said(found: Diagnostic) -> Iterator[str]:
    yield from (found.headline, found.at.text, *found.hints, *(label.text for label in found.also))
    if found.edit:
        yield found.edit.text
