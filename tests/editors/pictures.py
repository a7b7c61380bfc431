"""Pictures of terminals for the documentation, where they are wanted."""

import os


def keep(name, screen):
    """Keeps a screen with its escape sequences; `cargo xtask suites` draws it into docs/images."""
    folder = os.environ.get("FORGATHER_SCREENS")
    if folder:
        with open(os.path.join(folder, f"{name}.ansi"), "w", encoding="utf-8") as file:
            file.write(screen)
