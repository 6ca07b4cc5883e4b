"""The paper as a PDF that a screen reader can read: PDF/UA-1, by typst, without a browser and without a network."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import font_source_sans_pro
import typst

from qpr_rules.showing.report.markup import legible
from qpr_rules.showing.report.paper import Paper
from qpr_rules.showing.report.pdf_blocks import Plain, blocks
from qpr_rules.showing.report.pdf_rows import with_row_heads

_FAMILIES = ("Source Sans Pro", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""The letters: the first from a package, the others, for scripts that it lacks, from inside typst; never the computer's.

Charts name fonts of a computer; as typst is given none of them, it takes the first of these there too.
"""

_FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")

_PROBE = b"""
#set document(title: "Letters", date: none)
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#for letter in json(bytes(sys.inputs.letters)) { box(letter) + box(strong(letter)) }
"""

_UNDRAWN = "A character that the letters of this file lack stands as its name, in square brackets."


def show(paper: Paper) -> bytes:
    """The pages. The same paper gives the same bytes on every computer and every day: no time is in them."""
    made: dict[str, Plain] = {
        "title": paper.title,
        "body": paper.body,
        "quarter": paper.quarter,
        "ends": paper.ends,
        "draft": paper.draft,
        "cautions": list(paper.cautions),
        "only": [paper.only] if paper.only else [],
        "note": "",
        "fonts": list(_FAMILIES),
        "blocks": list(blocks(paper)),
    }
    made = {key: _changed(value, legible) for key, value in made.items()}
    with _press() as press:
        lacking = _lacking(press, _letters(made))
        if lacking:
            names = {ord(each): _name(each) for each in lacking}
            made = {key: _changed(value, lambda text: text.translate(names)) for key, value in made.items()}
            made["note"] = _UNDRAWN
        return with_row_heads(press(Path(__file__).with_name("paper.typ").read_bytes(), {"paper": json.dumps(made)}))


Press = Callable[[bytes, dict[str, str]], bytes]
"""From a template and its inputs to a PDF. Raises typst.TypstError, also for a letter that no font has."""


@contextmanager
def _press() -> Iterator[Press]:
    """A compiler that knows the fonts named above, and neither the computer's fonts nor any package."""
    with TemporaryDirectory(prefix="qpr-rules-", ignore_cleanup_errors=True) as folder:
        for name in _FILES:  # typst takes a whole folder, and the package's holds each font twice
            shutil.copyfile(Path(font_source_sans_pro.font_directory, name), Path(folder, name))
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        compiler = typst.Compiler(
            root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder, ignore_system_fonts=True
        )

        def press(template: bytes, inputs: dict[str, str]) -> bytes:
            made = compiler.compile(template, format="pdf", sys_inputs=inputs, pdf_standards="ua-1")
            assert isinstance(made, bytes)
            return made

        yield press


def _letters(value: Plain) -> frozenset[str]:
    """The characters of all texts that not every font has."""
    found: set[str] = set()

    def look(text: str) -> str:
        if not text.isascii():
            found.update(text)
        return text

    _changed(value, look)
    return frozenset(each for each in found if not each.isascii())


def _lacking(press: Press, letters: Collection[str]) -> list[str]:
    """Those that no font has, found by halves: the standard forbids them, so that a page with one is refused."""
    ordered = sorted(letters)
    if not ordered or _can_show(press, ordered):
        return []
    if len(ordered) == 1:
        return ordered
    middle = len(ordered) // 2
    return [*_lacking(press, ordered[:middle]), *_lacking(press, ordered[middle:])]


def _can_show(press: Press, letters: list[str]) -> bool:
    try:
        press(_PROBE, {"letters": json.dumps(letters), "fonts": json.dumps(_FAMILIES)})
    except typst.TypstError:
        return False
    return True


def _name(letter: str) -> str:
    r"""What stands for a character that cannot be drawn.

    >>> _name("\N{HOUSE BUILDING}"), _name("\U000f0000")
    ('[house building]', '[U+F0000]')
    """
    return f"[{unicodedata.name(letter, '').lower() or f'U+{ord(letter):04X}'}]"


def _changed(value: Plain, change: Callable[[str], str]) -> Plain:
    """The same data, each text changed."""
    match value:
        case str():
            return change(value)
        case list():
            return [_changed(each, change) for each in value]
        case dict():
            return {key: _changed(each, change) for key, each in value.items()}
        case _:
            return value
