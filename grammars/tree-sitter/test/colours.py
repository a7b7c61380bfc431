"""Highlights held against the semantic tokens of the language server."""

from bisect import bisect_right
from pathlib import Path

from language_server import Token
from tree_sitter import Capture

# What the grammar may show for a token of the server.
SHOWN_AS = {
    "namespace": {"module"},
    "class": {"constructor"},
    "function": {"function", "function.call"},
    # What is called is a macro only for who knows what the template imports.
    "macro": {"function.macro", "function.call"},
    "variable": {"variable", "string.plain", "string"},
    "parameter": {"variable.parameter", "property"},
    "property": {"variable.member", "property"},
    "keyword": {
        "keyword", "keyword.import", "keyword.conditional", "keyword.repeat", "keyword.function", "keyword.operator",
        "boolean", "constant.builtin",
    },
    "string": {"string", "string.escape"},
    "number": {"number", "number.float"},
    "operator": {"operator"},
    "comment": {"comment"},
    "delimiter": {"punctuation.special"},
    "block": {"type.block"},
    "tag": {"type.tag"},
    "nodeName": {"attribute"},
    "anchor": {"label"},
    "alias": {"label.alias"},
    "target": {"property.target"},
    "dotName": {"property.dot_name"},
    "splitMarker": {"comment"},
}
# What the server leaves to the editor's own colours.
NOT_TOLD = {"punctuation.bracket", "punctuation.delimiter", "punctuation.special", "string.plain", "keyword.directive", "none"}
ASIDE = {"spell"}


class Shown:
    """Which capture shows at each place of a file: that of the innermost node."""

    def __init__(self, text: bytes, captures: list[Capture]):
        self.lines = [0]
        for line in text.split(b"\n")[:-1]:
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.names: list[str | None] = [None] * len(text)
        spans = [
            (self.offset(*capture.start), self.offset(*capture.end), capture.name)
            for capture in captures if capture.name not in ASIDE
        ]
        for start, end, name in sorted(spans, key=lambda span: span[0] - span[1]):
            self.names[start:end] = [name] * (end - start)

    def offset(self, line: int, column: int) -> int:
        return self.lines[line] + column if line < len(self.lines) else len(self.names)

    def place(self, offset: int) -> str:
        line = bisect_right(self.lines, offset)
        return f"{line}:{offset - self.lines[line - 1] + 1}"


def differences(file: Path, tokens: list[Token], captures: list[Capture]) -> list[str]:
    text = file.read_bytes()
    shown = Shown(text, captures)
    told: list[str | None] = [None] * len(text)
    found = []
    for token in tokens:
        start, end = shown.offset(token.line, token.start), shown.offset(token.line, token.end)
        told[start:end] = [token.kind] * (end - start)
        # Both ends; what is between may hold an expression.
        for at in (start, end - 1):
            if shown.names[at] not in SHOWN_AS[token.kind]:
                piece = text[start:end].decode(errors="replace")
                found.append(f"{file}:{shown.place(at)}: `{piece}` is {token.kind}, shown as {shown.names[at]}")
                break
    for at, name in enumerate(shown.names):
        begins = name and (at == 0 or shown.names[at - 1] != name)
        if begins and told[at] is None and name not in NOT_TOLD and not chr(text[at]).isspace():
            found.append(f"{file}:{shown.place(at)}: `{chr(text[at])}` is nothing, shown as {name}")
    return found
