"""What "it" means in a question that follows another. Pure."""

import re
from typing import Final

_PRONOUN: Final = re.compile(r"\b(?:it|they|them|that one|this one)\b", re.IGNORECASE)
_IMPERSONAL: Final = re.compile(
    r"\bit (?:rain|snow)|"
    r"\b(?:is|was) it (?:still |already |getting |very )?(?:raining|snowing|day|night|morning|"
    r"evening|late|early|dark|light|bright|sunny|cloudy|windy|foggy|safe|possible|an? |.+ or )|"
    r"\b(?:time|day|date|weather|season|room|place) is it\b|^what is it$",
    re.IGNORECASE,
)
"""Where "it" is no thing that was spoken of."""
_PLACE: Final = r"(?:on|in|at|to|under|behind|above|below|beside|near|next to|in front of)"
_AND: Final = re.compile(
    rf"^(?:and )?(?:(?:what|how) about )?(?={_PLACE} )|^and (?=(?:what|where|who|how|is|are)\b)",
    re.IGNORECASE,
)


def resolved(question: str, about: str) -> str:
    """A whole question out of one that leans on the last answer, which was `about` a thing.

    "and on the left" asks what is there; "it" becomes the thing, if there was one.
    """
    asked = question.strip().rstrip("?!. ")
    found = _AND.match(asked)
    if found:
        rest = asked[found.end() :]
        asked = f"what is {rest}" if re.match(_PLACE, rest, re.IGNORECASE) else rest
    if not about or _IMPERSONAL.search(asked):
        return asked
    return _PRONOUN.sub(f"the {about}", asked, count=1)
