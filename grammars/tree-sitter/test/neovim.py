"""The same places in real Neovim, with the compiled parser and the queries as a user installs them."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from places import Place
from tree_sitter import GRAMMAR, TreeSitter


def problems(program: Path, tree_sitter: TreeSitter, expected: list[Place]) -> list[str]:
    home = tree_sitter.scratch / program.parent.parent.name
    runtime = home / "runtime"
    (runtime / "parser").mkdir(parents=True)
    shutil.copy(tree_sitter.library, runtime / "parser/forgather.so")
    shutil.copytree(GRAMMAR / "queries", runtime / "queries/forgather")
    asked = [
        {"file": str(it.file), "line": it.line, "column": it.column, "capture": it.capture, "piece": it.piece}
        for it in expected
    ]
    (home / "places.json").write_text(json.dumps(asked))
    environment = {
        **os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home),
        "XDG_DATA_HOME": str(home), "RUNTIME": str(runtime), "PLACES": str(home / "places.json"),
    }
    script = Path(__file__).with_name("neovim.lua")
    done = subprocess.run(
        [program, "--clean", "-i", "NONE", "-n", "--headless", "-u", "NONE", "-l", script],
        env=environment, capture_output=True, text=True, timeout=120,
    )
    found = [line for line in done.stdout.split("\n") if line]
    if done.returncode or not found or found[-1] != "done":
        return [*found, done.stderr, f"Neovim ended with {done.returncode}"]
    return found[:-1]
