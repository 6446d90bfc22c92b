"""Claims and their arithmetic: how sure one may sound, and which of several count. Pure."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from models.certainty import graded
from models.interfaces import MANY, Claim, ClaimKind

PLAIN: Final = 0.88
"""The least probability of a plain claim."""
PROBABLY: Final = 0.62
"""The least probability of a probable one; `python -m models.training claims` prints how
many are right between the two."""


def weighed(claim: Claim, probability: float) -> Claim:
    """A claim with its calibrated probability and its grade."""
    certainty = graded(probability, PLAIN, PROBABLY, PROBABLY)
    return replace(claim, probability=probability, certainty=certainty)


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


def _excludes_others(claim: Claim) -> bool:
    """Whether a thing has only one such value: one colour, one exact number."""
    return claim.kind is ClaimKind.COLOUR or (
        claim.kind is ClaimKind.COUNT and claim.value.isdigit()
    )
