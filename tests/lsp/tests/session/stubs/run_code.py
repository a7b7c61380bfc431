"""Runs generated Python, with the stubs of `sitecustomize` where that is on Python's search path.

Reads an object a line: `code`. Writes for each an object a line: `vars`, those that have to be given and were given as `$NAME`,
and `repr`, what was made, or `error`, the type of the exception.
"""

import inspect
import json
import sys

try:
    import sitecustomize
except ImportError:
    sitecustomize = None

# Debian has one of its own. Without ours nothing is a stub.
shown = getattr(sitecustomize, "shown", lambda value: value)
stubs = getattr(sitecustomize, "stubs", list)


def run(code, names):
    scope = {"__name__": "generated"}
    exec(compile(code, "generated", "exec"), scope)
    parameters = inspect.signature(scope["construct"]).parameters.values()
    names += [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    return scope["construct"](**{name: f"${name}" for name in names})


for line in sys.stdin:
    names = []
    row = json.loads(line)
    try:
        made = run(row["code"], names)
        # The root is called where it can be: constructing does so.
        if row["partial"]:
            made = made()
        answer = {"repr": repr(shown(made) if isinstance(made, (list, dict, tuple)) else made)}
    except Exception as error:
        answer = {"error": type(error).__name__}
    for name in stubs():
        del sys.modules[name]
    print(json.dumps({"vars": names, **answer}), flush=True)
