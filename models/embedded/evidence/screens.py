"""Whether a screen is on: a linear layer on the encoder's features and statistics of its crop.

`python -m models.training screens` trains it for one encoder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.certainty import fitted, least_sure, logit
from models.claims import SWITCHED, Scale
from models.embedded import pixels
from models.embedded.evidence.colours import chosen, cut_out
from models.embedded.model import EmbeddedModel
from models.embedded.runtime import Numbers
from models.embedded.small_networks import pooled, shares
from models.interfaces import (
    SAYABLE,
    UNCANCELLED,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
    SeenObject,
)

FILE: Final = "screens.npz"
NAMES: Final = frozenset(("tv", "laptop", "cell phone"))
HIDDEN: Final = "hidden"
"""The class of screens that are closed or seen from behind."""
STATES: Final = (HIDDEN, *SWITCHED)
OFF: Final = SWITCHED[0]
_BLOCK: Final = 4
"""Pixels of a side whose mean counts."""
_MARGINS: Final = (0.0, 0.22, 0.33)
"""What is left out on each side: the statistics are of the whole and of its middle."""
_PERCENTILES: Final = (10, 50, 90)


@dataclass(frozen=True, slots=True)
class Screens:
    """One linear layer."""

    weight: Numbers
    """[F + 1, 3], by `STATES`; the last row is the bias."""
    odds: Numbers
    """[2, 2], by `SWITCHED` and photos of other sources: the weight of a share's logit, and a
    constant."""

    def told(self, features: Numbers) -> tuple[str, float] | None:
        """The likeliest state by the features of several views [N, F], and how likely it is; None:
        it can't be seen."""
        found = shares(STATES, features @ self.weight[:-1] + self.weight[-1])
        best = max(found, key=found.__getitem__)
        if best == HIDDEN:
            return None
        return best, fitted(self.odds[SWITCHED.index(best)], (logit(found[best]),))


def features(patches: Numbers, squares: NDArray[np.uint8]) -> Numbers:
    """What a layer reads of crops: patches [N, 81, C] and squares [N, S, S, 3] to [N, F]."""
    return np.concatenate([pooled(patches), np.stack([*map(_statistics, squares)])], axis=1)


def _statistics(square: NDArray[np.uint8]) -> Numbers:
    """Means, deviations and percentiles of lightness, saturation and value, and the contrast."""
    side = square.shape[0] // _BLOCK
    cut = square[: side * _BLOCK, : side * _BLOCK]
    small = cut.reshape(side, _BLOCK, side, _BLOCK, 3).mean((1, 3)) / 255
    high, low = small.max(-1), small.min(-1)
    light, saturation = small @ (0.299, 0.587, 0.114), 1 - low / np.maximum(high, 1e-3)
    found: list[float] = []
    for margin in _MARGINS:
        inner = slice(round(side * margin), side - round(side * margin))
        for channel in (light, saturation, high):
            part = channel[inner, inner]
            found += [part.mean(), part.std(), *np.percentile(part, _PERCENTILES)]
        found.append(float(np.abs(np.diff(light[inner, inner], axis=1)).mean()))
    return np.array(found, np.float32)


class ScreenProposer:
    """A `ClaimProposer` of whether screens are on."""

    def __init__(self, model: EmbeddedModel, layer: Screens) -> None:
        self._model, self._layer = model, layer

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """For the most prominent screen of each name, what is told only to whoever asks."""
        things = {seen.name: seen for seen in reversed(chosen(look.objects, NAMES))}
        if not things:
            return ()
        reduced = pixels.reduce(picture, self._model.manifest.short_side)
        found: list[Claim] = []
        for seen in things.values():
            cancel.raise_if_cancelled()
            found += self._claims(seen, reduced)
        return tuple(found)

    def _claims(self, seen: SeenObject, reduced: Picture) -> Iterator[Claim]:
        crop = cut_out(reduced, seen.box or (0, 0, 1, 1))
        square = pixels.square(crop, self._model.manifest.image_size)
        squares = pixels.with_mirror_image(square)
        told = self._layer.told(features(self._model.patches_of_squares(squares), squares))
        if told is None:
            return
        state, likely = told
        claim = Claim(ClaimKind.ATTRIBUTE, seen.name, state, box=seen.box, if_asked=likely)
        asked = Scale().weighed(claim, likely).asked
        if asked in SAYABLE:
            # What is dark may only sleep, or show little.
            most = Certainty.PROBABLY if state == OFF else Certainty.PLAIN
            yield replace(claim, asked=least_sure(asked, most))
