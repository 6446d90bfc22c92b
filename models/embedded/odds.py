"""Probabilities and log odds, bounded so that none outweighs all else in a sum of weights."""

import math


def logit(probability: float) -> float:
    """The log odds of a probability, of 0.003 at least and 0.997 at most."""
    bounded = min(max(probability, 0.003), 0.997)
    return math.log(bounded / (1 - bounded))


def sigmoid(value: float) -> float:
    """The probability of log odds."""
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))
