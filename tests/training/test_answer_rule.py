"""What is learned for the judge of answers from questions alone."""

import pytest

pytest.importorskip("torch")

from dataclasses import replace

import numpy as np

from models.embedded.answering import START, usual
from models.training.answer_rule import (
    PLAIN,
    PLAIN_PRESENCE,
    TOLD,
    TOLD_PRESENCE,
    bars_on,
    rare_odds,
    usual_odds,
)
from models.training.question_parts import Asked


def asked(question: str, *answers: str) -> Asked:
    return Asked("coco", 0, question, answers, "vqa")


def test_how_questions_are_mostly_answered_is_learned_from_their_starts() -> None:
    rainy, sunny = asked("is it raining", "no", "no", "yes"), asked("is it sunny", "yes", "yes")
    odds = usual_odds(
        [rainy] * 4 + [sunny] * 4 + [asked("is anybody out", "no"), asked("who", "he")]
    )
    rule = replace(START, usual=odds)
    assert usual(rule, "Is it raining?") < usual(rule, "Is it sunny?")
    assert "is it raining" in odds
    assert "is anybody" not in odds, "one question is no habit"
    assert "who" not in odds


def test_how_rare_things_are_is_counted_in_the_first_set_that_knows_them() -> None:
    first = {n: frozenset(("car",) if n < 2 else ()) for n in range(10)}
    second = {0: frozenset(("car", "wall")), 1: frozenset(("wall",))}
    assert rare_odds([first, second]) == {"car": 1.099, "wall": -1.099}


def test_of_yes_and_no_to_what_is_there_more_have_to_be_right() -> None:
    values = np.linspace(1, 0, 1000)
    right = np.random.default_rng(0).random(1000) < values
    for plain, told in ((PLAIN_PRESENCE, TOLD_PRESENCE), (PLAIN, TOLD)):
        bars = bars_on(values, right, plain, told)
        assert bars.plain >= bars.probably > bars.unsure
        for bar, share in ((bars.plain, plain), (bars.probably, told)):
            assert right[values >= bar].mean() == pytest.approx(share, abs=0.01)
