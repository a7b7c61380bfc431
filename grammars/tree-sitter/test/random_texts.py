"""Texts with random faults, and random texts: the grammar takes whatever there is, so tree-sitter never has to guess."""

import random
from pathlib import Path

from tree_sitter import TreeSitter

PIECES = [
    "{{", "}}", "{%", "%}", "{#", "#}", "-- ", "<< ", "== ", "=> ", ">> ", "##", " ## x", " # y", "\"", "'", "[", "]", "{", "}",
    "(", ")", ",", ":", ": ", "- ", "? ", "|", ">", "&", "*", "!", "@", "=", ".", "+", "~", "%", "$", "?", "\\", ";", "`",
    "-- if x\n", "\n-- endif\n", "\n-- else\n", "{% if a %}", "{% endif %}", "{% for x in y %}", "{% endblock %}", "\n-- block b\n",
    "\n-- endblock\n", "\n[b]\n", "\n    [b!]\n", "\n#--- a.b ---\n", "{% raw %}", "{% endraw %}", "{% set x %}", "{% endset %}",
    "\n-- macro m(", "\n-- call(", "\n-- with a=", "\n-- from x import ", "not", " in ", " is ", " if ", " else ", " and ", "raw", "set",
    "import", "none", "true", "x", "0", "0x1f", "1.5", "1:30", "&a ", "*a", "!call:", "!call:a:b@c", "|\n", ">-\n", "%YAML 1.1\n", "---\n",
    "...\n", "%}}", "-%}", "\"}}\"", "\t", "  ", "    ", "\n", "\r\n", "\r", "é", "漢", "😀", "€", "\xa0", "\u2028", "\ufeff", "\0",
]


def text(generator: random.Random, files: list[Path]) -> str:
    if generator.random() < 0.2:
        return "".join(generator.choice([*PIECES, " ", "\n", " x "]) for _ in range(generator.randint(1, 80)))
    found = generator.choice(files).read_bytes().decode()
    for _ in range(generator.choice([1, 1, 2, 3, 6])):
        at = generator.randint(0, len(found))
        match generator.randrange(6):
            case 0 | 1 | 2:
                found = found[:at] + generator.choice(PIECES) + found[at:]
            case 3:
                found = found[:at] + found[at + generator.randint(1, 6) :]
            case 4:
                found = found[:at]
            case 5:
                end = found.find("\n", at)
                found = found[:at] + generator.choice(PIECES) + (found[end:] if end >= 0 else "")
    return found


# Deeper than what the scanner keeps in mind.
DEEP = [
    "- " * 400 + "x\n", "-- if x\n" * 400 + "-- endif\n" * 400, "a: " + "[" * 400 + "]" * 400, "a: " + "[" * 400,
    "== " + "(" * 400 + ")" * 400, "".join(f"{' ' * it}k:\n" for it in range(400)), "".join(f"{' ' * it}[k]\n" for it in range(400)),
    "a: " + "{% if x %}" * 400 + "{% endif %}" * 400, "- " * 159 + "|\n" + "- " * 160 + "|\n  x\n",
]


def faults(tree_sitter: TreeSitter, files: list[Path], count: int, seed: int = 1) -> list[str]:
    generator = random.Random(seed)
    folder = tree_sitter.scratch / "random"
    folder.mkdir()
    made = []
    for at in range(count):
        made.append(folder / f"{at}.yaml")
        made[-1].write_bytes((DEEP[at] if at < len(DEEP) else text(generator, files)).encode())
    return [
        f"text {file.stem} of seed {seed} has an error: {file.read_bytes()[:400]!r}"
        for file, summary in zip(made, tree_sitter.summaries(made)) if not summary["successful"]
    ]
