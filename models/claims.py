"""Claims and their arithmetic: how sure one may sound, and which of several count. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from models.certainty import graded
from models.interfaces import Claim, ClaimKind

PLAIN: Final = 0.88
"""The least probability of a plain claim."""
PROBABLY: Final = 0.62
"""The least probability of a probable one; `python -m models.training claims` prints how
many are right between the two."""


def weighed(claim: Claim, probability: float) -> Claim:
    """A claim with its calibrated probability and its grade."""
    certainty = graded(probability, PLAIN, PROBABLY, PROBABLY)
    return replace(claim, probability=probability, certainty=certainty)


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
