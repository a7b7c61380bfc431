"""Prints each name of the modules of some packages, and what the public classes and functions take, as Python says it.

A line is `package`, `module`, `name`, then `CALLABLE` if Python tells what it takes, and each parameter as
`KIND NAME DEFAULT`, all separated by tabs. Classes are called, so `self` is left out.
"""

import contextlib
import importlib
import inspect
import pkgutil
import sys
import warnings

warnings.simplefilter("ignore")


def is_public(name):
    parts = name.split(".")
    return not any(part.startswith("_") or part in ("tests", "conftest", "testing") for part in parts)


def modules(package):
    yield package
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if is_public(found.name):
            try:
                yield importlib.import_module(found.name)
            except Exception:
                pass


for package in sys.argv[1:]:
    for module in modules(importlib.import_module(package)):
        for name in sorted(vars(module)):
            if not name.isidentifier():
                continue
            thing = getattr(module, name)
            words = [package, module.__name__, name]
            if name.startswith("_") or not (inspect.isclass(thing) or inspect.isroutine(thing)):
                print("\t".join(words))
                continue
            try:
                # What is called, and not what it claims to wrap; but `contextmanager` passes on all that it gets.
                passes_on = inspect.isfunction(thing) and thing.__code__.co_filename == contextlib.__file__
                signature = inspect.signature(thing, follow_wrapped=passes_on)
                words.append("CALLABLE")
                for parameter in signature.parameters.values():
                    default = "no" if parameter.default is parameter.empty else "yes"
                    words.append(f"{parameter.kind.name} {parameter.name} {default}")
            except (TypeError, ValueError):
                pass
            print("\t".join(words))
