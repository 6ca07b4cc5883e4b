"""A small editor: talks the Language Server Protocol to the real yaml-language-server, as VS Code does."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

from tests.commands import PATIENCE


class LanguageServer:
    """One server process. Use it as a context manager; files are opened by path and text."""

    def __init__(self, node: str, script: Path, workspace: Path) -> None:
        self.workspace = workspace
        self.process = subprocess.Popen(
            [node, str(script), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=workspace,
        )
        self.answers: dict[int, queue.Queue[Any]] = {}
        self.diagnostics: dict[str, queue.Queue[list[dict[str, Any]]]] = {}
        self.last = 0
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def __enter__(self) -> Self:
        folder = {"uri": self.workspace.as_uri(), "name": "project"}
        completion = {"completionItem": {"documentationFormat": ["markdown"]}}
        capabilities = {
            "textDocument": {
                "completion": completion,
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.ask(
            "initialize",
            {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder], "capabilities": capabilities},
        )
        self.tell("initialized", {})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.listener.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def open(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with this text, not yet saved; the server's diagnostics of it."""
        uri = file.as_uri()
        self.diagnostics[uri] = queue.Queue()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics[uri].get(timeout=PATIENCE)

    def completions(self, file: Path, line: int, character: int) -> dict[str, dict[str, Any]]:
        """What is offered at a place (from 0), by label."""
        at = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": character}}
        found = self.ask("textDocument/completion", at)
        items = found["items"] if isinstance(found, dict) else found
        return {each["label"]: each for each in items}

    def hover(self, file: Path, line: int, character: int) -> str:
        """What is shown when the pointer rests on a place."""
        at = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": character}}
        found = self.ask("textDocument/hover", at)
        return str(found["contents"]["value"]) if found else ""

    def ask(self, method: str, params: Any) -> Any:
        """A request; its result."""
        self.last += 1
        answer = self.answers[self.last] = queue.Queue()
        self._send({"id": self.last, "method": method, "params": params})
        message = answer.get(timeout=PATIENCE)
        assert "error" not in message, message
        return message.get("result")

    def tell(self, method: str, params: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = 0
            while header.strip():
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
                header = self.process.stdout.readline()
            self._hear(json.loads(self.process.stdout.read(length)))

    def _hear(self, message: dict[str, Any]) -> None:
        method: str | None = message.get("method")
        params: Any = message.get("params")
        if method is None:
            self.answers[message["id"]].put(message)
        elif method == "textDocument/publishDiagnostics":
            self.diagnostics.setdefault(params["uri"], queue.Queue()).put(params["diagnostics"])
        elif "id" in message:
            result: Any = None
            if method == "workspace/configuration":
                # No catalogue from the network: only what the file's first line names.
                settings = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}
                result = [settings if each.get("section") == "yaml" else {} for each in params["items"]]
            self._send({"id": message["id"], "result": result})
