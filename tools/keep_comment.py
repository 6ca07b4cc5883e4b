"""Keep one comment on a pull request: replace our own whose first line is the same, or add it if there is none.

Run by action.yml with the comment's file. Everything else comes from the environment of a workflow: ``GITHUB_API_URL``,
``GITHUB_REPOSITORY``, ``NUMBER`` of the pull request, ``TOKEN``. The standard library only.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = 100
BOT = "github-actions[bot]"


def ask(method: str, url: str, body: dict[str, str] | None = None) -> Any:
    """One request to the host's interface, and its answer."""
    request = urllib.request.Request(  # noqa: S310  # the address is the host's own
        url,
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "qpr-rules",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
        return json.load(answer)


def comments(address: str) -> Iterator[dict[str, Any]]:
    """The comments there are, page by page."""
    page = 1
    while found := ask("GET", f"{address}?per_page={PAGE}&page={page}"):
        yield from found
        if len(found) < PAGE:
            return
        page += 1


def ourselves() -> str:
    """Whose comments the token writes. A workflow's own token may not ask, and writes as a bot that nobody else can be."""
    try:
        return str(ask("GET", f"{os.environ['GITHUB_API_URL']}/user")["login"])
    except urllib.error.HTTPError:
        return BOT


def keep(text: str) -> str:
    """Write the comment; what was done with it."""
    issues = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    address = f"{issues}/{int(os.environ['NUMBER'])}/comments"
    marker = text.splitlines()[0]
    us = ourselves()
    ours = (each for each in comments(address) if each["user"]["login"] == us)  # what others wrote, they may alter
    old = next((each for each in ours if each["body"].startswith(marker)), None)
    if old is None:
        ask("POST", address, {"body": text})
        return "added"
    if old["body"].replace("\r\n", "\n").rstrip() == text.rstrip():
        return "as it was"
    ask("PATCH", f"{issues}/comments/{old['id']}", {"body": text})
    return "replaced"


def main() -> int:
    """Run with the comment's file."""
    file = Path(sys.argv[1])
    if not file.is_file():
        print(f"There is no {file}, so there is nothing to comment.")
        return 0
    try:
        print(f"The comment was {keep(file.read_text(encoding='utf-8'))}.")
    except urllib.error.HTTPError as error:
        print(f"The comment could not be written ({error.code} {error.reason}): may the token write pull requests?")
        return 1
    except urllib.error.URLError as error:
        print(f"The comment could not be written ({error.reason}).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
