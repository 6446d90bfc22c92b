"""Which things are there, as the first look shows it: one claim for each name that is known.

A thing is weighed by the witness, and by what people would say of the picture (`naming`). Paper and
packages carry pictures of things, so beside one that is held up only what is sure counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from models.certainty import fitted, least_sure, logit
from models.claims import Scale
from models.embedded.claim_rule import ClaimRule
from models.embedded.evidence import naming
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    UNLISTED,
    Certainty,
    Claim,
    ClaimKind,
    SeenObject,
)
from models.lexicon.names import names
from models.lexicon.things import BACKGROUND, HOLDABLE, MISSED


def first_look(
    rule: ClaimRule,
    objects: Sequence[SeenObject],
    witness: Mapping[str, float],
    expected: Mapping[str, float],
    closeup: Mapping[str, float],
) -> tuple[Claim, ...]:
    """That each known thing is there, and that a hand holds the main one.

    `objects` are the likely things, `witness` holds the probability of every name, `expected` how
    often a person's sentence holds each run of words, and `closeup` how likely it is the one thing
    of a close-up, which needs no more weighing.
    """
    scale = rule.scales[ClaimKind.PRESENCE]
    likely = {seen.name: _by_witness(rule, seen.probability) for seen in objects}
    likely |= _by_naming(rule, objects, expected)
    likely = {name: max(share, closeup.get(name, 0.0)) for name, share in likely.items()}
    _choose_hand_or_person(objects, likely, scale)
    in_hand = _in_hand(rule, objects, likely)
    _distrust_prints(objects, likely, scale)
    claims = [rule.weighed(_there(seen.name, seen), likely[seen.name]) for seen in objects]
    # What a close-up has ruled out is unlisted, whatever the witness says.
    most = UNLISTED if closeup else 1.0
    claims += (
        rule.weighed(_there(name), _by_witness(rule, min(probability, most)))
        for name, probability in witness.items()
        if name not in likely
    )
    denies = partial(_denied, rule, witness=witness if closeup else {})
    # Of the others the witness saw too few, or only what is held up, to tell that one is missing.
    told = set(names()) - MISSED
    nos = (denies(one) if one.name in told else Certainty.NONE for one in claims)
    claims = [replace(one, denied=no) for one, no in zip(claims, nos, strict=True)]
    return (*claims, *in_hand)


def _denied(rule: ClaimRule, claim: Claim, witness: Mapping[str, float]) -> Certainty:
    """How sure a no is, with the `witness` of a close-up, which leaves out what lies beside it."""
    if claim.name not in witness:
        return claim.denied
    by_witness = rule.weighed(claim, _by_witness(rule, witness[claim.name]))
    return least_sure(claim.denied, by_witness.denied)


def shows_only_hand(objects: Iterable[SeenObject]) -> bool:
    """Whether of a person there is hardly more than a hand."""
    likely = {seen.name: seen.probability for seen in objects}
    return likely.get(HAND, 0.0) > likely.get(PERSON, 0.0) / 2


def without_body(claims: Iterable[Claim], objects: Iterable[SeenObject]) -> tuple[Claim, ...]:
    """The claims about a picture, without what a person does of whom only a hand shows."""
    if not shows_only_hand(objects):
        return tuple(claims)
    return tuple(
        one
        for one in claims
        if one.kind is ClaimKind.PRESENCE or PERSON not in (one.name, one.other)
    )


def is_held(objects: Sequence[SeenObject], claims: Iterable[Claim]) -> bool:
    """Whether something is there that people hold up to have it read."""
    held = {seen.name for seen in objects if seen.held}
    return any(
        one.name in held and one.certainty in SAYABLE
        for one in claims
        if one.kind is ClaimKind.PRESENCE
    )


def _there(name: str, seen: SeenObject | None = None) -> Claim:
    return Claim(ClaimKind.PRESENCE, name, "", box=None if seen is None else seen.box)


def _by_witness(rule: ClaimRule, probability: float) -> float:
    return fitted(rule.witness, (logit(probability),))


def _by_naming(
    rule: ClaimRule, objects: Sequence[SeenObject], expected: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    if rule.named:
        for seen, values in naming.with_features(objects, expected):
            yield seen.name, fitted(rule.named, values)


def _choose_hand_or_person(
    objects: Sequence[SeenObject], likely: dict[str, float], scale: Scale
) -> None:
    """Of a hand and the person whose it is, only one may be said: hardly more than a hand shows,
    or all of the person."""
    left_out = PERSON if shows_only_hand(objects) else HAND
    if {HAND, PERSON} <= likely.keys():
        likely[left_out] = scale.below(Certainty.PROBABLY, likely[left_out])


def _distrust_prints(objects: Sequence[SeenObject], likely: dict[str, float], scale: Scale) -> None:
    """Beside something held up to be read, nothing else like it, and only what is sure."""
    held = [seen for seen in objects if seen.held and likely[seen.name] >= scale.bars.probably]
    if not held:
        return
    first = max(held, key=lambda seen: likely[seen.name])
    for seen in objects:
        printed = not first.outlined and likely[seen.name] < scale.bars.plain
        if seen is not first and (seen.held or printed):
            likely[seen.name] = scale.below(Certainty.PROBABLY, likely[seen.name])


def _in_hand(
    rule: ClaimRule, objects: Sequence[SeenObject], likely: Mapping[str, float]
) -> tuple[Claim, ...]:
    """That the main thing is in a hand, if there is one and it can hold that thing."""
    bars = rule.scales[ClaimKind.PRESENCE].bars
    there = [seen for seen in objects if likely[seen.name] >= bars.probably]

    def rank(seen: SeenObject) -> tuple[bool, bool, float]:
        return not seen.held, seen.name in BACKGROUND, -likely[seen.name]

    things = sorted((seen for seen in there if seen.name != HAND), key=rank)
    if len(things) == len(there) or not things or things[0].name not in HOLDABLE:
        return ()
    main, probability = things[0], likely[HAND]
    certainty = bars.grade(probability)
    facts = ClaimKind.RELATION, main.name, "in", HAND
    return (Claim(*facts, probability, certainty, main.box, probability, certainty),)
