"""The layers, one after the other."""

from collections.abc import Callable
from textwrap import indent

Vector = list[float]


class LayerStack:
    """`num_layers` new layers from `layer_factory`, and a last normalisation."""

    def __init__(self, layer_factory: Callable, num_layers: int, post_norm_factory: Callable):
        self.layers = [layer_factory() for _ in range(num_layers)]
        self.post_norm = post_norm_factory()
        self.parts = {str(index): layer for index, layer in enumerate(self.layers)}
        self.parts["post_norm"] = self.post_norm

    def __call__(self, xs: list[Vector]) -> list[Vector]:
        for layer in self.layers:
            xs = layer(xs)
        return [self.post_norm(x) for x in xs]

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"LayerStack(\n{indent(parts, '  ')}\n)"
