"""What an English statement claims of a picture: things, how many, and their colours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.interfaces import Claim, ClaimKind
from models.lexicon.names import FUNCTION, mentioned_at, thing_of, tokens_of

_COUNTS: Final = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
} | {"several": "2+", "couple": "2", "both": "2", "many": "many", "crowd": "many"}
"""Words before a thing that say how many, with the value of their claim."""
COLOURS: Final = frozenset(
    "black white grey gray red orange yellow green blue purple pink brown beige tan".split()
)
_SAME: Final = {"gray": "grey", "tan": "beige"}
_FARTHEST: Final = 3
"""How many words before a thing may say how many there are."""
_DENIED: Final = frozenset("no without nobody none nothing neither".split())
_NOT: Final = frozenset("not never nor isn aren doesn don wasn weren didn hasn haven".split())
_FRAME: Final = frozenset(
    "there is are was were be a an the some any picture photo photograph image shows show showing "
    "shown see can i you we here visible it this".split()
)
"""Words that say no more than that the things are there."""
_RELATING: Final = frozenset(
    "on in at to for from by into onto off up down over under near next through across around "
    "along behind beside between above below front top side middle back together which where "
    "while left right his her their".split()
)
"""Words of `FUNCTION` that say how things stand to one another."""


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim in a statement."""

    text: str
    """Its words without an article: "two dogs"."""
    claim: Claim
    exact: bool
    """Whether the words mean the claim's thing exactly; else only a kind of it, such as a woman."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and what it claims."""

    text: str
    claims: tuple[StatedClaim, ...]
    more: bool
    """Whether it says more than its claims."""
    denies: bool
    """Whether it says that something is not so."""


def parse(text: str) -> Statement:
    """What a statement claims: each thing once, then how many of it, and its colour."""
    words = tokens_of(text)
    spans = mentioned_at(words)
    covered: set[int] = set()
    claims: dict[tuple[ClaimKind, str], StatedClaim] = {}
    for span, name in spans:
        covered.update(range(*span.indices(len(words))))
        for place, one in _claims(words, span, name):
            covered.add(place)
            claims.setdefault((one.claim.kind, name), one)
    rest = {word for place, word in enumerate(words) if place not in covered} - _FRAME
    more = bool(rest & _RELATING or rest - FUNCTION - _DENIED)
    exact = bool(claims) and all(one.exact for one in claims.values())
    denies = not _DENIED.union(_NOT).isdisjoint(words)
    return Statement(text, tuple(claims.values()), more or not exact, denies)


def _claims(words: list[str], span: slice, name: str) -> Iterator[tuple[int, StatedClaim]]:
    """The claims about one thing, each with the place of its deciding word."""
    noun = " ".join(words[span])
    exact = thing_of(noun) == name
    before = words[max(0, span.start - _FARTHEST) : span.start]
    colour, count = -1, -1
    for place, word in zip(range(span.start - 1, -1, -1), reversed(before), strict=False):
        if word in COLOURS and colour < 0:
            colour = place
        elif word in _COUNTS:
            count = place
            break
        elif word in FUNCTION and word != "of":
            break
    if count >= 0:
        value = _COUNTS[words[count]]
        text = f"{words[count]} {noun}" if words[count] not in ("couple", "crowd") else noun
        yield count, StatedClaim(text, Claim(ClaimKind.COUNT, name, value), exact)
    else:
        yield span.start, StatedClaim(noun, Claim(ClaimKind.PRESENCE, name, ""), exact)
    if colour >= 0:
        word = words[colour]
        claim = Claim(ClaimKind.COLOUR, name, _SAME.get(word, word))
        yield colour, StatedClaim(f"{word} {noun}", claim, exact)
