"""How sure one may sound, and which of several claims count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.certainty import Bars
from models.claims import (
    Scale,
    against,
    holds,
    if_asked,
    judged,
    presence,
    surest,
    together,
)
from models.interfaces import SAYABLE, Certainty, Claim, ClaimKind, JudgedClaim, Verdict

PLAIN, PROBABLY, UNSURE, NONE = Certainty
ORDER = list(Certainty)
BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", probability=0.7, certainty=PROBABLY)
BLACK = replace(BROWN, value="black", probability=0.8)
RUNNING = Claim(ClaimKind.ACTION, "dog", "running", probability=0.6, certainty=PROBABLY)
TWO = Claim(ClaimKind.COUNT, "dog", "2", probability=0.95, certainty=PLAIN)
DOG = Claim(ClaimKind.PRESENCE, "dog", "", "", 0.95, PLAIN, asked=PLAIN)
CAT = Claim(ClaimKind.PRESENCE, "cat", "", "", 0.01, denied=PLAIN)
CUP = Claim(ClaimKind.PRESENCE, "cup", "", "", 0.4, UNSURE, asked=UNSURE)
KNOWN = (DOG, CAT, CUP, BROWN, TWO)
THERE = Scale(Bars(0.9, 0.6, 0.3), asked=0.75, denied=Bars(0.95, 0.75, 0.75))


@pytest.mark.parametrize(("probability", "certainty"), [(0.9, PLAIN), (0.7, PROBABLY), (0.5, NONE)])
def test_a_claim_sounds_as_sure_as_it_is_likely(probability: float, certainty: Certainty) -> None:
    claim = Scale().weighed(RUNNING, probability)
    assert (claim.probability, claim.certainty) == (probability, certainty)
    assert claim.denied is NONE


@given(st.floats(0, 1), st.floats(-1, 7))
def test_whoever_asks_hears_the_same_or_one_grade_more_and_no_no_beside_a_yes(
    probability: float, rarity: float
) -> None:
    claim = THERE.weighed(DOG, probability, rarity)
    surer = ORDER.index(claim.certainty) - ORDER.index(claim.asked)
    if claim.asked in SAYABLE:
        assert surer in ((0, 1) if claim.certainty in SAYABLE else (0, 1, 2))
        assert claim.denied is NONE
    assert surer >= 0
    if claim.asked is PLAIN:
        assert claim.certainty in SAYABLE


@pytest.mark.parametrize(
    ("probability", "rarity", "asked", "denied"),
    [
        (0.95, 3.0, PLAIN, NONE),
        (0.7, 3.0, PLAIN, NONE),
        (0.5, 3.0, PROBABLY, NONE),
        (0.59, 9.0, PROBABLY, NONE),
        (0.1, 0.0, NONE, PROBABLY),
        (0.1, 3.0, UNSURE, NONE),
        (0.004, 3.0, NONE, PLAIN),
    ],
)
def test_asking_makes_up_for_how_rare_a_thing_is(
    probability: float, rarity: float, asked: Certainty, denied: Certainty
) -> None:
    claim = THERE.weighed(DOG, probability, rarity)
    assert (claim.asked, claim.denied) == (asked, denied)


def test_a_probability_is_put_below_a_grade() -> None:
    for grade, bar in ((PLAIN, 0.9), (PROBABLY, 0.6)):
        assert THERE.bars.grade(THERE.below(grade, 0.97)) is not grade
        assert bar - 0.01 < THERE.below(grade, 0.97) < bar
    assert THERE.below(PLAIN, 0.2) == 0.2


def test_of_two_colours_the_surer_counts() -> None:
    assert surest([BROWN, RUNNING, BLACK]) == (BLACK, RUNNING)
    assert surest([BLACK, replace(BROWN, certainty=PLAIN)])[0].value == "brown"


def test_a_colour_that_people_leave_out_is_told_to_whoever_asks() -> None:
    red = replace(
        BROWN, value="red", probability=0.05, certainty=NONE, asked=PROBABLY, if_asked=0.9
    )
    assert if_asked(red) == replace(red, certainty=PROBABLY, probability=0.9)
    white = replace(red, value="white", probability=0.1, asked=NONE, if_asked=0.1)
    assert surest([white, red]) == (red,)
    assert surest([red, BROWN]) == (BROWN,)
    for claim, verdict in ((red, Verdict.TRUE), (BLACK, Verdict.FALSE)):
        found = judged(claim, (DOG, red))
        assert (found.verdict, found.certainty) == (verdict, PROBABLY)


def test_a_claim_by_two_proposers_is_as_likely_as_the_surer_one_says() -> None:
    surer = replace(RUNNING, probability=0.9)
    assert surest([RUNNING, surer]) == (surer,)


def test_somebody_may_do_two_things() -> None:
    sitting = replace(RUNNING, value="sitting")
    assert set(surest([RUNNING, sitting])) == {RUNNING, sitting}


def test_a_number_does_not_contradict_a_lower_bound() -> None:
    two, three = (Claim(ClaimKind.COUNT, "dog", value, probability=0.6) for value in "23")
    several = replace(two, value="2+", probability=0.9)
    assert surest([two, three, several]) == (several, two)


@pytest.mark.parametrize(
    ("number", "things", "true"),
    [("2", 2, True), ("2", 3, False), ("3+", 3, True), ("3+", 2, False), ("many", 9, False)],
)
def test_a_number_is_true_of_what_it_can_mean(number: str, things: int, *, true: bool) -> None:
    assert holds(number, things) is true


def test_what_something_is_done_with_is_there() -> None:
    riding = Claim(ClaimKind.ACTION, "dog", "riding", "cat", 0.8, PROBABLY)
    cat = presence("cat", (*KNOWN, riding))
    assert cat is not None
    assert (cat.certainty, cat.asked, cat.denied) == (PROBABLY, PROBABLY, NONE)
    assert cat.probability == 0.8
    unknown = presence("horse", (replace(riding, other="horse"),))
    assert unknown is not None
    assert (unknown.kind, unknown.asked) == (ClaimKind.PRESENCE, PROBABLY)
    for doubted in (replace(riding, certainty=UNSURE), replace(riding, other="dog")):
        assert presence("cat", (*KNOWN, doubted)) == CAT
    assert presence("dog", (*KNOWN, replace(riding, other="dog"))) == DOG, "it is surer already"
    assert presence("bus", KNOWN) is None


@pytest.mark.parametrize(
    ("claim", "exact", "verdict", "certainty"),
    [
        (DOG, True, Verdict.TRUE, PLAIN),
        (DOG, False, Verdict.UNKNOWN, UNSURE),
        (CAT, True, Verdict.FALSE, PLAIN),
        (CAT, False, Verdict.FALSE, PLAIN),
        (CUP, True, Verdict.UNKNOWN, UNSURE),
        (replace(DOG, name="bus"), True, Verdict.UNKNOWN, UNSURE),
        (BROWN, True, Verdict.TRUE, PROBABLY),
        (BROWN, False, Verdict.UNKNOWN, UNSURE),
        (BLACK, True, Verdict.FALSE, PROBABLY),
        (RUNNING, True, Verdict.UNKNOWN, UNSURE),
        (replace(RUNNING, name="cat"), True, Verdict.FALSE, PLAIN),
        (TWO, True, Verdict.TRUE, PLAIN),
        (replace(TWO, value="3"), True, Verdict.FALSE, PLAIN),
        (replace(TWO, value="2+"), True, Verdict.TRUE, PLAIN),
        (replace(TWO, value="many"), True, Verdict.FALSE, PLAIN),
        (replace(TWO, value="1"), False, Verdict.UNKNOWN, UNSURE),
    ],
)
def test_a_claim_is_judged_by_all_that_is_known(
    claim: Claim, exact: bool, verdict: Verdict, certainty: Certainty
) -> None:
    found = judged(claim, KNOWN, text="so", exact=exact)
    assert (found.text, found.claim) == ("so", claim)
    assert (found.verdict, found.certainty) == (verdict, certainty)
    assert 0 <= found.probability <= 1


def verdict_of(verdict: Verdict, certainty: Certainty, probability: float) -> JudgedClaim:
    return JudgedClaim("", DOG, verdict, certainty, probability)


def test_claims_are_true_together_if_all_are_and_false_if_one_is() -> None:
    true = verdict_of(Verdict.TRUE, PLAIN, 0.95)
    likely = verdict_of(Verdict.TRUE, PROBABLY, 0.7)
    false = verdict_of(Verdict.FALSE, PROBABLY, 0.2)
    wrong = verdict_of(Verdict.FALSE, PLAIN, 0.3)
    unknown = verdict_of(Verdict.UNKNOWN, UNSURE, 0.5)
    assert together([true, likely]) == (Verdict.TRUE, PROBABLY, 0.7)
    assert together([true, false, wrong]) == (Verdict.FALSE, PLAIN, 0.3)
    assert together([true, unknown]) == (Verdict.UNKNOWN, UNSURE, 0.5)
    assert together([]) == (Verdict.UNKNOWN, UNSURE, 0.5)


def test_one_of_two_colours_denies_neither_and_every_other_one() -> None:
    either = replace(BROWN, other="black")
    assert surest([either, BROWN]) == (either, BROWN)
    assert against(BROWN, (DOG, either)) is against(BLACK, (DOG, either)) is NONE
    assert against(replace(BROWN, value="white"), (DOG, either)) is PROBABLY


def test_a_garment_has_one_pattern() -> None:
    striped = Claim(ClaimKind.ATTRIBUTE, "shirt", "striped", certainty=PLAIN)
    for other in ("checked", "plain"):
        assert against(replace(striped, value=other), (striped,)) is PLAIN
    assert against(replace(striped, value="patterned"), (striped,)) is NONE
    assert against(replace(striped, value="open"), (striped,)) is NONE


def test_of_several_things_each_may_have_a_colour_of_its_own() -> None:
    assert against(BLACK, (DOG, BROWN)) is PROBABLY
    assert against(BLACK, (DOG, BROWN, TWO)) is NONE
    assert against(replace(TWO, value="3"), (TWO,)) is PLAIN
