"""What is written for programs or into files: in UTF-8 on every system, a file whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

IN_UTF_8 = "Write to a file in UTF-8, whole or not at all."


def output_option(said: str = IN_UTF_8, *, folders: bool = False) -> Callable[[Command], Command]:
    """The option ``--output``, with what its help says; where it may name a folder, it is text, which may be an address."""
    place = click.Path() if folders else click.Path(dir_okay=False, path_type=Path)
    return click.option("-o", "--output", type=place, metavar="FILE", help=said)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name; there is none of a name that the system refuses."""
    try:
        return path.is_dir()
    except OSError:
        return False


def emitted(text: str | Iterator[str], output: Path | None) -> None:
    """Print the text, or write the file; lines as they come. Raises click.ClickException where it cannot be written."""
    lines = iter((text,)) if isinstance(text, str) else text
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(map(printed, lines))
    else:
        write_file(output, map(str.encode, lines), str(output))


def printed(text: str) -> bytes:
    """What goes to the standard output: to a program as it is; to a terminal without what a stranger wrote to steer it.

    A cell of CSV holds its text whole, escape sequences too.
    """
    if not sys.stdout.isatty():
        return text.encode()
    from qpr_rules.harmless import drawn

    return "\n".join(map(drawn, text.split("\n"))).encode()


def write_file(
    path: Path,
    content: bytes | Iterator[bytes],
    named: str,
    *,
    failing: str = "nothing was changed",
    folders: bool = False,
) -> None:
    """Write a file, with its ``folders`` if asked. Raises click.ClickException that says what is so after ``failing``."""
    from qpr_rules.files import folders_for, write_atomically

    try:
        with folders_for(path) if folders else nullcontext():
            write_atomically(path, content)
    except OSError as error:
        raise cannot_be_written(path, named, error, failing) from None


_LONGEST = 240
"""Characters of a path up to which Windows writes a file in any case, with those that its temporary name has more."""


def cannot_be_written(path: Path, named: str, error: OSError, failing: str = "") -> click.ClickException:
    """Why a file or folder was not written, what is so after ``failing``, and what to do where that can be known.

    Windows lets nobody write what another program holds open, and says no more than that it is not allowed.
    """
    said = f"{named} cannot be written ({error.strerror})" + (f"; {failing}." if failing else ".")
    if isinstance(error, PermissionError) and os.path.exists(path):  # noqa: PTH110  # Path.exists may itself be refused
        said += " If it is open in another program, such as Excel or Word, close it there and run this again."
    long = len(str(path.absolute()))
    if sys.platform == "win32" and long > _LONGEST:
        said += f" Its path has {long} characters, and Windows may allow no more than 259: choose a shorter one."
    return click.ClickException(said)
