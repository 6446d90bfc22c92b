"""How sure something is: grades, and probabilities as log odds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.interfaces import Certainty


def least_sure(*certainties: Certainty) -> Certainty:
    """The one that sounds the least sure."""
    return max(certainties, key=list(Certainty).index)


def graded(probability: float, plain: float, probably: float, unsure: float) -> Certainty:
    """The grade of a probability by the least probability of each grade; nan has none."""
    bars = {Certainty.PLAIN: plain, Certainty.PROBABLY: probably, Certainty.UNSURE: unsure}
    return next((grade for grade, bar in bars.items() if probability >= bar), Certainty.NONE)


@dataclass(frozen=True, slots=True)
class Bars:
    """The least probability of each grade."""

    plain: float = 0.9
    probably: float = 0.7
    unsure: float = 0.3

    def grade(self, probability: float) -> Certainty:
        """The grade of a probability; nan has none."""
        return graded(probability, self.plain, self.probably, self.unsure)


def logit(probability: float) -> float:
    """The log odds of a probability, bounded to 0.003…0.997.

    The bounds keep one term of a weighted sum from outweighing all others.
    """
    bounded = min(max(probability, 0.003), 0.997)
    return math.log(bounded / (1 - bounded))


def sigmoid(value: float) -> float:
    """The probability of log odds."""
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))


def fitted(weights: Iterable[float], values: Sequence[float]) -> float:
    """The probability by the weights of a logistic fit, of which the last is a constant."""
    return sigmoid(sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True)))
