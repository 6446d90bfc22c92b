"""The colours of things, from a second look at the largest and most central of them.

The same encoder sees the crop of each; a network reads its features, its plain colours by place,
and the thing's name. `python -m models.training colours` trains it for one encoder.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.certainty import logit, sigmoid
from models.claims import Scale
from models.embedded import pixels
from models.embedded.model import EmbeddedModel
from models.embedded.places import area
from models.embedded.runtime import Numbers
from models.embedded.small_networks import pooled
from models.interfaces import (
    UNCANCELLED,
    Box,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
    SeenObject,
)

FILE: Final = "colours.npz"
LIKELY: Final = 0.5
"""The least probability of a thing that is looked at again."""
MOST: Final = 3
"""How many things are looked at again."""
CONTEXT: Final = 1.25
"""The side of a crop as a multiple of the box's longer side."""
TRUE: Final = 0.5
"""The least probability of a colour that is proposed."""
TOLD: Final = 0.8
"""The least probability of a colour that is told to whoever asks; `benchmarks/crops.py` measures
how often that is right."""
EITHER: Final = 0.8
"""The least probability that it is one of two colours, where neither alone reaches `TOLD`."""


@dataclass(frozen=True, slots=True)
class ColourHead:
    """One hidden layer on a crop's pooled features, its colours by place, and a name."""

    colours: tuple[str, ...]
    names: tuple[str, ...]
    """The known names, as in the rows of `named` and `biases`."""
    features: Numbers
    """[2 C + 1, H]; the last row is the bias."""
    places: Numbers
    """[81 * 15, H], of the square roots of the shares of plain colours."""
    named: Numbers
    """[N, H]"""
    outer: Numbers
    """[H + 1, K]; the last row is the bias."""
    biases: Numbers
    """[N, K]"""
    true: Numbers
    """Slope and offset of the log odds of a colour's share: that it is true."""
    said: Numbers
    """The weights of those log odds, of the name's habit and of the log of the box's area, and an
    offset: that people would say it."""
    habits: Numbers
    """[N]: the log odds that a caption with the name gives it a colour."""

    def shares(self, pooled: Numbers, plain: Numbers, name: str) -> Numbers:
        """The share of each colour [K], by a crop's pooled features [2 C] and colours [81, 15]."""
        row = self.names.index(name)
        hidden = pooled @ self.features[:-1] + self.features[-1] + self.named[row]
        hidden = np.maximum(hidden + np.sqrt(plain).ravel() @ self.places, 0)
        logits = hidden @ self.outer[:-1] + self.outer[-1] + self.biases[row]
        shares = np.exp(logits - logits.max())
        return np.asarray(shares / shares.sum(), np.float32)

    def judged(self, share: float, name: str, box: Box) -> tuple[float, float]:
        """The probabilities that a colour is true, and that people would say it."""
        slope, offset = self.true
        true = sigmoid(slope * logit(share) + offset)
        inputs = (logit(share), self.habits[self.names.index(name)], np.log(area(box)), 1.0)
        return true, sigmoid(float(self.said @ inputs))


def chosen(objects: tuple[SeenObject, ...], names: Container[str]) -> list[SeenObject]:
    """The things to look at again, the most prominent first."""

    def prominence(seen: SeenObject) -> float:
        x0, y0, x1, y1 = seen.box or (0, 0, 0, 0)
        aside = abs((x0 + x1) / 2 - 0.5) + abs((y0 + y1) / 2 - 0.5)
        return float(np.sqrt((x1 - x0) * (y1 - y0))) * (1 - aside / 2)

    fit = [
        seen
        for seen in objects
        if seen.name in names and seen.outlined and seen.probability >= LIKELY
    ]
    return sorted(fit, key=prominence, reverse=True)[:MOST]


def cut_out(picture: Picture, box: Box) -> Picture:
    """A square around a box with some context, as far as the picture goes."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = np.array(box) * (width, height, width, height)
    side = max(x1 - x0, y1 - y0) * CONTEXT

    def span(start: float, end: float, limit: int) -> slice:
        size = min(side, limit)
        low = int(min(max((start + end - size) / 2, 0), limit - size))
        return slice(low, max(low + 8, round(low + size)))

    return picture[span(y0, y1, height), span(x0, x1, width)]


class ColourProposer:
    """A `ClaimProposer` of the colours of things."""

    def __init__(self, model: EmbeddedModel, head: ColourHead) -> None:
        self._model = model
        self._head = head

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """The likely colours of the most prominent things.

        A claim's probability is that people would say it; they leave out most colours. Once it is
        asked for, it is that the colour is true.
        """
        things = chosen(look.objects, self._head.names)
        if not things:
            return ()
        facts = self._model.manifest
        reduced = pixels.reduce(picture, facts.short_side)
        squares = np.concatenate([
            pixels.square(cut_out(reduced, seen.box or (0, 0, 1, 1)), facts.image_size)
            for seen in things
        ])  # fmt: skip
        cancel.raise_if_cancelled()
        patches = self._model.patches_of_squares(squares)
        return tuple(
            claim
            for seen, one, square in zip(things, pooled(patches), squares, strict=True)
            for claim in self._claims(seen, one, pixels.patch_colours(square))
        )

    def _claims(self, seen: SeenObject, pooled: Numbers, plain: Numbers) -> Iterator[Claim]:
        head, box = self._head, seen.box or (0.0, 0.0, 1.0, 1.0)
        shares = head.shares(pooled, plain, seen.name)
        order = np.argsort(-shares, kind="stable")
        judged = [head.judged(float(shares[place]), seen.name, box) for place in order]
        colours = [head.colours[place] for place in order]
        for colour, (true, said) in zip(colours, judged, strict=True):
            if true < TRUE:
                break
            claim = Claim(ClaimKind.COLOUR, seen.name, colour, box=seen.box)
            grade = Certainty.PROBABLY if true >= TOLD else Certainty.NONE
            yield replace(Scale().weighed(claim, said), if_asked=true, asked=grade)
        either = judged[0][0] + judged[1][0]
        if judged[0][0] < TOLD and either >= EITHER:
            claim = Claim(ClaimKind.COLOUR, seen.name, colours[0], colours[1], box=seen.box)
            yield replace(claim, if_asked=min(either, 1.0), asked=Certainty.PROBABLY)
