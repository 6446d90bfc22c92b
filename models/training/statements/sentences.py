"""Sentences that are true of photos."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.training.common.data import Folders, Record, records

SETS: Final = ("coco", "flickr8k", "ade20k")
_NEARLY_CAPTIONS: Final = ("subj", "subj2", "mid", "person")
"""The sentences turned back from questions that are nearly a person's words."""
_NOT_TO_TRAIN_ON: Final = "sick"
MOST: Final = 2
"""Captions of one photo that are used; more take longer to encode."""

Photo = tuple[str, int]
"""A set's name and the row in its records."""


@dataclass(frozen=True)
class Told:
    """A photo with sentences that are true of it."""

    photo: Photo
    sentences: tuple[str, ...]


def told(folders: Folders, split: str, sets: Sequence[str] = SETS) -> list[Told]:
    """The photos of a split with sentences, in lower case."""
    chance, found = random.Random(0), []
    for name in sets:
        for row, record in enumerate(records(folders, name)):
            said = tuple(dict.fromkeys(text.lower() for text in _sentences(record, chance)))
            if record["split"] == split and said:
                found.append(Told((name, row), said))
    return found


def _sentences(record: Record, chance: random.Random) -> Iterator[str]:
    captions: list[str] = record.get("captions", [])
    yield from chance.sample(captions, min(MOST, len(captions)))
    turned = [one["text"] for one in record.get("sentences", []) if one["how"] in _NEARLY_CAPTIONS]
    yield from chance.sample(turned, min(MOST, len(turned)))
    true = [
        one["text"]
        for one in record.get("statements", [])
        if one["true"] and one["source"] != _NOT_TO_TRAIN_ON
    ]
    yield from chance.sample(true, min(1, len(true)))
