"""Which of the things that a question offers: "is it soup or beans?".

The towers answer, whatever the things are called. Colours, sides and the like are no things: such
questions are left to the model that answers.
"""

import re
from typing import Final

from models.interfaces import Certainty, Embedder, Look, Reply

_QUESTION: Final = (
    re.compile(
        r"(?:is|are|was) (?:it|this|that|these|those|they)(?: thing)?"
        r"(?: (?:more like|rather|either))? (?P<options>.+ or .+)"
    ),
    re.compile(
        r"which(?: one)? (?:of (?:these|them|the following)(?: (?:is|are) (?:it|this|they))?"
        r"|is (?:it|this|that)),? (?P<options>.+ or .+)"
    ),
    re.compile(
        r"(?:which|what)(?: (?:one|thing))?(?: of (?:these|them|the following))?"
        r"(?: (?:is|are) (?:it|this|that|these|they))? ?[:,] ?(?P<options>.+)"
    ),
)
_BETWEEN: Final = re.compile(r"\s*(?:,\s*or\s+|,\s*|\s+or\s+)")
_ARTICLE: Final = re.compile(r"^(?:an?|the|some|any|of)\s+")
_NO_THINGS: Final = frozenset(
    "yes no left right inside outside indoors outdoors indoor outdoor day night open closed shut "
    "on off full empty clean dirty real fake up down top bottom male female man woman boy girl men "
    "women hot cold warm wet dry old new young big small large little high low long short dark "
    "light bright sunny cloudy raining safe dangerous one two three four red orange yellow green "
    "blue purple pink brown black white grey gray tan beige gold silver not".split()
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
_MOST: Final = 10
"""More things than these are no question."""
_GRADES: Final = ((0.92, Certainty.PLAIN), (0.7, Certainty.PROBABLY), (0.4, Certainty.UNSURE))
"""From which probability of being right on an answer has which grade: what each has to keep."""


def offered(question: str) -> tuple[str, ...]:
    """The things that a question offers to choose from; () if it offers none."""
    words = " ".join(question.lower().strip().rstrip("?.! ").split())
    found = next((m for pattern in _QUESTION if (m := pattern.fullmatch(words))), None)
    if found is None:
        return ()
    parts = (_ARTICLE.sub("", part) for part in _BETWEEN.split(found["options"]))
    options = tuple(dict.fromkeys(filter(None, parts)))
    if not 2 <= len(options) <= _MOST or not all(map(_is_thing, options)):
        return ()
    # Which number it is has to be read.
    return options if len(list(filter(_NUMBER.search, options))) < 2 else ()


def _is_thing(option: str) -> bool:
    words = option.split()
    of_what = len(words) > 1 and words[1] == "of"
    state = words[-1] in _NO_THINGS | _STATES or (of_what and words[0] in _STATES)
    return not state and _ONLY_NUMBER.fullmatch(option) is None


class Chooser:
    """Chooses with an `Embedder`."""

    def __init__(self, embedder: Embedder) -> None:
        """Take it."""
        self._embedder = embedder

    def reply(self, look: Look, options: tuple[str, ...]) -> Reply:
        """Which of the things a picture shows; of no certainty if none of them fits better."""
        fits = self._embedder.zero_shot(self._embedder.embed_look(look), options)
        best, likely = fits.labels[0]
        grades = (grade for least, grade in _GRADES if likely >= least)
        certainty = next(grades, Certainty.NONE)
        return Reply(best, certainty, likely, presence=False, things=(), missing=())
