"""Where the sentences of a text end. Pure."""

import re
from collections.abc import Iterator
from typing import Final

_END: Final = re.compile(r"[.!?]+[\"')\u2019\u201d]*(?=\s|$)")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[^\w])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|dr|st|mr|mrs|ms|no|nr|vs|jr|sr|prof|mt|ave|"
    r"approx|etc)$",
    re.IGNORECASE,
)


def sentence_ends(text: str) -> Iterator[int]:
    """The places after each sentence: a price, an abbreviation and an initial end none."""
    for end in _END.finditer(text):
        if end[0] != "." or not _ABBREVIATION.search(text[: end.start()]):
            yield end.end()
