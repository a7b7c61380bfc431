"""What is drawn in which colour, read from a captured screen."""

import re


def pieces(captured: str) -> list[tuple[str, int]]:
    """Runs of text with the last byte of their foreground colour, or -1 for another colour than the test theme's."""
    found, colour = [], -1
    for text, sequence in re.findall(r"([^\x1b]*)(?:\x1b\[([\d;:]*)m)?", captured):
        for piece in re.findall(r"\S+", text):
            found.append((piece, colour))
        if not sequence and text:
            continue
        codes = [int(code or 0) for code in re.split("[;:]", sequence)] if sequence else []
        at = 0
        while at < len(codes):
            code = codes[at]
            if code == 38 and codes[at + 1 : at + 2] == [2]:
                red, green, blue = codes[at + 2 : at + 5]
                colour = blue if red == green == 0 else -1
                at += 5
                continue
            if code in (48, 58) and codes[at + 1 : at + 2] == [2]:
                at += 5
                continue
            if code in (38, 48, 58):
                at += 3
                if code == 38:
                    colour = -1
                continue
            if code in (0, 39) or 30 <= code <= 37 or 90 <= code <= 97:
                colour = -1
            at += 1
    return found
