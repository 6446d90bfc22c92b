"""Which of the things that a question offers: "is it soup or beans?".

The towers answer, whatever the things are called. Colours, sides and the like are no things: such
questions are left to the model that answers.
"""

import re
from typing import Final

from assistant.skills.unsaid import NAMES, Unsaid
from models.interfaces import Certainty, Embedder, ImageEncoding, Reply
from models.lexicon.unsayable import FACE, FEELING, unsayable

_QUESTION: Final = (
    re.compile(
        r"(?:is|are|was) (?:it|this|that|these|those|they)(?: thing)?"
        r"(?: (?:more like|rather|either))? (?P<options>.+ or .+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"which(?: one)? (?:of (?:these|them|the following)(?: (?:is|are) (?:it|this|they))?"
        r"|is (?:it|this|that)),? (?P<options>.+ or .+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:which|what)(?: (?:one|thing))?(?: of (?:these|them|the following))?"
        r"(?: (?:is|are) (?:it|this|that|these|they))? ?[:,] ?(?P<options>.+)",
        re.IGNORECASE,
    ),
)
_BETWEEN: Final = re.compile(r"\s*(?:,\s*or\s+|,\s*|\s+or\s+)", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"^(?:(?:is|are|was) (?:it|this|that|these|those|they)\s+)?(?:(?:an?|the|some|any|of)\s+)?",
    re.IGNORECASE,
)
_ELSE: Final = re.compile(
    r"(?:something|anything|somebody|someone) else|(?:neither|none|both)(?: of .+)?|what|others?"
)
"""What stands for no thing of its own: whether none fits is known anyway."""
_NO_CHOICE: Final = re.compile(r"^(?:not|isn't|aren't|am i)\b|\b(?:left|right|wrong)\b")
_NO_THINGS: Final = frozenset(
    "yes no left right inside outside indoors outdoors indoor outdoor day night open closed shut "
    "on off full empty clean dirty real fake up down top bottom male female man woman boy girl men "
    "women hot cold warm wet dry old new young big small large little high low long short dark "
    "light bright sunny cloudy raining safe dangerous one two three four red orange yellow green "
    "blue purple pink brown black white grey gray tan beige gold silver not am pm before after "
    "child children adult adults baby babies kid kids toddler toddlers teenager teenagers lady "
    "ladies".split()
)
_STATES: Final = frozenset(
    "front back side out locked unlocked plugged unplugged heads tails occupied vacant ripe unripe "
    "done monday tuesday wednesday thursday friday saturday sunday".split()
)
"""No things before "of" either: "the front of my shirt"."""
_NUMBER_WORD: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred)"
)
_NUMBER: Final = re.compile(rf"\d|\b{_NUMBER_WORD}\b")
_ONLY_NUMBER: Final = re.compile(rf"(?:(?:\d+(?:st|nd|rd|th)?|{_NUMBER_WORD})[ -]?)+")
_PERSON: Final = (
    r"(?:person|people|m[ae]n|wom[ae]n|lady|ladies|gentlem[ae]n|guys?|boys?|girls?|child(?:ren)?|"
    r"kids?|bab(?:y|ies)|couple)"
)
_AGE_ALONE: Final = re.compile(
    r"(?:teen(?:s|agers?)?|toddlers?|adults?|grown[ -]?ups?|pensioners?)", re.IGNORECASE
)
_OF_AN_AGE: Final = re.compile(
    r"\bmiddle[ -]aged\b|"
    rf"\b(?:teenaged?|elderly|(?:old|young)(?:er)?) (?:\w+ )?{_PERSON}\b",
    re.IGNORECASE,
)
_FEELING_PERSON: Final = re.compile(rf"\b(?:{FEELING}|{FACE}) (?:\w+ )?{_PERSON}\b", re.IGNORECASE)
_OF_SOMEBODY: Final = re.compile(r"\W*(?:is|was) (?:this|that)\b", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-ZÀ-Ý][a-zß-ÿ]+(?: [A-ZÀ-Ý][a-zß-ÿ]+)+")
_GIVEN_NAME: Final = re.compile(rf"{NAMES}\b", re.IGNORECASE)
_PERSON_ALONE: Final = re.compile(
    rf"(?:\w+ )?(?:{_PERSON}|strangers?|somebody|someone)", re.IGNORECASE
)
_MOST: Final = 10
"""More things than these are no question."""
_GRADES: Final = ((0.92, Certainty.PLAIN), (0.7, Certainty.PROBABLY), (0.4, Certainty.UNSURE))
"""From which probability of being right on an answer has which grade: what each has to keep."""


def offered(question: str) -> tuple[str, ...]:
    """The things that a question offers to choose from; () if it offers none."""
    parts = (part.lower() for part in _parts(question))
    options = tuple(dict.fromkeys(part for part in parts if not _ELSE.fullmatch(part)))
    if not 2 <= len(options) <= _MOST or not all(map(_is_thing, options)):
        return ()
    # Which number it is has to be read.
    return options if len(list(filter(_NUMBER.search, options))) < 2 else ()


def unsaid_choice(question: str, *, person: bool = False) -> Unsaid | None:
    """What is never said that a question offers to choose from.

    Names of two words, as brands have too, may be those of a `person` in the picture.
    """
    parts = _parts(question)
    who = [part for part in parts if not _ELSE.fullmatch(part.lower())]
    aged = [part for part in who if _AGE_ALONE.fullmatch(part)]
    alone = [part for part in who if _PERSON_ALONE.fullmatch(part)]
    if (aged and len(aged) + len(alone) == len(who)) or any(map(_OF_AN_AGE.search, parts)):
        return Unsaid.AGE
    if any(map(_FEELING_PERSON.search, parts)):
        return Unsaid.EMOTION
    named = [part for part in who if _NAME.fullmatch(part) and unsayable(part)]
    if not named or len(named) + len(alone) < len(who):
        return None
    of_people = bool(alone) or any(map(_GIVEN_NAME.match, named))
    if person or (of_people and _OF_SOMEBODY.match(question)):
        return Unsaid.IDENTITY
    return None


def _parts(question: str) -> list[str]:
    """What stands between "or" and commas, as it is spelled."""
    words = re.sub(r" please$", "", " ".join(question.strip().rstrip("?.! ").split()))
    found = next((m for pattern in _QUESTION if (m := pattern.fullmatch(words))), None)
    if found is None:
        return []
    parts = (_BEFORE.sub("", part) for part in _BETWEEN.split(found["options"]))
    return [part for part in parts if part]


def _is_thing(option: str) -> bool:
    words = option.split()
    of_what = len(words) > 1 and words[1] == "of"
    state = words[-1] in _NO_THINGS | _STATES or (of_what and words[0] in _STATES)
    return not (state or _NO_CHOICE.search(option) or _ONLY_NUMBER.fullmatch(option))


class Chooser:
    """Chooses with an `Embedder`."""

    def __init__(self, embedder: Embedder) -> None:
        """Take it."""
        self._embedder = embedder

    def reply(self, look: ImageEncoding, options: tuple[str, ...]) -> Reply:
        """Which of the things a picture shows; of no certainty if none of them fits better."""
        labels = self._embedder.embed_labels(options)
        fits = self._embedder.zero_shot(self._embedder.embed_look(look), labels)
        best, likely = fits.labels[0]
        grades = (grade for least, grade in _GRADES if likely >= least)
        certainty = next(grades, Certainty.NONE)
        return Reply(best, certainty, likely, presence=False, things=(), missing=())
