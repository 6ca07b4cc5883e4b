"""The way back: text written as YAML, so that every reader of YAML takes it for the same text."""

from __future__ import annotations

import re

from qpr_rules.harmless import json_text
from qpr_rules.reading.nodes import read_yaml

_WORDS_OF_YAML = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"}
"""Words that other readers of YAML do not take for text."""

_NUMBERS_OF_YAML = re.compile(r"[-+.:_,\deExoT]+")
"""The same for what they may take for a number, a time or a date."""


def quoted(text: str) -> str:
    """Text as a YAML value: as it is where that is read back the same, else in quotation marks.

    >>> quoted("Repairs on time"), quoted("no"), quoted("Repairs: on time")
    ('Repairs on time', '"no"', '"Repairs: on time"')
    """
    if "\n" not in text and text.casefold() not in _WORDS_OF_YAML and not _NUMBERS_OF_YAML.fullmatch(text):
        document, found = read_yaml(f"key: {text}\n".encode(), "")
        if document is not None and not found and document.tree == {"key": text}:
            return text
    return json_text(text)
