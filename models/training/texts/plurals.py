"""English plurals of the names of things."""

from typing import Final

_PLURALS: Final = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "knife": "knives",
    "shelf": "shelves",
    "mouse": "mice",
    "sheep": "sheep",
    "skis": "skis",
    "scissors": "scissors",
    "stairs": "stairs",
    "clothes": "clothes",
    "broccoli": "broccoli",
}


def plural(name: str) -> str:
    """The plural of a name."""
    *before, last = name.split()
    if last in _PLURALS:
        many = _PLURALS[last]
    elif last.endswith(("s", "sh", "ch", "x")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        many = f"{last[:-1]}ies"
    else:
        many = f"{last}s"
    return " ".join([*before, many])
