"""The labels of each set as arrays, with a mask for what a set does not know."""

import json
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.lexicon.names import COCO_WORDS
from models.training.common.data import Folders, Record, records

COCO = tuple(COCO_WORDS)

ADE_AS_COCO = {
    name: name
    for name in (
        *("person", "car", "bicycle", "airplane", "bus", "truck", "boat", "traffic light"),
        *("bench", "bed", "chair", "sink", "toilet", "refrigerator", "oven", "microwave"),
        *("clock", "vase", "book", "bottle"),
    )
} | {
    "minibike": "motorcycle", "armchair": "chair", "swivel chair": "chair", "sofa": "couch",
    "television": "tv",
}  # fmt: skip
"""ADE20K labels that mean a COCO name; an ADE20K photo without them does not show it."""

DOORS = ("door", "handle", "cabinet door", "refrigerator door")

ROOMS = ("kitchen", "bathroom", "bedroom", "living room", "dining room", "office", "corridor",
         "stairs", "street", "shop", "outdoors", "another room")  # fmt: skip
_SCENES = {
    "kitchen": "kitchen galley",
    "bathroom": "bathroom",
    "bedroom": "bedroom hotel_room childs_room dorm_room nursery youth_hostel",
    "living room": "living_room parlor",
    "dining room": "dining_room dinette_home",
    "office": "office home_office",
    "corridor": "corridor",
    "stairs": "staircase",
    "street": "street alley crosswalk",
    "shop": "shop clothing_store supermarket bakery_shop bookstore shoe_shop gift_shop toyshop",
}
_SCENE_ROOM = {scene: room for room, scenes in _SCENES.items() for scene in scenes.split()}

_STOP = frozenset(
    "a an the in on is are of to and with at his her their its it for from by as other another "
    "some one there that he she they who while over up down out off into onto through this be "
    "has have each very was or these not no only but so if all both own than them him himself "
    "themselves where which what when whilst s being been do does doing goes go going gets get "
    "getting got about".split()
)


def words_of(text: str) -> list[str]:
    """The lower-case words of a caption."""
    return re.findall(r"[a-z]+", text.lower())


def caption_words(folders: Folders) -> tuple[str, ...]:
    """Words in the captions of at least 25 training photos, most frequent first."""
    counts: Counter[str] = Counter()
    for name in ("flickr8k", "coco"):
        for row in records(folders, name):
            if row["split"] == "train":
                said = [word for text in row.get("captions", ()) for word in words_of(text)]
                counts.update(dict.fromkeys(said, 1))
    return tuple(
        word
        for word, count in counts.most_common()
        if count >= 25 and word not in _STOP and len(word) > 1
    )


def ade_names(folders: Folders) -> tuple[str, ...]:
    """The 150 names in the order of the masks' class numbers 1…150."""
    table = json.loads((folders.data / "ade20k_classes.json").read_text(encoding="utf-8"))
    return tuple(table[str(number)] for number in range(1, 151))


def room(set_name: str, row: Record) -> str | None:
    """The kind of place, if the set states it or the objects leave no doubt."""
    if set_name == "ade20k":
        return _ade_room(row)
    return _coco_room(set(row["objects"])) if set_name == "coco" else None


def _ade_room(row: Record) -> str | None:
    if row["scene"] in _SCENE_ROOM or row["scene"] == "misc":
        return _SCENE_ROOM.get(row["scene"])
    seen = row["objects"]
    indoors = "ceiling" in seen or "floor" in seen
    if indoors and "sky" not in seen:
        return "another room"
    return "outdoors" if "sky" in seen and not indoors else None


def _coco_room(seen: set[str]) -> str | None:
    kitchen = len(seen & {"oven", "microwave", "sink", "refrigerator"}) > 1
    cooks = bool(seen & {"oven", "microwave"} and seen & {"sink", "refrigerator", "oven"})
    outdoors = {"surfboard", "skis", "snowboard", "kite", "zebra", "giraffe", "airplane"}
    street = {"traffic light", "stop sign", "fire hydrant", "parking meter"}
    signs = (
        ("toilet" in seen, "bathroom"),
        (cooks, "kitchen" if kitchen else None),
        ("bed" in seen and not seen & {"couch", "dining table"}, "bedroom"),
        ({"couch", "tv"} <= seen, "living room"),
        (bool(seen & outdoors), "outdoors"),
        (bool(seen & street), "street"),
    )
    return next((place for there, place in signs if there), None)


@dataclass(frozen=True)
class Targets:
    """One set's targets, in the order of its records."""

    tags: NDArray[np.int8]
    """[N, T]: 1 present, 0 absent, -1 not known to the set."""
    choices: NDArray[np.int16]
    """[N, C]: the right option of each choice, or -1."""


@dataclass(frozen=True)
class LabelNames:
    """All labels that the heads are trained on."""

    tags: tuple[str, ...]
    """COCO names, then `ade:` names, `door:` parts and `word:` caption words."""
    choices: dict[str, tuple[str, ...]]
    """One-of-many labels: room, product, garment, colour, thing."""


def collect_names(folders: Folders) -> LabelNames:
    """The label vocabulary, from the training split only."""

    def common(set_name: str, field: str, least: int) -> tuple[str, ...]:
        counts = Counter(
            row[field]
            for row in records(folders, set_name)
            if row["split"] == "train" and row.get(field)
        )
        return tuple(sorted(name for name, count in counts.items() if count >= least))

    tags = COCO + tuple(f"ade:{name}" for name in ade_names(folders))
    tags += tuple(f"door:{name}" for name in DOORS)
    tags += tuple(f"word:{word}" for word in caption_words(folders))
    return LabelNames(
        tags,
        {
            "room": ROOMS,
            "product": common("grocery", "name", 1),
            "garment": common("clothes", "kind", 5),
            "colour": common("clothes", "colour", 5),
            "thing": common("things", "name", 4),
        },
    )


def targets(folders: Folders, names: LabelNames, set_name: str) -> Targets:
    """The targets of a set's photos."""
    rows = records(folders, set_name)
    column = {name: index for index, name in enumerate(names.tags)}
    group = {
        kind: [index for name, index in column.items() if name.startswith(kind)]
        for kind in ("ade:", "door:", "word:")
    }
    tags = np.full((len(rows), len(names.tags)), -1, np.int8)
    choices = np.full((len(rows), len(names.choices)), -1, np.int16)
    mapped = sorted({column[name] for name in ADE_AS_COCO.values()})
    for index, row in enumerate(rows):
        there: set[str] = set()
        if set_name == "coco":
            tags[index, : len(COCO)] = 0
            there |= set(row["objects"])
        if set_name == "ade20k":
            tags[index, group["ade:"]] = 0
            tags[index, mapped] = 0
            there |= {f"ade:{name}" for name in row["objects"]}
            there |= {ADE_AS_COCO[name] for name in row["objects"] if name in ADE_AS_COCO}
        if set_name == "doors":
            tags[index, group["door:"]] = 0
            there |= {f"door:{box[0]}" for box in row["boxes"]}
        if row.get("captions"):
            tags[index, group["word:"]] = 0
            there |= {f"word:{word}" for text in row["captions"] for word in words_of(text)}
        for name in there & column.keys():
            tags[index, column[name]] = 1
        said = {
            "room": room(set_name, row),
            "product": row.get("name") if set_name == "grocery" else None,
            "garment": row.get("kind"),
            "colour": row.get("colour"),
            "thing": row.get("name") if set_name == "things" else None,
        }
        for place, (kind, options) in enumerate(names.choices.items()):
            if said[kind] in options:
                choices[index, place] = options.index(said[kind])
    return Targets(tags, choices)


def product_kinds(folders_rows: list[dict[str, str]]) -> dict[str, str]:
    """Each product's spoken kind, such as "milk"."""
    return {row["name"]: row["category"].lower() for row in folders_rows}


def thing_name(label: str) -> str | None:
    """The spoken name of a label in the set things; None if it has none."""
    name = label.replace("_", " ")
    if name.endswith((" face", " head", " body", " side")):
        name = name.rsplit(" ", 1)[0]
    spoken = {
        "cellphone": "cell phone", "motorbikes": "motorcycle", "airplanes": "airplane",
        "leopards": "leopard", "wild cat": "wildcat", "water lilly": "water lily",
        "headphone": "headphones", "soccer ball": "sports ball", "windsor chair": "chair",
        "binocular": "binoculars",
    }  # fmt: skip
    if name in ("faces", "dollar bill", "yin yang", "garfield", "snoopy"):
        return None
    return spoken.get(name, name)
