"""Sources that installed packages add: each is asked for a table, and whatever goes wrong in it is one sentence.

docs/how-to/add-a-source.md says what a plug-in is: a module, named by an entry point of the group ``qpr_rules.sources``,
with a function ``read(entry, file, content)`` that returns the names of the columns and the rows, and, if it takes
``options``, their JSON Schema as ``OPTIONS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qpr_rules.diagnostic import Span, shortened
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Chunk, Lines, Places, Rows
from qpr_rules.reading.sources.registry import GROUP, AskedError
from qpr_rules.reading.sources.table import ROWS
from qpr_rules.reading.sources.values import text_of
from qpr_rules.settings import Origin


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source: the table that a plug-in makes of a file, or of nothing but its entry."""
    found = _loaded(origin.source)
    _require_options(found, origin)
    with _Blamed(origin.source):
        names, rows = found.read(_entry(origin), file if origin.files else "", content)
        names = [text_of(each) for each in names]
    places: Places = Rows(file, "", names, "row")
    if origin.files:
        places = _LinesOfRows(file, content.decode("utf-8", "replace"))
    line = 1 if origin.files else -1
    yield from batches(names, line, _chunks(rows, len(names), origin.source), places, refusals, origin, _NO_ROWS)


_NO_ROWS = "the source gives no rows", "is it the right file, and are `options` right?"


def options_of(name: str) -> Mapping[str, Any]:
    """The JSON Schema of a plug-in's ``options``. Raises AskedError where its module cannot be loaded."""
    found: Mapping[str, Any] = getattr(_loaded(name), "OPTIONS", {"additionalProperties": False})
    return found


class _LinesOfRows(Lines):
    """Lines of a text whose columns only the plug-in knows: a cell's place is its row's."""

    def nth(self, line: int, index: int) -> Span:
        """See Places."""
        return self.row(line)


class _Blamed:
    """Whatever a plug-in raises is said of the plug-in, and never as a traceback of ours."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, AskedError):
            raise _blame(self.name, error) from error


def _blame(name: str, error: Exception) -> AskedError:
    said = shortened(" ".join(str(error).split()), 200)
    said = said if isinstance(error, ValueError) and said else f"{type(error).__name__}: {said}".removesuffix(": ")
    hint = f"this is for whoever wrote the package {_package(name)}, unless what it says helps"
    return AskedError("QPR443", f"the source `{name}` failed: {said}", hint, "source")


def _loaded(name: str) -> Any:
    from importlib.metadata import entry_points

    (found, *_) = entry_points(group=GROUP, name=name)
    try:
        return found.load()
    except Exception as error:
        raise _blame(name, error) from error


def _package(name: str) -> str:
    from importlib.metadata import entry_points

    given = next(iter(entry_points(group=GROUP, name=name))).dist
    return f"`{given.name}` {given.version}" if given else f"of `{name}`"


def _entry(origin: Origin) -> dict[str, Any]:
    """What settings say of the source, as a plug-in is given it."""
    return {"source": origin.source, "files": origin.files, "options": dict(origin.options)}


def _require_options(found: Any, origin: Origin) -> None:
    """Raises AskedError for options that the plug-in's own schema does not allow: the first, at its place."""
    from jsonschema import Draft202012Validator  # only a plug-in pays for it

    with _Blamed(origin.source):
        validator = Draft202012Validator(
            {"type": "object", "additionalProperties": False, **getattr(found, "OPTIONS", {})}
        )
        wrong = sorted(validator.iter_errors(origin.options), key=lambda each: list(map(str, each.absolute_path)))
    if wrong:
        said = shortened(wrong[0].message, 200)
        path = (each for each in wrong[0].absolute_path)
        raise AskedError(
            "QPR443", f"the source `{origin.source}` does not take these options: {said}", _AS_SAID, "options", *path
        )


_AS_SAID = (
    "its own documentation says which it takes; `qpr-rules schema settings --with-owners` holds them for an editor"
)


def _chunks(rows: Iterable[tuple[int, Sequence[Any]]], width: int, name: str) -> Iterator[Chunk]:
    numbers: list[int] = []
    texts: list[list[str]] = []
    with _Blamed(name):
        for number, cells in rows:
            if len(cells) != width:
                raise ValueError(f"row {number} has {len(cells)} cells, and there are {width} columns")
            numbers.append(int(number))
            texts.append(["" if cell is None else cell if isinstance(cell, str) else text_of(cell) for cell in cells])
            if len(texts) == ROWS:
                yield Chunk(numbers, texts)
                numbers, texts = [], []
    yield Chunk(numbers, texts)
