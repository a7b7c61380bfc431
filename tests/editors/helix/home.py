"""A home folder as a user of Helix has one who followed editors/helix/README.md, and a copy of the example projects."""

import os
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Home:
    def __init__(self, folder: Path, program: Path, server: str, grammar: Path | None = None):
        self.folder = folder
        self.program = program
        config = folder / ".config/helix"
        runtime = config / "runtime"
        (runtime / "grammars").mkdir(parents=True)
        (folder / "bin").mkdir()
        (folder / "bin/forgather-ls").symlink_to(server)
        languages = (ROOT / "editors/helix/languages.toml").read_text()
        # What the README says to put in place of the path.
        languages = languages.replace("GRAMMAR", str(ROOT / "grammars/tree-sitter"))
        (config / "languages.toml").write_text('use-grammars = { only = ["forgather"] }\n' + languages)
        (config / "config.toml").write_text(
            'theme = "seen"\n[editor]\nidle-timeout = 50\nend-of-line-diagnostics = "hint"\n'
            'true-color = true\n[editor.inline-diagnostics]\ncursor-line = "hint"\n'
        )
        (config / "themes").mkdir()
        (config / "themes/seen.toml").write_text((Path(__file__).with_name("theme.toml")).read_text())
        shutil.copytree(ROOT / "editors/helix/queries/forgather", runtime / "queries/forgather")
        self.grammar = runtime / "grammars/forgather.so"
        if grammar:
            shutil.copy(grammar, self.grammar)
        self.projects = folder / "projects"
        shutil.copytree(ROOT / "tests/projects", self.projects)

    @property
    def extends(self) -> bool:
        return self.run("--version").stdout.startswith("helix 25.01")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / ".config"),
            "XDG_CACHE_HOME": str(self.folder / ".cache"),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.program, *arguments], cwd=self.folder, env={**os.environ, **self.environment},
            capture_output=True, text=True, timeout=300,
        )

    def processes(self) -> list[str]:
        """What runs with this home and is a language server."""
        mark = f"HOME={self.folder}\0".encode()
        found = []
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and mark in (process / "environ").read_bytes():
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if "forgather-ls" in command and "bin/hx" not in command:
                        found.append(command)
            except OSError:
                continue
        return found

    def is_left_alone(self, patience: float = 30) -> bool:
        end = time.monotonic() + patience
        while self.processes():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True
