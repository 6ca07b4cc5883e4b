"""The PostgreSQL server of the tests ends with the run that started it, however that ends."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time

from tests.servers import HOST, binaries
from tests.source import REPOSITORY

_RUN = "import time\nfrom tests.servers import running\nwith running() as server: print(server.port, flush=True); time.sleep(600)"


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=5):
        return True
    return False


def test_a_server_does_not_outlive_a_run_that_is_killed() -> None:
    binaries()
    command = [sys.executable, "-c", _RUN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY, encoding="ascii") as run:
        assert run.stdout is not None
        try:
            port = int(run.stdout.readline())
            assert answers(port)
        finally:
            run.kill()
    until = time.monotonic() + 60
    while answers(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not answers(port)
