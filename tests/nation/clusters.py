"""A Spark cluster of this machine's own, of which a part can be lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


class Cluster:
    """A standalone master and two workers of one core each, on this machine's loopback."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.folder, self.home = folder, Path(pyspark.__file__).parent
        self.master = f"spark://127.0.0.1:{port}"
        self.running = [
            self._begin("Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"),
            *(self._begin("Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0",
                          "--work-dir", str(folder / f"work-{number}"), self.master) for number in range(2)),
        ]  # fmt: skip

    def _begin(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{kind}-{time.monotonic_ns()}.log"
        environment = {
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_HOME": str(self.home),
            "SPARK_DAEMON_MEMORY": "512m",
        }
        command = [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind.lower()}.{kind}", *options]
        with log.open("wb") as out:
            return subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)

    def said(self, kind: str) -> str:
        """What the parts of a kind have logged."""
        return "".join(log.read_text(encoding="utf-8") for log in self.folder.glob(f"{kind}-*.log"))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a part, and all that it has begun, as a machine that loses its power does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
