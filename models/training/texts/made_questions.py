"""Questions from labels of whole photos: rooms, garments, products and things.

Only questions whose answer follows from the labels. The same seed gives the same questions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.training.common.labels import ROOMS, product_kinds, room, thing_name
from models.training.texts.composed_captions import GARMENTS, article
from models.training.texts.question_objects import WHAT, Rows
from models.training.texts.question_parts import (
    MadeQuestion,
    ask,
    grouped,
    levelled,
    pick,
    several,
    some,
)

HELD = (*WHAT[:4], *WHAT[7:10], *WHAT[11:13], "what is this item", "what am i holding",
        "what do i have in my hand", "what have i got here")  # fmt: skip
"""How people ask about what they hold."""
_ROOM = ("what room is this", "which room is this", "which room am i in", "where am i",
         "what room am i in", "what kind of room is this", "where is this")  # fmt: skip
_PLACE = ("what kind of place is this", "where am i", "what place is this",
          "where was this picture taken", "what am i looking at")  # fmt: skip
_OUTSIDE = ("am i {} or {}", "is this {} or {}", "are we {} or {}", "is this picture {} or {}")
_NO_PLACE = frozenset("misc exterior natural wild vehicle broadleaf needleleaf".split())
_GARMENT = ("what kind of clothing is this", "what garment is this", "what piece of clothing is "
            "this", "which item of clothing is this")  # fmt: skip
_COLOUR = ("what {c} {be} {this} {x}", "what {c} {be} {this}", "what is the {c} of the {x}",
           "what {c} is it", "what {c} {be} my {x}", "tell me the {c} of {this} {x} please",
           "what {c} {be} the {x}")  # fmt: skip
_PRODUCT = (*HELD, "what product is this", "which product is it", "what food is this",
            "what is this product please")  # fmt: skip
_PACKED = ("juice", "milk", "yoghurt", "soyghurt", "oatghurt", "sour cream")
_FLAVOUR = ("what flavor is this {}", "what flavour is this {}", "what kind of {} is this",
            "what flavor is this")  # fmt: skip
_FLAVOURS = tuple("vanilla blueberry strawberry apple orange grapefruit mandarin".split())
_SORTED = ("apple", "pear", "melon", "pepper", "tomato", "potato")
_COLOURS = {
    "multi": "",
    "na": "",
    "grey": "gray",
    "grey melange": "gray",
    "steel": "silver",
    "charcoal": "dark gray",
    "off white": "white",
    "coffee brown": "brown",
    "taupe": "brown",
    "rust": "brown",
    "bronze": "gold",
    "copper": "gold",
    "mustard": "yellow",
    "burgundy": "maroon",
    "turquoise blue": "turquoise",
    "magenta": "pink",
    "lavender": "purple",
}
"""Spoken names of the colour labels of clothes, if they differ."""


@dataclass(frozen=True)
class LabelFact:
    """Something true of a photo, for yes-or-no questions."""

    set_name: str
    index: int
    group: str
    """Values are asked only about photos of their own group."""
    value: str
    never: frozenset[str]
    """Values that are certainly false for this photo."""


def checks(
    facts: Sequence[LabelFact],
    question: Callable[[str, str, np.random.Generator], str],
    rng: np.random.Generator,
    most: int = 60,
) -> list[MadeQuestion]:
    """Yes-or-no questions: for every group and value as many yes as no, up to `most` each.

    `question` words a group and a value.
    """
    found = []
    for group, own in sorted(grouped((fact.group, fact) for fact in facts).items()):
        for value in sorted({fact.value for fact in own}):
            right = [fact for fact in own if fact.value == value]
            wrong = [fact for fact in own if value in fact.never]
            count = min(len(right), len(wrong), most)
            for answer, pool in (("yes", right), ("no", wrong)):
                found += [
                    ask(fact.set_name, fact.index, question(group, value, rng), answer, "check")
                    for fact in some(rng, pool, count)
                ]
    return found


def rooms(set_name: str, rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """Which room, what kind of place, inside or outside; is this a kitchen."""
    named: list[MadeQuestion] = []
    sides: list[MadeQuestion] = []
    facts: list[LabelFact] = []
    for index, row in rows:
        place = room(set_name, row)
        if place in ROOMS[:8]:
            named.append(ask(set_name, index, pick(rng, _ROOM), place, "room"))
            facts.append(LabelFact(set_name, index, "room", place, frozenset(ROOMS[:8]) - {place}))
        elif set_name == "ade20k" and row["scene"] not in _NO_PLACE:
            said = row["scene"].replace("_indoor", "").replace("_outdoor", "").replace("_", " ")
            named.append(ask(set_name, index, pick(rng, _PLACE), said, "room"))
        if place is not None:
            words = pick(rng, (("indoors", "outdoors"), ("inside", "outside")))
            question = pick(rng, _OUTSIDE).format(*some(rng, words, 2))
            said = words[place in ("street", "outdoors")]
            sides.append(ask(set_name, index, question, said, "room"))
    halves = grouped((item.answer.startswith("out"), item) for item in sides)
    count = min(len(halves.get(side, ())) for side in (True, False))
    level = [item for half in halves.values() for item in some(rng, half, count)]
    return levelled(named, rng) + level + checks(facts, _is_this_room, rng)


def _is_this_room(group: str, value: str, rng: np.random.Generator) -> str:
    return pick(rng, ("is this {}", "am i in {}", "is it {}")).format(article(value))


def garments(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """What a garment is, and its colour."""
    found, colours, facts = [], [], []
    every = {simple_colour(row.get("colour") or "") for _, row in rows} - {""}
    for index, row in rows:
        name = GARMENTS.get(row["kind"].lower(), row["kind"].lower())
        if not name:
            continue
        question = pick(rng, (*HELD, *_GARMENT))
        found.append(ask("clothes", index, question, name, "garment"))
        colour = simple_colour(row.get("colour") or "")
        if colour:
            question = pick(rng, _COLOUR).format(
                c=pick(rng, ("color", "colour")),
                be="are" if several(name) else "is",
                this="these" if several(name) else "this",
                x=name,
            )
            colours.append(ask("clothes", index, question, colour, "colour"))
            never = frozenset(other for other in every if far_apart(colour, other))
            facts.append(
                LabelFact("clothes", index, "thing" if several(name) else name, colour, never)
            )
    return found + colours + checks(facts, _is_this_colour, rng, 12)


def _is_this_colour(group: str, value: str, rng: np.random.Generator) -> str:
    return pick(rng, ("is this {} {}", "is the {} {}", "is my {} {}")).format(group, value)


def simple_colour(label: str) -> str:
    """The spoken name of a colour label of clothes; "" if it has none."""
    return _COLOURS.get(label.lower(), label.lower())


_HUES = (
    {"black", "dark gray", "gray", "navy blue"},
    {"gray", "silver", "white", "dark gray"},
    {"white", "cream", "beige", "silver", "tan"},
    {"blue", "navy blue", "teal", "turquoise", "purple", "gray"},
    {"green", "olive", "teal", "khaki", "turquoise"},
    {"brown", "tan", "beige", "khaki", "maroon", "olive", "gold", "black", "orange", "cream"},
    {"red", "maroon", "pink", "orange", "peach", "purple"},
    {"yellow", "gold", "orange", "cream", "peach", "beige", "tan", "blond"},
    {"pink", "peach", "purple"},
)


def far_apart(one: str, other: str) -> bool:
    """Whether everyone distinguishes two colours."""
    return one != other and not any({one, other} <= hues for hues in _HUES)


def products(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """What a product is: by kind, by flavour, by sort of fruit or vegetable."""
    kinds = product_kinds([row for _, row in rows])
    found, facts = [], []
    for index, row in rows:
        kind, name = kinds[row["name"]], row["name"].lower()
        found.append(ask("grocery", index, pick(rng, _PRODUCT), kind, "product"))
        packed = kind.endswith(_PACKED)
        alike = {other for other in kinds.values() if other in name or kind in other}
        others = {other for other in kinds.values() if other.endswith(_PACKED) == packed}
        facts.append(
            LabelFact("grocery", index, str(packed), kind, frozenset(others - alike - {kind}))
        )
        if packed:
            # Names like "Orange Red Grapefruit" have no single flavour.
            flavours = [word for word in _FLAVOURS if word in name]
            if len(flavours) == 1:
                question = pick(rng, _FLAVOUR).format(kind)
                found.append(ask("grocery", index, question, flavours[0], "product"))
        elif kind in _SORTED:
            sort = name.removesuffix(kind).strip().removesuffix("bell").strip()
            question = f"what kind of {kind} is this"
            found.append(ask("grocery", index, question, sort, "product"))
        else:
            question = "what fruit or vegetable is this"
            found.append(ask("grocery", index, question, kind, "product"))
    return found + checks(facts, _is_this, rng, 12)


def _is_this(group: str, value: str, rng: np.random.Generator) -> str:
    name = value if group == "True" else article(value)
    return pick(rng, ("is this {}", "is it {}", "do i have {} here")).format(name)


def things(rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """What the photo's single thing is."""
    named = [(index, thing_name(row["name"])) for index, row in rows]
    return [ask("things", index, pick(rng, WHAT), name, "thing") for index, name in named if name]
