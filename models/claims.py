"""Claims and their arithmetic: how sure one may sound, and which of several count. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from models.certainty import Bars
from models.interfaces import MANY, SAYABLE, Certainty, Claim, ClaimKind

PLAIN: Final = 0.88
"""The least probability of a plain claim, unless its kind has a bar of its own."""
POSTURES: Final = frozenset(("sitting", "standing", "lying", "walking", "running", "jumping"))
"""Of these, one is done at a time."""
PROBABLY: Final = 0.62
"""The same of a probable one."""


BARS: Final = Bars(PLAIN, PROBABLY, PROBABLY)
"""What is less than probable is not said."""


def weighed(claim: Claim, probability: float, bars: Bars = BARS) -> Claim:
    """A claim with its calibrated probability and its grade."""
    return replace(claim, probability=probability, certainty=bars.grade(probability))


def span(number: str) -> tuple[float, float]:
    """The least and the most things that the value of a count can mean."""
    least = MANY if number == "many" else int(number.removesuffix("+"))
    return least, least if number.isdigit() else math.inf


def holds(number: str, things: int) -> bool:
    """Whether the value of a count is true of so many things."""
    least, most = span(number)
    return least <= things <= most


def likeliest(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Each claim once, by whoever is surest of it; of two that contradict each other, the likelier.

    Likeliest first.
    """
    kept: dict[tuple[str, ...], Claim] = {}
    for claim in sorted(claims, key=lambda one: -one.probability):
        value = "" if _excludes_others(claim) else claim.value
        kept.setdefault((claim.kind, claim.name, value, claim.other), claim)
    return tuple(kept.values())


def against(claim: Claim, known: Sequence[Claim]) -> Certainty:
    """How sure it is, by what is known of a picture, that a claim is wrong; `NONE` if that is open.

    Of several things each may have a colour and a posture of its own.
    """
    counts = (one for one in known if one.kind is ClaimKind.COUNT and one.name == claim.name)
    several = any(one.certainty in SAYABLE and span(one.value)[0] > 1 for one in counts)
    sure = [
        one.certainty
        for one in known
        if one.certainty in SAYABLE and _excludes(one, claim, several=several)
    ]
    return min(sure, key=list(Certainty).index, default=Certainty.NONE)


def _excludes(known: Claim, claim: Claim, *, several: bool) -> bool:
    """Whether not both claims can be true."""
    if (known.kind, known.name) != (claim.kind, claim.name) or known.value == claim.value:
        return False
    if claim.kind is ClaimKind.COUNT:
        (least, most), (low, high) = span(claim.value), span(known.value)
        return most < low or high < least
    if claim.kind is ClaimKind.ACTION:
        return not several and {known.value, claim.value} <= POSTURES
    return claim.kind is ClaimKind.COLOUR and not several


def _excludes_others(claim: Claim) -> bool:
    """Whether a thing has only one such value: one colour, one exact number."""
    return claim.kind is ClaimKind.COLOUR or (
        claim.kind is ClaimKind.COUNT and claim.value.isdigit()
    )
