"""A folder that is made, or made anew, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qpr_rules.files import umask


def write_folder_atomically(folder: Path, files: Mapping[str, bytes], *, instead: bool = False) -> None:
    """Make a folder with these files (by path within it) so that, whatever happens, it is there whole or not at all.

    With ``instead`` a folder that is there already gives way to it. Raises FileExistsError where the folder is there and
    ``instead`` is not given, OSError where it cannot be written; nothing is then left.
    """
    with new_folder(folder, (lambda _: True) if instead else None) as temporary:
        for name, content in files.items():
            file = temporary / name
            file.parent.mkdir(parents=True, exist_ok=True)
            _write_through(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666), content)


@contextmanager
def new_folder(folder: Path, replaces: Callable[[Path], bool] | None = None) -> Iterator[Path]:
    """A folder to write into, which gets its name when all is written, and is gone if anything goes wrong before.

    It lies beside and its name begins with a dot; then it is renamed, in one step, and on every system, because nothing
    is there yet. What an earlier run that was killed has left beside it is cleared away once the new one stands, and
    nothing else: a `.digests.notes` beside `digests` may be a user's. A folder of that name that is there already gives
    way to it, whole, if this one ``replaces`` it; should the computer stop between the two steps of that, the earlier one
    lies beside under a name that begins with a dot and ends in ``.old``.
    Raises FileExistsError where it may not be replaced, OSError where the folder cannot be written.
    """
    import shutil  # only a command that writes pays for the imports
    import tempfile

    parent, beside = folder.parent, f".{folder.name}.{_OURS}"
    if parent.exists() and not parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(parent))
    parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=parent, prefix=beside))
    try:
        temporary.chmod(0o777 & ~umask())
        yield temporary
        for inner in sorted({file.parent for file in temporary.rglob("*")}, reverse=True):
            _sync_names(inner)
        if replaces is not None and folder.exists() and replaces(folder):
            _change_places(temporary, folder)
        else:
            _take_place(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    _sync_names(parent)
    for left in [each for each in parent.iterdir() if each.name.startswith(beside)]:
        shutil.rmtree(left, ignore_errors=True)


def _take_place(temporary: Path, folder: Path) -> None:
    if folder.exists():  # Linux would put it in the place of an empty one
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    temporary.rename(folder)


def _change_places(temporary: Path, folder: Path) -> None:
    old = temporary.with_name(f"{temporary.name}.old")
    try:
        folder.rename(old)
        temporary.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise


_OURS = "qpr-rules-"
"""What follows the folder's name in that of a part: no user's folder beside it has it by chance."""


_BINARY: int = getattr(os, "O_BINARY", 0)
"""Windows would write two bytes for each line feed."""


def _write_through(handle: int, content: bytes) -> None:
    """Write all of it to an open file, wait until it is on the disk, and close the file."""
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_names(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can say so: Windows and some shares cannot."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
