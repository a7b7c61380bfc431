"""``python -m forgather_ls``: the program, in place of this process where the system can do that."""

import os
import subprocess
import sys

from forgather_ls import program


def main() -> int:
    arguments = [program(), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(arguments[0], arguments)
    return subprocess.run(arguments).returncode


if __name__ == "__main__":
    sys.exit(main())
