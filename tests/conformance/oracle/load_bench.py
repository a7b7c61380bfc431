"""How long PyYAML takes to load expanded configurations: `load_bench.py DIR [--repeat N]`.

One warm process loads every `pp` of a corpus's expected.jsonl with `yaml.SafeLoader` and constructors for Forgather's
tags, which make small objects of what PyYAML constructs, and prints the best time as a JSON line.
"""

import argparse
import json
import time
from pathlib import Path

import yaml


class Node:
    """What a tag's node becomes: as little work as a node can be."""

    __slots__ = ("tag", "value")

    def __init__(self, tag, value):
        self.tag = tag
        self.value = value


class Loader(yaml.SafeLoader):
    """A SafeLoader that knows Forgather's tags."""


def construct(loader, suffix, node):
    if isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_scalar(node)
    return Node(suffix, value)


for tag in "call singleton factory partial lambda meta var tuple list dict dlist".split():
    Loader.add_multi_constructor("!" + tag, construct)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    rows = (arguments.folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [row["pp"] for row in map(json.loads, rows) if row.get("pp") is not None and row.get("stage", "done") == "done"]
    best = float("inf")
    for _ in range(arguments.repeat):
        start = time.perf_counter()
        for text in texts:
            yaml.load(text, Loader=Loader)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"configurations": len(texts), "seconds": best}))


if __name__ == "__main__":
    main()
