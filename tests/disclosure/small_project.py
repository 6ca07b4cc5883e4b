"""A project of small counts that differs from another in nothing but what is hidden, and every output that releases anything."""

from __future__ import annotations

from pathlib import Path

import qpr_rules
from qpr_rules.app.report import compose
from qpr_rules.showing.report.forms import FORMS
from qpr_rules.showing.report.html import Live, preview
from tests.commands import Ran, run
from tests.disclosure.worlds import START

SETTINGS = "body: Small Council\nsections: {care: Care}\ndisclosure: 5\nresults: [results/*.csv]\n"
REVIEWS = """id: REVIEWS
name: Reviews done on time
section: care
owner: head
polarity: higher
unit: percent
frequency: month
window: 12 months
measure: {numerator: Reviews on time, denominator: Reviews}
target: 80
floor: 60
"""
CALLS = REVIEWS.replace("REVIEWS", "CALLS").replace("Reviews done", "Calls answered").replace("Reviews", "Calls")
VISITS = """id: VISITS
name: Visits to hospital
section: care
owner: head
kind: activity
unit: count
frequency: quarter
measure: {numerator: Visits}
expected: {from: 20, to: 60}
"""
SMALL = 40
"""The month, from April 2021, whose count is hidden."""


def project(folder: Path, few: int = 3, *, settings: str = SETTINGS) -> Path:
    """Two percentages over a rolling year, one of small counts, and a count by quarter in two areas. ``few`` is one of them."""
    definitions = {"reviews": REVIEWS, "calls": CALLS, "visits": VISITS}
    (folder / "kpi_definitions").mkdir(parents=True)
    (folder / "results").mkdir()
    (folder / "qpr-rules.yaml").write_text(settings, encoding="utf-8")
    (folder / "owners.yaml").write_text("head: {post: Head of Care}\n", encoding="utf-8")
    for name, text in definitions.items():
        (folder / "kpi_definitions" / f"{name}.yaml").write_text(text, encoding="utf-8")
    rows = ["kpi,area,period,numerator,denominator"]
    for step in range(48):
        year, month = divmod(START + step, 12)
        n, d = 12 + step % 5, 22 + step % 7
        if step == 4:
            n = 2
        elif step in (SMALL, SMALL + 1):
            n = few if step == SMALL else 20 - few
            d = 26
        rows.append(f"REVIEWS,,{year}-{month + 1:02},{n},{d}")
        rows.append(f"CALLS,,{year}-{month + 1:02},{700 + 10 * (step % 9)},{900 + step % 50}")
    for step in range(16):
        year, quarter = 2021 + step // 4, step % 4 + 1
        north = few if step == 15 else 9
        for area, count in (("", 40), ("North", north), ("South", 40 - 15 - north), ("East", 15)):
            rows.append(f"VISITS,{area},{year}/{(year + 1) % 100}-Q{quarter},{count},")
    (folder / "results" / "all.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def everything(folder: Path) -> dict[str, bytes | str]:
    """What every command that releases anything prints or writes, by its name."""
    made: dict[str, bytes | str] = {}

    def told(name: str, done: Ran) -> None:
        assert done.code == 0, done.said
        made[name] = done.out

    for quarter in ("Q2 2024/25", "Q3 2024/25", "Q4 2024/25"):
        told(f"publish {quarter}", run(folder, "publish", quarter, "--today", "2025-06-01"))
        for form in FORMS:
            file = folder.parent / f"{folder.name}.out"
            told(form, run(folder, "report", quarter, "--format", form, "-o", str(file)))
            made[f"{form} {quarter}"] = file.read_bytes()
            made.pop(form)
        letters = folder.parent / f"{folder.name}.letters"
        assert run(folder, "report", quarter, "--by", "owner", "-o", str(letters)).code == 0
        made |= {f"letters {quarter} {file.name}": file.read_bytes() for file in sorted(letters.iterdir())}
        for kpi in ("REVIEWS", "VISITS"):
            for form in ("table", "csv", "json"):
                told(
                    f"compare {kpi} {form} {quarter}",
                    run(folder, "compare", kpi, "--quarter", quarter, "--format", form),
                )
            told(f"{kpi}.svg {quarter}", run(folder, "chart", kpi, "--quarter", quarter))
        for form in ("table", "csv", "json", "ndjson"):
            told(f"evaluate {form} {quarter}", run(folder, "evaluate", "--format", form, "--quarter", quarter))
        for command in ("exceptions", "summary"):
            told(f"{command} {quarter}", run(folder, command, "--quarter", quarter))
    report = qpr_rules.open(folder).evaluate("Q4 2024/25").released
    made["preview"] = preview(compose(report), Live(1))
    told("REVIEWS.png", run(folder, "chart", "REVIEWS", "-o", str(folder.parent / "chart.png")))
    made["REVIEWS.png"] = (folder.parent / "chart.png").read_bytes()
    told("every period", run(folder, "evaluate", "--every-period", "--format", "csv"))
    told("verify", run(folder, "verify"))
    for file in sorted((folder / "published").rglob("*")):
        if file.is_file():
            made[str(file.relative_to(folder))] = file.read_bytes()
    return made
