"""Claims and their arithmetic: how sure one may sound, and which of several count. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.certainty import Bars, least_sure, logit, sigmoid
from models.interfaces import (
    MANY,
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    JudgedClaim,
    Verdict,
)
from models.lexicon.things import KINDS

PLAIN: Final = 0.88
"""The least probability of a plain claim, unless its kind has a bar of its own."""
PROBABLY: Final = 0.62
"""The same of a probable one."""
BARS: Final = Bars(PLAIN, PROBABLY, PROBABLY)
"""What is less than probable is not said."""
NEVER: Final = Bars(math.inf, math.inf, math.inf)
JUST_BELOW: Final = 1e-4
"""How far below a bar a probability is put that must not reach it."""
LOOSE: Final = 2 / 3
"""People call things "several" or "many" from this share on of what that means at least."""
POSTURES: Final = frozenset(
    "sitting standing lying kneeling crouching sleeping walking running jumping swimming "
    "flying".split()
)
"""Of these, only one is done at a time."""
PATTERNS: Final = ("plain", "striped", "checked", "patterned", "printed")
"""Of garments; the last are all over them, or a picture or words on them."""
SWITCHED: Final = ("off", "on")
"""What screens are."""
_EXCLUSIVE: Final = (
    {"striped", "checked"},
    *({"plain", one} for one in PATTERNS[1:]),
    set(SWITCHED),
)
"""A thing is only one of these; stripes may well be called a pattern."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How the claims of one kind are graded: the one place that decides how sure one may sound."""

    bars: Bars = BARS
    """The least probability of each grade."""
    asked: float = 0.0
    """How much asking raises the log odds of a claim, for each unit of its rarity.

    People ask for what may well be there, so a question makes up for the prior that was learned
    from photos (https://doi.org/10.1162/089976602753284446).
    """
    denied: Bars = NEVER
    """The least probability that it is false for each grade of a no, once it is asked for."""

    def weighed(self, claim: Claim, probability: float, rarity: float = 1.0) -> Claim:
        """A claim with its probability and its grades.

        A yes to a question is plain only if the claim is at least probable unasked.
        """
        certainty = self.bars.grade(probability)
        if_asked = sigmoid(logit(probability) + self.asked * rarity)
        asked = self.bars.grade(max(probability, if_asked))
        if certainty not in SAYABLE:
            asked = least_sure(asked, Certainty.PROBABLY)
        denied = Certainty.NONE if asked in SAYABLE else self.denied.grade(1 - if_asked)
        return replace(
            claim,
            probability=probability,
            certainty=certainty,
            if_asked=if_asked,
            asked=asked,
            denied=denied,
        )

    def below(self, grade: Certainty, probability: float) -> float:
        """A probability that does not reach a grade."""
        bars = {Certainty.PLAIN: self.bars.plain, Certainty.PROBABLY: self.bars.probably}
        return min(probability, bars[grade] - JUST_BELOW)


def bare(claim: Claim) -> Claim:
    """What a claim says, without how likely it is."""
    return Claim(claim.kind, claim.name, claim.value, claim.other)


def span(number: str) -> tuple[float, float]:
    """The least and the most things that the value of a count can mean."""
    least = MANY if number == "many" else int(number.removesuffix("+"))
    return least, least if number.isdigit() else math.inf


def holds(number: str, things: int) -> bool:
    """Whether the value of a count is true of so many things."""
    least, most = span(number)
    return least <= things <= most


def surest(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Each claim once, by whoever is surest of it; of two that contradict each other, the surer.

    The surest come first.
    """
    kept: dict[tuple[str, ...], Claim] = {}
    for claim in sorted(claims, key=_sureness):
        exact = claim.kind is ClaimKind.COUNT and claim.value.isdigit()
        value = "" if exact or claim.kind is ClaimKind.COLOUR else claim.value
        kept.setdefault((claim.kind, claim.name, value, claim.other), claim)
    return tuple(kept.values())


def presence(name: str, known: Iterable[Claim]) -> Claim | None:
    """The claim that a thing is there, or one of its kind; None if nothing is known of such things.

    Of a kind, there may be others than those that are known.
    """
    each = [_presence(one, known) for one in KINDS.get(name, ())]
    own = _presence(name, known)
    best = max(filter(None, (own, *each)), key=lambda one: one.if_asked, default=None)
    if best is None or own is not None or best.asked in SAYABLE:
        return best
    return replace(best, name=name, denied=least_sure(best.denied, Certainty.PROBABLY))


def _presence(name: str, known: Iterable[Claim]) -> Claim | None:
    """The claim that a thing is there.

    What something is done with, or stands to, is there as surely as that is so.
    """
    about = [one for one in known if name in (one.name, one.other)]
    there = next((one for one in about if one.kind is ClaimKind.PRESENCE), None)
    others = (one for one in about if one.other == name and one.certainty in SAYABLE)
    implied = min(others, key=lambda one: _order(one.certainty), default=None)
    if implied is None or (there and _order(there.asked) <= _order(implied.certainty)):
        return there
    start, grade = there or Claim(ClaimKind.PRESENCE, name, ""), implied.certainty
    likely = max(start.probability, implied.probability)
    return replace(
        start,
        probability=likely,
        certainty=grade,
        if_asked=max(start.if_asked, likely),
        asked=grade,
        denied=Certainty.NONE,
    )


def _order(grade: Certainty) -> int:
    return list(Certainty).index(grade)


def if_asked(claim: Claim) -> Claim:
    """A claim as it may be told to whoever asks for it."""
    grade = min(claim.asked, claim.certainty, key=_order)
    likely = max(claim.if_asked, claim.probability)
    return replace(claim, certainty=grade, asked=grade, probability=likely, if_asked=likely)


def _sureness(claim: Claim) -> tuple[int, int, float]:
    """Claims in this order are the surest first."""
    return _order(claim.certainty), _order(claim.asked), -claim.probability


def judged(
    claim: Claim, known: Sequence[Claim], *, text: str = "", exact: bool = True
) -> JudgedClaim:
    """Whether a claim that is asked for is true, by all that is known of a picture.

    `exact`: whether its words mean its thing and no certain kind of it; what is of a certain kind
    is never confirmed.
    """
    if claim.value in SWITCHED:
        claim = _only(claim, known)
    there = presence(claim.name, known)
    verdict, certainty, probability = Verdict.UNKNOWN, Certainty.UNSURE, 0.5
    if there is not None:
        probability = there.if_asked
        if there.denied in SAYABLE:
            verdict, certainty = Verdict.FALSE, there.denied
        elif claim.kind is not ClaimKind.PRESENCE:
            return _by_others(claim, known, there, text=text, exact=exact)
        elif there.asked in SAYABLE and exact:
            verdict, certainty = Verdict.TRUE, there.asked
    return JudgedClaim(text, claim, verdict, certainty, probability)


def _only(claim: Claim, known: Sequence[Claim]) -> Claim:
    """The claim about the one screen that is named unasked, where any screen is meant."""
    names = {claim.name, *KINDS.get(claim.name, ())}
    there = {
        one.name
        for one in known
        if one.kind is ClaimKind.PRESENCE and one.name in names and one.certainty in SAYABLE
    }
    return replace(claim, name=there.pop()) if len(there) == 1 else claim


def are_several(name: str, known: Iterable[Claim]) -> bool:
    """Whether more than one of a thing may be said to be there, if somebody asks."""
    counts = (one for one in known if (one.kind, one.name) == (ClaimKind.COUNT, name))
    return any(
        {one.certainty, one.asked}.intersection(SAYABLE) and span(one.value)[0] > 1
        for one in counts
    )


def _by_others(
    claim: Claim, known: Sequence[Claim], there: Claim, *, text: str, exact: bool
) -> JudgedClaim:
    """Whether a thing is so many, or as it is said to be, by what else is known of it."""
    for one in map(if_asked, known):
        if (one.kind, one.name) != (claim.kind, claim.name) or one.certainty not in SAYABLE:
            continue
        agrees = _agrees(claim, one, exact=exact)
        # Of several screens, one may be on and another off.
        open_which = claim.value in SWITCHED and are_several(claim.name, known)
        if agrees is not None and not open_which:
            verdict = Verdict.TRUE if agrees else Verdict.FALSE
            probability = one.probability if agrees else 1 - one.probability
            # Nothing is surer of a thing than that it is there.
            certainty = least_sure(one.certainty, there.asked)
            return JudgedClaim(text, claim, verdict, certainty, probability)
    return JudgedClaim(text, claim, Verdict.UNKNOWN, Certainty.UNSURE, there.probability / 2)


def _agrees(claim: Claim, known: Claim, *, exact: bool) -> bool | None:
    """Whether what is known bears a claim out; None: it leaves that open."""
    if claim.kind is not ClaimKind.COUNT:
        if (known.value, known.other) == (claim.value, claim.other):
            return True if exact else None
        several = claim.kind is not ClaimKind.COLOUR
        return False if exact and excludes(known, claim, several=several) else None
    (least, most), (low, high) = span(claim.value), span(known.value)
    least = least if least == most else LOOSE * least
    if high < least or (exact and low > most):
        return False
    return True if exact and low >= least and high <= most else None


def together(judged: Sequence[JudgedClaim]) -> tuple[Verdict, Certainty, float]:
    """The verdict on claims that must all be true, its grade, and the probability of that."""
    wrong = [one for one in judged if one.verdict is Verdict.FALSE]
    if wrong:
        worst = min(wrong, key=lambda one: (_order(one.certainty), one.probability))
        return Verdict.FALSE, worst.certainty, worst.probability
    probability = min((one.probability for one in judged), default=0.5)
    if judged and all(one.verdict is Verdict.TRUE for one in judged):
        return Verdict.TRUE, least_sure(*(one.certainty for one in judged)), probability
    return Verdict.UNKNOWN, Certainty.UNSURE, probability


def against(claim: Claim, known: Sequence[Claim]) -> Certainty:
    """How sure it is, by what is known of a picture, that a claim is wrong; `NONE` if that is open.

    Of several things each may have a colour and a posture of its own.
    """
    several = are_several(claim.name, known)
    sure = [
        one.certainty
        for one in known
        if one.certainty in SAYABLE and excludes(one, claim, several=several)
    ]
    return min(sure, key=_order, default=Certainty.NONE)


def excludes(known: Claim, claim: Claim, *, several: bool = False) -> bool:
    """Whether not both claims can be true; `several`: of more than one thing of the name."""
    if (known.kind, known.name) != (claim.kind, claim.name) or known.value == claim.value:
        return False
    if claim.kind is ClaimKind.COUNT:
        (least, most), (low, high) = span(claim.value), span(known.value)
        return most < low or high < least
    if claim.kind is ClaimKind.ACTION:
        return not several and {known.value, claim.value} <= POSTURES
    if claim.kind is ClaimKind.ATTRIBUTE:
        return {known.value, claim.value} in _EXCLUSIVE
    colour = claim.kind is ClaimKind.COLOUR
    return colour and not several and claim.value != known.other
