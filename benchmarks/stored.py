"""``qpr-rules evaluate --from`` on a nation's Parquet: time, and the most memory of all its processes together; and beside rivals."""

from __future__ import annotations

import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import alike
from benchmarks.nation import Size, write
from benchmarks.national import MONTHS, Verdicts, differences
from benchmarks.stored_rivals import RIVALS
from benchmarks.timing import table

SIZES = (1_000_000, 10_000_000, 60_000_000)
ROUNDS = {1_000_000: 3, 10_000_000: 3, 60_000_000: 1}
LIMIT = 1024
"""MiB that a run may take."""

LARGE = 9_000_000
AT_MOST = 1.2
"""Times the fastest rival's time that ours may take from this size on."""

OURS = "qpr-rules"
PANDAS_HOLDS = 20_000_000
"""Rows in no order that pandas is given at most: it has all of them in memory, at about 250 bytes each."""

COMPARED = 600
"""KPIs whose rows are compared at a time: 12 million rows, a few gigabytes. What has no order is read again for each time."""

EVERY = "--every-period"
ENGINES = {
    "one thread": (EVERY, "--workers", "1"),
    "threads": (EVERY,),
    "processes": (EVERY, "--engine", "processes"),
    "threads, the latest quarter alone": ("--quarter", "Q4 2024/25"),
}


BESIDE = """\
One kind of KPI, which every rival can evaluate, with the same columns of each result: KPI, area, period, figure, rating,
slope, p and the rating one quarter earlier (`--fields`). *Sorted* is by KPI, area and month, none missing; *shuffled* is a
file for each month in no order, three in a hundred results missing. Whole processes, which begin with nothing. Every
answer is compared, row by row, before anything is timed. The rivals are written in the fastest form we know
(`benchmarks/stored_rivals.py`), and compress what they write as ours does. pandas is left out where its rows would fill
the memory.
"""


class Taken(NamedTuple):
    """What a whole process took: seconds, and MiB at most. NaN where it ran out of the memory it may use."""

    seconds: float
    memory: float


def section(largest: int) -> str:
    """The part of docs/benchmarks.md on streaming."""
    sizes = [size for size in SIZES if size <= max(largest * 1.01, SIZES[0])]
    return f"{_every_field(sizes)}\n\n### Beside rivals\n\n{_beside(sizes)}"


def _every_field(sizes: Sequence[int]) -> str:
    rows, worst = [], 0.0
    with tempfile.TemporaryDirectory() as root:
        for size in sizes:
            for layout in ("sorted", "shuffled"):
                project = Path(root) / layout
                nation = Size()._replace(kpis=math.ceil(size / Size()._replace(kpis=1).rows))
                count = write(project, nation, layout)
                taken: dict[str, list[Taken]] = {name: [] for name in ENGINES}
                for _ in range(ROUNDS[size]):
                    for name, options in ENGINES.items():
                        taken[name].append(_run(_ours(project, *options)))
                for name, runs in taken.items():
                    seconds, memory = statistics.median(run.seconds for run in runs), max(run.memory for run in runs)
                    worst = max(worst, memory)
                    rate = f"{count / seconds:,.0f}"
                    rows.append([f"{count:,} {layout}", name, f"{seconds:,.1f} s", rate, f"{memory:,.0f} MiB"])
                shutil.rmtree(project)
    headings = ["results", "engine", "median", "rows a second", "most memory"]
    said = (
        "The whole command, from Parquet to Parquet with every field, of every period or as of one quarter: KPIs of six kinds, 333 areas, 60 months, "
        "with gaps, late starts, ties and markers. Memory is what all its processes hold together, a shared page counted once."
    )
    aim = f"At most {worst:,.0f} MiB; aim {LIMIT:,} MiB: {'met' if worst <= LIMIT else '**not met**'}."
    return f"{said}\n\n{table(headings, rows)}\n\n{aim}"


def _beside(sizes: Sequence[int]) -> str:
    rows, aims = [], []
    with tempfile.TemporaryDirectory() as root:
        for layout in ("sorted", "shuffled"):
            cost: dict[int, float] = {}
            for size in sizes:
                project = Path(root) / layout
                kpis = math.ceil(size / (alike.AREAS * MONTHS))
                count = alike.write(project, kpis, layout)
                taken = _compared(project, kpis, layout, ROUNDS[size])
                cost[count] = taken[OURS].seconds / count
                rows += [_row(count, layout, name, each, taken[OURS]) for name, each in taken.items()]
                if count > LARGE:
                    aims.append(f"- {count:,} {layout}: {_said(taken)}")
                shutil.rmtree(project)
            least, most = min(cost), max(cost)
            if most > least:
                times = cost[most] / cost[least]
                aims.append(f"- {layout}: a row of {most:,} takes {times:.2f} times as long as one of {least:,}.")
    headings = ["results", "program", "median", "rows a second", "most memory", "ours / it"]
    return f"{BESIDE}\n{table(headings, rows)}\n\n{chr(10).join(aims)}"


def _row(count: int, layout: str, name: str, taken: Taken, ours: Taken) -> list[str]:
    results = f"{count:,} {layout}"
    if math.isnan(taken.seconds):
        return [results, name, "out of memory", "", "", ""]
    measured = [f"{taken.seconds:,.1f} s", f"{count / taken.seconds:,.0f}", f"{taken.memory:,.0f} MiB"]
    return [results, name, *measured, f"{ours.seconds / taken.seconds:.2f}"]


def _said(taken: dict[str, Taken]) -> str:
    """Whether the aims are met."""
    ours = taken[OURS]
    memory = f"{ours.memory:,.0f} MiB; aim {LIMIT:,} MiB: {_met(ours.memory <= LIMIT)}."
    rivals = {name: each.seconds for name, each in taken.items() if name != OURS and not math.isnan(each.seconds)}
    if not rivals:
        return f"no rival is installed: `pip install -e .[bench]`. {memory}"
    fastest = min(rivals, key=rivals.__getitem__)
    times = ours.seconds / rivals[fastest]
    aim = f"aim at most {AT_MOST}: {_met(times <= AT_MOST)}"
    return f"ours takes {times:.2f} times as long as {fastest}, the fastest rival; {aim}. {memory}"


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _compared(project: Path, kpis: int, layout: str, rounds: int) -> dict[str, Taken]:
    """What we and each rival there is take, after all have been found to agree. Raises RuntimeError where one does not."""
    output = project / "rated"
    commands = {OURS: _ours(project, EVERY, "--fields", ",".join(alike.FIELDS))}
    for name in RIVALS:
        full = name == "pandas" and layout == "shuffled" and kpis * alike.AREAS * MONTHS > PANDAS_HOLDS
        if find_spec(name.partition(" ")[0].lower()) and not full:
            given = (name, layout, str(project), str(output))
            commands[name] = [sys.executable, "-m", "benchmarks.stored_rivals", *given]
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for name, command in commands.items():
        taken[name].append(_run(command))
        if name != OURS and not math.isnan(taken[name][0].seconds):
            _agree(name, output, project / "ratings", kpis)
        shutil.rmtree(output, ignore_errors=True)
    for _ in range(rounds):
        for name, command in commands.items():
            if not math.isnan(taken[name][-1].seconds):
                taken[name].append(_run(command))
                shutil.rmtree(output, ignore_errors=True)
    return {
        name: Taken(statistics.median(run.seconds for run in runs[1:] or runs), max(run.memory for run in runs))
        for name, runs in taken.items()
    }


def _agree(name: str, theirs: Path, ours: Path, kpis: int) -> None:
    """Compare every row that a rival wrote with ours, some KPIs at a time. Ours has one for a missing result too."""
    for first in range(0, kpis, COMPARED):
        some = range(first, min(first + COMPARED, kpis))
        (key, found), (own_key, own) = alike.written(theirs, some), alike.written(ours, some)
        at = np.searchsorted(own_key, key)
        if not (len(key) and (own_key.take(at, mode="clip") == key).all()):
            raise RuntimeError(f"{name} and we do not have the same rows of N{first + 1:04d} and the KPIs after it")
        if wrong := differences(found, Verdicts(*(column[at] for column in own))):
            raise RuntimeError(f"{name} and we disagree: {'; '.join(wrong)}")


def _ours(project: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "qpr_rules", "evaluate", "--project", str(project), *options,
            "--from", str(project / "observations"), "-o", str(project / "ratings")]  # fmt: skip


def _run(command: Sequence[str]) -> Taken:
    """What a whole process takes. Raises RuntimeError where it fails for anything but want of memory."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun, most = time.perf_counter(), 0.0
    with subprocess.Popen(command, env=compiled, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        while started.poll() is None:
            most = max(most, sum(map(_held, _family(started.pid))))
            time.sleep(0.1)
        _, wrong = started.communicate()
    if b"Out of Memory Error" in wrong:
        return Taken(math.nan, most)
    if started.returncode:
        raise RuntimeError(f"{' '.join(command[2:5])} ended with {started.returncode}: {wrong.decode()[-500:]}")
    return Taken(time.perf_counter() - begun, most)


def _family(process: int) -> Iterator[int]:
    """A process and all that it has begun; where the system does not say so, the process alone."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:  # it has ended meanwhile
            continue
        for child in children:
            yield from _family(int(child))


def _held(process: int) -> float:
    """MiB of a process, pages that others hold too in parts; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
