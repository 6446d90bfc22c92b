"""Fits the rule of the caption verifier on validation photos, with the model as it ships."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.embedded import load
from models.embedded.caption_verifier import CaptionRule, features, named, text_of
from models.interfaces import Grades, ImageEncoding, TextChunk, VisionModel
from models.lexicon.names import claims, mentions, tokens_of
from models.training.common.data import Folders, Record, read_photo, records
from models.training.common.labels import COCO, room
from models.training.common.metrics import NEVER, cross_validated, fit_logistic, least, logistic

PRECISION_PLAIN = 0.985
"""The least share of plain names that must be there, on validation photos."""
PRECISION_ANSWERED = 0.9
"""The same for the names that are plain or probable."""
PRECISION_SPOKEN = 0.72
"""The same for all names that are spoken."""
CAPTION_PLAIN = 0.92
CAPTION_PROBABLY = 0.7
CAPTION_NONE = 0.3
CAPTIONS_WORTH = 0.1
"""Below this share of passing captions none is spoken: every picture would be described later for
the sake of a few."""
SCENE_RIGHT = 0.9
PHOTOS_REFUSED = 0.003
"""Share of good photos that the not-a-photo gate may refuse."""


@dataclass(frozen=True)
class Observed:
    """The model's output for a validation photo."""

    row: Record
    encoding: ImageEncoding
    pieces: tuple[TextChunk, ...]

    @property
    def caption(self) -> str:
        """The decoder's own caption."""
        return text_of(self.pieces)


def observe(
    model: VisionModel, folders: Folders, set_name: str, rows: Sequence[Record]
) -> Iterator[Observed]:
    """Encode and caption photos."""
    for row in rows:
        picture = read_photo(folders.photos(set_name) / f"{row['photo']}.webp")
        encoding = model.look(picture)
        yield Observed(row, encoding, tuple(model.generate(encoding, "describe")))


def validation_rows(folders: Folders, set_name: str) -> list[Record]:
    """The validation photos of a set."""
    return [row for row in records(folders, set_name) if row["split"] == "val"]


def right(observed: Observed) -> bool:
    """Whether people's captions and the objects of the photo support all that a caption claims.

    Every thing that it names must be among them, and every other meaningful word must be one of
    theirs, whatever its ending.
    """
    row = observed.row
    there = {name for caption in row["captions"] for name in mentions(caption)}
    there |= set(row.get("objects", ()))
    stems = {_stem(word) for caption in row["captions"] for word in tokens_of(caption)}
    return set(mentions(observed.caption)) <= there and all(
        _stem(word) in stems for word in claims(observed.caption)
    )


def require_right_and_wrong(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return `good`; ValueError if all captions are right or all wrong: nothing can be fitted."""
    if good.all() or not good.any():
        raise ValueError(
            "All its captions are right, or none, as far as they say anything that can be checked. "
            "So nothing can be learned about when it is right. Choose another model."
        )
    return good


def _stem(word: str) -> str:
    return word[:4]


def captioned(rows: Sequence[Record]) -> list[Record]:
    """The photos that several people have described."""
    return [row for row in rows if len(row.get("captions", ())) > 1]


def names_of(encodings: Sequence[ImageEncoding]) -> NDArray[np.float64]:
    """The probabilities of COCO's names in encodings: [N, 80]."""
    column = {name: place for place, name in enumerate(COCO)}
    table = np.zeros((len(encodings), len(COCO)))
    for place, encoding in enumerate(encodings):
        for thing in encoding.objects:
            if thing.name in column:
                table[place, column[thing.name]] = thing.probability
    return table


def caption_bars(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """The probabilities from which a caption is plain and probable.

    Both are `NEVER` if too few captions would pass: `CAPTIONS_WORTH`.
    """
    plain = least(scores, truth, CAPTION_PLAIN)
    probably = least(scores, truth, CAPTION_PROBABLY, plain)
    return (plain, probably) if (scores >= probably).mean() >= CAPTIONS_WORTH else (NEVER, NEVER)


def calibrate(
    folders: Folders, weights: Path, flickr: int = 500
) -> tuple[CaptionRule, dict[str, float]]:
    """Fit the rule, and measure it on the same photos."""
    return rule_of(load(weights), folders, flickr)


def rule_of(
    model: VisionModel, folders: Folders, flickr: int = 500
) -> tuple[CaptionRule, dict[str, float]]:
    """The same for any model whose encodings come from the embedded witness. Raises ValueError."""
    unseen = [row for row in validation_rows(folders, "coco") if row["unseen"]]
    coco = list(observe(model, folders, "coco", unseen))
    people = list(
        observe(model, folders, "flickr8k", validation_rows(folders, "flickr8k")[:flickr])
    )
    scores = names_of([one.encoding for one in coco])
    there = np.array([[name in one.row["objects"] for name in COCO] for one in coco])
    plain = least(scores.ravel(), there.ravel(), PRECISION_PLAIN)
    probably = least(scores.ravel(), there.ravel(), PRECISION_ANSWERED)
    unsure = least(scores.ravel(), there.ravel(), PRECISION_SPOKEN)
    rooms = list(_rooms(model, folders))
    scene = least(
        np.array([probability for probability, _ in rooms]),
        np.array([good for _, good in rooms]),
        SCENE_RIGHT,
    )
    photos = np.array([one.encoding.not_a_photo for one in coco + people])
    gate = round(float(np.quantile(photos, 1 - PHOTOS_REFUSED)), 4)
    grades = Grades(plain, probably, unsure, scene, max(gate, 0.5))

    rooms_and_food = captioned(validation_rows(folders, "coco"))
    captioned_photos = [*people, *observe(model, folders, "coco", rooms_and_food)]
    inputs = np.array([features(o.pieces, named(o.encoding, o.caption)) for o in captioned_photos])
    good = require_right_and_wrong(np.array([right(one) for one in captioned_photos]))
    beta = fit_logistic(inputs, good)
    honest = cross_validated(inputs, good)
    top, middle = caption_bars(honest, good)
    rule = CaptionRule(grades, tuple(round(float(v), 5) for v in beta), top, middle, CAPTION_NONE)
    measured = {
        "captions right": float(good.mean()),
        "captions plain": float((honest >= top).mean()),
        "captions plain or probably": float((honest >= middle).mean()),
        "photos with a plain name": float((scores >= plain).any(1).mean()),
        "probability of a right caption, mean": float(logistic(inputs, beta).mean()),
    }
    return rule, measured


def _rooms(model: VisionModel, folders: Folders) -> Iterator[tuple[float, bool]]:
    """The probability of the likeliest scene, and whether it is right, on validation photos."""
    for set_name in ("ade20k", "coco"):
        for row in validation_rows(folders, set_name):
            known = room(set_name, row)
            if known is None or (set_name == "coco" and known in ("outdoors", "street")):
                continue
            picture = read_photo(folders.photos(set_name) / f"{row['photo']}.webp")
            scene = model.look(picture).scene
            if scene is not None:
                yield scene.probability, scene.name == known
