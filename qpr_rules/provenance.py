"""What an output was made from: the tool, the method, and digests of definitions and results."""

from collections.abc import Iterable
from typing import NamedTuple

from qpr_rules import __version__

METHOD = 1
"""Raised whenever a verdict could change; its history is docs/reference/method.md."""

ILLUSTRATIVE = "Illustrative: standards and results are invented; they are no council's."
"""Said on everything that is made from a project that says so."""


def digest(files: Iterable[tuple[str, bytes]]) -> str:
    """A short digest of named contents, whatever their order; line ends do not count (Windows checkouts).

    >>> digest([("a", b"1")]) == digest([("a", b"1")])
    True
    """
    import hashlib  # a run that prints no digest does not pay for the import

    whole = hashlib.sha256()
    for name, content in sorted(files):
        name_bytes = name.encode(errors="surrogateescape")  # as the disk has a name that is not UTF-8
        content = content.replace(b"\r\n", b"\n")
        whole.update(b"%d:%b:%d:" % (len(name_bytes), name_bytes, len(content)))
        whole.update(content)
    return whole.hexdigest()[:12]


class Provenance(NamedTuple):
    """Printed on every output: same digests, same bytes. What an output was not made from is left empty.

    ``known`` is the day at whose end the results were known that it was made from; empty where all of them were.
    """

    quarter: str
    definitions: str
    results: str = ""
    version: str = __version__
    method: int = METHOD
    known: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What is known, one thing each: the tool, the method, the quarter, the digests."""
        digests = (("definitions", self.definitions), ("results", self.results))
        said = [f"{name} {digest}" for name, digest in digests if digest]
        known = f"as known on {self.known}" if self.known else ""
        return (f"qpr-rules {self.version}", f"method {self.method}", *filter(None, (self.quarter, known, *said)))

    def __str__(self) -> str:
        return "; ".join(self.parts)
