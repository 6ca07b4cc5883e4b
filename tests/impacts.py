"""The command `impact`, run in a project by the tests of what it says and of its forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from qpr_rules.app.schema import schema
from tests.commands import Ran, run

REPAIRS, VOIDS = "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml"
TODAY = "2025-02-10"


def impact(project: Path, *arguments: str, today: str = TODAY) -> Ran:
    """The command, on the day that these tests have for today."""
    return run(project, "impact", "--today", today, *arguments)


def told(project: Path, *arguments: str, today: str = TODAY) -> dict[str, Any]:
    """The JSON, which is of the shape that the schema says."""
    found: dict[str, Any] = json.loads(impact(project, "--format", "json", *arguments, today=today).out)
    Draft202012Validator(schema("impact")).validate(found)
    return found
