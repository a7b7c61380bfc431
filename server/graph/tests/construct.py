"""Runs generated Python with stubs for all it imports, and compares with constructing the graph itself.

Reads one JSON object a line: `code`, `form`, `target` (none: the root) and `graph` (docs/graph-json.md). Writes for each a line:
`same`, `different: …`, or `unrunnable: …` where the text is not Python, or uses a name that has no value,
or calls what is a partial.
"""

import builtins
import json
import sys


class Stub:
    """Anything that can be imported."""

    def __init__(self, path):
        self.path = path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub(f"{self.path}.{name}")

    def __call__(self, *args, **kwargs):
        return Made(self.path, args, kwargs)


class Made:
    """What calling a stub yields."""

    def __init__(self, path, args, kwargs):
        self.path, self.args, self.kwargs = path, args, kwargs

    def __getitem__(self, key):
        return Made("getitem", (self, key), {})

    def __call__(self, *args, **kwargs):
        return Made("call", (self, *args), kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("items", "keys", "values"):
            return lambda: Made(name, (self,), {})
        return Made("getattr", (self, name), {})


def partial(function, *args, **kwargs):
    """A partial without arguments is the function, as Forgather's code has it."""
    if not args and not kwargs:
        return function
    made = Made("partial", (function, *args), kwargs)
    made.__class__ = Partial
    return made


class Partial(Made):
    def __call__(self, *args, **kwargs):
        return self.args[0](*self.args[1:], *args, **{**self.kwargs, **kwargs})


class Modules:
    def __init__(self, name):
        self.name = name

    def __getattr__(self, symbol):
        if self.name == "functools" and symbol == "partial":
            return partial
        return Stub(f"{self.name}:{symbol}")


class Builtins(dict):
    """Names that nothing binds are builtins, and builtins are stubs."""

    def __missing__(self, name):
        if name in ("inf", "nan"):
            return float(name)
        return Stub(name)


def run(code, variables):
    names = Builtins(__import__=lambda name, *rest: Modules(name), tuple=tuple, list=list, float=float)
    scope = {"__builtins__": names}
    exec(compile(code, "generated", "exec"), scope)
    # The files are not there, so the import from files is a stub too; symbols come from a call.
    scope["dynimport"] = lambda path, symbol, searchpath: Stub(f"{path}:{symbol}")
    # June 2025 imports `partial` only beside imports from files.
    scope.setdefault("partial", partial)
    parameters = scope["construct"].__code__.co_varnames[: scope["construct"].__code__.co_argcount]
    return scope["construct"](**{name: variables[name] for name in parameters})


BUILTINS = {
    "call": lambda function, *args, **kwargs: function(*args, **kwargs),
    "getitem": lambda x, y: x[y],
    "items": lambda x: x.items(),
    "keys": lambda x: x.keys(),
    "values": lambda x: x.values(),
}


class Graph:
    def __init__(self, graph):
        self.nodes = {node["id"]: node for node in graph["nodes"]}
        self.made = {}
        self.without_latent_args = False

    def variables(self):
        return {node["name"]: Stub("$" + node["name"]) for node in self.nodes.values() if node["type"] == "var"}

    def construct(self, id):
        node = self.nodes[id]
        kind = node["type"]
        if kind in ("null", "bool", "str"):
            return node.get("value")
        if kind in ("int", "float"):
            return getattr(builtins, kind)(node["value"])
        if kind in ("list", "tuple"):
            return getattr(builtins, kind)(self.construct(item) for item in node["items"])
        if kind == "dict":
            return self.entries(node["entries"])
        if kind == "var":
            return Stub("$" + node["name"])
        if kind != "factory" and id in self.made:
            return self.made[id]
        made = self.call(node)
        self.made[id] = made
        return made

    def entries(self, entries):
        return {self.construct(key): self.construct(value) for key, value in entries}

    def call(self, node):
        args = [self.construct(arg) for arg in node["args"]]
        kwargs = self.entries(node["kwargs"])
        if "latent_args" in node and not self.without_latent_args:
            kwargs |= self.construct(node["latent_args"])
        name = node["constructor"]
        if not name:
            raise NameError("there is no builtin of no name")
        if node["type"] == "partial":
            return partial(BUILTINS.get(name) or Stub(name), *args, **kwargs)
        if name in ("named_list", "named_tuple", "named_dict"):
            return {"named_list": list, "named_tuple": tuple, "named_dict": dict}[name](*args, **kwargs)
        if name in ("call", "operator:call"):
            return args[0](*args[1:], **kwargs)
        if name in ("getitem", "operator:getitem"):
            return args[0][args[1]]
        if name == "getattr":
            return getattr(*args[:2])
        if name in ("items", "keys", "values"):
            return getattr(args[0], name)()
        return Stub(name)(*args, **kwargs)


def same(a, b):
    if isinstance(a, (Stub, Made)) or isinstance(b, (Stub, Made)):
        if type(a) is not type(b) or a.path != b.path:
            return False
        return isinstance(a, Stub) or (same(a.args, b.args) and same(a.kwargs, b.kwargs))
    if type(a) is not type(b):
        return False
    if callable(a):
        return a.__code__.co_argcount == b.__code__.co_argcount
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b or (a != a and b != b)


def singletons(value, seen, counts):
    """How many different objects each called path was made into."""
    if id(value) in seen:
        return counts
    seen[id(value)] = value
    if isinstance(value, Made):
        counts[value.path] = counts.get(value.path, 0) + 1
        children = [*value.args, *value.kwargs.values()]
    elif isinstance(value, dict):
        children = list(value.values())
    elif isinstance(value, (list, tuple)):
        children = value
    else:
        children = ()
    for child in children:
        singletons(child, seen, counts)
    return counts


def verdict(row):
    graph = Graph(row["graph"])
    kinds = {node["type"] for node in graph.nodes.values()}
    targets = {target["name"]: target["node"] for target in row["graph"]["targets"] or ()}
    root = row["graph"]["root"] if row["target"] is None else targets[row["target"]]
    try:
        found = run(row["code"], graph.variables())
        graph.without_latent_args = row["form"] == "forgathers"
        expected = graph.construct(root)
    except (SyntaxError, NameError) as error:
        return f"unrunnable: {error}"
    inlined = "call getitem getattr items keys values operator:call operator:getitem".split()
    if not same(found, expected):
        if any(node["type"] == "partial" and node["constructor"] in inlined for node in graph.nodes.values()):
            return "unrunnable: Forgather writes a partial of one of its own builtins as the call itself"
        return f"different: {row['target']}"
    # Forgather's code makes a factory's arguments once, so what is made how often is the same without factories only.
    is_shared_alike = row["form"] == "runnable" or "factory" not in kinds
    if is_shared_alike and singletons(found, {}, {}) != singletons(expected, {}, {}):
        return f"different: {row['target']} in what is shared"
    return "same"


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    for line in sys.stdin:
        print(verdict(json.loads(line)))
