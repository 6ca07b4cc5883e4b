"""A project's files of YAML, each read once: their text, their tree, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, errors
from qpr_rules.files import FileError, TooLargeError, Tree
from qpr_rules.reading.nodes import MAX_BYTES, Document, read_yaml
from qpr_rules.reading.shape import shaped
from qpr_rules.reading.text import legible, too_large
from qpr_rules.settings import FILE

if TYPE_CHECKING:
    from qpr_rules.reading.copies import Copies
    from qpr_rules.reading.resumed import Resumed

IN_PLACE = frozenset(["QPR104", "QPR123", "QPR124"])
"""Findings of characters that are read as another one in the same place."""

_LATER = "the rest of this file is checked once this is put right"


class Read(NamedTuple):
    """What was read of a file, and what is plain of it, if anything; and whether it is right, and may be used."""

    document: Document | None
    meant: Document | None
    right: bool


class Opened:
    """Reads files once, keeping their text and what is wrong with them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        self.in_error: set[str] = set()
        """Files that hold an error of form; they are checked further, and not used."""
        self.past: dict[str, Resumed] = {}
        """Files that cannot be read as YAML, read past the place where reading stops."""
        self.copies: dict[str, Copies] = {}
        """Files in which a name is written twice."""

    def read(self, file: str) -> Document | None:
        """A file's document; None, with the finding that says why, where it cannot be read as YAML."""
        try:
            content = self.tree.read_bytes(file, MAX_BYTES)
        except TooLargeError:
            self.found.append(too_large(file, MAX_BYTES))
            return None
        except FileError as error:
            missing = file == FILE
            hint = (
                "say with --project where there is one, or make one with the body's name and its sections; "
                "`qpr-rules init` makes a small project to start from"
            )
            self.found.append(
                Diagnostic(
                    "QPR001" if missing else "QPR002",
                    Severity.ERROR,
                    f"there is no {FILE}, so this is no project" if missing else str(error),
                    Label(Span(file)),
                    hints=(hint,) if missing else (),
                )
            )
            return None
        self.contents[file] = content
        document, found = read_yaml(content, file)
        self.texts[file] = legible(content)
        if document is None and found:
            from qpr_rules.reading.resumed import resume  # only a broken file pays for it

            if further := resume(content, file, found[-1]):
                self.past[file] = further
                found = (*found, *further.found)
            else:
                hints = (*found[-1].hints, _LATER)
                found = (*found[:-1], found[-1]._replace(hints=hints)) if found[-1].at.span.line else found
        self.found += found
        if errors(found):
            self.in_error.add(file)
            self.note_copies(file, document, found)
        return document

    def note_copies(self, file: str, document: Document | None, found: Sequence[Diagnostic]) -> None:
        """Note what is written twice in a file, to be looked at in its turn."""
        from qpr_rules.reading.copies import copies_in  # only a file in error pays for it

        legible = document or (self.past[file].document if file in self.past else None)
        if legible and (copies := copies_in(legible, found, self.texts[file])):
            self.copies[file] = copies

    def rest(self, file: str, schema: str) -> Document | None:
        """Say what is wrong with the shape of the rest of a file that could not be read; what is plain of it."""
        found, meant = self.past[file].shape(schema) if file in self.past else ((), None)
        self.found += found
        return meant

    def shape(self, file: str, schema: str) -> Read:
        """Read a file, and say what is wrong with it."""
        document = self.read(file)
        if document is None:
            past = self.past.get(file)
            return Read(past.document if past else None, self.rest(file, schema), right=False)
        found, meant = shaped(document, schema)
        self.found += found
        return Read(document, meant, right=not found)

    def is_known_whole(self, file: str, read: Read) -> bool:
        """Whether each name that begins a part of a file is known, though there be mistakes in it."""
        return read.meant is not None and not (file in self.past and self.past[file].lost)

    def is_whole(self, file: str) -> bool:
        """Whether no line had to be set aside to read a file."""
        return file not in self.past or self.past[file].whole

    def as_written(self, file: str, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        """The findings about a file's sense that are not of lines that are read otherwise than they are written."""
        return self.past[file].without_consequences(found) if file in self.past else found

    def listed(self, path: str, place: Span) -> tuple[str, ...] | None:
        """The files there; None, with a finding, where it may not be looked."""
        try:
            return self.tree.list(path)
        except FileError as error:
            self.found.append(Diagnostic("QPR002", Severity.ERROR, f"`{path}`: {error}", Label(place)))
            return None

    def yaml_files(self, folder: str, place: Span) -> list[str] | None:
        """The YAML files of a folder, which is named at a place; None where it may not be looked into."""
        listed = self.listed(folder, place)
        if listed is None:
            return None
        found = []
        for file in listed:
            name = file.rpartition("/")[2].casefold()
            if name.endswith((".yaml", ".yml")):
                if not name.endswith((".cases.yaml", ".cases.yml")):
                    found.append(file)
            elif ".yaml" in name or ".yml" in name:
                headline = "this file is not read: its name does not end in .yaml"
                hint = "rename it (in Windows Explorer: View, Show, File name extensions), or delete it"
                self.found.append(Diagnostic("QPR005", Severity.WARNING, headline, Label(Span(file)), hints=(hint,)))
        return found

    def instead(self, folder: str, otherwise: str) -> str:
        """What to do about a folder that holds no YAML: the one that was probably meant, or else this."""
        from qpr_rules.reading.nowhere import meant  # only a wrong name pays for it

        near = meant(self.tree, folder, ".yaml")
        return f"did you mean `{near}`?" if near and near != f"{folder}/*.yaml" else otherwise

    def causes(self) -> list[Diagnostic]:
        """The findings, each cause said once."""
        if not any(each.code in IN_PLACE for each in self.found):
            return self.found
        from qpr_rules.reading.pasted import without_moot  # only a file with pasted text pays for it

        return without_moot(self.found, self.contents, IN_PLACE)
