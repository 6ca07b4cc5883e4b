"""Publish a project again and again, each time in a process that ends at another step of writing: ``python killed.py BASE OUT STRIDE``.

The n-th call of the operating system that writes is where the process ends: before the call, in the middle of its bytes
(``half``), or with a full disk in the place of it (``full``). Each run has a copy of the project to itself, in
``OUT/HOW-N``, and what became of it is printed: ``HOW-N`` and the code it ended with. Of the steps, each ``STRIDE``-th is tried.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qpr_rules.cli.main import main

KILLED = 9
STEPS = ("mkdir", "open", "write", "fsync", "rename")


def faulty(how: str, last: int, told: list[str]) -> None:
    """Have the process end at its ``last`` step; the steps are ``told`` as they come."""

    def wrapped(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            told.append(name)
            if len(told) != last:
                return call(*given, **named)
            if how == "full":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if how == "half":
                call(given[0], bytes(given[1])[: len(given[1]) // 2])
            os._exit(KILLED)

        return step

    for name in STEPS:
        setattr(os, name, wrapped(name, getattr(os, name)))


def run(project: Path, arguments: list[str], how: str = "", last: int = 0) -> tuple[int, list[str]]:
    """Publish in a process of its own; the code it ended with, and its steps where it came to an end of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        told: list[str] = []
        say = os.write
        faulty(how, last, told)
        try:
            main(["publish", "Q3 2024/25", "--project", str(project), "--today", "2025-02-11", *arguments])
        except SystemExit as stopped:
            say(writer, " ".join(told).encode())
            os._exit(int(stopped.code or 0))
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        steps = pipe.read().split()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), steps


def campaign(base: Path, out: Path, stride: int, arguments: list[str]) -> None:
    """Every way at each ``stride``-th step."""
    whole = shutil.copytree(base, out / "undisturbed")
    code, steps = run(whole, arguments)
    sys.stdout.write(f"undisturbed {code}\n")
    for how in ("before", "half", "full"):
        possible = [last for last, step in enumerate(steps, 1) if how != "half" or step == "write"]
        for last in possible[::stride]:
            project = shutil.copytree(base, out / f"{how}-{last}")
            code, _ = run(project, arguments, how, last)
            sys.stdout.write(f"{project.name} {code}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    campaign(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
