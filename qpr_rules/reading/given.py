"""What a source without bytes gave, in a canonical form by which it is known: see docs/decisions/0022-digest-of-answers.md."""

from __future__ import annotations

from qpr_rules.observation import Batch

_MODULUS = 2**256


class Given:
    """The rows of an answer, counted and summed up in whatever order they came; nothing of them is kept."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, batch: Batch) -> None:
        """Count the rows of a batch, each as the JSON array of its columns' texts."""
        import json  # only a source without files pays for these
        from hashlib import sha256

        encode = json.JSONEncoder(separators=(",", ":")).encode
        for row in zip(*batch[2:], strict=True):
            self._sum += int.from_bytes(sha256(encode(row).encode()).digest(), "big")
        self.rows += len(batch.lines)

    @property
    def content(self) -> bytes:
        r"""The canonical form: the number of rows, and the sum of their SHA-256 digests modulo 2 to the 256.

        >>> Given().content
        b'rows 0, sum 0\n'
        """
        return f"rows {self.rows}, sum {self._sum % _MODULUS:x}\n".encode()
