"""Text to token ids and back, one token for each character."""


class CharTokenizer:
    """Knows the characters of `alphabet`; any other becomes `unknown`."""

    def __init__(self, alphabet: str, unknown: str = "?"):
        self.characters = sorted(set(alphabet) | {unknown})
        self.ids = {character: index for index, character in enumerate(self.characters)}
        self.unknown_id = self.ids[unknown]

    @property
    def vocab_size(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> list[int]:
        return [self.ids.get(character, self.unknown_id) for character in text]

    def decode(self, ids: list[int]) -> str:
        return "".join(self.characters[index] for index in ids)

    def __repr__(self):
        return f"CharTokenizer(vocab_size={self.vocab_size})"
