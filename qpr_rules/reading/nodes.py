"""YAML as the author sees it: a tree of exact scalars, and the place of every key and value.

Built from the parser's events, not from its constructor: numbers stay exact decimals, ``no`` and unquoted dates stay
text, a duplicate key is a finding, and nothing in the file can run or grow (DESIGN.md, rule 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from qpr_rules.diagnostic import KEY, Diagnostic, Label, Path, Severity, Span
from qpr_rules.quantity import MAX_DIGITS, too_many
from qpr_rules.reading.text import Text, decode

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | Decimal | bool | None"

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
"""Nesting beyond which a file is refused; a definition needs four levels."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: ``tree`` of dicts, lists and exact scalars, ``spans`` of values (and of keys, under KEY)."""

    file: str
    tree: Tree
    text: str
    spans: dict[Path, Span] = field(default_factory=dict)

    def span(self, *path: str | int) -> Span:
        """The place of a value; of its nearest parent where the value itself has none."""
        while path not in self.spans and path:
            path = path[:-1]
        return self.spans.get(path, Span(self.file))

    def key(self, *path: str | int) -> Span:
        """The place of a key; of the value if it has no key."""
        return self.spans.get((*path, KEY)) or self.span(*path)


class _StopReading(Exception):  # noqa: N818  # control flow inside this module; it carries the one finding
    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.headline)
        self.found = found


def read_yaml(content: bytes, file: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of a file, or None with the diagnostics that say why; duplicates are found without losing the rest.

    Total: any bytes give a document or diagnostics, never an exception.

    >>> document, _ = read_yaml(b"target: 57.50\\nbounded: no\\n", "x.yaml")
    >>> document.tree
    {'target': Decimal('57.50'), 'bounded': 'no'}
    """
    text, found = decode(content, file, MAX_BYTES)
    if text is None:
        return None, found
    builder = _Builder(text, file)
    try:
        tree = builder.build()
    except _StopReading as stop:
        return None, (*found, *builder.found, stop.found)
    if any(each.severity is Severity.ERROR for each in builder.found):
        return None, (*found, *builder.found)
    return Document(file, tree, text.whole, builder.spans), (*found, *builder.found)


class _Builder:
    """Turns events into a tree, one file at a time."""

    def __init__(self, text: Text, file: str) -> None:
        self.text, self.file = text, file
        self.spans: dict[Path, Span] = {}
        self.found: list[Diagnostic] = []

    def build(self) -> Tree:
        events = self._events()
        tree: Tree = None
        empty = True
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    if not empty:
                        raise self._stop(
                            "QPR112",
                            "the file holds a second document",
                            self._span(event),
                            ("one file holds one definition: put the part after `---` in a file of its own",),
                        )
                    empty = False
                    tree = self._node(next(events), events, (), 0)
        if empty or tree is None:
            raise _StopReading(
                Diagnostic(
                    "QPR105",
                    Severity.ERROR,
                    "the file is empty",
                    Label(Span(self.file)),
                    hints=("write the definition, or delete the file",),
                )
            )
        return tree

    def _events(self) -> Iterator[Any]:
        parser = _Loader(self.text.whole)
        try:
            while True:
                event = parser.get_event()
                if event is None or isinstance(event, yaml.StreamEndEvent):
                    return
                yield event
        except yaml.YAMLError as error:
            raise self._translated(error) from error
        except RecursionError as error:
            raise self._too_deep(Span(self.file)) from error
        finally:
            parser.dispose()

    def _node(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise self._too_deep(self._span(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self._stop(
                "QPR111",
                f"`{sign}{event.anchor}` is a YAML shortcut, which is not read here",
                self._span(event),
                ("write the value out in full",),
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise self._stop(
                "QPR110",
                f"`{event.tag}` is a YAML tag, which is not read here",
                self._span(event),
                ("write the value without it",),
            )
        match event:
            case yaml.ScalarEvent():
                self.spans[path] = self._span(event)
                return self._scalar(event)
            case yaml.MappingStartEvent():
                return self._mapping(event, events, path, depth)
            case _:
                return self._sequence(event, events, path, depth)

    def _mapping(self, start: Any, events: Iterator[Any], path: Path, depth: int) -> Tree:
        tree: dict[str, Tree] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._stop("QPR113", "a name was expected here, before the colon", self._span(event))
            key, place = event.value, self._span(event)
            if key == "<<" and not event.style:
                raise self._stop(
                    "QPR111",
                    "`<<` is a YAML shortcut, which is not read here",
                    place,
                    ("write the values out in full",),
                )
            value = self._node(next(events), events, (*path, key), depth + 1)
            if key in tree:
                first = self.spans[(*path, key, KEY)]
                self.found.append(
                    Diagnostic(
                        "QPR108",
                        Severity.ERROR,
                        f"`{key}` is written twice",
                        Label(place, "again here"),
                        (Label(first, "first written here"),),
                        ("keep one of the two; only one can count",),
                    )
                )
                continue
            self.spans[(*path, key, KEY)] = place
            tree[key] = value
        self.spans[path] = self._span(start, event)
        return tree

    def _sequence(self, start: Any, events: Iterator[Any], path: Path, depth: int) -> Tree:
        items: list[Tree] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items)), depth + 1))
        self.spans[path] = self._span(start, event)
        return items

    def _scalar(self, event: Any) -> Tree:
        text = event.value
        if event.style:
            return str(text)
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return bool(text == "true")
        if _is_number(text):
            if excess := too_many(text):
                self.found.append(
                    Diagnostic(
                        "QPR115",
                        Severity.ERROR,
                        f"the number has more than {MAX_DIGITS} {excess}",
                        Label(self._span(event)),
                        hints=("shorten it: no target needs so many",),
                    )
                )
            return Decimal(text)
        return str(text)

    def _span(self, event: Any, end: Any = None) -> Span:
        begin, stop = event.start_mark, (end or event).end_mark
        # A block ends where the next thing begins; its last line is the one before.
        if stop.column == 0 and stop.line > begin.line:
            line = stop.line - 1
            return self.text.span(
                begin.line, begin.column, line, len(self.text.lines[line]) if line < len(self.text.lines) else 0
            )
        return self.text.span(begin.line, begin.column, stop.line, stop.column)

    def _stop(self, code: str, headline: str, span: Span, hints: tuple[str, ...] = ()) -> _StopReading:
        return _StopReading(Diagnostic(code, Severity.ERROR, headline, Label(span), hints=hints))

    def _too_deep(self, span: Span) -> _StopReading:
        return self._stop("QPR109", f"the file is nested more than {MAX_DEPTH} levels deep", span)

    def _translated(self, error: yaml.YAMLError) -> _StopReading:
        from qpr_rules.reading.syntax import explain  # only a broken file pays for it

        return _StopReading(explain(error, self.text))


def _is_number(text: str) -> bool:
    """Plain decimal notation only: ``010``, ``1e3``, ``1_000``, ``.nan`` and ``1:30`` stay text, as the author sees them."""
    body = text[1:] if text[0] in "+-" else text
    whole, point, fraction = body.partition(".")
    if not whole.isascii() or not whole.isdigit() or (len(whole) > 1 and whole[0] == "0"):
        return False
    return not point or (fraction.isascii() and fraction.isdigit())
