"""Normalisation of one vector."""

import math

Vector = list[float]


class LayerNorm:
    """Shifts and scales a vector to mean 0 and variance 1."""

    def __init__(self, d_model: int, eps: float = 1e-5):
        self.d_model = d_model
        self.eps = eps

    def __call__(self, x: Vector) -> Vector:
        mean = sum(x) / len(x)
        variance = sum((value - mean) ** 2 for value in x) / len(x)
        scale = 1.0 / math.sqrt(variance + self.eps)
        return [(value - mean) * scale for value in x]

    def __repr__(self):
        return f"LayerNorm({self.d_model}, eps={self.eps})"
