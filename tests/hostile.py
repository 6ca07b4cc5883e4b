"""A project with one hostile text wherever a user may write text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.org/x",
    "mailto:nobody@example.org",
    "internal:Ratings!A1",
    "<r><t>1</t></r>",
    "<r>&</r>",
    "</t></si><si><t>",
    "_x0041_ & 'one' \"two\"",
    "00123",
    "2024-12-31",
    "1e3",
    "TRUE",
)


def spoilt(project: Path, text: str) -> None:
    """The project with this text wherever one may be written."""
    said = json.dumps(text, ensure_ascii=False)
    definition = f"""
id: REPAIRS
name: {said}
section: housing
owner: head-of-housing
description: {said}
polarity: higher
unit: percent
decimals: 1
frequency: month
window: 12 months
measure: {{numerator: {said}, denominator: {json.dumps(text + " ", ensure_ascii=False)}}}
standards:
  2024/25: {{target: 99.5, floor: 99, approved: {said}, reason: {said}}}
"""
    (project / "kpi_definitions" / "repairs.yaml").write_text(definition, "utf-8")
    (project / "qpr-rules.yaml").write_text(f"body: {said}\nsections:\n  housing: {said}\n", "utf-8")
    owner = {"head-of-housing": {"post": text, "cabinet_member": text}}
    (project / "owners.yaml").write_text(json.dumps(owner), "utf-8")
    note = {"REPAIRS": {"context": text, "actions": [{"what": text, "owner": "head-of-housing", "due": "2024-11-30"}]}}
    (project / "commentary" / "2024-25-Q3.yaml").write_text(json.dumps(note, ensure_ascii=False), "utf-8")
    rule = {"below": {"when": {"rating": "red"}, "severity": "urgent", "says": text.strip("{}")}}
    (project / "rules").mkdir()
    (project / "rules" / "exceptions.yaml").write_text(json.dumps(rule), "utf-8")
    results = project / "results" / "results.csv"
    found = list(csv.reader(io.StringIO(results.read_text("utf-8"))))
    area = f"'{text}" if text.startswith("'") else text  # as results have such an area
    of_area = [[line[0], area, *line[2:]] for line in found if line[0] == "REPAIRS"]
    with results.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*found, *of_area])
