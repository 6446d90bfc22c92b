"""Questions from complete object sets: is there a thing, which of them, how many, what.

Only questions whose answer follows from the labels. The same seed gives the same questions.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from models.lexicon.names import SPOKEN
from models.lexicon.things import KINDS
from models.training.common.data import Record
from models.training.texts.composed_captions import article, listing
from models.training.texts.plurals import plural
from models.training.texts.question_parts import (
    MadeQuestion,
    ask,
    levelled,
    pick,
    several,
    some,
)

Rows: TypeAlias = Sequence[tuple[int, Record]]
"""Photos of one set and split, with their row in `records`."""

ADE_THINGS = {
    "window": ("windowpane",),
    "door": ("door", "screen door"),
    "picture": ("painting", "poster"),
    "lamp": ("lamp", "chandelier", "sconce", "light", "streetlight"),
    "plant": ("plant", "flower", "palm", "tree"),
    "tree": ("tree", "palm"),
    "table": ("table", "coffee table", "desk", "pool table", "counter", "countertop", "buffet"),
    "stairs": ("stairs", "stairway", "step", "escalator"),
    "car": ("car", "van", "truck"),
    "chair": ("chair", "armchair", "swivel chair", "seat", "stool"),
    "bed": ("bed", "cradle"),
    "sofa": ("sofa",),
    "cabinet": ("cabinet", "wardrobe", "chest of drawers", "buffet", "bookcase"),
    "shelf": ("shelf", "bookcase"),
    "mirror": ("mirror",),
    "curtain": ("curtain", "blind"),
    "rug": ("rug",),
    "sink": ("sink",),
    "toilet": ("toilet",),
    "bathtub": ("bathtub",),
    "shower": ("shower",),
    "stove": ("stove", "oven"),
    "refrigerator": ("refrigerator",),
    "microwave": ("microwave",),
    "television": ("television", "crt screen", "monitor", "screen"),
    "fireplace": ("fireplace",),
    "fence": ("fence", "railing"),
    "sidewalk": ("sidewalk", "path"),
    "road": ("road", "runway", "dirt track"),
    "building": ("building", "house", "skyscraper", "tower", "hovel"),
    "mountain": ("mountain", "hill"),
    "bench": ("bench",),
    "traffic light": ("traffic light",),
    "sign": ("signboard", "trade name"),
    "flag": ("flag",),
    "bridge": ("bridge",),
    "clock": ("clock",),
    "fan": ("fan",),
    "towel": ("towel",),
    "bus": ("bus",),
    "bicycle": ("bicycle",),
    "boat": ("boat", "ship"),
    "person": ("person",),
}
"""Names for questions about ADE20K: present with the first label, absent without any of them."""

_PRESENCE = (
    "is there {a}",
    "is there {a} here",
    "is there {a} in the picture",
    "is there {a} in the image",
    "is there {a} in front of me",
    "do you see {a}",
    "can you see {a}",
    "can you see {a} here",
    "is {a} visible",
    "is there {a} anywhere",
)
_PRESENCE_MANY = (
    "are there any {s}",
    "are there {s}",
    "are there any {s} here",
    "are there any {s} in the picture",
    "do you see any {s}",
    "can you see any {s}",
    "any {s} here",
)
_PRESENCE_MASS = (
    "is there any {s}",
    "is there {s} here",
    "is there any {s} in the picture",
    "do you see any {s}",
    "can you see {s}",
)
_SOMEBODY = (
    "is anybody there",
    "is there anyone",
    "is there anybody here",
    "do you see anyone",
    "can you see somebody",
    "is someone in front of me",
)
_MASS = frozenset(("broccoli",))

ANIMALS, VEHICLES, _FRUIT, _FOOD = (KINDS[kind] for kind in ("animal", "vehicle", "fruit", "food"))
_SPORT = ("frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat", "skateboard",
          "surfboard", "tennis racket")  # fmt: skip
_SEATS = ("chair", "couch", "bed", "dining table", "bench", "toilet")
_SCREENS = ("tv", "laptop", "cell phone", "remote", "keyboard")
_HELD = ("bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl")
_CARRIED = ("backpack", "umbrella", "handbag", "tie", "suitcase")
_GROUPS = (ANIMALS, VEHICLES, _FOOD, _SPORT, _SEATS, _SCREENS, _HELD, _CARRIED)
_WHICH = {
    ANIMALS: ("what animal is this", "which animal is there", "what animal do you see",
              "what kind of animal is this", "what animal is in the picture"),
    VEHICLES: ("what vehicle is this", "what kind of vehicle is this", "which vehicle is there",
                "what vehicle do you see"),
    _FRUIT: ("what fruit is this", "which fruit do you see", "what kind of fruit is there"),
    _FOOD: ("what food is this", "what is there to eat", "what kind of food is this",
            "what food do you see"),
    _SPORT: ("what sports equipment is this", "what sports equipment do you see"),
}  # fmt: skip
_EITHER = ("is there {} or {}", "do you see {} or {}", "is it {} or {}", "is this {} or {}")
_LIST = ("what objects are there", "which objects are in the picture", "what things do you see",
         "what objects can you see", "name the things in the picture")  # fmt: skip
_COUNT = ("how many {s} are there", "how many {s} are in the picture", "how many {s} do you see",
          "how many {s}", "how many {s} can you see", "how many {s} are visible")  # fmt: skip
WHAT = (
    "what is this",
    "what is it",
    "what's this",
    "what is that",
    "what is in front of me",
    "what do you see",
    "what is in the picture",
    "can you tell me what this is",
    "what is this please",
    "tell me what this is",
    "what am i looking at",
    "what is this thing",
    "what object is this",
    "what do you see here",
    "hi what is this thank you",
)
"""How people ask what a photo shows."""


def spoken(name: str) -> str:
    """A COCO name as an answer."""
    return SPOKEN.get(name, (name,))[0]


def presence_wording(name: str, rng: np.random.Generator) -> str:
    """One of many ways to ask whether a thing is there."""
    if name == "person" and rng.random() < 0.3:
        return pick(rng, _SOMEBODY)
    word = pick(rng, SPOKEN.get(name, (name,)))
    if word in _MASS:
        return pick(rng, _PRESENCE_MASS).format(s=word)
    if several(word) or rng.random() < 0.35:
        return pick(rng, _PRESENCE_MANY).format(s=plural(word))
    return pick(rng, _PRESENCE).format(a=article(word))


def presence(
    set_name: str,
    seen: Mapping[int, frozenset[str]],
    doubted: Mapping[int, frozenset[str]],
    rng: np.random.Generator,
) -> list[MadeQuestion]:
    """Is there a thing: for every name as many yes as no.

    `seen` holds what each photo shows of a fixed list of names, `doubted` what may also be there
    and is not asked about. Absent things are sampled like POPE's
    (https://arxiv.org/abs/2305.10355): every name is asked about as often where it is absent as
    where it is present, and every second time in a photo of things that often occur with it.
    """
    there: dict[str, list[int]] = defaultdict(list)
    for index, names in seen.items():
        for name in some(rng, sorted(names), 3):
            there[name].append(index)
    total = Counter(name for names in seen.values() for name in names)
    together = Counter((one, other) for names in seen.values() for one in names for other in names)
    found = []
    for name in sorted(there):
        without = [i for i, names in seen.items() if name not in names | doubted.get(i, names)]
        count = min(len(there[name]), len(without))
        if count == 0:
            continue
        fits = np.array(
            [0.01 + sum(together[name, o] / total[o] for o in seen[i]) for i in without]
        )
        fitting = rng.choice(len(without), count // 2, replace=False, p=fits / fits.sum())
        others = np.setdiff1d(np.arange(len(without)), fitting)
        drawn = [*fitting, *rng.choice(others, count - count // 2, replace=False)]
        for answer, chosen in (("yes", there[name]), ("no", [without[int(i)] for i in drawn])):
            found += [
                ask(set_name, i, presence_wording(name, rng), answer, "presence")
                for i in some(rng, chosen, count)
            ]
    return found


def coco_presence(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """Presence questions from COCO's complete object sets."""
    return presence("coco", {index: frozenset(row["objects"]) for index, row in rows}, {}, rng)


def ade_presence(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """Presence questions from ADE20K's labels."""
    doubted = {
        index: frozenset(
            name for name, labels in ADE_THINGS.items() if row["objects"].keys() & set(labels)
        )
        for index, row in rows
    }
    return presence("ade20k", ade_seen(rows), doubted, rng)


def ade_seen(rows: Rows) -> dict[int, frozenset[str]]:
    """The names that fill more than 0.5 percent of each photo of ADE20K."""
    found = {}
    for index, row in rows:
        shown = {name for name, share in row["objects"].items() if share > 0.005}
        found[index] = frozenset(name for name, labels in ADE_THINGS.items() if labels[0] in shown)
    return found


def which(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """Which animal, vehicle or food, this or that, which objects: from COCO's object sets."""
    found = []
    for members, questions in _WHICH.items():
        own = []
        for index, row in rows:
            names = [name for name in row["objects"] if name in members]
            if len(names) == 1:
                own.append(ask("coco", index, pick(rng, questions), spoken(names[0]), "which"))
        found += levelled(own, rng, 0.25)
    for members in _GROUPS:
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                found += _either(rows, one, other, rng)
    for index, row in rows:
        if len(row["objects"]) in (2, 3) and rng.random() < 0.5:
            names = sorted(row["objects"], key=lambda name: (name != "person", name))
            said = listing([spoken(name) for name in names]).replace(", ", " and ")
            found.append(ask("coco", index, pick(rng, _LIST), said, "which"))
    return found


def _either(rows: Rows, one: str, other: str, rng: np.random.Generator) -> list[MadeQuestion]:
    """ "Is there a cat or a dog", as often one as the other."""
    sides = [
        [i for i, row in rows if here in row["objects"] and away not in row["objects"]]
        for here, away in ((one, other), (other, one))
    ]
    count = min(5, *(len(side) for side in sides))
    found = []
    for name, side in zip((one, other), sides, strict=True):
        for index in some(rng, side, count):
            pair = some(rng, [article(spoken(one)), article(spoken(other))], 2)
            question = pick(rng, _EITHER).format(*pair)
            found.append(ask("coco", index, question, spoken(name), "which"))
    return found


def what(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """What is this: COCO photos with a single known thing."""
    found = [
        ask("coco", index, pick(rng, WHAT), spoken(row["objects"][0]), "what")
        for index, row in rows
        if len(row["objects"]) == 1
    ]
    return levelled(found, rng, 0.2)


def counts(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """How many, up to ten, from COCO's boxes, and sometimes about an absent thing."""
    popular = Counter(name for _, row in rows for name in row["objects"])
    found = []
    for index, row in rows:
        number = Counter(box[0] for box in row.get("boxes", ()))
        asked = [(name, count) for name, count in sorted(number.items()) if count <= 10]
        if number and rng.random() < 0.5:
            absent = [name for name, _ in popular.most_common(30) if name not in row["objects"]]
            asked.append((pick(rng, absent), 0))
        for name, count in asked:
            question = pick(rng, _COUNT).format(s=plural(pick(rng, SPOKEN.get(name, (name,)))))
            found.append(ask("coco", index, question, str(count), "count"))
    return levelled(found, rng)
