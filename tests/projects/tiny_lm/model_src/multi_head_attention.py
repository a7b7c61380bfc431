"""A drop-in replacement for `attention.py:SingleHeadAttention`."""

from collections.abc import Callable
from textwrap import indent

# Found on the `submodule_searchpath` that the configuration gives.
from .attention import attend

Vector = list[float]


class MultiHeadAttention:
    """Causal self-attention whose heads each see `d_model / num_heads` of the numbers."""

    def __init__(self, d_model: int, num_heads: int, linear_factory: Callable, bias: bool = True):
        if d_model % num_heads != 0:
            raise ValueError(f"d_model ({d_model}) is not a multiple of num_heads ({num_heads})")
        self.num_heads = num_heads
        self.d_head = d_model // num_heads
        self.query = linear_factory(d_model, d_model, bias=bias)
        self.key = linear_factory(d_model, d_model, bias=bias)
        self.value = linear_factory(d_model, d_model, bias=bias)
        self.output = linear_factory(d_model, d_model, bias=bias)
        self.parts = {"query": self.query, "key": self.key, "value": self.value, "output": self.output}

    def __call__(self, xs: list[Vector]) -> list[Vector]:
        queries, keys, values = ([project(x) for x in xs] for project in (self.query, self.key, self.value))
        joined: list[Vector] = [[] for _ in xs]
        for head in range(self.num_heads):
            part = slice(head * self.d_head, (head + 1) * self.d_head)
            seen = attend([q[part] for q in queries], [k[part] for k in keys], [v[part] for v in values])
            for position, output in enumerate(seen):
                joined[position].extend(output)
        return [self.output(x) for x in joined]

    def __repr__(self):
        parts = "\n".join(f"({name}): {part}" for name, part in self.parts.items())
        return f"MultiHeadAttention(num_heads={self.num_heads}\n{indent(parts, '  ')}\n)"
