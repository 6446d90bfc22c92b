"""Texts with one word swapped for another of its kind, so that they no longer fit the photo.

A tower that only distinguishes photos does not need colours, counts and sides; one that
distinguishes a text from its swapped twin does (https://arxiv.org/abs/2210.01936).
"""

import random
import re
from collections.abc import Iterable

KINDS: dict[str, tuple[str, ...]] = {
    "colour": (
        "black white red blue green yellow orange brown pink purple grey",
        "dark bright",
        "blond brunette",
    ),
    "count": ("two three four five six", "single several"),
    "object": (
        "man woman",
        "boy girl",
        "men women",
        "boys girls",
        "dog cat horse cow sheep bird",
        "dogs cats horses cows birds",
        "car bus truck train boat",
        "bicycle motorcycle skateboard scooter",
        "ball frisbee stick",
        "shirt jacket dress coat sweater",
        "hat cap helmet",
        "table chair bench couch bed",
        "grass snow sand water",
        "beach street park field forest",
        "river pool lake ocean",
        "kitchen bathroom bedroom office",
        "tree flower rock",
        "pizza sandwich cake banana",
    ),
    "action": (
        "sitting standing running jumping lying walking",
        "sits stands runs jumps lies walks",
        "holding throwing catching",
        "smiling crying",
    ),
    "side": ("left right", "above below", "inside outside", "front behind"),
}
"""Groups of words; none of them can stand for another of its group."""
_GROUPS = {
    word: tuple(group.split()) for groups in KINDS.values() for group in groups for word in
    group.split()
}  # fmt: skip
_WORD = re.compile(r"[a-z]+")


def swapped(text: str, chance: random.Random) -> str | None:
    """A lower-case text with one word swapped for another that it does not contain.

    None if it has no such word.
    """
    words = set(_WORD.findall(text))
    places = [
        (found, others)
        for found in _WORD.finditer(text)
        if (others := [one for one in _GROUPS.get(found[0], ()) if one not in words])
    ]
    if not places:
        return None
    found, others = chance.choice(places)
    return f"{text[: found.start()]}{chance.choice(others)}{text[found.end() :]}"


def twins(texts: Iterable[str], seed: int) -> dict[str, str]:
    """One swapped twin of each text that has one."""
    chance = random.Random(seed)
    found = {text: swapped(text, chance) for text in dict.fromkeys(texts)}
    return {text: twin for text, twin in found.items() if twin is not None}
