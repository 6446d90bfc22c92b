"""Chooses among the sentences of a beam search.

A sentence is ranked by how well the picture fits it, by how much it agrees with the other ones, and
by what people would say of the picture. A network expects the last: for each of some thousand runs
of one to four words, how many times a person's sentence holds it on average. A sentence is worth
what CIDEr-D would give it against such people (https://arxiv.org/abs/1411.5726). Both are minimum
Bayes risks (https://aclanthology.org/N04-1022).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.embedded.runtime import Network, Numbers
from models.messages import ModelError, ModelFault

AGREEING = 2
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
    """As `models.embedded.ranking.Expected` says."""


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
    said = [[runs(text.lower().split(), size) for size in range(1, AGREEING + 1)] for text in texts]
    return [
        sum(_overlap(a, b) for other in said for a, b in zip(own, other, strict=True))
        / (AGREEING * len(said))
        for own in said
    ]


def runs(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    """All runs of so many words, and how often each comes."""
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _overlap(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """Dice's coefficient."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


LONGEST = 4
"""Words in the longest runs."""


def plain(text: str) -> str:
    """Lower-case words without punctuation, as captions are compared."""
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("'", "")).split())


def said(text: str) -> Counter[str]:
    """All runs of one to `LONGEST` words of a text, and how often it holds each."""
    words = plain(text).split()
    return Counter(
        {
            " ".join(run): count
            for size in range(1, LONGEST + 1)
            for run, count in runs(words, size).items()
        }
    )


class Expected:
    """The network, and how rare each run of words is."""

    def __init__(self, path: Path, threads: int, device: str = "cpu") -> None:
        """Load it; ModelError where it is damaged."""
        self._network = Network(path, threads, device)
        try:
            notes = json.loads(self._network.note("runs"))
            self._rarity: dict[str, float] = notes["rarity"]
            self._rarest: float = notes["rarest"]
            """Of runs that are not listed."""
        except (KeyError, ValueError) as fault:
            raise ModelError(ModelFault.DAMAGED.told(path=path)) from fault
        self._columns = {run: column for column, run in enumerate(self._rarity)}

    def counts(self, patches: Numbers) -> Numbers:
        """How often people's sentences hold each run, [N], from the patches [2, 81, C] of a picture
        and its mirror image."""
        (found,) = self._network(patches=patches)
        counts: Numbers = found[0]
        return counts

    def worth(self, counts: Numbers, text: str) -> float:
        """What a sentence is worth to people of whom this is expected; 0 for one without words.

        The sum over the lengths of runs of the cosine with what they say, but for the length of
        their own, which is the same for all sentences about a picture.
        """
        shared, own = [0.0] * LONGEST, [0.0] * LONGEST
        for run, count in said(text).items():
            size = run.count(" ")
            rarity = self._rarity.get(run, self._rarest)
            own[size] += (count * rarity) ** 2
            if run in self._columns:
                shared[size] += count * rarity**2 * float(counts[self._columns[run]])
        return sum(s / math.sqrt(n) for s, n in zip(shared, own, strict=True) if n)
