"""The whole model: it knows how its parts are wired, and nothing of how they work."""

from collections.abc import Callable
from textwrap import indent

Vector = list[float]


class CausalLM:
    """A language model that predicts the next token from those before it."""

    def __init__(
        self,
        input_encoder: Callable[[list[int]], list[Vector]],
        layer_stack: Callable[[list[Vector]], list[Vector]],
        output_decoder: Callable[[Vector], Vector],
        loss_fn: Callable[[list[Vector], list[int]], float],
        init_weights: Callable[[object], None],
    ):
        self.input_encoder = input_encoder
        self.layer_stack = layer_stack
        self.output_decoder = output_decoder
        self.loss_fn = loss_fn
        self.parts = {
            "input_encoder": input_encoder,
            "layer_stack": layer_stack,
            "output_decoder": output_decoder,
            "loss_fn": loss_fn,
        }
        init_weights(self)

    def __call__(self, ids: list[int]) -> list[Vector]:
        """For each position, a score for every token that may come next."""
        return [self.output_decoder(x) for x in self.layer_stack(self.input_encoder(ids))]

    def loss(self, ids: list[int]) -> float:
        return self.loss_fn(self(ids), ids)

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"CausalLM(\n{indent(parts, '  ')}\n)"
