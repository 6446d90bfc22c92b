"""What "it" means in a question that follows another. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.protocol.events import SpokenObject
from assistant.skills.somebody import PERSON
from models.interfaces import Certainty

_PRONOUN: Final = re.compile(r"\b(?:it|they|them|that one|this one)\b", re.IGNORECASE)
_IMPERSONAL: Final = re.compile(
    r"\bit (?:rain|snow)|"
    r"\b(?:is|was) it (?:still |already |getting |very )?(?:raining|snowing|day|night|morning|"
    r"evening|late|early|dark|light|bright|sunny|cloudy|windy|foggy|safe|possible|an? |"
    r"indoors|outdoors|(?:inside|outside)(?: (?:here|now))?$|"
    r"(?!(?:on|at|to|in) (?:the |my )?(?:left|right|top|bottom|middle)\b).+ or )|"
    r"\b(?:time|day|date|weather|season|room|place|thing|object|item|animal|bird|vehicle|food|fruit|"
    r"vegetable|drink|plant|flower|tool|device) is it\b|^what is it$",
    re.IGNORECASE,
)
"""Where "it" is no thing that was spoken of."""
_PLACE: Final = r"(?:on|in|at|to|under|behind|above|below|beside|near|next to|in front of)"
_WHICH: Final = r"(?:which|what|whom|whose)\b"
_VERB: Final = r"(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should)\b"
_AT_PLACE: Final = re.compile(
    rf"^(?:and |(?:and )?(?:what|how) about )(?={_PLACE} (?!{_WHICH}))"
    rf"|^(?={_PLACE}(?: (?!{_VERB}|{_WHICH})[\w'-]+)+$)",
    re.IGNORECASE,
)
"""What stands before a place that is asked about: nothing, where nothing follows it."""
ANY: Final = re.compile(r"(?:an?|any|some) ")
"""How words for any one of a kind begin: "a cup", not "my cup"."""
_AND: Final = re.compile(
    rf"^and (?=(?:what|where|who|how|is|are)\b|{_PLACE} {_WHICH})", re.IGNORECASE
)
_OWNED: Final = re.compile(r"(?:my|our|your|his|her|their) ", re.IGNORECASE)


def resolved(question: str, about: str) -> str:
    """A whole question out of one that leans on the last answer, which was `about` a thing.

    "and on the left" asks what is there; "it" becomes the thing, if there was one.
    """
    asked = question.strip().rstrip("?!. ")
    place = _AT_PLACE.match(asked)
    asked = f"what is {asked[place.end() :]}" if place else _AND.sub("", asked)
    if not about or _IMPERSONAL.search(asked):
        return asked
    thing = about if _OWNED.match(about) else f"the {about}"
    return _PRONOUN.sub(lambda _: thing, asked, count=1)


def told_about(things: Sequence[SpokenObject]) -> str:
    """The thing that "it" means after a description of these; empty where that is open.

    It is the only one, or the only one that is sure; a person only where nothing else is there.
    """
    others = [one for one in things if one.name != PERSON] or things
    sure = [one for one in others if one.certainty is Certainty.PLAIN]
    meant = sure if len(sure) == 1 else others
    return meant[0].name if len(meant) == 1 else ""
