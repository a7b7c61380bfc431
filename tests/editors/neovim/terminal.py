"""A terminal that Neovim runs in: tmux, with a server of its own."""

import os
import subprocess
import time

import pictures

# How long anything may take to appear, in seconds. Machines are busy at times; who writes a test may be less patient.
PATIENCE = int(os.environ.get("PATIENCE", "40"))


class Terminal:
    """One Neovim on a screen of 140 columns and 40 lines."""

    def __init__(self, name, command, environment):
        self.socket = f"forgather-{os.getpid()}-{name}"
        quoted = " ".join("'" + part.replace("'", "'\\''") + "'" for part in command)
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "140", "-y", "40", quoted, ";",
            "set-option", "-s", "escape-time", "0", ";",
            "set-option", "-g", "default-terminal", "screen-256color", ";",
            "set-option", "-g", "status", "off",
            environment=environment,
        )  # fmt: skip
        self.pid = int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def _tmux(self, *arguments, environment=None):
        done = subprocess.run(
            ["tmux", "-L", self.socket, *arguments],
            env=environment, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        if done.returncode != 0:
            raise AssertionError(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def keys(self, *keys):
        """Presses keys, by tmux' names."""
        self._tmux("send-keys", *keys)

    def type(self, text):
        """Types a text as it is."""
        self._tmux("send-keys", "-l", text)

    def command(self, text):
        """Types a command of the command line, out of any mode."""
        self.keys("Escape")
        self.type(":" + text)
        self.keys("Enter")

    def screen(self):
        lines = self._tmux("capture-pane", "-p").splitlines()
        # Neovim's mark of lines that are behind the end of a buffer.
        return "\n".join(line for line in lines if line.rstrip() != "~")

    def coloured(self):
        """The screen with its escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def picture(self, name):
        """Keeps the screen, where pictures are wanted."""
        # With blanks at the ends of lines, which have colours, too.
        pictures.keep(name, self._tmux("capture-pane", "-p", "-e", "-N"))

    def wait(self, *texts, without=(), where=None):
        """Waits until all of these texts are on the screen, and none of those; `where` says more about it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if all(text in screen for text in texts) and not any(text in screen for text in without):
                if where is None or where(screen):
                    return screen
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {texts}, without {without}; on the screen is\n{screen}")
            time.sleep(0.03)

    def wait_for_end(self):
        """Waits until Neovim has ended."""
        deadline = time.monotonic() + PATIENCE
        while os.path.exists(f"/proc/{self.pid}"):
            if time.monotonic() > deadline:
                raise AssertionError(f"Neovim does not end; on the screen is\n{self.screen()}")
            time.sleep(0.03)

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, timeout=30)
        # What is left of a server that has ended.
        try:
            os.unlink(os.path.join(os.environ.get("TMUX_TMPDIR", "/tmp"), f"tmux-{os.getuid()}", self.socket))
        except OSError:
            pass


def left_of(mark):
    """The processes whose environment has a mark, by number and name."""
    found = []
    for number in os.listdir("/proc"):
        if number.isdigit() and int(number) != os.getpid():
            try:
                with open(f"/proc/{number}/environ", "rb") as file:
                    if mark.encode() not in file.read().split(b"\0"):
                        continue
                with open(f"/proc/{number}/comm", encoding="utf-8") as file:
                    found.append((int(number), file.read().strip()))
            except OSError:
                continue
    return found


def wait_until_nothing_is_left(mark):
    deadline = time.monotonic() + PATIENCE
    while left_of(mark):
        if time.monotonic() > deadline:
            raise AssertionError(f"these processes are left: {left_of(mark)}")
        time.sleep(0.05)
