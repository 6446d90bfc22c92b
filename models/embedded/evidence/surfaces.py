"""What kind of thing is held up or fills the picture: a network over the pooled features.

`python -m models.training surfaces` trains it for one encoder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.embedded.runtime import Numbers
from models.embedded.small_networks import pooled, shares
from models.interfaces import UNLISTED, SeenObject

FILE: Final = "surfaces.npz"
CLOTH: Final = "piece of cloth"
NOTHING: Final = "nothing"
"""The class of pictures that show nothing recognisable."""
NAMES: Final[Mapping[str, str]] = {
    "screen": "screen",
    "sheet": "sheet of paper",
    "envelope": "envelope",
    "receipt": "receipt",
    "card": "card",
    "book": "book",
    "box": "box",
    "packet": "packet",
    "bottle": "bottle",
    "can": "can",
    "jar": "jar",
    "tube": "tube",
    "sign": "sign",
    "menu": "menu",
    "cloth": CLOTH,
}
"""The spoken name of each surface; the other classes have none."""
GROUPS: Final = {
    "piece of paper": frozenset({"sheet of paper", "envelope", "receipt", "menu", "card"}),
    "package": frozenset({"box", "packet", "bottle", "can", "jar", "tube"}),
}
"""The name to use if it is unclear which of these surfaces it is."""
CLEAR: Final = 0.66
"""The probability from which it is clear which one of a group it is."""
SPECIAL: Final = {
    "screen": frozenset({"tv", "laptop", "cell phone"}),
    "sheet of paper": frozenset({"paper"}),
    "piece of paper": frozenset({"paper"}),
    "packet": frozenset({"bag"}),
    "package": frozenset({"bag"}),
    CLOTH: frozenset(
        "person hat shirt jacket dress jeans shorts shoes belt underwear vest scarf socks sweater "
        "sweatshirt top trousers t-shirt skirt kurta towel blanket curtain pillow tie".split()
    ),
}
"""Names from the witness that are more precise, or mean the same; worn cloth is no surface."""
AS_SURE: Final = 0.66
"""The share of a surface's probability from which such a name stands in its place."""


@dataclass(frozen=True, slots=True)
class Surfaces:
    """One hidden layer on the mean and the maximum of the patches."""

    classes: tuple[str, ...]
    inner: Numbers
    """[2 C + 1, H]; the last row is the bias."""
    outer: Numbers
    """[H + 1, K], divided by the temperature."""

    def probabilities(self, patches: Numbers) -> dict[str, float]:
        """The probability of each class; patches [2, 81, C], plain and mirrored."""
        hidden = np.maximum(pooled(patches) @ self.inner[:-1] + self.inner[-1], 0)
        return shares(self.classes, hidden @ self.outer[:-1] + self.outer[-1])


def joined(objects: Sequence[SeenObject], shares: Mapping[str, float]) -> tuple[SeenObject, ...]:
    """The witness's names together with the surfaces, by the probability of each class.

    The likeliest comes first. A name that both know has the larger probability.
    """
    there = {seen.name: seen for seen in objects}
    shares = {NAMES[what]: share for what, share in shares.items() if what in NAMES}
    told = dict(shares)
    for group, members in GROUPS.items():
        if max(shares[name] for name in members) < CLEAR:
            told[group] = sum(shares[name] for name in members)
    for name, share in told.items():
        special = [there[one] for one in SPECIAL.get(name, ()) if one in there]
        better = [one for one in special if one.probability >= AS_SURE * share]
        if share < UNLISTED:
            continue
        if better:
            likeliest = max(better, key=lambda seen: seen.probability)
            there[likeliest.name] = replace(likeliest, held=name != CLOTH)
            continue
        known = there.get(name)
        if known is None:
            there[name] = SeenObject(name, share, held=True)
        elif share > known.probability:
            there[name] = replace(known, probability=share, held=True)
    return tuple(sorted(there.values(), key=lambda seen: -seen.probability))
