"""One line of a file is broken: which other lines change their colours?"""

import random
from collections import defaultdict
from pathlib import Path
from typing import Callable, NamedTuple

from tree_sitter import Capture, TreeSitter

INSERTED = [
    "\"", "'", "[", "]", "{", "}", "(", ")", "{{", "}}", "{%", "%}", "{#", "|", ":", "!", "&", "*", "-- ", "##", "%$@",
]
APPENDED = [" \"", " '", " [", " {", " {{ x", " {% x", " {# x", " (", " |", " &", " !call:"]


class Case(NamedTuple):
    file: Path
    line: int
    before: str
    after: str
    lines: list[int]

    def __str__(self):
        others = ", ".join(str(line + 1) for line in self.lines)
        return f"{self.file}:{self.line + 1}: {self.before!r} as {self.after!r} changes {others}"


class Result(NamedTuple):
    cases: int
    spoiled: list[Case]


def ways(generator: random.Random) -> list[Callable[[str], str]]:
    def inserted(piece: str) -> Callable[[str], str]:
        def way(line: str) -> str:
            at = generator.randint(len(line) - len(line.lstrip()), len(line))
            return line[:at] + piece + line[at:]

        return way

    def appended(piece: str) -> Callable[[str], str]:
        return lambda line: line + piece

    def cut(line: str) -> str:
        return line[: generator.randint(1, len(line))]

    def without_one(line: str) -> str:
        at = generator.randrange(len(line))
        return line[:at] + line[at + 1 :]

    return [*map(inserted, INSERTED), *map(appended, APPENDED), cut, without_one, cut, without_one]


def by_lines(captures: list[Capture]) -> dict[int, set]:
    lines = defaultdict(set)
    for name, (first, column), (last, end) in captures:
        for line in range(first, last + 1):
            lines[line].add((name, column if line == first else 0, end if line == last else -1))
    return lines


def measure(tree_sitter: TreeSitter, files: list[Path], cases: int) -> Result:
    generator = random.Random(1)
    folder = tree_sitter.scratch / "neighbours"
    folder.mkdir()
    broken = []
    while len(broken) < cases:
        file = generator.choice(files)
        lines = file.read_text().split("\n")
        line = generator.choice([at for at, text in enumerate(lines) if text.strip()] or [None])
        if line is None:
            continue
        before, after = lines[line], generator.choice(ways(generator))(lines[line])
        if before == after:
            continue
        lines[line] = after
        copy = folder / f"{len(broken)}.yaml"
        copy.write_text("\n".join(lines))
        broken.append((file, line, before, after, copy))
    originals = sorted({case[0] for case in broken})
    expected = dict(zip(originals, map(by_lines, tree_sitter.captures(originals))))
    spoiled = []
    for (file, line, before, after, _), captures in zip(broken, tree_sitter.captures([case[-1] for case in broken])):
        old, new = expected[file], by_lines(captures)
        changed = sorted(at for at in {*old, *new} if at != line and old.get(at) != new.get(at))
        if changed:
            spoiled.append(Case(file, line, before, after, changed))
    return Result(cases, spoiled)
