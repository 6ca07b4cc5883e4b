"""The command `impact`, run in a project by the tests of what it says and of its forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import schema
from qpr_rules.cli.main import qpr_rules

REPAIRS, VOIDS = "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml"
TODAY = "2025-02-10"


def run(project: Path, *arguments: str, today: str = TODAY) -> tuple[int, str]:
    """Exit code and output of `impact` in a project."""
    given = ["impact", "--project", str(project), "--today", today, *arguments]
    done = CliRunner().invoke(qpr_rules, given, standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        assert hasattr(done.exception, "exit_code"), done.exception  # a refusal of ours, never a traceback
        return int(done.exception.exit_code), done.output + str(done.exception)
    return int(done.return_value or 0), done.output


def told(project: Path, *arguments: str, today: str = TODAY) -> dict[str, Any]:
    """The JSON, which is of the shape that the schema says."""
    _, output = run(project, "--format", "json", *arguments, today=today)
    found: dict[str, Any] = json.loads(output)
    Draft202012Validator(schema("impact")).validate(found)
    return found
