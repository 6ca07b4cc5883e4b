"""Where every key and value of a file was written: found when it is asked for, by going through the text again.

Nearly every place of a right file is never asked for, and a run reads hundreds of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import yaml

from qpr_rules.diagnostic import KEY, Path, Span
from qpr_rules.reading.text import Text

Marks: TypeAlias = "tuple[Any, Any]"
"""The parser's marks of the beginning and of the end."""

AGAIN = "\0again"
"""What stands behind a name in the path of what is written under it a second time."""

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Places(Mapping[Path, Span]):
    """Spans of a text's values and keys, by path."""

    __slots__ = ("_found", "_text")

    def __init__(self, text: Text) -> None:
        self._text = text
        self._found: dict[Path, Span | Marks] | None = None

    def __getitem__(self, path: Path) -> Span:
        places = self._places
        found = places[path]
        if not isinstance(found, Span):
            found = places[path] = span_of(self._text, *found)
        return found

    def __iter__(self) -> Iterator[Path]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def _places(self) -> dict[Path, Span | Marks]:
        if self._found is None:
            self._found = _marks(self._text.whole)
        return self._found


def _marks(text: str) -> dict[Path, Any]:
    """The marks of every value and key by path, up to where the text ends or cannot be read.

    Of a name that is written twice the second is not a place of the document; its path says so. Of one that is written
    more often, the places are those of the second.
    """
    found: dict[Path, Marks] = {}
    parser = PARSER(text)
    try:
        for event in iter(parser.get_event, None):
            if isinstance(event, yaml.DocumentStartEvent):
                _below(parser.get_event(), parser.get_event, (), found)
                break
    except (yaml.YAMLError, RecursionError):
        pass
    finally:
        parser.dispose()
    return found


def _below(start: Any, following: Callable[[], Any], path: Path, found: dict[Path, Marks]) -> None:
    end = start
    if type(start) is yaml.MappingStartEvent:
        seen: set[str] = set()
        while type(end := following()) is not yaml.MappingEndEvent:
            if type(end) is not yaml.ScalarEvent:
                raise yaml.YAMLError("no name")  # here reading stops too, and says why
            name = f"{end.value}{AGAIN}" if end.value in seen else end.value
            seen.add(name)
            found.setdefault((*path, name, KEY), (end.start_mark, end.end_mark))
            _below(following(), following, (*path, name), found)
    elif type(start) is yaml.SequenceStartEvent:
        place = 0
        while type(end := following()) is not yaml.SequenceEndEvent:
            _below(end, following, (*path, place), found)
            place += 1
    found.setdefault(path, (start.start_mark, end.end_mark))


def span_of(text: Text, begin: Any, stop: Any) -> Span:
    """The span between two marks of the parser."""
    line, last, column = begin.line, stop.line, stop.column
    # A block ends where the next thing begins; its last line is the one before.
    if column == 0 and last > line:
        last -= 1
        column = len(text.lines[last]) if last < len(text.lines) else 0
    return Span(text.file, line + 1, begin.column + 1, last + 1, column + 1)
