"""What may be said of a picture: one list of claims, and its things in the order of telling. Pure.

Space, every question, statements, watching and the server read the claims here, so that none says
what another one denies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.saying.messages.core import FAULT_LINES
from assistant.skills.wording import Facing
from models import claims as arithmetic
from models.certainty import least_sure
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    UNLISTED,
    Certainty,
    Claim,
    ClaimKind,
    Grades,
    ImageEncoding,
    Problem,
    Scene,
    SeenObject,
)
from models.lexicon.things import BACKGROUND, KINDS, column

SURER: Final = 0.97
"""The least probability at which a thing may be named in a dark, bright or blurred picture;
`benchmarks/told_in_spite.py` chooses it."""
UNASKED: Final = 0.85
"""The least probability of a scene that is mentioned unasked.

It was fitted to rooms, and is too high for pictures that show none: `benchmarks/richness.py` counts
how many rooms are confirmed.
"""
SHOWN: Final = 0.05
"""Below this probability of showing nothing, a picture clearly shows something."""
_NEAR: Final = frozenset({
    *(name for name, traits in column("traits").items() if "holdable" in traits),
    *("clothing", *KINDS["clothing"], HAND),
})  # fmt: skip
"""What people hold up, lay before themselves, or wear."""


class Known:
    """The claims about a picture, and its things by the grade at which they may be said.

    Things come before the background, and what is held up to be read before all. If the camera
    faces its user, all that is held up comes before the person.
    """

    def __init__(
        self,
        look: ImageEncoding,
        claims: Sequence[Claim],
        grades: Grades,
        facing: Facing,
        *,
        part: bool = False,
    ) -> None:
        """`claims` are those of the first look, or all; `part` is that of the session."""
        self.look = look
        self.part = part
        self.grades = grades
        self.facing: Facing = facing
        self.claims = tuple(claims)
        there = {one.name: one for one in self.claims if one.kind is ClaimKind.PRESENCE}
        seen = {one.name: one for one in look.objects}

        def rank(thing: SeenObject) -> tuple[int, float]:
            last = thing.name == HAND or (thing.name == PERSON and facing == "user")
            return -1 if thing.held else 2 * (thing.name in BACKGROUND) + last, -thing.probability

        things = [
            replace(seen.get(name, SeenObject(name, 0.0, one.box)), probability=one.probability)
            for name, one in there.items()
        ]
        things.sort(key=rank)
        self.in_hand = next((one for one in self.claims if _is_in_hand(one)), None)
        """What a hand holds, if it does; then the hand is named only for that."""
        self.sure, self.likely, self.unsure = (
            [
                thing
                for thing in things
                if there[thing.name].certainty is grade and not self._is_implied(thing, there)
            ]
            for grade in (Certainty.PLAIN, Certainty.PROBABLY, Certainty.UNSURE)
        )
        held = [thing for thing in self.sure + self.likely if thing.held]
        self.held = bool(held)
        """Whether something is there that people hold up to have it read."""
        # What is printed on paper or a package looks like a place.
        printed = self.held and not held[0].outlined
        scene = None if printed else look.scene
        self.sure_scene = scene if scene and scene.probability >= grades.scene else None
        """The scene, if it may be named plainly."""

    def _is_implied(self, thing: SeenObject, there: Mapping[str, Claim]) -> bool:
        """Whether another name says it: "in a hand" that there is a hand, a shirt clothing."""
        if thing.name == HAND:
            return self.in_hand is not None
        told = {*SAYABLE, there[thing.name].certainty} - {Certainty.NONE}
        members = (there[one].certainty for one in KINDS.get(thing.name, ()) if one in there)
        return not thing.held and any(one in told for one in members)

    def presence(self, name: str) -> Claim | None:
        """The claim that a thing is there; None if nothing is known of such things."""
        return arithmetic.presence(name, self.claims)

    def seen(self, claim: Claim) -> tuple[SeenObject, ...]:
        """The thing of a claim with its place, if it has one.

        Of what only asking makes probable, only a box that fits it can be trusted.
        """
        told = self.sure + self.likely
        for one in (*told, *self.look.objects):
            if one.name == claim.name and one.box is not None and (one.outlined or one in told):
                return (one,)
        return ()

    def sayable(self) -> tuple[str, ...]:
        """The names that may be said plainly or probably."""
        return tuple(seen.name for seen in self.sure + self.likely)

    @property
    def close(self) -> bool:
        """Whether all that it may show are things that one holds or wears: it shows no way."""
        things = self.sure + self.likely or self.unsure
        return bool(things) and all(thing.name in _NEAR for thing in things)

    @property
    def told_scene(self) -> Scene | None:
        """The scene, if it is sure enough to be mentioned unasked."""
        scene = self.sure_scene
        return scene if scene is not None and scene.probability >= UNASKED else None

    @property
    def suffice(self) -> bool:
        """Whether names or the scene are known well enough to need no caption."""
        return bool(self.sayable()) or self.told_scene is not None


def _is_in_hand(claim: Claim) -> bool:
    facts = claim.kind, claim.value, claim.other
    return facts == (ClaimKind.RELATION, "in", HAND) and claim.certainty in SAYABLE


def in_spite_of(
    problem: Problem, look: ImageEncoding, claims: Iterable[Claim], grades: Grades
) -> tuple[Claim, ...]:
    """The claims that may be made although the picture has a problem.

    These are that things held up are there, and objects with a probability of at least `SURER`. If
    the picture clearly shows something despite poor light or focus, less likely held things count
    too; if nothing is held, the usual bars apply. In flat pictures, such as drawings, an object is
    named only if the picture clearly shows something.
    """
    shows, flat = look.nothing < SHOWN, problem not in FAULT_LINES
    least_held = grades.unsure if shows and not flat else grades.probably
    held = {one.name for one in look.objects if one.held and one.probability >= least_held}
    if flat:
        least = SURER if shows and not held else 1.01
    else:
        least = grades.probably if shows and not held else SURER
    kept = {one.name for one in look.objects if not one.held and one.probability >= least} | held
    return tuple(one for one in claims if one.name in kept and (not one.other or one.other in kept))


def with_written(claims: Sequence[Claim], written: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims about a picture, and those of other models' texts that it supports.

    What may be said already is kept, such as a number or a colour. A thing that the picture hardly
    shows is probable at most, unless it is in the background.
    """
    known = {_said_of(one): one for one in claims}
    said = {what for what, one in known.items() if one.certainty in SAYABLE}
    added = {}
    for one in written:
        before = known.get(_said_of(one))
        if _said_of(one) in said:
            continue
        if before and before.probability >= UNLISTED and one.name not in BACKGROUND:
            one = replace(one, certainty=least_sure(one.certainty, Certainty.PROBABLY))
        added[_said_of(one)] = replace(one, if_asked=one.probability, asked=one.certainty)
    return (*(one for one in claims if _said_of(one) not in added), *added.values())


def _said_of(claim: Claim) -> tuple[str, ...]:
    """What two claims share if only one of them is to be said."""
    if claim.kind in (ClaimKind.COUNT, ClaimKind.COLOUR):
        return claim.kind, claim.name
    return claim.kind, claim.name, claim.value, claim.other
