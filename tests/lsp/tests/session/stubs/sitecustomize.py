"""Lets anything be imported and called, and writes down what was called with what, and what was the same object.

Python imports this as it starts, in the session and in the process that runs generated code. Whatever is not Python's own
is a stub. Each call of one makes an object that prints as `#NUMBER what(arguments)` the first time and as `#NUMBER`
from then on; what is called later prints as what it would make.
"""

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import os
import sys
import types


class Stub:
    def __init__(self, path):
        self.path = path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub(f"{self.path}.{name}")

    def __call__(self, *args, **kwargs):
        return Made(self.path, args, kwargs)


class Made:
    numbers = itertools.count()

    def __init__(self, path, args, kwargs):
        self.path, self.args, self.kwargs = path, args, kwargs
        self.number = next(Made.numbers)
        self.printed = False

    def __call__(self, *args, **kwargs):
        return Made("call", (self, *args), kwargs)

    def __getitem__(self, key):
        return Made("getitem", (self, key), {})

    def __len__(self):
        return 1

    def __bool__(self):
        return True

    def __iter__(self):
        return iter((Made("iter", (self,), {}),))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Made("getattr", (self, name), {})

    def __repr__(self):
        if self.printed:
            return f"#{self.number}"
        self.printed = True
        arguments = [repr(shown(arg)) for arg in self.args]
        arguments += [f"{name}={shown(value)!r}" for name, value in self.kwargs.items()]
        return f"#{self.number} {self.path}({', '.join(arguments)})"


class Later:
    def __init__(self, function):
        self.function = function

    def __repr__(self):
        try:
            return f"later {shown(self.function())!r}"
        except Exception as error:
            return f"later {type(error).__name__}"


def is_partial(value):
    return type(value).__module__ == "forgather_session" and type(value).__name__ == "partial"


def shown(value):
    """The value, with what is called later as what it makes."""
    if isinstance(value, (Stub, functools.partial)) or is_partial(value):
        return Later(value)
    # A partial without arguments is the bare function in generated code.
    if isinstance(value, (type, types.BuiltinFunctionType, types.FunctionType)):
        return Later(value)
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, tuple):
        return tuple(shown(item) for item in value)
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return value


class Loader(importlib.abc.Loader):
    def __init__(self, path):
        self.path = path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        path = self.path

        def get(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return Stub(f"{path}:{name}")

        module.__getattr__ = get


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(name, Loader(name), is_package=True)


def from_file(name, path, **rest):
    return importlib.machinery.ModuleSpec(name, Loader(path), origin=path, is_package=True)


def chdir(folder, chdir=os.chdir):
    """The session goes to the project's folder before each request: by then its own class of partials is there."""
    for known in object.__subclasses__():
        if known.__module__ == "forgather_session" and known.__name__ == "partial":
            known.__repr__ = lambda self: repr(Later(self))
    chdir(folder)


def stubs():
    """The stubs among the modules."""
    return [name for name, module in sys.modules.items() if isinstance(getattr(module, "__loader__", None), Loader)]


sys.meta_path.insert(0, Finder())
importlib.util.spec_from_file_location = from_file
os.chdir = chdir
