"""`qpr-rules preview`: the real command, asked over HTTP, while files of the project change under it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import casework
from tests.commands import PATIENCE, run
from tests.parts import NODE, browser, node
from tests.report_pages import parsed, text
from tests.repositories import rewrite

REPAIRS = Path("kpi_definitions") / "repairs.yaml"


class Served:
    """The command while it runs, and what it answers."""

    def __init__(self, project: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qpr_rules", "preview", "--project", str(project), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout
        said = self.process.stdout.readline()
        match = re.fullmatch(r"The report is at http://127\.0\.0\.1:(\d+)/ \(Ctrl-C ends this\)\.\n", said)
        assert match, said or self.process.communicate()[1]
        self.port = int(match[1])

    def ask(self, path: str = "/", method: str = "GET", host: str = "") -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer, content

    def until(self, holds: Callable[[str], bool]) -> str:
        """The page, once it is as wanted."""
        for _ in range(100):
            page = self.ask()[1]
            if holds(page):
                return page
            time.sleep(0.1)
        raise AssertionError(text(parsed(page))[:500])

    def close(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, said


@pytest.fixture
def served(project: Path) -> Iterator[Served]:
    found = Served(project)
    yield found
    found.close()


def test_it_is_the_report_and_the_written_one_knows_nothing_of_it(served: Served, project: Path) -> None:
    page = served.ask()[1]
    written = run(project, "report", "--format", "html").out
    (shown,), (kept,) = (list(parsed(each).iter("main")) for each in (page, written))
    assert text(shown) == text(kept)
    assert "location.reload" in page
    assert "location.reload" not in written
    assert "data-number" not in written
    assert list(project.rglob("*.html")) == []


def test_a_change_is_in_the_page_and_a_mistake_is_named_above_it_until_it_is_mended(
    served: Served, project: Path
) -> None:
    first = served.ask("/number")[1]
    rewrite(project / REPAIRS, "name: Repairs completed on time", "name: Repairs done <b>on</b> time")
    page = served.until(lambda page: "Repairs done &lt;b&gt;on&lt;/b&gt; time" in page)
    assert served.ask("/number")[1] != first
    assert re.search(r'<body[^>]* data-number="(\d+)"', page)
    rewrite(project / REPAIRS, "target: 94.5", "goal: 94.5")
    page = served.until(lambda page: "1 mistake in the files" in page)
    (place,) = re.findall(r"kpi_definitions/repairs\.yaml:\d+: [^<]*QPR150", page)
    assert "goal" in place
    assert "Quarterly performance report" in page
    rewrite(project / REPAIRS, "goal: 94.5", "target: 94.5")
    served.until(lambda page: "in the files" not in page)


def test_it_is_of_what_was_known_on_a_day(project: Path) -> None:
    rows = "kpi,area,period,numerator,denominator,status,as_of\nREPAIRS,,2024-12,301,402,revised,2025-03-03\n"
    (project / "results" / "later.csv").write_text(rows, "utf-8")
    with closing(Served(project, "--as-known-on", "2025-02-15", "--today", "2025-03-10")) as served:
        page = served.ask()[1]
    assert "As known on 15 February 2025" in page
    assert "94.5%" in page
    assert "92.8%" not in page


def test_rows_that_a_query_gives_in_vain_are_named_above_it(project: Path) -> None:
    """A check asks nobody; the report has asked, so that what is wrong with the answer stands above it too."""
    pytest.importorskip("duckdb", reason="DuckDB, which counts cases, is not installed")
    wrong = "select 'REPAIRS' as kpi, period, numerator, 4 as denominator from cases"
    casework.ask(project, wrong, "timeout: 20")
    casework.lay(project, {"cases/a.csv": "period,numerator\n2024-05,3\n2024-06,many\n"})
    assert "`qpr-rules check --results` lists them" in run(project, "chart", "REPAIRS").err
    with closing(Served(project)) as served:
        page = served.ask()[1]
    assert "1 mistake in the files" in page
    assert "QPR413" in page


def test_a_project_that_cannot_be_reported_on_says_why_and_comes_back(served: Served, project: Path) -> None:
    settings = project / "qpr-rules.yaml"
    whole = settings.read_bytes()
    settings.write_text("body: [", "utf-8")
    served.until(lambda page: "The settings cannot be read" in page)
    settings.write_bytes(whole)
    served.until(lambda page: "Quarterly performance report" in page)


def test_only_the_page_is_served_and_only_to_this_computer(served: Served) -> None:
    assert served.ask("/qpr-rules.yaml")[0].status == 404
    assert served.ask("/../qpr-rules.yaml")[0].status == 404
    assert served.ask("/", "POST")[0].status == 501
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1", "127.0.0.1:1"):
        answer, content = served.ask(host=host)
        assert answer.status == 421, host
        assert "Repairs" not in content
    assert served.ask(host=f"localhost:{served.port}")[0].status == 200
    answer, content = served.ask(method="HEAD")
    assert (answer.status, content) == (200, "")
    assert answer.getheader("Cache-Control") == "no-store"
    assert "frame-ancestors 'none'" in (answer.getheader("Content-Security-Policy") or "")
    assert "default-src 'none'" in served.ask()[1]
    with pytest.raises(ConnectionRefusedError):  # another address of this computer, to which only a wide server answers
        socket.create_connection(("127.0.0.2", served.port), timeout=2).close()


@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows: it has no such signal for one process")
def test_ctrl_c_ends_it(served: Served) -> None:
    code, said = served.end()
    assert (code, said.strip()) == (130, "Stopped.")


def test_a_port_that_is_taken_is_said(served: Served, project: Path) -> None:
    done = run(project, "preview", "--port", str(served.port))
    assert done.code == 1
    assert f"The port {served.port} cannot be used" in done.said


def test_what_is_misuse_ends_before_anything_is_served(project: Path) -> None:
    done = run(project, "preview", "Q9 2024/25")
    assert done.code == 2
    assert "Q9 2024/25" in done.said


@pytest.mark.long
def test_the_page_in_a_browser_loads_itself_again_and_stays_where_it_was(served: Served, project: Path) -> None:
    reader = subprocess.Popen(
        [node(), str(NODE / "live.mjs"), f"http://127.0.0.1:{served.port}/", browser()],
        cwd=NODE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "ready\n"
    rewrite(project / REPAIRS, "name: Repairs completed on time", "name: Repairs done well")
    out, err = reader.communicate("Repairs done well\n", timeout=PATIENCE)
    assert reader.returncode == 0, err
    found = json.loads(out)
    assert found["failed"] == []
    assert found["before"] == found["after"] > 0
