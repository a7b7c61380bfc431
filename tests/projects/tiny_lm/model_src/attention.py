"""The half of a layer that looks back at earlier positions."""

import math
from collections.abc import Callable
from textwrap import indent

Vector = list[float]


def softmax(scores: Vector) -> Vector:
    highest = max(scores)
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def attend(queries: list[Vector], keys: list[Vector], values: list[Vector]) -> list[Vector]:
    """For each position, the values up to and including it, weighed by how well their keys match."""
    outputs = []
    for position, query in enumerate(queries):
        visible = range(position + 1)
        scale = 1.0 / math.sqrt(len(query))
        weights = softmax([scale * sum(q * k for q, k in zip(query, keys[i])) for i in visible])
        width = len(values[0])
        outputs.append([sum(weights[i] * values[i][column] for i in visible) for column in range(width)])
    return outputs


class SingleHeadAttention:
    """Causal self-attention with one head."""

    def __init__(self, d_model: int, linear_factory: Callable, bias: bool = True):
        self.query = linear_factory(d_model, d_model, bias=bias)
        self.key = linear_factory(d_model, d_model, bias=bias)
        self.value = linear_factory(d_model, d_model, bias=bias)
        self.parts = {"query": self.query, "key": self.key, "value": self.value}

    def __call__(self, xs: list[Vector]) -> list[Vector]:
        queries, keys, values = ([project(x) for x in xs] for project in (self.query, self.key, self.value))
        return attend(queries, keys, values)

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"SingleHeadAttention(\n{indent(parts, '  ')}\n)"
