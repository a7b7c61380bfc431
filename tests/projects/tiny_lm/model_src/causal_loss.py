"""How surprised the model is by a text."""

import math

Vector = list[float]


class CausalLoss:
    """The mean cross-entropy, in nats, of each token given those before it."""

    def __call__(self, logits: list[Vector], labels: list[int]) -> float:
        # What stands at one position predicts the token at the next.
        losses = []
        for scores, label in zip(logits, labels[1:]):
            highest = max(scores)
            log_total = highest + math.log(sum(math.exp(score - highest) for score in scores))
            losses.append(log_total - scores[label])
        if not losses:
            raise ValueError("a loss needs two tokens at least")
        return sum(losses) / len(losses)

    def __repr__(self):
        return "CausalLoss()"
