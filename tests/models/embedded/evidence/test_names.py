"""Which things are there, as the first look shows it."""

from collections.abc import Sequence

from models.embedded.claim_rule import START
from models.embedded.evidence.names import first_look, is_held, shows_only_hand, without_body
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    SeenObject,
)
from models.lexicon.names import names
from tests.kit.fakes import count, held, seen

PLAIN, PROBABLY, UNSURE, NONE = Certainty
PAPER = held("sheet of paper", 0.95)


def looked(*objects: SeenObject, **witness: float) -> tuple[Claim, ...]:
    every = dict.fromkeys(names(), 0.005) | witness | {one.name: one.probability for one in objects}
    return first_look(START, objects, every, {}, {})


def grade(claims: Sequence[Claim], name: str) -> Certainty:
    (found,) = (one for one in claims if one.kind is ClaimKind.PRESENCE and one.name == name)
    return found.certainty


def test_each_known_name_has_one_claim_with_its_place() -> None:
    cup = seen("cup", 0.95, 0.1, 0.1, 0.5, 0.5)
    claims = looked(cup, seen("dog", 0.7), seen("cat", 0.4))
    there = [one.name for one in claims if one.kind is ClaimKind.PRESENCE]
    assert len(there) == len(set(there)) == len(names())
    assert claims[0].box == cup.box
    assert [grade(claims, name) for name in ("cup", "dog", "cat", "bus")] == [
        PLAIN,
        PROBABLY,
        UNSURE,
        NONE,
    ]


def test_what_is_printed_on_paper_that_is_held_up_is_not_there() -> None:
    claims = looked(PAPER, seen("dog", 0.8), seen("person", 0.95), held("envelope", 0.92))
    assert grade(claims, "sheet of paper") is PLAIN
    assert grade(claims, "person") is PLAIN, "whoever holds it is sure"
    for printed in ("dog", "envelope"):
        assert grade(claims, printed) not in SAYABLE
    assert is_held((PAPER,), claims)


def test_beside_a_screen_with_an_outline_other_things_count() -> None:
    screen = SeenObject("screen", 0.95, (0, 0, 1, 1), outlined=True, held=True)
    assert grade(looked(screen, seen("dog", 0.8)), "dog") is PROBABLY


def test_paper_that_is_unlikely_hides_nothing() -> None:
    unlikely = held("sheet of paper", 0.4)
    claims = looked(unlikely, seen("dog", 0.8))
    assert grade(claims, "dog") is PROBABLY
    assert not is_held((unlikely,), claims)


def test_of_a_hand_and_the_person_whose_it_is_only_one_is_said() -> None:
    for hand, person, said in ((0.9, 0.95, HAND), (0.65, 0.99, HAND), (0.4, 0.95, PERSON)):
        objects = seen(HAND, hand), seen(PERSON, person)
        claims = looked(*objects)
        assert shows_only_hand(objects) is (said == HAND)
        left_out = PERSON if said == HAND else HAND
        assert grade(claims, said) in SAYABLE
        assert grade(claims, left_out) not in SAYABLE


def test_what_a_person_does_is_left_out_where_only_a_hand_shows() -> None:
    running = Claim(ClaimKind.ACTION, PERSON, "running")
    riding = Claim(ClaimKind.ACTION, "dog", "chasing", PERSON)
    there, dogs = Claim(ClaimKind.PRESENCE, PERSON, ""), count("dog", "2")
    claims = (there, running, riding, dogs)
    hand = (seen(HAND, 0.9), seen(PERSON, 0.9))
    assert without_body(claims, hand) == (there, dogs)
    assert without_body(claims, hand[1:]) == claims


def test_the_main_thing_that_a_hand_can_hold_is_in_it() -> None:
    def in_hand(*objects: SeenObject) -> list[tuple[str, Certainty]]:
        relations = (one for one in looked(*objects) if one.kind is ClaimKind.RELATION)
        return [(one.name, one.certainty) for one in relations if one.other == HAND]

    hand = seen(HAND, 0.8)
    assert in_hand(hand, seen("bottle", 0.95), seen("floor", 0.97)) == [("bottle", PROBABLY)]
    assert in_hand(hand, seen("car", 0.95), seen("bottle", 0.7)) == [], "too large"
    assert in_hand(seen("bottle", 0.95)) == [], "no hand"
    assert in_hand(hand) == []


def test_only_what_the_witness_knows_well_is_said_to_be_missing() -> None:
    claims = looked(PAPER, wallet=0.004)
    denied = {one.name: one.denied for one in claims}
    assert denied["elephant"] in SAYABLE
    assert denied["wallet"] is NONE, "it saw too few of them"
    assert denied["shelf"] is NONE, "it is often overlooked"
    assert all(one.denied is NONE for one in claims if one.asked in SAYABLE)
