"""One layer of the stack."""

from collections.abc import Callable
from textwrap import indent

Vector = list[float]


def add(left: Vector, right: Vector) -> Vector:
    return [a + b for a, b in zip(left, right)]


class PreNormLayer:
    """Attention, then feed-forward; each sees normalised input, and is added to what came in."""

    def __init__(self, attention_factory: Callable, feedforward_factory: Callable, norm_factory: Callable):
        self.norm1 = norm_factory()
        self.attention = attention_factory()
        self.norm2 = norm_factory()
        self.feedforward = feedforward_factory()
        self.parts = {
            "norm1": self.norm1,
            "attention": self.attention,
            "norm2": self.norm2,
            "feedforward": self.feedforward,
        }

    def __call__(self, xs: list[Vector]) -> list[Vector]:
        attended = self.attention([self.norm1(x) for x in xs])
        xs = [add(x, y) for x, y in zip(xs, attended)]
        return [add(x, self.feedforward(self.norm2(x))) for x in xs]

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"PreNormLayer(\n{indent(parts, '  ')}\n)"
