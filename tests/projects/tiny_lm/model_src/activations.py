"""Activation functions, of one number."""

import math


def relu(x: float) -> float:
    return max(0.0, x)


def gelu(x: float) -> float:
    return 0.5 * x * (1.0 + math.erf(x / math.sqrt(2.0)))
