"""YAML as the author sees it: a tree of exact scalars, and the place of every key and value.

Built from the parser's events, not from its constructor: numbers stay exact decimals, ``no`` and unquoted dates stay
text, a duplicate key is a finding, and nothing in the file can run or grow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import yaml

from qpr_rules.diagnostic import KEY, LISTED, Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.quantity import MAX_DIGITS, too_many
from qpr_rules.reading.places import AGAIN, PARSER, Places, span_of
from qpr_rules.reading.text import Text, decode

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | Decimal | bool | None"

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
"""Nesting beyond which a file is refused; a definition needs four levels."""

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""Plain decimal notation only: ``010``, ``1e3``, ``1_000``, ``.nan`` and ``1:30`` stay text, as the author sees them."""


class Document(NamedTuple):
    """One YAML file: ``tree`` of dicts, lists and exact scalars, ``spans`` of values (and of keys, under KEY)."""

    file: str
    tree: Tree
    spans: Mapping[Path, Span]

    @property
    def mapping(self) -> dict[str, Any]:
        """What the file says by its names; empty where it is a list or a single value, which no schema passes."""
        return self.tree if isinstance(self.tree, dict) else {}

    def span(self, *path: str | int) -> Span:
        """The place of a value; of its nearest parent where the value itself has none."""
        while path not in self.spans and path:
            path = path[:-1]
        return self.spans.get(path, Span(self.file))

    def key(self, *path: str | int) -> Span:
        """The place of a key; of the value if it has no key."""
        return self.spans.get((*path, KEY)) or self.span(*path)


class _UnreadableError(Exception):
    """Ends the reading of a file inside this module, and carries the finding that says why."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.headline)
        self.found = found


def read_yaml(content: bytes, file: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of a file and what is wrong with it; None where the rest of it cannot be read.

    A document with errors is checked further, so that one run finds everything, and is not used. Total: any bytes give
    a document or diagnostics, never an exception.

    >>> document, _ = read_yaml(b"target: 57.50\\nbounded: no\\n", "x.yaml")
    >>> document.tree
    {'target': Decimal('57.50'), 'bounded': 'no'}
    """
    text, found = decode(content, file, MAX_BYTES)
    return (None, found) if text is None else read_as_seen(text)


def read_as_seen(text: Text) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of a text with pasted characters read as what they look like, each kind of them a finding."""
    if text.whole.isascii():
        return read_text(text)
    from qpr_rules.reading.pasted import findings, mend, reads_otherwise

    mended, pasted = mend(text)
    document, found = read_text(mended)
    if pasted:
        as_written, _ = read_text(text)
        changes = as_written is None or document is None or reads_otherwise(as_written.tree, document.tree)
        found = (*findings(text, mended, pasted, changes=changes), *found)
    return document, found


def read_text(text: Text) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of a text without pasted characters; None, with the finding that says why last, where it stops."""
    builder = _Builder(text)
    try:
        tree = builder.build()
    except _UnreadableError as stop:
        return None, (*builder.found, stop.found)
    return Document(text.file, tree, builder.places), tuple(builder.found)


class _Builder:
    """Turns events into a tree, one file at a time."""

    def __init__(self, text: Text) -> None:
        self.text, self.file, self.places = text, text.file, Places(text)
        self.found: list[Diagnostic] = []
        self.twice = 0

    def build(self) -> Tree:
        parser = PARSER(self.text.whole)
        self.next = parser.get_event
        try:
            tree = self._whole()
        except yaml.YAMLError as error:
            raise self._translated(error) from error
        except RecursionError as error:
            raise self._too_deep(Span(self.file)) from error
        finally:
            parser.dispose()
        if self.twice > LISTED:
            others = self.twice - LISTED
            more, hint = f"{others:,} more names are written twice in this file", "is the right file here?"
            at = Label(Span(self.file))
            self.found.append(Diagnostic("QPR108", Severity.ERROR, more, at, hints=(hint,), times=others))
        return tree

    def _whole(self) -> Tree:
        tree: Tree = None
        empty = True
        for event in iter(self.next, None):
            if isinstance(event, yaml.DocumentStartEvent):
                if not empty:
                    line = self._span(event).line
                    self._say(
                        "QPR112",
                        "the file holds a second document",
                        Span(self.file, line, 1, line, len(self.text.lines[line - 1]) + 1),
                        "one file holds one definition: put what follows `---` in a file of its own",
                        "it begins here",
                    )
                    break
                empty = False
                tree = self._node(self.next(), (), 0)
        if empty or tree is None:
            comments = "only comments" if self.text.whole.strip() else "nothing"
            raise self._stop("QPR105", f"the file holds {comments}", Span(self.file), "write it, or delete it")
        return tree

    def _node(self, event: Any, path: Path, depth: int) -> Tree:
        if type(event) is yaml.ScalarEvent:
            return self._scalar(event, depth)
        if event.anchor or event.tag or depth > MAX_DEPTH:
            self._unwelcome(event, depth)
        return self._mapping(path, depth) if type(event) is yaml.MappingStartEvent else self._sequence(path, depth)

    def _unwelcome(self, event: Any, depth: int) -> None:
        """Say what is not read here: nesting without end, a shortcut, a tag. Only the tag can be passed over."""
        if depth > MAX_DEPTH:
            raise self._too_deep(self._span(event))
        if event.anchor:
            raise self._shortcut(event)
        if event.tag != "!":
            place = self._first_word(event)
            written = self.text.lines[place.line - 1][place.column - 1 : place.end_column - 1]
            self._say(
                "QPR110", f"`{written}` is a YAML tag, which is not read here", place, "write the value without it"
            )

    def _mapping(self, path: Path, depth: int) -> Tree:
        tree: dict[str, Tree] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            if event.anchor:
                raise self._shortcut(event)
            if type(event) is not yaml.ScalarEvent:
                hint = "write `name: value`; text in curly brackets needs quotes"
                raise self._stop("QPR113", "a name was expected here, before the colon", self._first_word(event), hint)
            key = event.value
            if key == "<<" and not event.style:
                raise self._stop(
                    "QPR111",
                    "`<<` is a YAML shortcut, which is not read here",
                    self._span(event),
                    "write the values out in full",
                )
            following = self.next()
            value = (
                self._scalar(following, depth + 1)  # nearly all are, and need no path
                if type(following) is yaml.ScalarEvent
                else self._node(following, (*path, f"{key}{AGAIN}" if key in tree else key), depth + 1)
            )
            if key in tree:
                self._again(path, key, event)
            else:
                tree[key] = value
        return tree

    def _shortcut(self, event: Any) -> _UnreadableError:
        sign = "*" if type(event) is yaml.AliasEvent else "&"
        place = self._first_word(event)
        said = f"`{sign}{event.anchor}` is a YAML shortcut, which is not read here"
        stop = self._stop("QPR111", said, place, "write it out in full")
        rest = self.text.lines[place.line - 1][place.end_column - 1 :]
        if sign == "*" or not rest.strip() or f"*{event.anchor}" in self.text.whole:
            return stop
        whole = place._replace(end_column=place.end_column + len(rest) - len(rest.lstrip()))
        return _UnreadableError(stop.found._replace(edit=Edit(whole, "")))

    def _again(self, path: Path, key: str, event: Any) -> None:
        """Say that the mapping has a name already."""
        self.twice += 1
        if self.twice <= LISTED:
            first = self.places[(*path, key, KEY)]
            self.found.append(
                Diagnostic(
                    "QPR108",
                    Severity.ERROR,
                    f"`{key}` is written twice",
                    Label(self._span(event), "again here"),
                    (Label(first, "first written here"),),
                    ("keep one of the two; only one can count",),
                )
            )

    def _sequence(self, path: Path, depth: int) -> Tree:
        items: list[Tree] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, (*path, len(items)), depth + 1))
        return items

    def _scalar(self, event: Any, depth: int) -> Tree:
        if event.anchor or event.tag or depth > MAX_DEPTH:
            self._unwelcome(event, depth)
        text: str = event.value
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.fullmatch(text):
            if excess := too_many(text):
                self._say(
                    "QPR115",
                    f"the number has more than {MAX_DIGITS} {excess}",
                    self._span(event),
                    "shorten it: no target needs so many",
                )
            return Decimal(text[:100])  # one that is longer is refused above, and slow to print
        return text

    def _span(self, event: Any) -> Span:
        return span_of(self.text, event.start_mark, event.end_mark)

    def _first_word(self, event: Any) -> Span:
        """The place of what an event begins with: a sign and its name, up to the next space."""
        whole = self._span(event)
        line = self.text.lines[whole.line - 1]
        end = next((at for at in range(whole.column, len(line)) if line[at] in " ,]}"), len(line))
        return Span(whole.file, whole.line, whole.column, whole.line, end + 1)

    def _say(self, code: str, headline: str, span: Span, hint: str, label: str = "") -> None:
        self.found.append(Diagnostic(code, Severity.ERROR, headline, Label(span, label), hints=(hint,)))

    def _stop(self, code: str, headline: str, span: Span, hint: str) -> _UnreadableError:
        return _UnreadableError(Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,)))

    def _too_deep(self, span: Span) -> _UnreadableError:
        return self._stop(
            "QPR109",
            f"the file is nested more than {MAX_DEPTH} levels deep",
            span,
            "a definition has four levels; delete the brackets that are too many",
        )

    def _translated(self, error: yaml.YAMLError) -> _UnreadableError:
        from qpr_rules.reading.syntax import explain  # only a broken file pays for it

        return _UnreadableError(explain(error, self.text))
