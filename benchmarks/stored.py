"""``qpr-rules evaluate --from`` on a nation's Parquet: time, and the most memory of all its processes together."""

from __future__ import annotations

import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.nation import Size, write
from benchmarks.timing import table

SIZES = (1_000_000, 10_000_000, 60_000_000)
ROUNDS = {1_000_000: 3, 10_000_000: 3, 60_000_000: 1}
LIMIT = 1024
"""MiB that a run may take."""

ENGINES = {"one thread": ("--workers", "1"), "threads": (), "processes": ("--engine", "processes")}


def section(largest: int) -> str:
    """The part of docs/benchmarks.md on streaming."""
    rows, worst = [], 0.0
    with tempfile.TemporaryDirectory() as root:
        for size in (size for size in SIZES if size <= max(largest * 1.01, SIZES[0])):
            for layout in ("sorted", "shuffled"):
                project = Path(root) / layout
                nation = Size()._replace(kpis=math.ceil(size / Size()._replace(kpis=1).rows))
                count = write(project, nation, layout)
                taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ENGINES}
                for _ in range(ROUNDS[size]):
                    for name, options in ENGINES.items():
                        taken[name].append(_run(project, options))
                for name, runs in taken.items():
                    seconds, memory = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
                    worst = max(worst, memory)
                    rate = f"{count / seconds:,.0f}"
                    rows.append([f"{count:,} {layout}", name, f"{seconds:,.1f} s", rate, f"{memory:,.0f} MiB"])
                shutil.rmtree(project)
    headings = ["results", "engine", "median", "rows a second", "most memory"]
    said = (
        "The whole command, from Parquet to Parquet with every field of every period: KPIs of six kinds, 333 areas, 60 months, "
        "with gaps, late starts, ties and markers. Memory is what all its processes hold together, a shared page counted once."
    )
    aim = f"At most {worst:,.0f} MiB; aim {LIMIT:,} MiB: {'met' if worst <= LIMIT else '**not met**'}."
    return f"{said}\n\n{table(headings, rows)}\n\n{aim}"


def _run(project: Path, options: tuple[str, ...]) -> tuple[float, float]:
    """Seconds, and MiB at most."""
    command = [sys.executable, "-m", "qpr_rules", "evaluate", "--project", str(project), "--every-period", *options,
               "--from", str(project / "observations"), "-o", str(project / "ratings")]  # fmt: skip
    begun, most = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        while started.poll() is None:
            most = max(most, sum(map(_held, _family(started.pid))))
            time.sleep(0.1)
        _, wrong = started.communicate()
    if started.returncode:
        raise RuntimeError(f"{' '.join(options)} ended with {started.returncode}: {wrong.decode()[-500:]}")
    return time.perf_counter() - begun, most


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
