"""Projects of as many definitions as are wanted: the shipped ones over and over, each with an id and a name of its own.

One variant has nothing to find. In the other every fiftieth file holds a mistake that people make; they take turns.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

FOLDER = "kpi_definitions"
EVERY = 50
"""One file in so many holds a mistake, in the variant that has any: 2 %."""


def project(root: Path, source: Path, number: int, *, mistakes: bool) -> Path:
    """A project of so many definitions in a new folder, with the owners and sections of the shipped set, and no results."""
    shipped = [file.read_text("utf-8") for file in sorted((source / FOLDER).rglob("*.yaml")) if _is_definition(file)]
    folder = root / f"{number}-{'with-mistakes' if mistakes else 'right'}"
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "none-yet.csv").write_text("kpi,period,numerator,denominator\n", "utf-8")
    shutil.copy(source / "qpr-rules.yaml", folder)
    shutil.copy(source / "owners.yaml", folder)
    for place in range(number):
        text = _own(shipped[place % len(shipped)], place)
        if mistakes and place % EVERY == 0:
            text = _spoilt(text, place // EVERY)
        file = folder / FOLDER / f"{place // 1000:02d}" / f"kpi-{place:05d}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    return folder


def reported(root: Path, source: Path, number: int) -> Path:
    """A project of so many definitions with a result for each period of each, those of the shipped set over and over."""
    folder = project(root, source, number, mistakes=False)
    kpis = [_id(file.read_text("utf-8")) for file in sorted((source / FOLDER).rglob("*.yaml")) if _is_definition(file)]
    rows: dict[str, list[str]] = {}
    for file in sorted((source / "results").glob("*.csv")):
        head, *lines = file.read_text("utf-8").splitlines()
        assert head.startswith("kpi,"), f"{file.name} does not begin with the KPI"
        for line in lines:
            rows.setdefault(f"{head}\n{line.partition(',')[0]}", []).append(line.partition(",")[2])
    (folder / "results" / "none-yet.csv").unlink()
    for place in range(number):
        kpi = kpis[place % len(kpis)]
        for key, lines in rows.items():
            head, _, own = key.partition("\n")
            if own == kpi:
                text = "\n".join([head, *(f"{kpi}-{place:05d},{line}" for line in lines), ""])
                (folder / "results" / f"{place:05d}-{len(head)}.csv").write_text(text, "utf-8")
    return folder


def _id(text: str) -> str:
    found = re.search(r"^id: (.*)$", text, flags=re.MULTILINE)
    assert found
    return found[1]


def files(folder: Path) -> list[str]:
    """The definitions of a project, as paths from its folder."""
    found = (file for file in (folder / FOLDER).rglob("*.yaml") if _is_definition(file))
    return sorted(file.relative_to(folder).as_posix() for file in found)


def _is_definition(file: Path) -> bool:
    return not file.name.endswith(".cases.yaml")


def _own(text: str, place: int) -> str:
    text = re.sub(r"^id: (.*)$", rf"id: \1-{place:05d}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"replaced_by: ([A-Z0-9-]+)", rf"replaced_by: \1-{place:05d}", text)
    return re.sub(r"^name: (.*)$", rf"name: District {place:05d}, \1", text, count=1, flags=re.MULTILINE)


def _spoilt(text: str, turn: int) -> str:
    wrong, right = (
        ("onwer:", "owner:"),
        ("polarity: upwards", r"polarity: \S+"),
        ("unit: percents", r"unit: .*"),
        ("\tdescription:", "description:"),
        ("frequency: month\nfrequency: month", r"frequency: \S+"),
        ("owner: nobody-in-particular", r"owner: .*"),
    )[turn % 6]
    return re.sub(f"^{right}", wrong, text, count=1, flags=re.MULTILINE)
