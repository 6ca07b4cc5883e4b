"""Real git repositories for tests: a folder under version control, whatever the computer's own git settings are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, and give what it prints."""
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what[0]}": what[1] for who in ("AUTHOR", "COMMITTER") for what in _WHO},
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=settings, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


_WHO = (("NAME", "A Reviewer"), ("EMAIL", "reviewer@council.example"), ("DATE", "2025-01-31T12:00:00Z"))


def commit(folder: Path, message: str = "a change") -> str:
    """Commit everything in a folder, making the repository if there is none; the commit's id."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def rewrite(file: Path, old: str, new: str) -> None:
    """Replace a piece of a file that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
