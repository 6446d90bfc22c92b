"""Finds a thing in a picture: by the detector, by the witness, or by its name in the towers' space.

The towers encode whole pictures, so they look for a thing in windows, as CLIP does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from models.embedded.evidence.doors import called
from models.embedded.evidence.heads import WORDS as FACE_WORDS
from models.embedded.evidence.way_up import turned, turned_back
from models.embedded.model import EmbeddedEncoding, EmbeddedModel
from models.embedded.places import area, as_box
from models.interfaces import (
    PERSON,
    UNCANCELLED,
    Box,
    CancelToken,
    Evidence,
    ImageEncoding,
    Picture,
    Sighting,
    Vector,
)
from models.layered import tokens_of
from models.lexicon.kinds import kind_named
from models.lexicon.names import head, kind_of, names, thing_of
from models.lexicon.things import KINDS

WINDOWS: Final[tuple[Box, ...]] = tuple(
    (x, y, x + 0.5, y + side)
    for x in (0.0, 0.25, 0.5)
    for y, side in ((0.0, 1.0), (0.0, 0.6), (0.4, 0.6))
)
"""Three columns, each whole and in two halves that overlap."""
NEARLY: Final = 1.5
"""How far below the best logit a larger box may be chosen: then the largest thing is told of most
often, and its side is hardly less often right."""


class EmbeddedFinder:
    """A `Finder` on the embedded model."""

    def __init__(self, model: EmbeddedModel) -> None:
        self._model = model

    def locate(
        self, picture: Picture, look: ImageEncoding, thing: str, cancel: CancelToken = UNCANCELLED
    ) -> Sighting | None:
        if look.turned:
            quarters = look.turned // 90
            upright = np.ascontiguousarray(np.rot90(picture, -quarters))
            found = self.locate(upright, turned_back(look, 4 - quarters, 0), thing, cancel)
            return found and replace(found, box=turned(found.box, quarters))
        if thing in FACE_WORDS and self._model.faces is not None:
            face = self._model.faces.head(picture, self._person(picture, look))
            return face and Sighting(*face, Evidence.OUTLINE)
        door = called(thing)
        if door and self._model.doors:
            place = self._model.doors.locate(tokens_of(look, EmbeddedEncoding).own[0], door[0])
            return Sighting(*place, Evidence.DOORS, kind=door[1])
        category = kind_named(head(thing))
        name = known_name(thing) or category
        if name is None:
            return self._by_words(picture, thing, cancel)
        meant = {name, *KINDS.get(name, ())}
        boxed = (one for one in look.objects if one.name in meant and one.box is not None)
        seen = next(boxed, None)
        if seen is None or seen.box is None:
            # Of the others the witness saw too few to tell that one is missing.
            return None if name in names() else self._by_words(picture, thing, cancel)
        kind = not category and thing_of(" ".join(thing.lower().split())) is None
        if not seen.outlined:
            return Sighting(seen.probability, seen.box, Evidence.PATCHES, kind)
        box = self._largest(picture, seen.name) or seen.box
        return Sighting(seen.probability, box, Evidence.OUTLINE, kind)

    def resembling(
        self, picture: Picture, views: Sequence[Vector], cancel: CancelToken = UNCANCELLED
    ) -> Sighting | None:
        """The window most like one of the views; its probability is the cosine."""
        return self._best(picture, lambda one: max(float(one @ view) for view in views), cancel)

    def _largest(self, picture: Picture, name: str) -> Box | None:
        """The largest box that is nearly as likely as the best one: of many, the nearest."""
        logits, boxes = self._model.anchors(picture)
        scores = logits[:, self._model.manifest.names.index(name)]
        least = max(float(scores.max()) - NEARLY, self._model.manifest.box_from)
        found = (as_box(np.clip(one, 0, 1)) for one in boxes[scores >= least])
        return max(filter(None, found), key=area, default=None)

    def _person(self, picture: Picture, look: ImageEncoding) -> Box | None:
        """The outline of the nearest person."""
        seen = next((one for one in look.objects if one.name == PERSON and one.outlined), None)
        return None if seen is None else self._largest(picture, PERSON) or seen.box

    def _by_words(self, picture: Picture, thing: str, cancel: CancelToken) -> Sighting | None:
        labels = self._model.embed_labels([thing])
        zero_shot = self._model.zero_shot
        return self._best(picture, lambda one: zero_shot(one, labels).labels[0][1], cancel)

    def _best(
        self, picture: Picture, score: Callable[[Vector], float], cancel: CancelToken
    ) -> Sighting | None:
        """The window with the highest score, which counts as its probability."""
        scored = ((score(vector), box) for box, vector in self._windows(picture, cancel))
        best = max(scored, default=None)
        return None if best is None else Sighting(*best, Evidence.WORDS)

    def _windows(self, picture: Picture, cancel: CancelToken) -> Iterator[tuple[Box, Vector]]:
        height, width = picture.shape[:2]
        for box in WINDOWS:
            cancel.raise_if_cancelled()
            x0, y0, x1, y1 = box
            part = picture[int(y0 * height) : int(y1 * height), int(x0 * width) : int(x1 * width)]
            if min(part.shape[:2]) >= 8:
                yield box, self._model.embed(np.ascontiguousarray(part))


def known_name(thing: str) -> str | None:
    """The witness's name for a thing in the user's words, if it has one."""
    name = head(thing)
    return thing_of(name) or kind_of(name) or thing_of(name.rpartition(" ")[2])
