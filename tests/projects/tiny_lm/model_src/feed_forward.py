"""The half of a layer that looks at one position at a time."""

from collections.abc import Callable
from textwrap import indent

Vector = list[float]


class FeedForward:
    """Widens a vector to `d_feedforward` numbers, bends them with `activation`, and narrows it again."""

    def __init__(
        self,
        d_model: int,
        d_feedforward: int,
        linear_factory: Callable,
        activation: Callable[[float], float],
    ):
        self.up = linear_factory(d_model, d_feedforward)
        self.down = linear_factory(d_feedforward, d_model)
        self.activation = activation
        self.parts = {"up": self.up, "down": self.down}

    def __call__(self, x: Vector) -> Vector:
        return self.down([self.activation(value) for value in self.up(x)])

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"FeedForward(\n{indent(parts, '  ')}\n)"
