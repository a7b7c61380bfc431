"""Starting weights, the same in every run."""

import random


def init_weights(model: object, seed: int, std: float = 0.1) -> None:
    """Fills every `weight` in `model` and its parts with normally distributed numbers."""
    rng = random.Random(seed)
    for module in modules_of(model):
        for row in getattr(module, "weight", ()):
            row[:] = [rng.gauss(0.0, std) for _ in row]


def modules_of(module: object):
    """`module` and all that it is made of: a module that has parts lists them in `parts`."""
    yield module
    for part in getattr(module, "parts", {}).values():
        yield from modules_of(part)
