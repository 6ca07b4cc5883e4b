"""The reviewed list: docs/explanation/mutants.md, read."""

from __future__ import annotations

import re
from pathlib import Path

REVIEWED = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "mutants.md"


def reviewed(text: str) -> dict[str, str]:
    """The mutants that may live, by name, each with its reason: the heading it stands under.

    >>> reviewed("## Only speed\\n\\n- `rates.rate: a -> b`\\n")
    {'rates.rate: a -> b': 'Only speed'}
    """
    found, heading = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        elif named := re.match(r"- ``? ?(.+?) ?``?(?: - (.+))?$", line):
            found[named[1]] = named[2] or heading
    return found
