"""The one place that multiplies by a matrix: every other module is given a factory for it."""

Vector = list[float]


class Linear:
    """`weight @ x + bias`; the weights are zero until `init_weights` fills them."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        self.weight = [[0.0] * in_features for _ in range(out_features)]
        self.bias = [0.0] * out_features if bias else None

    def __call__(self, x: Vector) -> Vector:
        y = [sum(w * value for w, value in zip(row, x)) for row in self.weight]
        if self.bias is not None:
            y = [value + b for value, b in zip(y, self.bias)]
        return y

    def __repr__(self):
        shape = f"{len(self.weight[0])}, {len(self.weight)}"
        return f"Linear({shape}, bias={self.bias is not None})"
