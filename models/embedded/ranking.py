"""Chooses among the sentences of a beam search by how well the picture fits each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 2
"""Words in the runs of words by which sentences are compared."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much counts beside the mean log-probability of a sentence's tokens."""

    fits: float
    """The cosine of picture and sentence in the towers' space."""
    agrees: float
    """How much of the sentence the others say, 0…1."""
    expects: float
    """What it is worth to people, as far as that can be expected of the picture."""

    @property
    def weights(self) -> tuple[float, float, float, float]:
        """Of the log-probability and of what speaks for a sentence that was found."""
        return (1.0, self.fits, self.agrees, self.expects)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence in question."""

    text: str
    log_probability: float
    """The mean over its tokens, as the decoder saw them."""
    cosine: float
    """Of picture and sentence."""
    worth: float
    """As `models.embedded.expected.Expected` says."""


def best(ranking: Ranking, candidates: Sequence[Candidate]) -> int:
    """The place of the candidate with the highest sum."""
    scores = [
        sum(weight * value for weight, value in zip(ranking.weights, row, strict=True))
        for row in evidence(candidates)
    ]
    return max(range(len(scores)), key=scores.__getitem__)


def evidence(candidates: Sequence[Candidate]) -> list[tuple[float, float, float, float]]:
    """What speaks for each candidate, in the order of `Ranking.weights`."""
    shared = agreement([one.text for one in candidates])
    return [
        (one.log_probability, one.cosine, agrees, one.worth)
        for one, agrees in zip(candidates, shared, strict=True)
    ]


def agreement(texts: Sequence[str]) -> list[float]:
    """The mean share of words and of pairs of words that each text has in common with all, 0…1.

    What several sentences say is likelier than what one says
    (https://aclanthology.org/N04-1022: minimum Bayes risk).
    """
    said = [[runs(text.lower().split(), size) for size in range(1, LONGEST + 1)] for text in texts]
    return [
        sum(_overlap(a, b) for other in said for a, b in zip(own, other, strict=True))
        / (LONGEST * len(said))
        for own in said
    ]


def runs(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    """All runs of so many words, and how often each comes."""
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _overlap(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """Dice's coefficient."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
