"""How a picture is turned: a small network over the regions of the encoder's patches.

`python -m models.training way-up` trains it for one encoder.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np

from models.embedded.runtime import Numbers
from models.interfaces import Box, ImageEncoding

FILE: Final = "way-up.npz"
SIDE: Final = 3
"""Regions along each side of the picture."""
UPRIGHT: Final = 0.5
"""The probability of being upright from which the picture is not looked at from other sides."""
SURE: Final = 0.99
"""The probability from which a picture is turned, by all four sides."""


def regions(patches: Numbers) -> Numbers:
    """The mean of the patches of each region: [N, 81, C] to [N, 9, C]."""
    side = round(patches.shape[1] ** 0.5) // SIDE
    cells = patches.reshape(len(patches), SIDE, side, SIDE, side, -1)
    means: Numbers = cells.mean((2, 4)).reshape(len(patches), SIDE**2, -1)
    return means


@dataclass(frozen=True, slots=True)
class WayUp:
    """A layer on each region, and one on all of them."""

    inner: Numbers
    """[C + 1, H]; the last row is the bias."""
    outer: Numbers
    """[9 H + 1, 4]"""

    def quarters(self, patches: Numbers, turned: Iterable[Numbers]) -> int:
        """By how many quarters to the left a picture is turned; 0 as well if that is not sure.

        `patches` [2, 81, C], plain and mirrored; `turned` has those of the picture turned further,
        by one, two and three quarters, and is only read if need be.
        """
        return told(map(self._logarithms, chain((patches,), turned)))

    def _logarithms(self, patches: Numbers) -> Numbers:
        """Of the probabilities [4] of being turned by so many quarters."""
        hidden = np.maximum(regions(patches) @ self.inner[:-1] + self.inner[-1], 0)
        plain, mirrored = hidden.reshape(2, -1) @ self.outer[:-1] + self.outer[-1]
        logits = (plain + mirrored[[0, 3, 2, 1]]) / 2
        logits -= logits.max()
        logarithms: Numbers = logits - np.log(np.exp(logits).sum())
        return logarithms


def told(views: Iterable[Numbers]) -> int:
    """By how many quarters a picture is turned, or 0 if that is not sure.

    `views` are the logarithms of the probabilities [4] for the picture as it is, and turned further
    by one, two and three quarters.
    """
    found = np.zeros(4, np.float32)
    for further, logarithms in enumerate(views):
        if not further and logarithms[0] >= np.log(UPRIGHT):
            return 0
        found = found + np.roll(logarithms, -further)
    shares = np.exp(found - found.max())
    best = int(shares.argmax())
    return best if shares[best] >= SURE * shares.sum() else 0


def turned_back(look: ImageEncoding, quarters: int, degrees: int) -> ImageEncoding:
    """What was seen of a picture, with the boxes after a turn by quarters to the left.

    `degrees` is how it is turned then.
    """
    objects, instances = (
        tuple(replace(one, box=one.box and turned(one.box, quarters)) for one in row)
        for row in (look.objects, look.instances)
    )
    claims = tuple(replace(one, box=one.box and turned(one.box, quarters)) for one in look.claims)
    return replace(look, objects=objects, claims=claims, instances=instances, turned=degrees)


def turned(box: Box, quarters: int) -> Box:
    """A box after its picture was turned to the left."""
    for _ in range(quarters):
        x0, y0, x1, y1 = box
        box = (y0, 1 - x1, y1, 1 - x0)
    return box
