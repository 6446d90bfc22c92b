"""How many things of a name a picture shows.

One small network weighs each of the detector's boxes, a second one counts. Both learn from COCO's
complete boxes: `python -m models.training counts` trains them for one detector.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

import numpy as np

from models.certainty import graded
from models.claims import span
from models.embedded.evidence.instances import Instances, find_instances
from models.embedded.files import reading
from models.embedded.places import as_box
from models.embedded.runtime import Numbers
from models.interfaces import MANY, SAYABLE, Box, Certainty, Claim, ClaimKind, SeenObject

FILE: Final = "counts.npz"
WEIGHED: Final = 12
"""How many boxes of a name the networks are shown."""
SUMMARY: Final = WEIGHED + MANY + 5
"""The inputs of the counting network."""
UNLIKELY: Final = 0.3
"""Names below this probability are not counted."""
LISTED: Final = 0.2
"""The least probability of a single thing that is listed."""
ABSENT: Final = -6.0
"""The log odds of a box that is not there."""
AREA: Final = 4
"""The feature that is a box's size."""
WORDS: Final = ("detector", "names")
"""The parts of the file that hold no numbers."""
LEAST_CHANCE: Final = 1e-3
"""Added to the probabilities that follow by chance, so that each has a logarithm."""


class Kind(IntEnum):
    """The kinds of numbers, the most telling first, as rows of `Counter.bars`."""

    EXACT = 0
    MANY = 1
    LEAST = 2
    SEVERAL = 3
    ONE = 4


LIKELY: Final = 0.5
"""The probability of a number from which it is claimed, whatever is said of it."""
EXACTLY: Final = (Kind.EXACT, Kind.ONE)


@dataclass(frozen=True, slots=True)
class Layers:
    """A hidden layer with a bias for each name, and an output layer."""

    inner: Numbers
    """[inputs, H]"""
    names: Numbers
    """[names, H]"""
    outer: Numbers
    """[H + 1, outputs]; the last row is the bias."""

    def __call__(self, inputs: Numbers, name: int) -> Numbers:
        """The outputs for inputs [..., inputs] about a name."""
        hidden = np.maximum(inputs @ self.inner + self.names[name], 0)
        return np.asarray(hidden @ self.outer[:-1] + self.outer[-1], np.float32)


@dataclass(frozen=True, slots=True)
class Things:
    """The single things of a picture, and claims about how many there are of a name."""

    instances: tuple[SeenObject, ...]
    claims: tuple[Claim, ...]


UNCOUNTED: Final = Things((), ())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things of a name there are."""

    each: Numbers
    """[K]: the probability of each box that it shows a thing of its own."""
    shares: Numbers
    """[MANY + 1]: the probability of every number; the last is that of `MANY` and more."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Both networks, and the bars of claims."""

    detector: str
    """The checksum of the detector that they were trained for."""
    names: tuple[str, ...]
    mean: Numbers
    scale: Numbers
    """[FEATURES]: what is subtracted from a box's features, and by what they are multiplied."""
    boxes: Layers
    counts: Layers
    bars: Numbers
    """[kinds, 3]: the least probability at which a kind of number is plain, probable and unsure."""

    def count(self, found: Instances, probability: float, name: int) -> Counted:
        """Count the things of a name that has a probability to be there."""
        features = (found.features[:WEIGHED] - self.mean) * self.scale
        shown, some = log_odds(probability), len(features)
        inputs = np.concatenate([features, np.full((some, 1), shown)], axis=1)
        each = _sigmoid(self.boxes(inputs, name)[:, 0])
        weighed = _sigmoid(np.full(WEIGHED, ABSENT, np.float32))
        weighed[:some] = each
        chance = by_chance(weighed)
        sizes = np.zeros(2)
        sizes[:some] = features[:2, AREA]
        summary = np.concatenate([
            np.sort(weighed)[::-1],
            at_least(chance)[1:],
            [shown, weighed.sum(), some / WEIGHED],
            sizes,
        ])  # fmt: skip
        logits = np.log(chance + LEAST_CHANCE) + self.counts(summary, name)
        shares = np.exp(logits - logits.max())
        return Counted(each, shares / shares.sum())

    def look(self, objects: Sequence[SeenObject], logits: Numbers, boxes: Numbers) -> Things:
        """Count the things of all likely names.

        `logits` [6, A, names] and `boxes` [6, A, 4] are the detector's for `pixels.six_looks`.
        """
        single: list[SeenObject] = []
        claims: list[Claim] = []
        for seen in objects:
            if seen.name not in self.names or seen.probability < UNLIKELY:
                continue
            name = self.names.index(seen.name)
            found = find_instances(logits[:, :, name], boxes)
            counted = self.count(found, seen.probability, name)
            single += _listed(seen.name, found, counted.each)
            claims += self._claims(seen.name, found, counted.shares)
        return Things(tuple(single), tuple(claims))

    def _claims(self, name: str, found: Instances, shares: Numbers) -> Iterator[Claim]:
        for one in claimed(shares, self.bars):
            box = _around(found.boxes[: int(span(one.value)[0])])
            yield Claim(
                ClaimKind.COUNT, name, one.value, "", one.probability, one.certainty(self.bars), box
            )


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the probability that a claim of it is true."""

    kind: Kind
    value: str
    """As in `Claim.value`."""
    probability: float

    def certainty(self, bars: Numbers) -> Certainty:
        """How sure it is, by `Counter.bars`."""
        plain, probably, unsure = bars[self.kind].tolist()
        return graded(self.probability, plain, probably, unsure)


def numbers(shares: Numbers) -> Iterator[Number]:
    """What can be claimed by the probability of every number, the most telling first."""
    best = int(shares[:MANY].argmax())
    tail = at_least(shares).tolist()
    if best:
        kind = Kind.ONE if best == 1 else Kind.EXACT
        yield Number(kind, str(best), float(shares[best]))
    yield Number(Kind.MANY, "many", tail[MANY])
    for least in range(MANY - 1, 2, -1):
        yield Number(Kind.LEAST, f"{least}+", tail[least])
    yield Number(Kind.SEVERAL, "2+", tail[2])


def claimed(shares: Numbers, bars: Numbers) -> tuple[Number, ...]:
    """The number to say, if one is sure enough; the likeliest exact number; all likely ones."""
    every = tuple(numbers(shares))
    sayable = [one for sure in SAYABLE for one in every if one.certainty(bars) is sure]
    exact = [one for one in every if one.kind in EXACTLY]
    likely = [one for one in every if one.probability >= LIKELY]
    return tuple(dict.fromkeys((*sayable[:1], *exact, *likely)))


def log_odds(probability: float) -> float:
    """The log odds of a probability, bounded."""
    bounded = min(max(probability, 0.01), 0.999)
    return float(np.log(bounded / (1 - bounded)))


def by_chance(each: Numbers) -> Numbers:
    """The probability of every number of things [MANY + 1], if each box is right by itself."""
    shares = np.zeros(MANY + 1, np.float32)
    shares[0] = 1
    for one in each:
        last = shares[-1] + shares[-2] * one
        shares[1:] = shares[1:] * (1 - one) + shares[:-1] * one
        shares[0] *= 1 - one
        shares[-1] = last
    return shares


def at_least(shares: Numbers) -> Numbers:
    """The probability of every number or more [MANY + 1]."""
    return np.asarray(shares[::-1].cumsum()[::-1])


def load_counter(folder: Path, detector: str, names: tuple[str, ...]) -> Counter | None:
    """Load the networks of a weights folder that fit this detector. Raises ModelError."""
    path = folder / FILE
    if not path.exists():
        return None
    with reading(path), np.load(path, allow_pickle=False) as parts:
        of = {name: np.asarray(parts[name], np.float32) for name in parts if name not in WORDS}
        boxes, counting = (
            Layers(of[f"{part}_inner"], of[f"{part}_names"], of[f"{part}_outer"])
            for part in ("box", "count")
        )
        known = tuple(map(str, parts["names"]))
        found = Counter(
            str(parts["detector"]), known, of["mean"], of["scale"], boxes, counting, of["bars"]
        )
    return found if (found.detector, found.names) == (detector, names) else None


def _sigmoid(values: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-values)))


def _around(boxes: Numbers) -> Box | None:
    """The smallest box around all."""
    if not len(boxes):
        return None
    return as_box(np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)]))


def _listed(name: str, found: Instances, each: Numbers) -> Iterator[SeenObject]:
    """The single things of a name, likeliest first."""
    for index in np.argsort(-each, kind="stable"):
        box = as_box(found.boxes[index])
        if each[index] >= LISTED and box is not None:
            yield SeenObject(name, float(each[index]), box, outlined=True)
