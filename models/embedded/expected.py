"""What people would say of a picture, as a network expects it, to judge sentences by.

The network gives for each of some thousand runs of one to four words how many times a person's
sentence about the picture holds it, on average. A sentence is worth what CIDEr-D would give it
against such people (https://arxiv.org/abs/1411.5726), which is a minimum Bayes risk
(https://aclanthology.org/N04-1022) with readers who have seen the picture for themselves instead of
the decoder's other sentences.
"""

import json
import math
import re
from collections import Counter
from pathlib import Path

from models.embedded.errors import ModelError
from models.embedded.ranking import runs
from models.embedded.runtime import Network, Numbers
from models.messages import ModelFault

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
