"""All questions for training and measuring answers, by source."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.training.common.data import Folders, records
from models.training.common.labels import ade_names
from models.training.texts import (
    made_questions,
    question_facts,
    question_objects,
    question_places,
    question_unanswerable,
)
from models.training.texts.question_objects import Rows
from models.training.texts.question_parts import MadeQuestion, ask, pick
from models.training.witness.label_heads import load_masks

__all__ = ["KINDS", "MadeQuestion", "asked", "mirrored"]

KINDS = ("vqa", "cocoqa", "daquar", "presence", "which", "count", "side", "colour", "who", "doing",
         "wearing", "place", "made", "check", "room", "product", "garment", "thing", "what",
         "describe", "unanswerable")  # fmt: skip
"""Every kind of `MadeQuestion`: three published sets, and those made here."""
_SETS = ("flickr8k", "coco", "ade20k", "daquar", "doors", "grocery", "clothes", "things")
_LONGEST = 16
"""Longer COCO-QA questions are mostly broken."""
_MOST_UNANSWERABLE = {"train": 3500, "val": 500}
"""The number of questions paired with photos that cannot answer them."""


def asked(folders: Folders, split: str, seed: int = 0) -> dict[str, list[MadeQuestion]]:
    """The questions of every kind in a split; reproducible by `seed`.

    Needs the unpacked photos of ade20k for its masks. Validation keeps all questions of vqa and
    daquar; training drops duplicates of a photo.
    """
    rng = np.random.default_rng((seed, split == "val"))
    photos: dict[str, Rows] = {
        name: [(i, row) for i, row in enumerate(records(folders, name)) if row["split"] == split]
        for name in _SETS
    }
    found = [*_vqa(photos["coco"]), *_cocoqa(photos["coco"]), *_daquar(photos["daquar"])]
    coco, ade = photos["coco"], photos["ade20k"]
    numbers = {name: place + 1 for place, name in enumerate(ade_names(folders))}
    found += question_objects.coco_presence(coco, rng)
    found += question_objects.ade_presence(ade, rng)
    found += question_objects.which(coco, rng)
    found += question_objects.what(coco, rng)
    found += question_objects.counts(coco, rng)
    found += question_places.from_boxes("coco", coco, rng)
    found += question_places.from_boxes("doors", photos["doors"], rng)
    found += question_places.from_masks(ade, load_masks(folders), numbers, rng)
    for name in ("flickr8k", "coco"):
        found += question_facts.from_captions(name, photos[name], rng)
    for name in ("ade20k", "coco"):
        found += made_questions.rooms(name, photos[name], rng)
    found += made_questions.products(photos["grocery"], rng)
    found += made_questions.garments(photos["clothes"], rng)
    found += made_questions.things(photos["things"], rng)
    found = [_politely(item, rng) for item in found]
    answered = [item for item in found if _can_fail(item)]
    found += question_unanswerable.of_the_blind(folders, split, photos, rng)
    most = _MOST_UNANSWERABLE[split]
    found += question_unanswerable.of_other_photos(answered, photos, rng, most)
    kinds: dict[str, list[MadeQuestion]] = {kind: [] for kind in KINDS}
    for item in found if split == "val" else dict.fromkeys(found):
        kinds[item.kind].append(item)
    return kinds


def _vqa(rows: Rows) -> list[MadeQuestion]:
    return [
        ask("coco", index, item["question"], item["answers"], "vqa")
        for index, row in rows
        for item in (*row.get("vqa", ()), *row.get("questions", ()))
    ]


def _cocoqa(rows: Rows) -> list[MadeQuestion]:
    """Without the longest questions and those that contain their own answer."""
    found = [
        ask("coco", index, item["question"], item["answer"], "cocoqa")
        for index, row in rows
        for item in row.get("cocoqa", ())
    ]
    return [
        item
        for item in found
        if len(item.question.split()) <= _LONGEST and item.answer not in item.question.split()
    ]


def _daquar(rows: Rows) -> list[MadeQuestion]:
    return [
        ask("daquar", index, item["question"], item["answer"], "daquar")
        for index, row in rows
        for item in row["qa"]
    ]


def _can_fail(item: MadeQuestion) -> bool:
    """Whether the question has no answer if the things it names are absent."""
    if item.kind in ("colour", "side", "doing", "wearing", "place", "made"):
        return True
    starts = ("what color", "what kind", "what is the", "what are the", "where")
    return item.kind in ("vqa", "cocoqa") and item.question.startswith(starts)


_GIVEN = frozenset(("vqa", "cocoqa", "daquar"))
_POLITE = ("hi {}", "hello {}", "ok {}", "{} please", "{} thank you", "{} please thank you",
           "please tell me {}", "can you tell me {}")  # fmt: skip


def _politely(item: MadeQuestion, rng: np.random.Generator) -> MadeQuestion:
    """Make some questions polite, as blind people often are, so that politeness is no clue."""
    if item.kind in _GIVEN or rng.random() > 0.07:
        return item
    template = pick(rng, _POLITE if item.question.startswith("wh") else _POLITE[:6])
    return replace(item, question=template.format(item.question))


_SIDES = {"left": "right", "right": "left"}
_TURNED = re.compile(r"\b(left|right)\b")


def mirrored(item: MadeQuestion) -> MadeQuestion:
    """The question about the photo's mirror image, with left and right swapped."""

    def turn(text: str) -> str:
        return _TURNED.sub(lambda found: _SIDES[found.group()], text)

    answers: Sequence[str] = [turn(answer) for answer in item.answers]
    return replace(item, question=turn(item.question), answers=tuple(answers))
