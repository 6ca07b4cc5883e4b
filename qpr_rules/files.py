"""Where bytes come from and go to: a tree of files, and a write that happens whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol


class FileError(Exception):
    """A file cannot be read; ``str(error)`` is a sentence for the author, ``path`` the file it concerns."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


class OutsideError(FileError):
    """A path, or a link on it, leads outside the project."""


class TooLargeError(FileError):
    """A file holds more bytes than its reader wants."""


class ChangedError(FileError):
    """A file was written to while it was read, so what was read is neither what was there nor what will be."""


class Tree(Protocol):
    """A project's files, by path relative to the project with forward slashes: a folder, a git revision, an overlay."""

    def list(self, path: str) -> tuple[str, ...]:
        """The file at ``path``, or every file under the folder at ``path``, sorted; empty if there is neither."""
        ...

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """The file's bytes. Raises FileError if it cannot be read, TooLargeError if it holds more than ``limit`` bytes."""
        ...


class Folder:
    """A tree that is a folder on disk.

    Links are not followed into folders, so a loop ends; and no path leads outside the folder, by ``..`` or by a link,
    unless ``allow_outside``: a pull request may come from a stranger. Git's own folder, which may
    hold a password, counts as outside.
    """

    def __init__(self, root: Path, *, allow_outside: bool = False) -> None:
        self.root = root.resolve()
        self.allow_outside = allow_outside
        self._inside: set[str] = set()

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree. Files and folders whose names begin with a dot are passed over."""
        start = Path(self._locate(path))
        try:
            if start.is_file():
                return (_clean(path),)
            return tuple(sorted(self._walk(start, _clean(path))))
        except (OSError, ValueError) as error:
            raise FileError(path, _reason(error)) from error

    def _walk(self, start: Path, prefix: str) -> Iterator[str]:
        for folder, folders, names in os.walk(start, followlinks=False):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = str(PurePosixPath(prefix, Path(folder).relative_to(start).as_posix()))
            begin = "" if inside == "." else f"{inside}/"
            for name in names:
                if not name.startswith("."):
                    yield f"{begin}{name}"

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        found = self._locate(path)
        try:
            if stat.S_IFMT(os.stat(found).st_mode) not in (stat.S_IFREG, stat.S_IFDIR):
                raise FileError(path, "this is a device or a pipe, not a file")  # to open it could wait for ever
            with open(found, "rb") as file:
                before = _state(file)
                content = file.read() if limit is None else _at_most(file, limit + 1)
                if _state(file) != before:
                    raise ChangedError(path, "the file changed while it was read")
        except (OSError, ValueError) as error:
            raise FileError(path, _reason(error)) from error
        if limit is not None and len(content) > limit:
            raise TooLargeError(path, f"the file is larger than {limit // 1_000_000} MB")
        return content

    def _locate(self, path: str) -> str:
        """Where a path leads. As text: path objects took two thirds of the time in which ten thousand files are read."""
        found = os.path.join(self.root, path)
        if self.allow_outside:
            return found
        # What is no link, in a folder that has been seen to lie inside, lies inside.
        folder, _, name = path.rpartition("/")
        try:
            if folder in self._inside and name[:1] != "." and _is_bare(path) and not os.path.islink(found):
                return found
            inside = self._holds(Path(found))
            if self._holds(self.root / folder):
                self._inside.add(folder)
        except (OSError, RuntimeError, ValueError) as error:
            raise FileError(path, _reason(error)) from error
        if not inside:
            raise OutsideError(path, "the path leads outside the project (allow it with --allow-outside)")
        return found

    def _holds(self, found: Path) -> bool:
        place = found.resolve()
        if not place.is_relative_to(self.root):
            return False
        return all(part.casefold() != ".git" for part in place.relative_to(self.root).parts)


class Overlay:
    """A tree with some of its files replaced, or added, and nothing written."""

    def __init__(self, base: Tree, replaced: Mapping[str, bytes]) -> None:
        self.base, self.replaced = base, {_clean(path): content for path, content in replaced.items()}

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree."""
        clean = _clean(path)
        own = (name for name in self.replaced if is_within(name, clean))
        return tuple(sorted({*self.base.list(path), *own}))

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        content = self.replaced.get(_clean(path))
        return self.base.read_bytes(path, limit) if content is None else content


class Held:
    """A tree in memory: contents by path."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree."""
        return tuple(sorted(name for name in self.contents if is_within(name, _clean(path))))

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        content = self.contents.get(_clean(path))
        if content is None:
            raise FileError(path, "there is no such file")
        if limit is not None and len(content) > limit:
            raise TooLargeError(path, f"the file is larger than {limit // 1_000_000} MB")
        return content


class Below:
    """One folder of a tree as a tree of its own."""

    def __init__(self, base: Tree, folder: str) -> None:
        self.base, self.folder = base, folder

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree."""
        return tuple(name.removeprefix(f"{self.folder}/") for name in self.base.list(self._place(path)))

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        return self.base.read_bytes(self._place(path), limit)

    def _place(self, path: str) -> str:
        return _clean(f"{self.folder}/{path}")


def _is_bare(path: str) -> bool:
    """Whether a path names neither the root of a disk nor a drive, as any system writes them, and goes by no backslash."""
    return path[:1] != "/" and ":" not in path and "\\" not in path


def is_within(file: str, path: str) -> bool:
    """Whether a file of a project is this path, or below it; ``.`` and nothing are the whole project.

    >>> is_within("kpi_definitions/voids.yaml", "kpi_definitions"), is_within("rules_old/x.yaml", "rules")
    (True, False)
    """
    return path in ("", ".") or file == path or file.startswith(f"{path}/")


def _state(file: BinaryIO) -> tuple[int, int]:
    """Size and last change of an open file."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def _at_most(file: BinaryIO, most: int) -> bytes:
    # Asking for the most at once would set aside so much memory for each file, and nearly all have a thousand bytes.
    begin = file.read(min(most, 2**16))
    return begin if len(begin) < 2**16 else begin + file.read(most - len(begin))


def _clean(path: str) -> str:
    return str(PurePosixPath(path.replace(os.sep, "/")))


_IN_USE = (32, 33)
"""What Windows says of a file that another program has opened for itself alone."""


def _reason(error: OSError | RuntimeError | ValueError) -> str:
    match error:
        case RuntimeError() | OSError(errno=errno.ELOOP):
            return "the link leads in a circle"
        case ValueError() | OSError(errno=errno.ENAMETOOLONG):
            return "this cannot be the name of a file"
        case FileNotFoundError():
            return "there is no such file"
        case PermissionError() if getattr(error, "winerror", 0) in _IN_USE:
            return "another program has the file open and keeps it to itself: close it there"
        case PermissionError():
            return "the file may not be read (permission denied)"
        case IsADirectoryError():
            return "this is a folder, not a file"
        case _:
            return f"the file cannot be read ({error.strerror or error})"


def write_atomically(path: Path, content: bytes | Iterator[bytes]) -> None:
    """Replace or create a file so that a reader, or a crash, sees the old bytes or the new, never a part; given whole, or piece by piece.

    Raises OSError when the folder cannot be written; the old file is then untouched. A file keeps its permissions.
    """
    import tempfile  # only a command that writes pays for the import

    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes) -> None:
    """Create a file, whole or not at all. Raises FileExistsError where there is one, which is left alone; else OSError."""
    path.open("xb").close()
    try:
        write_atomically(path, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def folders_for(path: Path) -> Iterator[None]:
    """Make the folders that a file is to lie in. If what follows fails, those that were made are taken away again."""
    made = [each for each in reversed(path.parents) if not each.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):  # somebody else has put something into it
                each.rmdir()
        raise


def umask() -> int:
    """The permissions that new files are without."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
