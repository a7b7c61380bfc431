"""A program in a terminal of tmux' with a socket of its own."""

import os
import re
import subprocess
import time
from typing import Callable

import pictures

PATIENCE = 60.0


class Terminal:
    def __init__(self, name: str, command: list[str], directory: str, environment: dict[str, str], size=(170, 50)):
        self.name = f"{name}-{os.getpid()}"
        settings = [argument for key, value in environment.items() for argument in ("-e", f"{key}={value}")]
        width, height = map(str, size)
        self._tmux(
            "new-session", "-d", "-x", width, "-y", height, "-c", directory, *settings, "--", *command,
            # A server of tmux' of our own passes its environment on.
            environment={**os.environ, **environment},
        )

    def _tmux(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.name, "-f", "/dev/null", *arguments],
            env=environment, capture_output=True, text=True, timeout=30,
        )
        return done.stdout

    def keys(self, *keys: str):
        """Keys by tmux' names: `Escape`, `C-x`, `a`."""
        self._tmux("send-keys", *keys)

    def type(self, text: str):
        self._tmux("send-keys", "-l", "--", text)

    def screen(self) -> str:
        return "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").split("\n"))

    def colours(self) -> str:
        """The screen with its escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def picture(self, name: str):
        """Keeps the screen, where pictures are wanted."""
        # With blanks at the ends of lines, which have colours, too.
        pictures.keep(name, self._tmux("capture-pane", "-p", "-e", "-N"))

    def wait(self, what: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """The screen, as soon as a pattern is on it; raises with the screen when it does not come."""
        fits = what if callable(what) else lambda screen: re.search(what, screen)
        end = time.monotonic() + patience
        while True:
            screen = self.screen()
            if fits(screen):
                return screen
            if time.monotonic() > end:
                raise TimeoutError(f"not on the screen: {what}\n{screen}")
            time.sleep(0.05)

    def is_open(self) -> bool:
        return bool(self._tmux("list-sessions"))

    def close(self):
        self._tmux("kill-server")
