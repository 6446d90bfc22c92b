"""Sentences with a word left out, as questions: what the photo shows there is the answer."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.mentions import mentions, names
from models.training import question_facts, text
from models.training.data import Folders, records
from models.training.question_parts import Asked
from models.training.sights import Photo

MASK = "[MASK]"
"""The text encoder's own sign for a word that is left out."""
_EMPTY = frozenset(
    "a an the of in on and to with is are at his her their it its this that for by from as up down "
    "out while one two there some being has have be or over into near off he she they other "
    "another each front back".split()
)
_GAPS = 3
"""Words of a caption that are left out, one at a time."""
_TOLD = {"check": 20000, "doing": 20000, "place": 6000}
"""The most questions of a kind about captions without photos."""
_NOT_TOLD = ("describe", "who")
"""What the names of the things alone do not answer, or answer already."""


@dataclass(frozen=True)
class Example:
    """A question with its answers, about a photo or about things alone."""

    question: str
    answers: tuple[str, ...]
    photo: Photo | None
    things: tuple[int, ...] = ()
    """Where there is no photo: the numbers of the names that its caption speaks of."""
    cloze: bool = False


def askable(learned: Sequence[Asked], least: int = 3) -> frozenset[str]:
    """The single words that answer training questions often enough to be left out of captions."""
    counts = Counter(answer for item in learned for answer in set(item.answers))
    return frozenset(
        word
        for word, count in counts.items()
        if count >= least and word.isalpha() and word not in _EMPTY
    )


def gaps(caption: str, words: frozenset[str], most: int, rng: random.Random) -> list[Sequence[str]]:
    """Up to `most` pairs of the caption with a word left out, and that word."""
    said = re.findall(r"[a-z0-9']+", caption.lower())
    places = []
    for place, word in enumerate(said):
        single = word.removesuffix("s")
        answer = word if word in words else single if single in words else None
        if answer:
            places.append((place, answer))
    rng.shuffle(places)
    return [
        (" ".join([*said[:place], MASK, *said[place + 1 :]]), answer)
        for place, answer in places[:most]
    ]


def of_photos(folders: Folders, words: frozenset[str], seed: int = 1) -> list[Example]:
    """The captions of the training photos, each with several gaps."""
    rng, found = random.Random(seed), []
    for name in ("flickr8k", "coco"):
        for index, row in enumerate(records(folders, name)):
            if row["split"] == "train":
                for caption in row.get("captions", ()):
                    for said, answer in gaps(caption, words, _GAPS, rng):
                        found.append(Example(said, (answer,), (name, index), cloze=True))
    return found


def of_captions(folders: Folders, words: frozenset[str], most: int, seed: int = 1) -> list[Example]:
    """Captions without photos, each with one gap."""
    rng, found = random.Random(seed), []
    captions = text.read_captions(folders, "coco")
    rng.shuffle(captions)
    for caption in captions[:most]:
        for said, answer in gaps(caption, words, 1, rng):
            found.append(Example(said, (answer,), None, _things(caption), cloze=True))
    return found


def told(folders: Folders, known: frozenset[str], seed: int = 3) -> list[Example]:
    """Questions that captions without photos answer, where the answer is a known one."""
    captions = text.read_captions(folders, "coco")
    random.Random(seed).shuffle(captions)
    rows = [(index, {"captions": [caption] * 3}) for index, caption in enumerate(captions)]
    kept: Counter[str] = Counter()
    found = []
    for item in question_facts.from_captions("coco", rows, np.random.default_rng(seed)):
        room = kept[item.kind] < _TOLD.get(item.kind, len(rows))
        if item.kind not in _NOT_TOLD and room and item.answer in known:
            kept[item.kind] += 1
            found.append(Example(item.question, item.answers, None, _things(captions[item.index])))
    return found


def _things(caption: str) -> tuple[int, ...]:
    listed = list(names())
    return tuple(listed.index(name) for name in mentions(caption.lower()) if name in listed)
