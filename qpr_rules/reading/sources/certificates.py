"""The certificate of an authority that the project itself holds: in any tree, as a file that other programs can read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qpr_rules.diagnostic import shortened
from qpr_rules.files import FileError, Tree
from qpr_rules.reading.sources.registry import AskedError
from qpr_rules.settings import Origin

KEY = "root_certificate"

SYSTEM = "system"
"""What stands in the place of a file for the authorities that the computer trusts."""

MOST = 5_000_000
"""The bytes of a file of certificates; all that a computer trusts take a quarter of a million."""


@contextmanager
def at_hand(tree: Tree, origin: Origin) -> Iterator[Origin]:
    """The origin with its certificate where libpq can read it, which knows no tree, for as long as this is open.

    A path that is not whole counts from the project's folder, as every other of the settings, and stays inside it. Raises
    AskedError, QPR441, where it cannot be read.
    """
    named = origin.connection[KEY]
    if named == SYSTEM or os.path.isabs(named):  # noqa: PTH117  # Path raises for a name that can be none
        yield origin
        return
    try:
        content = tree.read_bytes(named, MOST)
    except FileError as error:
        hint = "give the path from the folder of qpr-rules.yaml, or the whole one, or `system`"
        said = f"the certificate `{shortened(named)}` cannot be read: {error}"
        raise AskedError("QPR441", said, hint, "connection", KEY) from None
    with tempfile.TemporaryDirectory(prefix="qpr-rules-") as folder:
        file = Path(folder) / "root.crt"
        file.write_bytes(content)
        yield origin._replace(connection={**origin.connection, KEY: str(file)})
