"""What is tested, in this order."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import colours
import edits
import neovim
import neighbours
import random_texts
from language_server import LanguageServer
from places import places
from tap import Tap
from tree_sitter import GRAMMAR, TreeSitter, broken_nodes

DIALECTS = ("current", "2025-06")
NO_CORPUS = "there is no corpus"


@dataclass
class Context:
    tree_sitter: TreeSitter
    projects: Path
    corpus: Path
    server: str | None
    neovims: list[Path]

    def templates(self, *folders: Path) -> list[Path]:
        found = (file for folder in folders for file in folder.rglob("*") if file.suffix in (".yaml", ".jinja"))
        return sorted(file for file in found if file.is_file())

    def examples(self) -> list[Path]:
        return self.templates(self.projects)

    def real(self) -> list[Path]:
        return self.templates(*(self.corpus / dialect for dialect in DIALECTS))

    def edges(self) -> list[Path]:
        return self.templates(*(self.corpus / f"edges-{dialect}" for dialect in DIALECTS))


def generated(context: Context, tap: Tap):
    copy = context.tree_sitter.scratch / "generated"
    shutil.copytree(GRAMMAR, copy, ignore=shutil.ignore_patterns("test"))
    done = context.tree_sitter.run("generate", "--abi", "14", directory=copy)
    problems = [done.stderr] if done.returncode else [
        f"src/{name} is not what grammar.js generates; run `tree-sitter generate --abi 14`"
        for name in ("parser.c", "node-types.json")
        if (copy / "src" / name).read_bytes() != (GRAMMAR / "src" / name).read_bytes()
    ]
    tap.check("the parser is generated from the grammar", problems)


def shapes(context: Context, tap: Tap):
    done = context.tree_sitter.run("test")
    tap.check("trees are as written in test/corpus", [done.stdout + done.stderr] if done.returncode else [])


def clean(context: Context, tap: Tap):
    """Whatever Forgather takes has no broken node. What has one is said to be broken by Forgather."""
    files = context.examples()
    broken = {}
    if context.corpus.is_dir():
        files += context.real() + context.edges()
        for expected in context.corpus.glob("*/expected.jsonl"):
            for line in expected.read_text().splitlines():
                result = json.loads(line)
                if error := result.get("error"):
                    file = expected.parent / "tree" / result["file"]
                    broken[file] = f"{error['type']}: {error['message']}".split("\n")[0]
    problems, named = [], []
    for file, tree, summary in zip(files, context.tree_sitter.trees(files), context.tree_sitter.summaries(files)):
        nodes = broken_nodes(tree)
        if not summary["successful"]:
            problems.append(f"{file}: has an error")
        elif nodes and file not in broken:
            problems += [f"{file}:{node.line + 1}:{node.column + 1}: {node.kind}" for node in nodes]
        elif nodes:
            named.append(f"{file.relative_to(context.corpus)}: {nodes[0].kind}; Forgather says {broken[file]}")
    tap.check(f"{len(files)} templates have no broken node, but for {len(named)} that Forgather rejects", problems)
    for name in named:
        tap.note(name)
    if not context.corpus.is_dir():
        tap.skip("templates of the corpus have no broken node", NO_CORPUS)


def fast(context: Context, tap: Tap):
    files = context.real() if context.corpus.is_dir() else context.examples()
    summaries = context.tree_sitter.summaries(files)
    size = sum(file.stat().st_size for file in files)
    seconds = sum(summary["duration"]["secs"] + summary["duration"]["nanos"] / 1e9 for summary in summaries)
    speed = size / seconds / 1e6
    # Far less than what any machine does that has time for it.
    tap.check(
        f"{size:,} bytes of {len(files)} templates are parsed in {seconds * 1000:.0f} ms, {speed:.1f} MB a second",
        [] if speed > 0.1 else ["that is slow"],
    )


def local(context: Context, tap: Tap):
    files = context.real() if context.corpus.is_dir() else context.examples()
    result = neighbours.measure(context.tree_sitter, files, cases=500)
    tap.check(
        f"of {result.cases} broken lines {len(result.spoiled)} change colours of other lines, "
        f"{sum(len(case.lines) for case in result.spoiled)} lines in all",
        [] if len(result.spoiled) * 100 <= result.cases else [str(case) for case in result.spoiled],
    )
    for case in result.spoiled:
        tap.note(str(case))


def total(context: Context, tap: Tap):
    files = context.real() + context.edges() if context.corpus.is_dir() else context.examples()
    tap.check("1500 texts with random faults are parsed without an error", random_texts.faults(context.tree_sitter, files, 1500))


def incremental(context: Context, tap: Tap):
    tap.check("40 edits give the same tree as a fresh parse", edits.differences(context.tree_sitter, context.examples(), 40))


def same_colours(context: Context, tap: Tap):
    name = "colours are those of the server's semantic tokens"
    if not context.server:
        tap.skip(name, "there is no server: FORGATHER_LS is not set")
        return
    groups = [("the example projects", context.projects, context.examples())]
    if context.corpus.is_dir():
        groups += [(f"the corpus {it}", context.corpus / it / "tree", context.templates(context.corpus / it)) for it in DIALECTS]
    else:
        tap.skip(f"{name} on the corpus", NO_CORPUS)
    for group, root, files in groups:
        server = LanguageServer(context.server, root)
        try:
            tokens = [server.tokens(file) for file in files]
        finally:
            server.stop()
        captures = context.tree_sitter.captures(files)
        problems = [it for told in zip(files, tokens, captures) for it in colours.differences(*told)]
        count = sum(map(len, tokens))
        if not count:
            problems.append("the server tells no tokens at all")
        tap.check(f"{name} on {len(files)} files of {group}, {count} tokens", problems)


def written_places(context: Context, tap: Tap):
    """Captures at places that were written down by hand."""
    expected = places(context.projects, context.corpus)
    files = sorted({place.file for place in expected})
    shown = {
        file: colours.Shown(file.read_bytes(), captures)
        for file, captures in zip(files, context.tree_sitter.captures(files))
    }
    problems = []
    for place in expected:
        found = shown[place.file].names[place.start]
        if found != place.capture or shown[place.file].names[place.end - 1] != place.capture:
            problems.append(f"{place}: shown as {found}")
    tap.check(f"{len(expected)} places in {len(files)} files are captured as written down", problems)
    for program in context.neovims:
        name = f"the same places in {program.parent.parent.name}'s Neovim, folds, and every query"
        if program.exists():
            tap.check(name, neovim.problems(program, context.tree_sitter, expected))
        else:
            tap.skip(name, f"there is no {program}; tests/editors/install gets it")


ALL = [generated, shapes, clean, fast, total, incremental, local, written_places, same_colours]
