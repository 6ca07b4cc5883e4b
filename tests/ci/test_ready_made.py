"""What is ready made for pre-commit, GitHub and GitLab, run as far as it runs on one computer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hosts import run
from tests.repositories import commit, git, rewrite

VOIDS = "kpi_definitions/voids.yaml"
MARKER = "<!-- qpr-rules impact -->"
THEIRS = "a-stranger"


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.github-workflows", "starter/.github/workflows/qpr-rules.yml"),
        ("vendor.gitlab-ci", "templates/qpr-rules.gitlab-ci.yml"),
        ("vendor.gitlab-ci", "starter/.gitlab-ci.yml"),
    ],
)
def test_each_file_is_of_the_shape_that_its_host_publishes(repository: Path, schema: str, file: str) -> None:
    more = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, file]
    done = run(command, repository)
    assert done.returncode == 0, done.stdout + done.stderr


# --- pre-commit, the real one


@pytest.fixture
def hooked(project: Path, repository: Path, tmp_path: Path) -> Path:
    """A project whose commits run our hook, from a repository that holds our manifest, with this installation."""
    source = tmp_path / "hooks"
    source.mkdir()
    shutil.copy(repository / ".pre-commit-hooks.yaml", source)
    revision = commit(source)
    hook = {"id": "qpr-rules-check", "language": "system"}
    settings = {"repos": [{"repo": source.as_uri(), "rev": revision, "hooks": [hook]}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    commit(project)
    done = pre_commit(project, "install")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def pre_commit(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-m", "pre_commit", *arguments], project, PRE_COMMIT_HOME=str(project.parent / "cache"))


def committed(project: Path) -> subprocess.CompletedProcess[str]:
    git(project, "add", "--all")
    return run(["git", "commit", "-m", "a change"], project, PRE_COMMIT_HOME=str(project.parent / "cache"))


def test_our_manifest_is_one_that_pre_commit_accepts(repository: Path) -> None:
    done = run([sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"], repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_hook_reads_the_whole_set_once_and_always(repository: Path) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    wanted = {"pass_filenames": False, "require_serial": True, "always_run": True, "language": "python"}
    assert [{name: hook[name] for name in wanted} for hook in hooks] == [wanted] * len(hooks)


def test_a_good_change_is_committed_and_a_bad_one_is_not(hooked: Path) -> None:
    rewrite(hooked / VOIDS, "decimals: 1", "decimals: 2")
    assert committed(hooked).returncode == 0
    rewrite(hooked / VOIDS, "floor: 27", "floor: 7")
    done = committed(hooked)
    assert done.returncode == 1
    assert "QPR220" in done.stdout + done.stderr


def test_a_commit_that_only_deletes_is_checked_too(hooked: Path) -> None:
    (hooked / VOIDS).unlink()  # its results are then of a KPI that nobody defines
    done = committed(hooked)
    assert done.returncode == 1
    assert "QPR410" in done.stdout + done.stderr


@pytest.mark.long
def test_pre_commit_installs_the_package_itself_and_runs_it(repository: Path, project: Path, tmp_path: Path) -> None:
    commit(project)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(repository), "qpr-rules-check", "--all-files"]
    done = run(command, project, PRE_COMMIT_HOME=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "KPI rules" in done.stdout and "Passed" in done.stdout


# --- the action: its own scripts, in the shell they name, against a server that answers as GitHub does


class Comments(BaseHTTPRequestHandler):
    """The few requests of GitHub's comments that the action makes, over one list."""

    held: list[dict[str, Any]]
    allowed = True
    login = ""
    """Who the token is of; empty for that of a workflow, which may not ask."""

    def _answer(self, code: int, body: Any) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def _body(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        assert self.headers["Authorization"] == "Bearer secret"
        if self.path == "/user":
            self._answer(200 if self.login else 403, {"login": self.login})
            return
        page = int(self.path.rpartition("page=")[2])
        assert self.path.startswith("/repos/council/rules/issues/7/comments?per_page=100&")
        self._answer(200, self.held[100 * (page - 1) : 100 * page])

    def do_POST(self) -> None:
        if not self.allowed:
            self._answer(403, {"message": "Resource not accessible by integration"})
            return
        us = {"login": self.login or "github-actions[bot]"}
        self.held.append({"id": 1000 + len(self.held), "user": us, "body": self._body()})
        self._answer(201, self.held[-1])

    def do_PATCH(self) -> None:
        number = int(self.path.rpartition("/")[2])
        found = next(each for each in self.held if each["id"] == number)
        assert found["user"]["login"] != THEIRS
        found["body"] = self._body()
        self._answer(200, found)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
        """Say nothing."""


@pytest.fixture
def comments() -> Iterator[tuple[str, type[Comments]]]:
    """A server, its address, and what it holds: more comments of others than one page holds, one of them with our marker."""
    others = [{"id": number, "user": {"login": THEIRS}, "body": f"comment {number}"} for number in range(150)]
    others[3]["body"] = f"{MARKER}\nNothing moves, trust me.\n"
    handler = type("Held", (Comments,), {"held": others})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler
        server.shutdown()
        thread.join()


def step(repository: Path, name: str) -> str:
    """The script of one of the action's steps."""
    steps = yaml.safe_load((repository / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    return next(str(each["run"]) for each in steps if each.get("name") == name)


@pytest.mark.skipif(os.name == "nt", reason="only on Windows: there may be no bash")
@pytest.mark.parametrize("login", ["", "our-robot"])
def test_the_action_marks_lines_and_keeps_one_comment(
    repository: Path, project: Path, tmp_path: Path, comments: tuple[str, type[Comments]], login: str
) -> None:
    address, server = comments
    server.login = login
    given = {
        "GITHUB_ACTION_PATH": str(repository),
        "GITHUB_API_URL": address,
        "GITHUB_REPOSITORY": "council/rules",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "RUNNER_TEMP": str(tmp_path),
        "PROJECT": ".",
        "NUMBER": "7",
        "TOKEN": "secret",
    }
    base = commit(project)
    (project / "json.py").write_text("raise SystemExit('a module of the proposal was run')\n", "utf-8")
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 22, floor: 27")
    commit(project)

    def do(name: str) -> subprocess.CompletedProcess[str]:
        script = step(repository, name)
        return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], project, BASE=base, **given)

    assert do("Check").returncode == 0
    done = do("Impact")
    assert done.returncode == 1  # a past standard was changed without a reason
    assert f"::error file={VOIDS}" in done.stdout
    assert do("Comment").stdout == "The comment was added.\n"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith(MARKER)
    assert do("Comment").stdout == "The comment was as it was.\n"
    rewrite(project / VOIDS, "target: 22", 'reason: "A slip of the pen", target: 22')
    commit(project)
    assert do("Impact").returncode == 0
    assert do("Comment").stdout == "The comment was replaced.\n"
    ours = [each["body"] for each in server.held if each["user"]["login"] != THEIRS]
    assert len(ours) == 1 and len(server.held) == 151
    assert "A slip of the pen" in ours[0]


def test_a_token_that_may_not_write_is_said_and_no_traceback(
    repository: Path, tmp_path: Path, comments: tuple[str, type[Comments]]
) -> None:
    address, server = comments
    server.allowed = False
    (tmp_path / "comment.md").write_text("<!-- qpr-rules impact -->\nhello\n", encoding="utf-8")
    given = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "council/rules", "NUMBER": "7", "TOKEN": "secret"}
    command = [sys.executable, str(repository / "tools" / "keep_comment.py"), str(tmp_path / "comment.md")]
    done = run(command, tmp_path, **given)
    assert done.returncode == 1 and "may the token write" in done.stdout and not done.stderr
    command[-1] = str(tmp_path / "none.md")
    assert run(command, tmp_path, **given).returncode == 0
