"""What the language server says of the colours of a file: it reads templates by other code than the grammar's."""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple


class Token(NamedTuple):
    """Lines and columns from 0, columns in bytes."""

    kind: str
    line: int
    start: int
    end: int


class LanguageServer:
    def __init__(self, program: str, root: Path):
        self.process = subprocess.Popen(
            [program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.requests = 0
        answer = self.ask("initialize", {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "general": {"positionEncodings": ["utf-8"]},
                "textDocument": {"semanticTokens": {
                    "requests": {"full": True}, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"],
                }},
            },
            "initializationOptions": {"trusted": False},
        })
        capabilities = answer["capabilities"]
        assert capabilities["positionEncoding"] == "utf-8", capabilities["positionEncoding"]
        self.kinds = capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]
        self.tell("initialized", {})

    def _send(self, message: dict):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self) -> dict:
        length = 0
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the server has ended")
        return json.loads(self.process.stdout.read(length))

    def tell(self, method: str, params):
        self._send({"method": method, "params": params})

    def ask(self, method: str, params):
        self.requests += 1
        self._send({"id": self.requests, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self.requests and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            if "id" in message:
                items = message.get("params", {}).get("items", []) if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": None if items is None else [None] * len(items)})

    def tokens(self, file: Path) -> list[Token]:
        uri = file.resolve().as_uri()
        text = file.read_bytes().decode()
        self.tell("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": "forgather", "version": 1, "text": text},
        })
        data = self.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})["data"]
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        found, line, start = [], 0, 0
        for at in range(0, len(data), 5):
            down, right, length, kind, _ = data[at:at + 5]
            line, start = (line + down, right) if down else (line, start + right)
            found.append(Token(self.kinds[kind], line, start, start + length))
        return found

    def stop(self):
        try:
            self.ask("shutdown", None)
            self.tell("exit", None)
            self.process.wait(30)
        finally:
            self.process.kill()
            self.process.wait()
