import math
from dataclasses import replace

import pytest

from models.embedded.evidence.sentences import FEATURES, Evidence, claims_of
from models.embedded.ranking import Candidate
from models.interfaces import Claim, ClaimKind
from tests.kit.fakes import look, seen

RUNNING = Claim(ClaimKind.ACTION, "dog", "running")
SITTING = Claim(ClaimKind.ACTION, "dog", "sitting")
BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", probability=0.7)


def known(*sentences: str, proposed: tuple[Claim, ...] = (), **expected: float) -> Evidence:
    candidates = [
        Candidate(text, -0.5 - place / 10, 0.5 - place / 10, 0.0)
        for place, text in enumerate(sentences)
    ]
    return Evidence(candidates, expected, look(seen("dog", 0.9)), proposed)


def test_each_claim_has_all_features() -> None:
    found = dict(claims_of(known("a dog is running", "a dog is sitting on a couch")))
    assert {RUNNING, SITTING} < set(found)
    assert {len(values) for values in found.values()} == {FEATURES}


def test_a_claim_of_more_and_likelier_sentences_has_a_larger_share() -> None:
    found = dict(claims_of(known("a dog is running", "a brown dog is running", "a dog is sitting")))
    share, number, first, *_ = found[RUNNING]
    assert number == pytest.approx(2 / 3)
    assert share > number
    assert first == 1.0
    assert found[SITTING][2] == 0.0


def test_words_that_people_use_speak_for_a_claim() -> None:
    found = dict(claims_of(known("a dog is running", "a dog is sitting", run=0.4)))
    assert found[RUNNING][3] == pytest.approx(math.log(0.41))
    assert found[SITTING][3] == pytest.approx(math.log(0.01))


def test_a_proposed_claim_is_weighed_beside_the_sentences() -> None:
    found = dict(claims_of(known("a dog is running", "a brown dog", proposed=(BROWN,))))
    assert found[BROWN][1] == 0.5
    assert found[BROWN][-3:] == pytest.approx((math.log(7 / 3), 1.0, 1.0))
    assert replace(BROWN, probability=0.0) not in found


def test_a_claim_that_no_sentence_makes_has_no_share() -> None:
    found = dict(claims_of(known("a dog is running", proposed=(BROWN,))))
    assert found[BROWN][:3] == (0.0, 0.0, 0.0)


def test_what_runs_of_words_claim_that_people_often_use_is_a_proposal() -> None:
    expected = {"dog is running": 0.4, "sitting": 0.3, "a brown dog": 0.1}
    found = dict(claims_of(replace(known("a dog"), expected=expected)))
    assert found[RUNNING][:3] == (0.0, 0.0, 0.0)
    assert SITTING in found, "the dog does what nobody is named for"
    assert replace(BROWN, probability=0.0) not in found, "too few people would say so"
