"""One issue of a published quarter: what its ``issue.json`` says, sealed, so that no digit of it changes unnoticed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

FORMAT = 1
"""Raised when an older qpr-rules could no longer read what is published."""

FILE = "issue.json"
EVALUATIONS, HEADLINE, OBSERVATIONS, EARLIER = "evaluations.csv", "headline.md", "observations.csv", "earlier.csv"
"""The files of an issue besides those of a project: what was concluded, and the results and earlier ratings it is from."""

TOLD = (
    "quarter", "kpi", "name", "section", "owner", "area", "kind", "period", "figure", "unit", "target", "floor",
    "rating", "reason", "direction", "restated_because", "illustrative",
)  # fmt: skip
"""The columns of ``earlier.csv``: of each quarter published before, what movement is measured against."""


class IssueError(ValueError):
    """An ``issue.json`` cannot be used; ``str(error)`` is the end of a sentence: `it ...`."""


class Issue(NamedTuple):
    """What was published, when and by what. ``files`` are the SHA-256 of every other file by its path in the folder.

    ``quarter`` is its code, ``number`` 1 for the first issue, ``published`` the day, ``reason`` why it was issued again;
    ``definitions`` and ``results`` are the digests of the project's own files; ``known`` is the day at whose end the
    results were known, empty where the latest of them were published.
    """

    quarter: str
    number: int
    published: str
    reason: str
    illustrative: bool
    version: str
    method: int
    definitions: str
    results: str
    files: Mapping[str, str]
    known: str = ""

    @property
    def folder(self) -> str:
        """The name of its folder: ``2024-25-Q3``, and for a later issue ``2024-25-Q3-issue-2``."""
        name = self.quarter.replace("/", "-")
        return name if self.number == 1 else f"{name}-issue-{self.number}"


def sha256(content: bytes) -> str:
    """The digest of a file; line ends do not count (Windows checkouts)."""
    import hashlib  # a run in which nothing is published does not pay for the import

    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def written(issue: Issue) -> bytes:
    """The ``issue.json`` of an issue.

    >>> issue = Issue("2024/25-Q3", 1, "2025-02-11", "", False, "1.0", 1, "", "", {"headline.md": "a" * 64})
    >>> read(written(issue)) == issue
    True
    """
    told = {"format": FORMAT, **issue._asdict(), "files": dict(sorted(issue.files.items()))}
    if not issue.known:
        del told["known"]  # an issue of the latest results says what it has always said
    return _text({**told, "seal": _seal(told)})


def read(content: bytes) -> Issue:
    """The issue that an ``issue.json`` tells of. Raises IssueError."""
    import json  # a project of which nothing is published does not pay for the import

    try:
        told = json.loads(content)
    except ValueError:
        raise IssueError("is not as `publish` writes it") from None
    if not isinstance(told, dict) or not isinstance(told.get("format"), int):
        raise IssueError("is not as `publish` writes it")
    if told["format"] > FORMAT:
        raise IssueError(f"is of format {told['format']}, which a later qpr-rules writes; this one reads {FORMAT}")
    seal = told.pop("seal", None)
    if seal != _seal(told) or content.replace(b"\r\n", b"\n") != _text({**told, "seal": seal}):
        raise IssueError("has been edited since it was published")
    return Issue(**{name: told[name] for name in Issue._fields if name in told or name not in Issue._field_defaults})


def _seal(told: Mapping[str, Any]) -> str:
    return sha256(_text(told))


def _text(told: Mapping[str, Any]) -> bytes:
    import json

    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
