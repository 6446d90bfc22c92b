"""What is learned for the judge of answers from questions alone."""

import pytest

pytest.importorskip("torch")

from dataclasses import replace

from models.embedded.answering import START, usual
from models.training.answer_rule import usual_odds
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
