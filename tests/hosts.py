"""Programs run as a host of repositories runs them: this installation's first, and nobody's git settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
_OF_HOSTS = ("GIT_", "GITHUB_", "CI_", "PRE_COMMIT", "QPR_RULES_")


def environment(**more: str) -> dict[str, str]:
    """The environment of a run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_HOSTS)}
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**kept, **who, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **more}


def run(command: list[str], cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with more in its environment."""
    return subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, encoding="utf-8", errors="replace", check=False
    )
