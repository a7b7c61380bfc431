"""What a configuration can do with a model once it has one."""

import math
from dataclasses import dataclass


@dataclass
class Evaluation:
    """How well a model predicts a text."""

    tokens: int
    loss: float
    perplexity: float

    def __repr__(self):
        return f"Evaluation(tokens={self.tokens}, loss={self.loss:.4f}, perplexity={self.perplexity:.2f})"


def evaluate(model, tokenizer, texts: list[str]) -> Evaluation:
    """The mean loss over `texts`, each weighed by its length."""
    encoded = [tokenizer.encode(text) for text in texts]
    tokens = sum(len(ids) - 1 for ids in encoded)
    loss = sum(model.loss(ids) * (len(ids) - 1) for ids in encoded) / tokens
    return Evaluation(tokens=tokens, loss=loss, perplexity=math.exp(loss))
