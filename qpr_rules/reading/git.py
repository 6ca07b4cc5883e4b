"""A project as it stood at a git revision, read from git's own store: the working tree is never touched.

Only plumbing is asked (``rev-parse``, ``merge-base``, ``ls-tree``, ``cat-file``), with a fixed environment: nothing is
fetched or locked, no prompt is shown, and no program run that settings name. Names of revisions are verified before they are used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qpr_rules.diagnostic import nearest
from qpr_rules.files import FileError
from qpr_rules.reading.git_settings import FILTERS, bare_above, switched_off

MAIN = ("origin/main", "main", "origin/master", "master")
"""The branches from which a change is taken to have started, the first that there is."""

_LINKS = 10
"""Links that are followed from one to the next."""

_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}

_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "-c", "safe.bareRepository=explicit")
"""A stranger's folder may hold the files of a bare repository, whose settings name programs for git to run."""

_HOOKS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
"""What git sets while it runs a hook: the repository is found from the project's folder all the same."""


class GitError(Exception):
    """A revision cannot be read; ``str(error)`` is a sentence for the author, with what to do."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that holds a project's folder; ``prefix`` is the way to it from the repository's root."""

    folder: Path
    prefix: str

    def commit(self, name: str) -> str:
        """The full id of the commit that a branch, tag or other name means. Raises GitError with the nearest names."""
        if name.startswith("-") or not name.strip() or "\0" in name:
            raise GitError(f"`{name}` cannot be the name of a revision")
        found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if found is not None:
            return found.strip()
        if name in ("HEAD", "@") or not self.has_commits():
            raise GitError("the repository has no commit yet, so there is nothing to compare with; make the first one")
        known = (self._ask("for-each-ref", "--format=%(refname:short)") or "").split()
        near = nearest(name, known, 1)
        if near:
            hint = f"did you mean `{near[0]}`?"
        elif self.is_shallow():
            hint = "this is a shallow clone: `git fetch --unshallow` (in CI: fetch-depth: 0) fetches the rest"
        elif "/" in name:
            hint = f"perhaps it has not been fetched: `git fetch {name.partition('/')[0]}`"
        else:
            hint = "`git branch --all` lists those that there are"
        raise GitError(f"there is no revision `{name}`; {hint}")

    def has_commits(self) -> bool:
        """Whether HEAD is a commit; not so in a repository just made."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD") is not None

    def is_shallow(self) -> bool:
        """Whether the history has been cut off."""
        return (self._ask("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    def start_of_change(self) -> tuple[str, str]:
        """Where the work in hand began, as a commit and in words: where HEAD left the main branch, or HEAD itself."""
        head = self.commit("HEAD")
        for name in MAIN:
            if self._ask("rev-parse", "--verify", "--quiet", f"refs/{_namespace(name)}/{name}") is None:
                continue
            base = self._ask("merge-base", name, head)
            if base is None and self.is_shallow():
                raise GitError(
                    f"this is a shallow clone, in which HEAD and `{name}` have no commit in common; "
                    "`git fetch --unshallow` (in CI: fetch-depth: 0) fetches the rest"
                )
            if base is not None:
                began = base.strip()
                return began, f"the last commit, {began[:7]}" if began == head else f"{name}, at {began[:7]}"
        return head, f"the last commit, {head[:7]}"

    def changed(self, commit: str) -> frozenset[str]:
        """The project's files, relative to it, that differ from the commit: edited, new (untracked too) or deleted."""
        named = self._ask("config", "--name-only", "-z", "--get-regexp", FILTERS) or ""
        quiet = switched_off(filter(None, named.split("\0")))
        options = ("--no-renames", "--no-ext-diff", "--ignore-submodules=dirty", "--relative")
        found = self._run(*quiet, "diff", "--name-only", "-z", *options, commit, "--")
        found += self._run("ls-files", "--others", "--exclude-standard", "-z")
        return frozenset(filter(None, found.split("\0")))

    @contextmanager
    def at(self, commit: str, *, called: str = "", allow_outside: bool = False) -> Iterator[Revision]:
        """The project at a commit (by its full id), as a tree that is closed with the block."""
        revision = Revision(self, commit, called, allow_outside=allow_outside)
        try:
            yield revision
        finally:
            revision.close()

    def _ask(self, *arguments: str) -> str | None:
        """What git answers, or None where it refuses."""
        done = self.start(arguments)
        output, _ = done.communicate()
        return None if done.returncode else os.fsdecode(output)

    def _run(self, *arguments: str) -> str:
        done = self.start(arguments)
        output, complaint = done.communicate()
        if done.returncode:
            raise GitError(f"git cannot read the repository: {_last_line(complaint)}")
        return os.fsdecode(output)

    def entries(self, commit: str, *, whole: bool) -> Iterator[tuple[str, str, str, int]]:
        """Mode, object id, path from the repository's root and size of each file at a commit; the project's, or all."""
        under = () if whole or not self.prefix else (self.prefix,)
        listed = self._run("ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *under)
        for entry in filter(None, listed.split("\0")):
            about, _, path = entry.partition("\t")
            mode, _, blob, size = about.split()
            yield mode, blob, path, int(size) if size.isdigit() else 0

    def start(self, arguments: Sequence[str], *, feed: bool = False) -> subprocess.Popen[bytes]:
        """A git process in the project's folder. Raises GitError where git is not installed."""
        return _start(self.folder, arguments, feed=feed)


def repository_of(folder: Path) -> Repository:
    """The repository that holds a folder. Raises GitError where git is missing or there is no repository."""
    if bare := bare_above(folder.resolve()):
        raise GitError(f"{bare} holds the files of a bare repository, whose settings are not trusted; move them away")
    done = _start(folder, ("rev-parse", "--show-prefix"))
    output, complaint = done.communicate()
    if done.returncode:
        said = os.fsdecode(complaint)
        if "dubious ownership" in said:
            raise GitError(
                f"git refuses to read {folder}, because the folder belongs to another user; "
                f"`git config --global --add safe.directory {folder}` allows it"
            )
        if "not a git repository" in said:
            raise GitError(
                f"{folder} is not in a git repository, so it has no earlier version; "
                "compare with another folder: --against DIR"
            )
        raise GitError(f"git cannot read {folder}: {_last_line(complaint)}")
    return Repository(folder, os.fsdecode(output).rstrip("\n").rstrip("/"))


class Revision:
    """A tree (``files.Tree``) that is a project at one commit. Listed once, then read by one git process.

    A symbolic link is followed to a file of the project, as in a folder, and never out of it unless
    ``allow_outside``; out of the repository never. ``called`` is what a person calls the revision.
    """

    def __init__(self, repository: Repository, commit: str, called: str = "", *, allow_outside: bool = False) -> None:
        self.repository, self.commit, self.allow_outside = repository, commit, allow_outside
        self.called = called or commit[:7]
        self._files: dict[str, tuple[str, str, int]] = {}
        self._reader: subprocess.Popen[bytes] | None = None
        for mode, blob, path, size in repository.entries(commit, whole=allow_outside):
            if mode != "160000":  # another repository inside this one
                self._files[path] = mode, blob, size

    def list(self, path: str) -> tuple[str, ...]:
        """See Tree. Files and folders whose names begin with a dot are passed over, and links to folders."""
        start = self._locate(path)
        if start in self._files:
            return (_clean(path),)
        prefix = f"{start}/" if start else ""
        given = PurePosixPath(_clean(path))
        below = (name.removeprefix(prefix) for name in self._files if name.startswith(prefix))
        return tuple(
            sorted(
                str(given / name)
                for name in below
                if not any(part.startswith(".") for part in name.split("/")) and not self._is_folder(prefix + name)
            )
        )

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        """See Tree."""
        name = self._followed(self._locate(path), path)
        if name not in self._files:
            folder = any(other.startswith(f"{name}/") for other in self._files)
            raise FileError(path, "this is a folder, not a file" if folder else "there is no such file")
        _, blob, size = self._files[name]
        if limit is not None and size > limit:
            raise FileError(path, f"the file is larger than {limit // 1_000_000} MB")
        return self._blob(blob, path)

    def close(self) -> None:
        """End the git process."""
        if self._reader is not None:
            self._reader.communicate()
            self._reader = None

    def _locate(self, path: str) -> str:
        """The path from the repository's root. Raises FileError where it leads outside."""
        return self._inside(f"{self.repository.prefix}/{path.replace(os.sep, '/')}", path)

    def _inside(self, whole: str, given: str) -> str:
        parts: list[str] = []
        for part in whole.split("/"):
            if part == ".." and not parts:
                raise FileError(given, "the path leads outside the repository")
            if part == "..":
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        found, prefix = "/".join(parts), self.repository.prefix
        if prefix and found != prefix and not found.startswith(f"{prefix}/") and not self.allow_outside:
            raise FileError(given, "the path leads outside the project (allow it with --allow-outside)")
        return found

    def _followed(self, name: str, given: str) -> str:
        for _ in range(_LINKS):
            if name not in self._files or self._files[name][0] != "120000":
                return name
            leads = os.fsdecode(self._blob(self._files[name][1], given))
            if leads.startswith("/"):
                raise FileError(given, "the link leads outside the repository")
            name = self._inside(f"{name}/../{leads}", given)
        raise FileError(given, "the link leads in a circle")

    def _is_folder(self, name: str) -> bool:
        if self._files[name][0] != "120000":
            return False
        try:
            leads = self._followed(name, name)
        except FileError:
            return False  # reading it says what is wrong
        return any(other.startswith(f"{leads}/") for other in self._files)

    def _blob(self, blob: str, path: str) -> bytes:
        if self._reader is None:
            self._reader = self.repository.start(("cat-file", "--batch"), feed=True)
        reader = self._reader
        assert reader.stdin is not None and reader.stdout is not None
        reader.stdin.write(f"{blob}\n".encode())
        reader.stdin.flush()
        header = reader.stdout.readline().split()
        if len(header) != 3:
            raise FileError(path, f"its content is missing from this clone (commit {self.commit[:7]}): fetch it")
        size = int(header[2])
        content = reader.stdout.read(size + 1)
        if len(content) != size + 1:
            raise FileError(path, "git stopped before the end of the file")
        return content[:size]


def _start(folder: Path, arguments: Sequence[str], *, feed: bool = False) -> subprocess.Popen[bytes]:
    program = shutil.which("git")
    # On Windows the working folder is searched first: a stranger's project may hold a git.exe of its own.
    if program is None or Path(program).resolve().parent == Path.cwd().resolve():
        raise GitError("git is not installed, or not on the path; compare with another folder: --against DIR")
    return subprocess.Popen(
        [program, "--no-pager", *_SETTINGS, *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in _HOOKS} | _QUIET,
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if feed else subprocess.PIPE,
    )


def _namespace(name: str) -> str:
    return "remotes" if name.startswith("origin/") else "heads"


def _last_line(complaint: bytes) -> str:
    lines = os.fsdecode(complaint).strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "it gives no reason"


def _clean(path: str) -> str:
    return str(PurePosixPath(path.replace(os.sep, "/")))
