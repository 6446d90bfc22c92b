"""Doors and their handles, which the witness does not know apart: a small network over the patches.

Made by `python -m models.training doors` for one encoder, by whose sum it knows it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from models.embedded.runtime import Numbers
from models.interfaces import Box
from models.lexicon.names import head
from models.messages import ModelError, ModelFault

FILE: Final = "doors.npz"
NAMES: Final = ("door", "handle", "cabinet door", "refrigerator door")
"""What it finds, in its order."""
WORDS: Final = {
    "door": "door", "doorway": "door", "entrance": "door", "way out": "door", "exit": "door",
    "handle": "handle", "door handle": "handle", "knob": "handle",
    "door knob": "handle", "doorknob": "handle", "latch": "handle",
    "cabinet door": "cabinet door", "cupboard door": "cabinet door", "cupboard": "cabinet door",
    "refrigerator door": "refrigerator door", "fridge door": "refrigerator door",
    "freezer door": "refrigerator door",
}  # fmt: skip
"""What users call one of them."""
_PERHAPS: Final = frozenset({"entrance", "way out", "exit"})
"""Of these, what any door may or may not be."""
GRID: Final = 9


@dataclass(frozen=True, slots=True)
class Doors:
    """One hidden layer and an output for each name, for each patch."""

    encoder: str
    """The sum of the encoder's file."""
    inner: Numbers
    """[C + 1, H]: the last row is the constant."""
    outer: Numbers
    """[H + 1, 4]"""
    odds: Numbers
    """[4, 2]: factor and constant that make the best patch's score the logarithm of the odds that a
    thing is there, and on that side."""

    def locate(self, patches: Numbers, name: str) -> tuple[float, Box]:
        """How likely one of `NAMES` is where it is found, and that place; patches [81, C]."""
        index = NAMES.index(name)
        hidden = np.maximum(patches @ self.inner[:-1] + self.inner[-1], 0)
        scores = (hidden @ self.outer[:-1, index] + self.outer[-1, index]).reshape(GRID, GRID)
        factor, constant = self.odds[index]
        odds = factor * float(scores.max()) + constant
        return float(1 / (1 + np.exp(-odds))), _where(scores)


def called(thing: str) -> tuple[str, bool] | None:
    """Which of `NAMES` a thing in the user's words is, one or several, and whether it is a kind of
    it, as a front door or an exit is a door; None where it is no such thing."""
    whole, name = thing.lower().strip(), head(thing)
    for words in (name, name.rpartition(" ")[2]):
        for one in (words, words.removesuffix("s"), words.removesuffix("es")):
            if one in WORDS:
                return WORDS[one], words != whole or one in _PERHAPS
    return None


def _where(scores: Numbers) -> Box:
    """A box of the size of a patch, in the third of the picture that speaks most for the thing.

    There it lies around the middle of the best patch and its neighbours.
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


def load_doors(folder: Path) -> Doors | None:
    """The network of a weights folder; None where it has none, ModelError where it is damaged."""
    path = folder / FILE
    try:
        with np.load(path, allow_pickle=False) as parts:
            return Doors(
                str(parts["encoder"]),
                *(np.asarray(parts[name], np.float32) for name in ("inner", "outer", "odds")),
            )
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
        raise ModelError(ModelFault.DAMAGED_SO.told(path=path, reason=f"({fault})")) from fault
