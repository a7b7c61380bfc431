#!/usr/bin/env python3
"""What a Forgather configuration expands to, according to Jinja2 itself.

This is Forgather's front end written from the language's description: the line-statement preprocessor of both
dialects, the loader that splits files into sub-templates, the globals, and the discovery of workspaces and
projects, all on top of the real Jinja2. The expansions it makes are what ours are compared with.

    oracle.py corpus DIR [--name CONFIG] [--dump]   check a corpus, or print one configuration's expansion
    oracle.py serve                                 answer requests, one JSON object a line
    oracle.py bench [--repeat N] DIR...             time the expansion of whole corpora

It needs Jinja2 and PyYAML (`requirements.txt`) and nothing else; it never reads the clock, the host or the
user: those are facts, given by a corpus's `facts.json` or by the request.
"""

import argparse
import datetime
import json
import os
import posixpath
import re
import signal
import sys
import time

import jinja2
import yaml
from jinja2.loaders import split_template_path
from jinja2.runtime import Undefined
from jinja2.sandbox import SandboxedEnvironment

CURRENT = "current"
NOTEBOOK = "2025-06"

# Where the expected results were made. Paths in an expansion begin here, wherever the tree really is.
ROOT = "/forgather"

DEFAULT_FACTS = {
    "now": "2025-06-07T04:25:44",
    "utcnow": "2025-06-07T11:25:44",
    "hostname": "workstation",
    "user": "user",
    "home": "/home/user",
    "cwd": ROOT,
    "uname": {
        "system": "Linux",
        "node": "workstation",
        "release": "6.1.0",
        "version": "#1 SMP",
        "machine": "x86_64",
    },
    "versions": {"python": "3.11.7", "torch": "2.9.0", "transformers": "4.57.0", "accelerate": "1.11.0"},
}

# --- line statements -----------------------------------------------------------------------------------------

# Not `str.splitlines`, which also splits at \v, \f, \x1c-\x1e, \x85, U+2028 and U+2029: those stay in the line.
NEWLINE = re.compile(r"\r\n|\r|\n")
COMMENT_LINE = re.compile(r"\s*##(.*)")
COMMENT_TAIL = re.compile(r"(.*)\s+#{2,}.*")
STATEMENT = re.compile(r"\s*(--|<<|>>|==|=>)\s(.*)")
HEADER = re.compile(r"^(\s*)\[(\w+)([!])*\]\s*$")

WRAPPERS = {
    "--": ("{% ", " %}"),
    "<<": ("{%- ", " %}"),
    ">>": ("{% ", " -%}"),
    "==": ("{{ ", " }}"),
}
TRIMMED_PRINT = {CURRENT: ("{{ ", "|trim('\\n')}}"), NOTEBOOK: ("{{ ", " -}}")}


def preprocess(source, dialect):
    """The Jinja2 source of a template's text: as many lines, joined with `\\n`.

    A text that ends in a newline has an empty last line, here as everywhere: Jinja2 drops that newline later, and
    a block header's closing lands on the empty line (`[a]\\n` alone expands to nothing, not to a newline).
    """
    lines = [rewrite_line(line, dialect) for line in NEWLINE.split(source)]
    if dialect == CURRENT:
        lines = rewrite_headers(lines)
    return "\n".join(lines)


def rewrite_line(line, dialect):
    """One line's Jinja2. `fullmatch` throughout, and `.` is any character but `\\n`."""
    comment = COMMENT_LINE.fullmatch(line)
    if comment:
        # The text goes in as it is: `##- x -` becomes `{#- x -#}`, which strips the whitespace around it, and
        # a `#}` inside ends the comment early.
        return "{#" + comment[1] + "#}" if dialect == CURRENT else "{##}"
    tail = COMMENT_TAIL.fullmatch(line)
    if tail:
        line = tail[1]
    statement = STATEMENT.fullmatch(line)
    if statement:
        sign, text = statement.groups()
        before, after = WRAPPERS[sign] if sign in WRAPPERS else TRIMMED_PRINT[dialect]
        line = before + text + after
    return line


def rewrite_headers(lines):
    """Block headers, `[name]` and `[name!]`, become blocks that end where the indentation says so."""
    output = []
    open_headers = []  # (indent, name, trimmed), outermost first

    def close():
        _, name, trimmed = open_headers.pop()
        # A header is only closed after its own opening line, so there is a last line.
        if output[-1]:
            output[-1] += "{{'\\n'}}"
        output[-1] += "{% endblock " + name + " +%}"
        if trimmed:
            output[-1] += "{% endfilter %}"

    for line in lines:
        header = HEADER.match(line)
        if not header:
            output.append(line)
            continue
        indent, name, trimmed = len(header[1]), header[2], bool(header[3])
        while open_headers and open_headers[-1][0] >= indent:
            close()
        open_headers.append((indent, name, trimmed))
        output.append(("{% filter trim %}" if trimmed else "") + "{% block " + name + " %}")
    while open_headers:
        close()
    return output


# --- templates -----------------------------------------------------------------------------------------------

SPLIT = re.compile(r"\n#\s*-{3,}\s*([\w./]+)\s*-{3,}\n")


class Loader(jinja2.BaseLoader):
    """Templates from a search path, whose files may hold sub-templates.

    `read` takes a path and answers a file's text, or None where there is no such file.
    """

    def __init__(self, searchpath, read):
        self.searchpath = searchpath
        self.read = read
        self.sub_templates = {}
        self.loaded = {}

    def get_source(self, environment, template):
        segments = split_template_path(template)  # raises TemplateNotFound(template) at a `..` segment
        if template in self.sub_templates:
            text, path = self.sub_templates[template]
            self.loaded[template] = path
            # Not up to date once a later file brings another template of the name: the last one wins.
            return text, path, lambda: self.sub_templates.get(template, ("", ""))[0] == text
        for folder in self.searchpath:
            path = posixpath.join(folder, *segments)
            text = self.read(path)
            if text is not None:
                self.loaded[template] = path
                return self.split(text, path), path, lambda: template not in self.sub_templates
        plural = "" if len(self.searchpath) == 1 else "s"
        folders = ", ".join(repr(folder) for folder in self.searchpath)
        raise jinja2.TemplateNotFound(template, f"{template!r} not found in search path{plural}: {folders}")

    def split(self, text, path):
        own, *rest = SPLIT.split(text)
        self.sub_templates.update(zip(rest[::2], ((part, path) for part in rest[1::2])))
        return own


class Environment(SandboxedEnvironment):
    """Jinja2 as Forgather sets it up."""

    def __init__(self, dialect, facts, loader):
        super().__init__(loader=loader, undefined=jinja2.StrictUndefined, trim_blocks=True, autoescape=False)
        self.dialect = dialect
        self.globals.update(template_globals(facts))
        if dialect == CURRENT:
            self.filters["toyaml"] = toyaml

    def preprocess(self, source, name=None, filename=None):
        return preprocess(str(source), self.dialect)

    def _parse(self, source, name, filename):
        try:
            return super()._parse(source, name, filename)
        except jinja2.TemplateSyntaxError as error:
            # The lexer gives the file's name for the template's where a comment or raw block has no end.
            if error.filename is None:
                error.name, error.filename = name, filename
            raise

    def handle_exception(self, source=None):
        # Jinja2 rewrites the traceback here so that it shows template lines. `template_trace` needs the frames
        # as they are.
        raise sys.exc_info()[1]


class Expression(Environment):
    """For a bare expression: nothing is rewritten first."""

    def preprocess(self, source, name=None, filename=None):
        return str(source)


def message(error):
    # Jinja2 appends the place to a syntax error's text unless it has rewritten the traceback, which we prevent.
    return error.message if isinstance(error, jinja2.TemplateSyntaxError) else str(error)


def template_trace(error):
    """Where the templates were when the error came, outermost first: template names, and lines of Jinja2 source."""
    trace = []
    frame = error.__traceback__
    while frame:
        template = frame.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and frame.tb_frame.f_code.co_filename == template.root_render_func.__code__.co_filename:
            trace.append([template.name, template.get_corresponding_lineno(frame.tb_lineno)])
        frame = frame.tb_next
    if isinstance(error, jinja2.TemplateSyntaxError):
        # Compiling runs no template code: the error knows the place itself.
        trace.append([error.name, error.lineno])
    return trace


# --- globals -------------------------------------------------------------------------------------------------

CLOCK = "%Y-%m-%dT%H:%M:%S"
FILE_CLOCK = "%Y-%m-%dT%H-%M-%S"


def template_globals(facts):
    """The names every template sees. Paths are POSIX paths, whatever this runs on."""
    now = datetime.datetime.strptime(facts["now"], CLOCK)
    utcnow = datetime.datetime.strptime(facts["utcnow"], CLOCK)
    home, cwd = facts["home"], facts["cwd"]

    def abspath(path):
        return posixpath.normpath(posixpath.join(cwd, os.fspath(path)))

    def relpath(path, start=None):
        if not path:
            raise ValueError("no path specified")
        return posixpath.relpath(abspath(path), abspath(start) if start else cwd)

    def directory(base):
        # On Linux `platformdirs` has no use for the author.
        def named(appname=None, appauthor=None, version=None):
            return posixpath.join(base, *(part for part in (appname, appname and version) if part))

        return named

    values = {
        "isotime": lambda: now.strftime(CLOCK),
        "utcisotime": lambda: utcnow.strftime(CLOCK),
        "filetime": lambda: now.strftime(FILE_CLOCK),
        "utcfiletime": lambda: utcnow.strftime(FILE_CLOCK),
        "now": lambda: now,
        "utcnow": lambda: utcnow,
        # These two name the undefined variable; the others raise `os.path`'s TypeError.
        "joinpath": defined(posixpath.join),
        "normpath": defined(posixpath.normpath),
        "abspath": abspath,
        "relpath": relpath,
        "dirname": posixpath.dirname,
        "basename": posixpath.basename,
        "splitext": posixpath.splitext,
        "repr": repr,
        "modname_from_path": lambda path: posixpath.splitext(posixpath.basename(path))[0],
        "user_home_dir": lambda: home,
        "getcwd": lambda: cwd,
        "forgather_config_dir": lambda: config_dir(facts),
        "user_data_dir": directory(f"{home}/.local/share"),
        "user_cache_dir": directory(f"{home}/.cache"),
        "user_config_dir": directory(f"{home}/.config"),
        "site_data_dir": directory("/usr/local/share"),
        "site_config_dir": directory("/etc/xdg"),
    }
    if "project_dir" in facts:
        for key in ("project_dir", "workspace_root", "hostname", "uname", "versions"):
            values[key] = facts[key]
    return values


def config_dir(facts):
    return facts["home"] + "/.config/forgather"


def defined(function):
    def checked(*arguments):
        for argument in arguments:
            if isinstance(argument, Undefined):
                str(argument)  # raises UndefinedError, as any use of a StrictUndefined does
        return function(*arguments)

    return checked


def toyaml(value, default=jinja2.StrictUndefined(name="default")):
    """A value as flow YAML on one line."""
    if isinstance(value, Undefined):
        # Without a default the error names the value, not the default.
        if isinstance(default, Undefined):
            str(value)
        value = default
    if isinstance(value, (bool, int)):
        return str(value)
    if value is None:
        return "null"
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")


# --- workspaces and projects ---------------------------------------------------------------------------------


class Tree:
    """A real folder, read as if it were at ROOT."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)

    def real(self, path):
        path = posixpath.normpath(path)
        if path == ROOT or path.startswith(ROOT + "/"):
            return self.folder + path[len(ROOT) :]
        return None

    def is_dir(self, path):
        real = self.real(path)
        return real is not None and os.path.isdir(real)

    def read(self, path):
        real = self.real(path)
        if real is None or not os.path.isfile(real):
            return None
        # Text mode, so `\r\n` and `\r` are `\n` before the file is split; not `utf-8-sig`: a BOM is text.
        with open(real, encoding="utf-8") as file:
            return file.read()


class Project:
    """A project folder: its facts, search path and prefix, as its `meta.yaml` says."""

    def __init__(self, tree, folder, facts, dialect):
        self.dialect = dialect
        project_dir = posixpath.join(ROOT, folder)
        workspace_root = workspace(tree, project_dir)
        self.facts = dict(facts, project_dir=project_dir, workspace_root=workspace_root)
        searchpath = [project_dir, posixpath.join(workspace_root, "forgather_workspace")]
        user_templates = config_dir(facts) + "/templates"
        if tree.is_dir(user_templates):
            searchpath.append(user_templates)
        text = Environment(dialect, self.facts, Loader(searchpath, tree.read)).get_template("meta.yaml").render()
        meta = yaml.safe_load(text) or {}
        searchdir = meta.get("searchdir", "templates")
        if isinstance(searchdir, str):
            searchdir = [searchdir]
        # Forgather leaves a relative entry to the working directory. The expected results were made in the
        # project's: `2025-06/examples/trainers/dynamic_models/model_test` says `../../../../templates/base` and
        # reports `/forgather/templates/base`, although `getcwd()` is pinned to `/forgather`.
        self.searchpath = [posixpath.normpath(posixpath.join(project_dir, entry)) for entry in searchdir]
        self.prefix = meta.get("config_prefix", "configs")


def workspace(tree, folder):
    while not tree.is_dir(posixpath.join(folder, "forgather_workspace")):
        if folder == ROOT:
            raise ValueError("no folder upwards has a forgather_workspace folder")
        folder = posixpath.dirname(folder)
    return folder


# --- corpora -------------------------------------------------------------------------------------------------


class Corpus:
    """A folder of configurations and what Forgather made of them."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.is_notebook = os.path.basename(self.folder) == "notebook"
        self.dialect = NOTEBOOK if NOTEBOOK in self.label() else CURRENT
        with open(os.path.join(self.folder, "expected.jsonl"), encoding="utf-8") as file:
            self.rows = [json.loads(line) for line in file]
        facts = os.path.join(os.path.dirname(self.folder) if self.is_notebook else self.folder, "facts.json")
        with open(facts, encoding="utf-8") as file:
            self.facts = json.load(file)
        self.tree = Tree(self.folder if self.is_notebook else os.path.join(self.folder, "tree"))

    def label(self):
        parent, name = os.path.split(self.folder)
        return os.path.basename(parent) + "/notebook" if self.is_notebook else name

    def projects(self):
        """Every row's project, None in the notebook, which has none."""
        made = {}
        for row in self.rows:
            folder = row.get("project")
            if folder is not None and folder not in made:
                made[folder] = Project(self.tree, folder, self.facts, self.dialect)
        return made

    def expand(self, row, project):
        """The expansion and the loader that was used. Nothing is shared between two configurations."""
        if self.is_notebook:
            # The tree's folder stands for the notebook's working directory.
            facts = dict(self.facts, cwd=row["cwd"])
            searchpath = [posixpath.normpath(posixpath.join(ROOT, entry)) for entry in row["searchpath"]]
            name = row["template"]
        else:
            facts, searchpath = project.facts, project.searchpath
            name = posixpath.join(project.prefix, row["config"])
        loader = Loader(searchpath, self.tree.read)
        environment = Environment(self.dialect, facts, loader)
        try:
            return environment.get_template(name).render(), None, loader
        except Exception as error:  # whatever a template can raise is an answer
            return None, error, loader


def check_corpus(folder, only, dump):
    corpus = Corpus(folder)
    projects = corpus.projects()
    agreed = failed = 0
    for row in corpus.rows:
        name = row.get("config") or row["template"]
        if only is not None and only != name:
            continue
        text, error, loader = corpus.expand(row, projects.get(row.get("project")))
        if dump:
            print(json.dumps((name, repr(error) if error else text), ensure_ascii=False))
            continue
        complaints = disagreements(row, text, error, loader)
        if complaints:
            failed += 1
            print(f"{corpus.label()}: {row.get('project', '')} {name}: {'; '.join(complaints)}")
        else:
            agreed += 1
    if not dump:
        print(f"{corpus.label()}: {agreed} agree, {failed} do not")
    return failed == 0 and (dump or agreed > 0)


def disagreements(row, text, error, loader):
    found = []
    if "pp" in row:
        if error is not None:
            found.append(f"failed: {type(error).__name__}: {error}")
        elif text != row["pp"]:
            found.append(f"the expansion is {first_difference(text, row['pp'])}")
    else:
        expected = row["error"]
        if error is None:
            found.append(f"expanded, but should raise {expected['type']}")
        else:
            found += error_disagreements(expected, error, loader)
    templates = row.get("templates")
    if templates is not None:
        ours = {name: posixpath.relpath(path, ROOT) for name, path in loader.loaded.items()}
        if list(ours.items()) != list(templates.items()):
            found.append(f"loaded {list(ours.items())}, expected {list(templates.items())}")
    return found


def error_disagreements(expected, error, loader):
    if type(error).__name__ != expected["type"]:
        yield f"raised {type(error).__name__}, expected {expected['type']}"
    if message(error) != expected["message"]:
        yield f"says {message(error)!r}, expected {expected['message']!r}"
    trace = [[posixpath.relpath(loader.loaded[name], ROOT), line] for name, line in template_trace(error)]
    if isinstance(error, jinja2.TemplateSyntaxError):
        # Forgather counts the place of a syntax error twice: as Jinja2's last frame, and as the error's own.
        trace.append(trace[-1])
    if trace != expected["template_trace"]:
        yield f"trace {trace}, expected {expected['template_trace']}"


def first_difference(ours, expected):
    at = next((i for i, (a, b) in enumerate(zip(ours, expected)) if a != b), min(len(ours), len(expected)))
    return f"{ours[at - 20 if at > 20 else 0 : at + 40]!r}, expected {expected[at - 20 if at > 20 else 0 : at + 40]!r}"


# --- serve ---------------------------------------------------------------------------------------------------

# Where a request's templates appear to be.
SERVED_PROJECT = ROOT + "/project"
SERVED_FOLDER = SERVED_PROJECT + "/templates"

TIME_LIMIT = 10  # seconds


class Hang(Exception):
    """A request took longer than the time limit."""


def interrupt(_signal, _frame):
    raise Hang(f"no answer within {TIME_LIMIT} seconds")


def serve():
    signal.signal(signal.SIGALRM, interrupt)
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        signal.alarm(TIME_LIMIT)
        try:
            response = answer(json.loads(line))
        except (Exception, RecursionError, MemoryError) as error:
            response = failure(error)
        finally:
            signal.alarm(0)
        # ASCII, because an expansion may hold lone surrogates, which UTF-8 cannot say.
        print(json.dumps(response), flush=True)


def answer(request):
    dialect = request.get("dialect", CURRENT)
    facts = dict(DEFAULT_FACTS, project_dir=SERVED_PROJECT, workspace_root=ROOT)
    facts.update(request.get("facts") or {})
    if "preprocess" in request:
        return {"ok": True, "text": preprocess(request["preprocess"], dialect)}
    if "eval" in request:
        environment = Expression(dialect, facts, Loader([SERVED_FOLDER], lambda path: None))
        return {"ok": True, "text": environment.from_string("{{ " + request["eval"] + " }}").render()}
    files = {
        # As a file is read: see `Tree.read`.
        posixpath.join(SERVED_FOLDER, name): NEWLINE.sub("\n", text)
        for name, text in request["templates"].items()
    }
    environment = Environment(dialect, facts, Loader([SERVED_FOLDER], files.get))
    return {"ok": True, "text": environment.get_template(request["main"]).render()}


def failure(error):
    trace = template_trace(error)
    template, line = trace[-1] if trace else (None, None)
    return {
        "ok": False,
        "type": type(error).__name__,
        "message": message(error),
        "template": template,
        "line": line,
        "trace": trace,
    }


# --- bench ---------------------------------------------------------------------------------------------------


def bench(folders, repeat):
    """Best of several rounds over every configuration that expands, files read anew each time."""
    for folder in folders:
        corpus = Corpus(folder)
        projects = corpus.projects()
        rows = [row for row in corpus.rows if "pp" in row]
        plain, with_meta = [], []
        for _ in range(repeat):
            start = time.perf_counter()
            for row in rows:
                corpus.expand(row, projects.get(row.get("project")))
            plain.append(time.perf_counter() - start)
            start = time.perf_counter()
            for row in rows:
                project = row.get("project")
                if project is not None:
                    project = Project(corpus.tree, project, corpus.facts, corpus.dialect)
                corpus.expand(row, project)
            with_meta.append(time.perf_counter() - start)
        result = {
            "corpus": corpus.label(),
            "configurations": len(rows),
            "seconds": round(min(plain), 4),
            "seconds_with_meta": round(min(with_meta), 4),
        }
        print(json.dumps(result), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    corpus = commands.add_parser("corpus")
    corpus.add_argument("folder", metavar="DIR")
    corpus.add_argument("--name", metavar="CONFIG")
    corpus.add_argument("--dump", action="store_true", help="print [name, text] instead of comparing")
    commands.add_parser("serve")
    timing = commands.add_parser("bench")
    timing.add_argument("--repeat", type=int, default=5)
    timing.add_argument("folders", metavar="DIR", nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "corpus":
        sys.exit(0 if check_corpus(arguments.folder, arguments.name, arguments.dump) else 1)
    if arguments.command == "serve":
        serve()
    if arguments.command == "bench":
        bench(arguments.folders, arguments.repeat)


if __name__ == "__main__":
    main()
