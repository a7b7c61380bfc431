"""Runs a transcript of ../transcripts with a client that is not ours: pytest-lsp's, on pygls and lsprotocol.

What the server sends must fit lsprotocol's types, or the client refuses it. `python run.py BINARY TRANSCRIPT`
"""

import asyncio
import json
import pathlib
import sys
import tempfile
import urllib.parse

import yaml
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

PATIENCE = 30


def mismatch(pattern, value):
    """Why a value does not fit a pattern, as in ../src/pattern.rs; None if it does."""
    if pattern == "?":
        return None
    if isinstance(pattern, dict) and isinstance(value, dict):
        for key, inner in pattern.items():
            why = mismatch(inner, value.get(key))
            if why is not None:
                return f".{key}{why}"
        return None
    if isinstance(pattern, list) and isinstance(value, list) and len(pattern) == len(value):
        for index, (inner, item) in enumerate(zip(pattern, value)):
            why = mismatch(inner, item)
            if why is not None:
                return f"[{index}]{why}"
        return None
    if isinstance(pattern, str) and isinstance(value, str) and pattern.endswith("..."):
        return None if value.startswith(pattern[:-3]) else f": {value!r} is not {pattern!r}"
    return None if pattern == value else f": {value!r} is not {pattern!r}"


class Session:
    def __init__(self, root):
        self.root = root
        self.client = LanguageClient()
        self.came = []
        self.ignored = set()
        self.changed = asyncio.Event()

    def plain(self, value):
        """A value of the client's own types as the JSON that it was."""
        if hasattr(value, "_asdict"):
            return {key: self.plain(item) for key, item in value._asdict().items()}
        if isinstance(value, dict):
            return {key: self.plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.plain(item) for item in value]
        if value is None or isinstance(value, (str, int, float, bool)):
            return value
        return self.plain(self.client.protocol._converter.unstructure(value))

    def listen(self, method, answers):
        client = self.client
        # pytest-lsp handles some methods itself; here everything is the transcript's business.
        client.protocol.fm._features.pop(method, None)

        if answers:

            @client.feature(method)
            async def asked(params):
                answer = asyncio.get_running_loop().create_future()
                self.add(method, params, answer)
                return await answer

        else:

            @client.feature(method)
            def told(params):
                self.add(method, params, None)

    def add(self, method, params, answer):
        if method in self.ignored:
            return
        self.came.append((method, self.plain(params), answer))
        self.changed.set()

    async def take(self, method, pattern):
        async def found():
            while True:
                for index, (name, params, answer) in enumerate(self.came):
                    if name == method and mismatch(pattern, params) is None:
                        del self.came[index]
                        return answer
                self.changed.clear()
                await self.changed.wait()

        try:
            return await asyncio.wait_for(found(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"`{method}` with {pattern} does not come; what came is {self.came}") from None

    def params(self, method, params):
        kind = types.METHOD_TO_TYPES.get(method)
        if kind is None or params is None:
            return params
        return self.client.protocol._converter.structure(params, kind[2]) if kind[2] else None

    async def request(self, step):
        method = step["request"]
        protocol = self.client.protocol
        sent = protocol.send_request_async(method, self.params(method, step.get("params")))
        try:
            result = self.plain(await asyncio.wait_for(sent, PATIENCE))
        except JsonRpcException as error:
            answer = {"code": error.code, "message": error.message}
            assert "error" in step, f"{method}: {answer}"
            why = mismatch(step["error"], answer)
            assert why is None, f"error{why}"
            return
        assert "error" not in step, f"{method}: there is no error but {result}"
        why = mismatch(step.get("result"), result)
        assert why is None, f"result{why}"

    async def step(self, step):
        if "request" in step:
            await self.request(step)
        elif "notify" in step:
            self.client.protocol.notify(step["notify"], self.params(step["notify"], step.get("params")))
        elif "receive" in step:
            await self.take(step["receive"], step.get("params", "?"))
        elif "ignore" in step:
            self.ignored.add(step["ignore"])
        elif "answer" in step:
            answer = await self.take(step["answer"], step.get("params", "?"))
            answer.set_result(step.get("result"))
        elif "write" in step:
            write(self.root / step["write"]["path"], step["write"]["text"])
        elif "rename" in step:
            (self.root / step["rename"]["from"]).rename(self.root / step["rename"]["to"])
        elif "delete" in step:
            (self.root / step["delete"]).unlink()
        elif "exit" in step:
            server = self.client._server
            self.client.protocol.notify("exit", None)
            code = await asyncio.wait_for(server.wait(), PATIENCE)
            assert code == step["exit"], f"the server ends with {code}"
        else:
            raise AssertionError(f"there is no step {step}")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


async def run(binary, transcript):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        uri = "file://" + urllib.parse.quote(str(root))
        transcript = yaml.safe_load(transcript.read_text().replace("$ROOT", uri))
        for name, text in transcript["files"].items():
            write(root / name, text)
        session = Session(root)
        for step in transcript["steps"]:
            if "receive" in step or "answer" in step:
                method = step.get("receive") or step["answer"]
                if method not in session.client.protocol.fm.features:
                    session.listen(method, "answer" in step)
        for method in ["textDocument/publishDiagnostics", "window/logMessage", "forgather/status"]:
            session.listen(method, False)
        # The client checks all that the server sends against what it said that it can do.
        (initialize,) = (step for step in transcript["steps"] if step.get("request") == "initialize")
        capabilities = session.params("initialize", initialize["params"]).capabilities
        session.client.capabilities = capabilities
        await session.client.start_io(binary, "lsp")
        for number, step in enumerate(transcript["steps"], 1):
            try:
                await session.step(step)
            except Exception as error:
                raise AssertionError(f"step {number}, {json.dumps(step)}: {error!r}") from error
        assert not session.came, f"nobody asked for {session.came}"


asyncio.run(run(sys.argv[1], pathlib.Path(sys.argv[2])))
