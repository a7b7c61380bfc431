"""The tree-sitter command line, as the tests use it."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

GRAMMAR = Path(__file__).resolve().parent.parent
HIGHLIGHTS = GRAMMAR / "queries/highlights.scm"


class Node(NamedTuple):
    kind: str
    line: int
    column: int


class Capture(NamedTuple):
    """A captured node: lines from 0, columns in bytes."""

    name: str
    start: tuple[int, int]
    end: tuple[int, int]


class TreeSitter:
    def __init__(self, program: Path, scratch: Path):
        self.program = program
        self.scratch = scratch
        self.library = scratch / "forgather.so"
        # Neither settings nor parsers of whoever runs the tests are touched.
        self.environment = {**os.environ, "HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch), "XDG_CACHE_HOME": str(scratch)}

    def run(self, *arguments: str, directory: Path = GRAMMAR, timeout: int = 300) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.program, *map(str, arguments)],
            cwd=directory, env=self.environment, capture_output=True, text=True, errors="replace", timeout=timeout,
        )

    def build(self) -> str:
        """Compiles the parser; what is wrong, or nothing."""
        done = self.run("build", "--output", self.library, GRAMMAR)
        return done.stderr if done.returncode else ""

    def _with_paths(self, command: str, files: list[Path], *arguments: str) -> str:
        listing = self.scratch / "paths"
        listing.write_text("".join(f"{file}\n" for file in files))
        language = ("--lib-path", self.library, "--lang-name", "forgather", "--paths", listing)
        return self.run(command, *language, *arguments).stdout

    def trees(self, files: list[Path]) -> list[str]:
        found = re.split(r"(?m)^(?=\()", self._with_paths("parse", files))[1:]
        assert len(found) == len(files), f"{len(found)} trees for {len(files)} files"
        return found

    def summaries(self, files: list[Path]) -> list[dict]:
        """For each file whether its tree is without an error, and how long it took."""
        out = self._with_paths("parse", files, "--quiet", "--json-summary")
        found = json.loads(out[out.index("{"):])["parse_summaries"]
        assert len(found) == len(files), f"{len(found)} summaries for {len(files)} files"
        return found

    def captures(self, files: list[Path], query: Path = HIGHLIGHTS) -> list[list[Capture]]:
        out = self._with_paths("query", files, query)
        found: dict[str, list[Capture]] = {}
        current: list[Capture] = []
        place = re.compile(r"\s+capture: (?:\d+ - )?([^,]+), start: \((\d+), (\d+)\), end: \((\d+), (\d+)\)")
        for line in out.split("\n"):
            if match := place.match(line):
                name, *numbers = match.groups()
                row, column, end_row, end_column = map(int, numbers)
                current.append(Capture(name, (row, column), (end_row, end_column)))
            elif line.startswith("/"):
                current = found.setdefault(line, [])
        return [found.get(str(file), []) for file in files]


BROKEN = ("ERROR", "MISSING", "unclosed", "invalid", "incomplete", "stray_statement", "unknown_statement")


def broken_nodes(tree: str) -> list[Node]:
    """What of a tree says that the text is broken."""
    found = re.finditer(rf"\(({'|'.join(BROKEN)})\b[^\[]*\[(\d+), (\d+)\]", tree)
    return [Node(match[1], int(match[2]), int(match[3])) for match in found]
