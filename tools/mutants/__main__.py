"""Mutation testing of ``qpr_rules/core``: ``python -m tools.mutants [--out FILE] [--only TEXT] [--new] [TESTS...]``.

Each small change to the core (a ``<`` that becomes ``<=``, a condition that always holds, a number one larger) should
make some test fail. Those that none notices are printed at the end; docs/explanation/mutants.md lists those that were
looked at, and why each may live. With ``--new`` they are not tried again, which saves most of the time. Needs ``fork``,
so Linux or macOS; running.py says how it keeps short.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from tools.mutants.reviewed import REVIEWED, reviewed

TESTS = ("core", "properties", "facts", "cases", "arrow")
"""The folders of tests that look at the core in this process."""


LOOKED_AT = "survived, as was found before"


def table(verdicts: Mapping[str, str]) -> str:
    """How many mutants of each module had which verdict, as Markdown."""
    columns = ("killed", "out of time", "survived", LOOKED_AT)
    counts = defaultdict[str, Counter[str]](Counter)
    for name, verdict in verdicts.items():
        for row in (name.partition(".")[0], "*all*"):
            counts[row][verdict] += 1
    rows = [
        (name, str(found.total()), *(str(found[each]) for each in columns)) for name, found in sorted(counts.items())
    ]
    head = ("Module", "Mutants", *columns)
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows[1:], *rows[:1]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Run the campaign and print what survived; 1 if something did that nobody has looked at."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("--out", type=Path, default=Path("mutants.json"), help="where the verdicts are written")
    parser.add_argument("--only", action="append", default=[], help="only mutants whose name contains this, or another")
    parser.add_argument("--new", action="store_true", help="leave out the mutants that were looked at")
    parser.add_argument("--again", action="store_true", help="only those that survived according to FILE")
    parser.add_argument(
        "--seconds", type=float, help="for a quick look: only the quickest tests, so many seconds of them"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("tests", nargs="*", default=["qpr_rules/core", *(f"tests/{each}" for each in TESTS)])
    wanted = parser.parse_args()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # before NumPy: a process with threads must not fork
        os.environ[name] = "1"
    import pytest

    from tools.mutants.mutations import Mutant
    from tools.mutants.running import Plugin

    known = reviewed(REVIEWED.read_text("utf-8"))
    earlier: dict[str, str] = json.loads(wanted.out.read_text("utf-8")) if wanted.again else {}
    wanted.out.unlink(missing_ok=True)

    def chosen(mutant: Mutant) -> bool:
        named = not wanted.only or any(each in mutant.name for each in wanted.only)
        again = not wanted.again or earlier.get(mutant.name) == "survived"
        return named and again and not (wanted.new and mutant.name in known)

    plugin = Plugin(wanted.out, chosen, wanted.seconds, wanted.workers)
    options = ["-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:terminal"]
    status = pytest.main([*options, *wanted.tests], plugins=[plugin])
    if not wanted.out.is_file():
        return int(status) or 1
    verdicts: dict[str, str] = json.loads(wanted.out.read_text("utf-8"))
    survived = [name for name, verdict in verdicts.items() if verdict == "survived"]
    print(table({**dict.fromkeys(known, LOOKED_AT), **verdicts} if wanted.new else verdicts))
    print("\n".join(f"{'known' if name in known else 'NEW  '} {name}" for name in survived))
    return int(any(name not in known for name in survived))


if __name__ == "__main__":
    sys.exit(main())
