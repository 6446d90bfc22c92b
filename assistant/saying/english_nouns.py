"""English names of objects, with their articles."""

import re
from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(","))


_UNCOUNTED: Final = _names(
    "grass, snow, water, sand, dirt, mud, food, broccoli, paper, fire, earth, clothing, milk, "
    "yoghurt, juice, bread, rice, fruit, wood, ice, smoke, garlic, ginger, asparagus, furniture, "
    "underwear, luggage, cattle, sour cream, oatghurt, soyghurt"
)
_PLURALS: Final = _names("skis, people, men, women, children, feet, teeth, mice, geese")
"""Plurals without a plural ending."""
_THE: Final = _names("sky, sea, floor, ceiling, ground, beach")
_SAID: Final = {
    "sports ball": "ball",
    "cell phone": "phone",
    "dining table": "table",
    "potted plant": "plant in a pot",
    "remote": "remote control",
    "mouse": "computer mouse",
    "tv": "TV",
}
"""Spoken names for those of data sets."""

_AN_THOUGH_CONSONANT: Final = ("hour", "honest", "heir")
_A_THOUGH_VOWEL: Final = ("uni", "use", "euro", "ewe", "one", "ukulele")


def called(name: str) -> str:
    """The spoken form of a data set's name: "ball" for "sports ball"."""
    return _SAID.get(name, name)


ANY: Final = re.compile(r"(?:an?|any|some) ", re.IGNORECASE)
"""How a name for any one of a kind begins: "a cup", not "my cup"."""


def with_article(name: str) -> str:
    """The name with its article: "a cup", "an umbrella", "scissors", "the sky", "a TV"."""
    name = called(name)
    if name in _THE:
        return f"the {name}"
    head = name.partition(" of ")[0]
    if head in _UNCOUNTED or head.split()[-1] in _UNCOUNTED or _is_plural(head):
        return name
    small = name.lower()
    vowel = small.startswith(_AN_THOUGH_CONSONANT) or (
        small.startswith(tuple("aeiou")) and not small.startswith(_A_THOUGH_VOWEL)
    )
    return f"{'an' if vowel else 'a'} {name}"


def _is_plural(name: str) -> bool:
    return name.split()[-1] in _PLURALS or (
        name.endswith("s") and not name.endswith(("ss", "us", "is"))
    )
