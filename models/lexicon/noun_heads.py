"""What kind of thing a name is of, where more is said of the thing. Pure."""

import re
from typing import Final

_PART_OF: Final = re.compile(
    r"^(?:[\w-]+ )*?"
    r"(?:pair|piece|sheet|slice|roll|bunch|set|stack|pile|flight|group|couple|lot|kind|sort|type)"
    r"s? of "
)
_BEHIND: Final = re.compile(
    r" (?:above|across|against|and|around|at|before|behind|below|beneath|beside|between|by|for|"
    r"from|in|inside|into|near|next|of|on|onto|opposite|or|over|that|to|under|underneath|which|who|"
    r"with|without)(?: .*|$)"
)


def head(name: str) -> str:
    """A name without what stands behind it: "red cup" of "red cup on the table".

    Of a pair of scissors, and of other words that say only how much, it is the scissors.
    """
    words = " ".join(name.lower().split())
    return _BEHIND.sub("", _PART_OF.sub("", words))
