"""Chooses among the sentences of a beam search.

A sentence is ranked by how well the picture fits it, and by what people would say of the picture.
A network expects the last: for each of some thousand runs of one to four words, how many times a
person's sentence holds it on average. A sentence is worth what CIDEr-D would give it against such
people (https://arxiv.org/abs/1411.5726), which is a minimum Bayes risk
(https://aclanthology.org/N04-1022).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import mul

from models.embedded.runtime import Network, Numbers
from models.lexicon.names import FUNCTION
from models.messages import ModelError, ModelFault


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of what counts besides the mean log-probability of a sentence's tokens."""

    fits: float
    """The cosine of picture and sentence in the towers' space."""
    expects: float
    """What it is expected to be worth to people who see the picture."""

    @property
    def weights(self) -> tuple[float, float, float]:
        """The weights of `evidence`."""
        return (1.0, self.fits, self.expects)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence to be ranked."""

    text: str
    log_probability: float
    """The mean over its tokens."""
    cosine: float
    """The cosine of picture and sentence."""
    worth: float
    """By `Expected.worth`."""


def best(ranking: Ranking, candidates: Sequence[Candidate]) -> int:
    """The index of the best candidate."""
    scores = [sum(map(mul, ranking.weights, row)) for row in evidence(candidates)]
    return max(range(len(scores)), key=scores.__getitem__)


def evidence(candidates: Sequence[Candidate]) -> list[tuple[float, float, float]]:
    """The values of each candidate, in the order of `Ranking.weights`."""
    return [(one.log_probability, one.cosine, one.worth) for one in candidates]


def runs(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    """Count all runs of so many words."""
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


LONGEST = 4
"""Words in the longest runs of the network."""
LEAST_COUNT = 1e-4
"""A run is expected at least so often."""
USUAL = 4
"""Numbers of `Expected.usual`."""


def plain(text: str) -> str:
    """Lower-case words without punctuation."""
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("'", "")).split())


def said(text: str) -> Counter[str]:
    """Count the runs of one to `LONGEST` words in a text."""
    words = plain(text).split()
    sizes = range(1, LONGEST + 1)
    return Counter(" ".join(run) for size in sizes for run in runs(words, size).elements())


class Expected:
    """The network, and the rarity of each run of words."""

    def __init__(self, network: Network) -> None:
        """Read the network's notes. Raises ModelError."""
        self._network = network
        try:
            notes = json.loads(self._network.note("runs"))
            self._rarity: dict[str, float] = notes["rarity"]
            self._rarest: float = notes["rarest"]
            """The rarity of unlisted runs."""
        except (KeyError, ValueError) as fault:
            raise ModelError(ModelFault.DAMAGED.said(path=network.path)) from fault
        self._columns = {run: column for column, run in enumerate(self._rarity)}

    @cached_property
    def _holding(self) -> dict[str, list[str]]:
        """The runs of several words that hold each word; only questions need them."""
        found: dict[str, list[str]] = {}
        for run in self._rarity:
            for word in set(run.split()) if " " in run else ():
                found.setdefault(word, []).append(run)
        return found

    def counts(self, patches: Numbers, names: Numbers) -> Numbers:
        """How often people's sentences hold each run [N]; patches [2, 81, C], names [1, M]."""
        (found,) = self._network(patches=patches, names=names)
        counts: Numbers = found[0]
        return counts

    def named(self, counts: Numbers) -> dict[str, float]:
        """The counts by their runs."""
        return dict(zip(self._rarity, map(float, counts), strict=True))

    def lifts(self, counts: Numbers, text: str, size: int) -> list[tuple[float, float]]:
        """Of each known run of `size` words in a text, how much more it is expected than usual.

        That is the logarithm of the ratio; with it comes the run's rarity.
        """
        found = []
        for run in said(text):
            if run.count(" ") == size - 1 and run in self._columns:
                rarity = self._rarity[run]
                found.append((math.log(self._often(counts, run)) + rarity, rarity))
        return found

    def usual(self, counts: Numbers, question: str, answer: str) -> tuple[float, ...]:
        """How people would use the words of an answer, one for each of `USUAL`.

        How much more often than usual, as the logarithm of the ratio, and whether they are listed;
        and the logarithm of how often together with a word of the question, above the least that
        counts, and whether such runs are listed.
        """
        words = [word for word in plain(answer).split() if word not in FUNCTION]
        lifts = [lift for lift, _ in self.lifts(counts, " ".join(words), 1)]
        asked = set(plain(question).split()) - FUNCTION - set(words)
        runs = self._holding.get(words[0], ()) if words else ()
        held = {run: set(run.split()) for run in runs}
        together = [
            self._often(counts, run)
            for run, own in held.items()
            if own.issuperset(words) and own & asked
        ]
        alone = sum(lifts) / len(lifts) if lifts else 0.0
        highest = max(together, default=LEAST_COUNT)
        return alone, float(bool(lifts)), math.log(highest / LEAST_COUNT), float(bool(together))

    def _often(self, counts: Numbers, run: str) -> float:
        return max(float(counts[self._columns[run]]), LEAST_COUNT)

    def worth(self, counts: Numbers, text: str) -> float:
        """What a sentence is worth, given the expected counts; 0 without words.

        The cosine with what people say, summed over the lengths of runs, without the norm of what
        they say, which is the same for all sentences about a picture.
        """
        shared, own = [0.0] * LONGEST, [0.0] * LONGEST
        for run, count in said(text).items():
            size = run.count(" ")
            rarity = self._rarity.get(run, self._rarest)
            own[size] += (count * rarity) ** 2
            if run in self._columns:
                shared[size] += count * rarity**2 * float(counts[self._columns[run]])
        return sum(s / math.sqrt(n) for s, n in zip(shared, own, strict=True) if n)
