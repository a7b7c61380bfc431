"""Edits, parsed incrementally: the tree is as if the text had been parsed afresh."""

import random
from pathlib import Path

from random_texts import PIECES
from tree_sitter import TreeSitter


def differences(tree_sitter: TreeSitter, files: list[Path], count: int) -> list[str]:
    generator = random.Random(1)
    language = ("--lib-path", tree_sitter.library, "--lang-name", "forgather")
    problems = []
    for _ in range(count):
        file = generator.choice(files)
        text = file.read_bytes()
        edits = []
        for _ in range(generator.randint(1, 4)):
            at = generator.randint(0, len(text))
            removed = generator.choice([0, 0, 1, 5, 40])
            removed = min(removed, len(text) - at)
            # Written as an argument, without what the command line reads as something else.
            piece = generator.choice([it for it in PIECES if it.isascii() and it.isprintable()])
            edits.append(f"{at} {removed} {piece}")
            text = text[:at] + piece.encode() + text[at + removed :]
        fresh = tree_sitter.scratch / "fresh.yaml"
        fresh.write_bytes(text)
        again = tree_sitter.run("parse", *language, file, "--edits", *edits).stdout
        once = tree_sitter.run("parse", *language, fresh).stdout
        again, once = (out.split("\n/")[0].strip() for out in (again, once))
        if again != once:
            problems.append(f"{file}, edited by {edits}, is another tree than the same text afresh")
    return problems
