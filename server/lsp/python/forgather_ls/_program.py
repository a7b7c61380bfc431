"""Where the program is that was installed with this package."""

import os
import sys
import sysconfig


def program() -> str:
    """The path of ``forgather-ls``.

    It is among the scripts of this environment, of the user's own installation, or beside this package where ``pip install
    --target`` put both.
    """
    name = "forgather-ls" + (sysconfig.get_config_var("EXE") or "")
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")),
        os.path.join(package, "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is in none of {', '.join(folders)}: install the package anew ({sys.executable} -m pip)")
