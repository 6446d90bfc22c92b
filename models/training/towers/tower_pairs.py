"""Photos and the texts that fit them, from every training set."""

import json
from dataclasses import dataclass

from models.clip import prompts
from models.training.answerer.photo_arrays import Photo
from models.training.common.data import Folders, records
from models.training.texts.corpus import photo_samples

SHARES = {
    "flickr8k": 0.5,
    "coco human": 0.14,
    "coco composed": 0.05,
    "ade20k": 0.06,
    "daquar": 0.02,
    "doors": 0.01,
    "grocery": 0.03,
    "clothes": 0.03,
    "things": 0.02,
    "products": 0.05,
    "named": 0.09,
}
"""How often a pair comes from each source."""
LABELLED = ("grocery", "things", "products", "named")
"""The sources whose photos have one name, which zero-shot tests ask for."""


@dataclass(frozen=True)
class Pair:
    """A photo and the texts that fit it."""

    photo: Photo
    texts: tuple[str, ...]
    key: str = ""
    """Pairs with the same key show the same thing; "" if there are none."""


def pairs(folders: Folders, split: str) -> dict[str, list[Pair]]:
    """The pairs of every source in a split."""
    found = {
        source: [
            Pair((one.set_name, one.index), tuple(text.lower() for text in one.captions))
            for one in samples
        ]
        for source, samples in photo_samples(folders, split).items()
    }
    path = folders.data / "grocery_descriptions.json"
    descriptions = json.loads(path.read_text(encoding="utf-8"))
    found["products"] = [
        Pair(
            ("grocery", index),
            (
                *named(row["category"]),
                *named(row["name"]),
                *descriptions.get(row["name"].replace(" ", "-"), "").lower().split(". "),
            ),
            row["category"],
        )
        for index, row in enumerate(records(folders, "grocery"))
        if row["split"] == split
    ]
    found["named"] = [
        Pair(("things", index), named(row["name"]), row["name"])
        for index, row in enumerate(records(folders, "things"))
        if row["split"] == split
    ]
    return {
        source: [Pair(one.photo, tuple(filter(None, one.texts)), one.key) for one in rows]
        for source, rows in found.items()
    }


def named(label: str) -> tuple[str, ...]:
    """A label in every prompt template."""
    return tuple(prompts(label))
