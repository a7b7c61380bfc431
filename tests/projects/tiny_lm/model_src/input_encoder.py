"""Token ids to vectors."""

Vector = list[float]


class InputEncoder:
    """The embedding of the token plus the embedding of its position."""

    def __init__(self, vocab_size: int, d_model: int, max_length: int):
        self.vocab_size = vocab_size
        self.max_length = max_length
        # The tokens' rows first, then the positions'.
        self.weight = [[0.0] * d_model for _ in range(vocab_size + max_length)]

    def __call__(self, ids: list[int]) -> list[Vector]:
        if len(ids) > self.max_length:
            raise ValueError(f"{len(ids)} tokens are more than max_length ({self.max_length})")
        tokens = (self.weight[index] for index in ids)
        positions = self.weight[self.vocab_size :]
        return [[t + p for t, p in zip(token, position)] for token, position in zip(tokens, positions)]

    def __repr__(self):
        shape = f"vocab_size={self.vocab_size}, d_model={len(self.weight[0])}"
        return f"InputEncoder({shape}, max_length={self.max_length})"
