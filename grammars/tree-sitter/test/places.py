"""Places whose captures were written down by hand, in places.txt."""

from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Offsets are in bytes."""

    file: Path
    line: int
    column: int
    start: int
    end: int
    piece: str
    capture: str

    def __str__(self):
        return f"{self.file}:{self.line + 1}: `{self.piece}` is to be {self.capture}"


def places(projects: Path, corpus: Path) -> list[Place]:
    """Of each line of the list: the piece is where it stands between the two brackets of a line of the file."""
    found, file, lines = [], None, []
    for number, line in enumerate(Path(__file__).with_name("places.txt").read_text().split("\n"), 1):
        if not line or line.startswith("# "):
            continue
        if line.startswith("== "):
            kind, _, name = line[3:].partition("/")
            file = {"projects": projects, "corpus": corpus}[kind] / name
            lines = file.read_text().split("\n") if file.exists() else None
            if lines is None and (kind == "projects" or corpus.is_dir()):
                raise SystemExit(f"places.txt:{number}: there is no {file}")
            continue
        if lines is None:
            continue
        capture, _, marked = line.partition("  ")
        before, piece, after = marked.strip().replace("⟫", "⟪").split("⟪")
        whole = before + piece + after
        rows = [at for at, text in enumerate(lines) if text.strip() == whole]
        if not rows:
            raise SystemExit(f"places.txt:{number}: {file} has no line `{whole}`")
        row = rows[0]
        indentation = len(lines[row]) - len(lines[row].lstrip())
        column = len((lines[row][:indentation] + before).encode())
        start = len("\n".join([*lines[:row], ""]).encode()) + column
        found.append(Place(file, row, column, start, start + len(piece.encode()), piece, capture))
    return found
