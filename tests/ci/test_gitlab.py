"""The template for GitLab, its own scripts run in the shell they name, against a server that answers as GitLab does."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hosts import run
from tests.repositories import commit, rewrite

pytestmark = pytest.mark.skipif(os.name == "nt", reason="only on Windows: there may be no bash")

VOIDS = "kpi_definitions/voids.yaml"
MARKER = "<!-- qpr-rules impact -->"
OURS, THEIRS = 7001, 7002


class Notes(BaseHTTPRequestHandler):
    """The few requests of GitLab's notes that the template makes, over one list."""

    held: list[dict[str, Any]]
    key = "secret"

    def _answer(self, code: int, body: Any) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def _allowed(self) -> bool:
        allowed = self.headers["PRIVATE-TOKEN"] == self.key
        if not allowed:
            self._answer(401, {"message": "401 Unauthorized"})
        return allowed

    def _text(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        if not self._allowed():
            return
        if self.path == "/api/v4/user":
            self._answer(200, {"id": OURS})
            return
        address, _, page = self.path.rpartition("page=")
        assert address == "/api/v4/projects/12/merge_requests/34/notes?per_page=100&"
        self._answer(200, self.held[100 * (int(page) - 1) : 100 * int(page)])

    def do_POST(self) -> None:
        assert self.path == "/api/v4/projects/12/merge_requests/34/notes"
        if self._allowed():
            self.held.append({"id": 1000 + len(self.held), "author": {"id": OURS}, "body": self._text()})
            self._answer(201, self.held[-1])

    def do_PUT(self) -> None:
        number = int(self.path.removeprefix("/api/v4/projects/12/merge_requests/34/notes/"))
        found = next(each for each in self.held if each["id"] == number)
        assert found["author"]["id"] == OURS
        if self._allowed():
            found["body"] = self._text()
            self._answer(200, found)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
        """Say nothing."""


@pytest.fixture
def notes() -> Iterator[tuple[str, type[Notes]]]:
    """A server, its address, and what it holds: more notes of others than one page holds, one of them with our marker."""
    others = [{"id": number, "author": {"id": THEIRS}, "body": f"note {number}"} for number in range(150)]
    others[3]["body"] = f"{MARKER}\nNothing moves, trust me.\n"
    handler = type("Held", (Notes,), {"held": others})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v4", handler
        server.shutdown()
        thread.join()


@pytest.fixture
def jobs(repository: Path) -> dict[str, Any]:
    """The jobs of the template."""
    found: dict[str, Any] = yaml.safe_load(
        (repository / "templates" / "qpr-rules.gitlab-ci.yml").read_text(encoding="utf-8")
    )
    return found


def do(lines: list[str], project: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The lines of one part of a job, each after the other until one fails."""
    return run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], project, **given)


def changed(project: Path) -> str:
    """The commit that a merge request began at, with a change after it that is an error in review."""
    base = commit(project)
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 22, floor: 27")
    commit(project)
    return base


def merge_request(address: str, base: str, key: str = "secret") -> dict[str, str]:
    """What GitLab puts into the environment of a job of a merge request."""
    return {
        "CI_API_V4_URL": address,
        "CI_PROJECT_ID": "12",
        "CI_MERGE_REQUEST_IID": "34",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "QPR_RULES_TOKEN": key,
    }


def test_the_jobs_write_what_they_promise(jobs: dict[str, Any], project: Path) -> None:
    given = merge_request("http://127.0.0.1:9/api/v4", changed(project))
    for name, file in (("qpr-rules-check", "gl-code-quality-report.json"), ("qpr-rules-impact", "impact.md")):
        do(jobs[name]["script"], project, **given)
        assert file in json.dumps(jobs[name]["artifacts"])
        assert (project / file).is_file()
    assert "target eased" in (project / "impact.md").read_text(encoding="utf-8")


def test_one_note_is_added_and_then_the_same_one_is_replaced(
    jobs: dict[str, Any], project: Path, notes: tuple[str, type[Notes]]
) -> None:
    address, server = notes
    given = merge_request(address, changed(project))
    job = jobs["qpr-rules-impact"]
    theirs = [dict(each) for each in server.held]
    assert do(job["script"], project, **given).returncode == 1  # a past standard was changed without a reason
    assert do(job["after_script"], project, **given).stdout == "The note on the merge request was added.\n"
    assert do(job["after_script"], project, **given).stdout == "The note on the merge request was as it was.\n"
    rewrite(project / VOIDS, "target: 22", 'reason: "A slip of the pen", target: 22')
    commit(project)
    assert do(job["script"], project, **given).returncode == 0
    assert do(job["after_script"], project, **given).stdout == "The note on the merge request was replaced.\n"
    *others, ours = server.held
    assert others == theirs  # a note of somebody else is left alone, though it begins as ours does
    assert ours["body"] == (project / "impact.md").read_text(encoding="utf-8")
    assert ours["body"].startswith(MARKER)
    assert "A slip of the pen" in ours["body"]


def test_without_a_token_there_is_the_file_alone_and_the_job_says_so(
    jobs: dict[str, Any], project: Path, notes: tuple[str, type[Notes]]
) -> None:
    address, server = notes
    given = merge_request(address, changed(project), key="")
    do(jobs["qpr-rules-impact"]["script"], project, **given)
    done = do(jobs["qpr-rules-impact"]["after_script"], project, **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert "QPR_RULES_TOKEN is not set" in done.stdout
    assert len(server.held) == 150


@pytest.mark.parametrize("key", ["wrong", "secret"])
def test_a_note_that_cannot_be_written_is_one_sentence_without_the_token(
    jobs: dict[str, Any], project: Path, notes: tuple[str, type[Notes]], key: str
) -> None:
    address = notes[0] if key == "wrong" else "http://127.0.0.1:9/api/v4"
    (project / "impact.md").write_text(f"{MARKER}\nhello\n", encoding="utf-8")
    done = do(jobs["qpr-rules-impact"]["after_script"], project, **merge_request(address, "", key))
    assert done.returncode == 1
    assert done.stderr.startswith("The note could not be written (")
    assert len(done.stderr.splitlines()) == 1
    assert key not in done.stdout + done.stderr
    assert "scope `api`" in done.stderr or key == "secret"


@pytest.mark.parametrize("is_link", [False, True])
def test_what_a_proposal_holds_in_the_place_of_an_impact_is_not_noted(
    jobs: dict[str, Any], project: Path, notes: tuple[str, type[Notes]], is_link: bool
) -> None:
    """Nor is a module of the proposal's run with the token, nor a file read that a link of it leads to."""
    address, server = notes
    base = commit(project)
    (project / "json.py").write_text("raise SystemExit('a module of the proposal was run')\n", "utf-8")
    (project / "told").write_text("Nothing moves, trust me.\n", "utf-8")
    if is_link:
        (project / "impact.md").symlink_to(project / "told")
    else:
        (project / "told").rename(project / "impact.md")
    (project / "qpr-rules.yaml").write_text("[", "utf-8")  # so that there is no impact
    commit(project)
    given = merge_request(address, base)
    assert do(jobs["qpr-rules-impact"]["script"], project, **given).returncode != 0
    done = do(jobs["qpr-rules-impact"]["after_script"], project, **given)
    assert done.stdout == "There is no impact.md, so there is nothing to note on the merge request.\n"
    assert len(server.held) == 150


def test_without_an_impact_there_is_no_note(jobs: dict[str, Any], project: Path) -> None:
    done = do(jobs["qpr-rules-impact"]["after_script"], project, **merge_request("http://127.0.0.1:9/api/v4", ""))
    assert done.returncode == 0
    assert done.stdout == "There is no impact.md, so there is nothing to note on the merge request.\n"
