"""Which one thing a close-up shows: a linear layer on the pooled features.

A pen on a table is no scene in which a pen might stand: one thing fills the picture or lies in its
middle. Where this network sees such a close-up, its name counts; where it does not, the others'.
`python -m models.training closeups` trains it for one encoder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from models.certainty import fitted, logit
from models.embedded.evidence.surfaces import GROUPS, NAMES
from models.embedded.runtime import Numbers
from models.embedded.small_networks import pooled, shares
from models.interfaces import HAND, PERSON, UNLISTED, SeenObject
from models.lexicon.things import BACKGROUND, KINDS

Shares: TypeAlias = Mapping[str, float]
"""The probability of each class."""

FILE: Final = "closeups.npz"
OTHER: Final = "other"
"""The class of pictures that show no close-up of one thing."""
UNNAMED: Final = "another thing"
"""The class of close-ups of things that have no name here."""
BESIDE: Final = BACKGROUND | {HAND, PERSON, "dining table"}
"""What may be in view besides the one thing."""
CLOTHING: Final = frozenset(("clothing", *KINDS["clothing"]))
"""What the detector takes for the person who would wear it."""
UNWORN: Final = 0.5
"""The share from which a garment speaks against a person: who wears it keeps it below."""
LEAST: Final = 0.2
"""The share from which a name counts: what is less likely in a scene is mostly nothing."""
SCENE: Final = 0.5
"""The share of no close-up from which the picture is not turned."""
PROBABLE: Final = 0.55
"""The share from which a name is probable; the picture is not turned for a clearer one."""
TURNED: Final = 0.6
"""The share from which the name of a turned picture counts."""
SURFACES: Final = frozenset(NAMES.values()).union(GROUPS)
"""The names of what people hold up to have it read."""
CLEAR: Final = 0.66
"""The share of its kind's probability that a name needs; below that, the kind is said instead."""


@dataclass(frozen=True, slots=True)
class Closeups:
    """One linear layer on the mean and the maximum of the patches."""

    classes: tuple[str, ...]
    inner: Numbers
    """[2 C + 1, K]; the last row is the bias."""
    odds: Numbers
    """By photos of other sources: the weight of a share's logit, and a constant."""

    def probabilities(self, patches: Numbers) -> Shares:
        """The probability of each class; patches [2, 81, C], plain and mirrored."""
        return shares(self.classes, pooled(patches) @ self.inner[:-1] + self.inner[-1])

    def told(self, found: Shares) -> dict[str, float]:
        """How likely each name is, and each kind if it is open which one of it this is.

        An apple or an orange is fruit, and not food as well.
        """
        names = {name: share for name, share in found.items() if name not in (OTHER, UNNAMED)}
        single = dict(names)
        for kind, members in sorted(KINDS.items(), key=lambda one: len(one[1])):
            each = {name: single[name] for name in (kind, *members) if name in single}
            if each and max(each.values()) < CLEAR * sum(each.values()):
                single = {name: share for name, share in single.items() if name not in each}
                names[kind] = sum(each.values())
        return {
            name: fitted(self.odds, (logit(share),))
            for name, share in names.items()
            if share >= LEAST
        }


def clearest(upright: Shares, turned: Iterable[Shares]) -> Shares:
    """The shares of a picture as it is held, or of a turned one that makes a close-up clear.

    Blind people's photos are often on their side or upside down. `turned` is only read if need be.
    """
    if upright[OTHER] >= SCENE or _likeliest(upright) >= PROBABLE:
        return upright
    best = max(turned, key=_likeliest)
    return best if _likeliest(best) >= TURNED else upright


def _likeliest(found: Shares) -> float:
    return max(share for name, share in found.items() if name not in (OTHER, UNNAMED))


def elsewhere(told: Mapping[str, float]) -> float:
    """How much names and places of a scene count: the less, the likelier a name of a close-up."""
    return 1 - max(told.values(), default=0.0)


def joined(objects: Sequence[SeenObject], told: Mapping[str, float]) -> tuple[SeenObject, ...]:
    """The objects as a mixture: the likelier a name of a close-up, the less the others count.

    Which surface is held up, another network knows better; only a close-up of something else
    speaks against it. Who wears a garment makes it no close-up. The likeliest comes first.
    """
    there = {seen.name: seen for seen in objects}
    likely = {}
    for name, seen in there.items():
        against = {one: share for one, share in told.items() if _excludes(one, share, seen)}
        likely[name] = seen.probability * elsewhere(against)
    for name, share in told.items():
        before = likely.get(name, 0.0)
        held = name in there and there[name].held
        likely[name] = max(before, share) if held else min(before + share, 1.0)
    found = (
        replace(there.get(name, SeenObject(name, 0.0)), probability=share)
        for name, share in likely.items()
        if share >= UNLISTED
    )
    return tuple(sorted(found, key=lambda seen: -seen.probability))


def _excludes(closeup: str, share: float, seen: SeenObject) -> bool:
    """Whether a close-up of this leaves no room for a thing: not for one of its kind."""
    if seen.held:
        return closeup not in SURFACES
    if seen.name == PERSON:
        return closeup in CLOTHING and share >= UNWORN
    return seen.name not in BESIDE and seen.name not in KINDS.get(closeup, ())
