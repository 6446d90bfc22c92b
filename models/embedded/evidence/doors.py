"""Doors and their handles, which the witness does not tell apart: a small network over the patches.

`python -m models.training doors` trains it for one encoder.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.embedded.runtime import Numbers
from models.interfaces import Box
from models.lexicon.names import head

FILE: Final = "doors.npz"
NAMES: Final = ("door", "handle", "cabinet door", "refrigerator door")
"""The outputs, in their order."""
WORDS: Final = {
    "door": "door", "doorway": "door", "entrance": "door", "way out": "door", "exit": "door",
    "handle": "handle", "door handle": "handle", "knob": "handle",
    "door knob": "handle", "doorknob": "handle", "latch": "handle",
    "cabinet door": "cabinet door", "cupboard door": "cabinet door", "cupboard": "cabinet door",
    "refrigerator door": "refrigerator door", "fridge door": "refrigerator door",
    "freezer door": "refrigerator door",
}  # fmt: skip
"""What users call them."""
_PERHAPS: Final = frozenset({"entrance", "way out", "exit"})
"""A door may be one of these or not."""
GRID: Final = 9
CLOSE: Final = 0.5
"""The probability from which a picture is of a door; of one in the background the network says
less."""


@dataclass(frozen=True, slots=True)
class Doors:
    """One hidden layer and one output for each name, on every patch."""

    inner: Numbers
    """[C + 1, H]; the last row is the bias."""
    outer: Numbers
    """[H + 1, 4]"""
    odds: Numbers
    """[4, 2]: factor and constant that turn the best patch's score into the log odds that the thing
    is there, on that side."""

    def locate(self, patches: Numbers, name: str) -> tuple[float, Box]:
        """The probability and place of one of `NAMES`; patches [81, C]."""
        index = NAMES.index(name)
        hidden = np.maximum(patches @ self.inner[:-1] + self.inner[-1], 0)
        scores = (hidden @ self.outer[:-1, index] + self.outer[-1, index]).reshape(GRID, GRID)
        factor, constant = self.odds[index]
        odds = factor * float(scores.max()) + constant
        return float(1 / (1 + np.exp(-odds))), _where(scores)


def called(thing: str) -> tuple[str, bool] | None:
    """Which of `NAMES` a thing in the user's words is, if any, and whether it is only a kind of it.

    A front door or an exit is a kind of door.
    """
    whole, name = thing.lower().strip(), head(thing)
    for words in (name, name.rpartition(" ")[2]):
        for one in (words, words.removesuffix("s"), words.removesuffix("es")):
            if one in WORDS:
                return WORDS[one], words != whole or one in _PERHAPS
    return None


def _where(scores: Numbers) -> Box:
    """A box the size of a patch, in the third of the picture with the most evidence.

    It is centred on the best patch and its neighbours, weighted by their scores.
    """
    likely = 1 / (1 + np.exp(-scores))
    thirds = (likely**2).sum(axis=0).reshape(3, GRID // 3).sum(axis=1)
    left = int(thirds.argmax()) * GRID // 3
    row, column = divmod(int(scores[:, left : left + GRID // 3].argmax()), GRID // 3)
    column += left
    rows = np.arange(max(0, row - 1), min(GRID, row + 2))
    columns = np.arange(max(left, column - 1), min(left + GRID // 3, column + 2))
    near = scores[np.ix_(rows, columns)]
    weight = np.exp(near - near.max())
    weight /= weight.sum()
    down, across = float(weight.sum(1) @ (rows + 0.5)), float(weight.sum(0) @ (columns + 0.5))
    corners = (across - 0.5, down - 0.5, across + 0.5, down + 0.5)
    x0, y0, x1, y1 = (round(min(max(edge / GRID, 0.0), 1.0), 4) for edge in corners)
    return x0, y0, x1, y1
