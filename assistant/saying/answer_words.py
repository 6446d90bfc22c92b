"""A model's bare answer as a value of messages, in the user's language if its words are known."""

import re
from typing import Final

from assistant.protocol.spoken import english, verbatim
from assistant.saying.lexicon import english_words
from assistant.saying.messages.sight_lines import AnswerWord
from assistant.saying.noun_phrases import Act, Quality, Thing, can_say, is_quality, knows

_FIGURES: Final = re.compile(r"[\d:.,]+")
_SPELT: Final = {
    "gray": "grey",
    "multicolored": "colourful",
    "ground": "floor",
    "t shirt": "t-shirt",
    "television": "tv",
    "telephone": "phone",
    "computer mouse": "mouse",
    "remote control": "remote",
    "garbage bin": "trash can",
    "plane": "airplane",
    "bike": "bicycle",
    "ocean": "sea",
}
"""The lexicon's names for what models call otherwise."""
_MATERIALS: Final = {"glass": "glass material"}


def in_words(answer: str, *, thing: bool) -> object:
    """An answer; `thing`: it names one, so it takes an article."""
    spelt = _SPELT.get(answer, answer)
    if thing:
        return _described(answer) or Thing(spelt)
    if _FIGURES.fullmatch(answer):
        return verbatim(answer)
    if answer.upper() in AnswerWord.__members__:
        return AnswerWord[answer.upper()].said()
    material = english_words().nouns.get(_MATERIALS.get(answer, answer))
    if material is not None and not material.several:
        return Thing(_MATERIALS.get(answer, answer))
    if is_quality(spelt):
        return Quality(spelt)
    return _act(answer) or _several(answer) or english(answer)


def _described(answer: str) -> Thing | None:
    """A thing with what it is like: "red shirt"."""
    words = answer.split()
    for place in range(1, len(words)):
        first, name = (" ".join(part) for part in (words[:place], words[place:]))
        first, name = _SPELT.get(first, first), _SPELT.get(name, name)
        if knows(name) and is_quality(first) and not knows(answer):
            return Thing(name, "", (first,))
    return None


def _act(answer: str) -> Act | None:
    """What somebody does, maybe with a thing: "riding bicycle"."""
    value, _, name = answer.partition(" ")
    acts = (Act(answer), Act(value, None, Thing(name)) if name else None)
    return next((one for one in acts if one is not None and can_say(one)), None)


def _several(answer: str) -> Thing | None:
    """Several things, maybe with their number: "dogs", "2 dogs"."""
    number, _, name = answer.partition(" ")
    if not number.isdigit():
        number, name = "", answer
    found = (key for key, noun in english_words().nouns.items() if noun.several == name)
    one = next(found, None)
    return None if one is None else Thing(one, number or "*")
