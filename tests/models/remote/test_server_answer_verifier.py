"""How sure the answers of a server may sound."""

import math

import pytest

from models.interfaces import Certainty, Guess
from models.remote.verifiers import ServerAnswerVerifier, ServerBars
from tests.kit.fakes import GRADES, FakeModel, look, reply, seen

LOOK = look(seen("cup", 0.95), seen("dog", 0.1))
OWN = (Guess("red", -0.5), Guess("yes", -3.0))
Q = "What colour is it?"


def judged(
    said: str, own: Certainty, theirs: Certainty | None = None, answer: str = "red"
) -> tuple[str, Certainty]:
    known = FakeModel(LOOK, replies={Q: reply(answer, own)})
    verifier = ServerAnswerVerifier(known, GRADES)
    found = verifier.reply(LOOK, Q, (Guess(said, math.nan, "", theirs), *OWN))
    assert not math.isnan(found.probability)
    return found.answer, found.certainty


@pytest.mark.parametrize("own", list(Certainty))
def test_another_answer_is_a_guess_however_sure_the_own_one_was(own: Certainty) -> None:
    assert judged("blue", own) == ("blue", Certainty.UNSURE)


def test_the_same_answer_is_as_sure_as_the_own_one_and_a_guess_at_least() -> None:
    assert judged("red", Certainty.PLAIN) == ("red", Certainty.PLAIN)
    assert judged("red", Certainty.NONE) == ("red", Certainty.UNSURE)


def test_a_lantern_has_graded_its_answer() -> None:
    assert judged("blue", Certainty.NONE, Certainty.PROBABLY) == ("blue", Certainty.PROBABLY)
    assert judged("blue", Certainty.NONE, Certainty.NONE) == ("blue", Certainty.NONE)
    assert judged("red", Certainty.UNSURE, Certainty.PLAIN) == ("red", Certainty.PLAIN)


@pytest.mark.parametrize(
    ("likely", "grade"),
    [
        (-0.05, Certainty.PLAIN),
        (-0.5, Certainty.PROBABLY),
        (-2.0, Certainty.UNSURE),
        (math.nan, Certainty.UNSURE),
    ],
)
def test_a_measured_model_is_as_sure_as_its_bars_allow(likely: float, grade: Certainty) -> None:
    known = FakeModel(LOOK, replies={Q: reply("red", Certainty.NONE)})
    bars = {"seer": ServerBars(0.9, 0.5)}
    verifier = ServerAnswerVerifier(known, GRADES, lambda name: bars.get(name, ServerBars()))
    said = verifier.reply(LOOK, Q, (Guess("blue", likely, "seer"), *OWN))
    assert (said.answer, said.certainty) == ("blue", grade)
    other = verifier.reply(LOOK, Q, (Guess("blue", likely, "other"), *OWN))
    assert other.certainty is Certainty.UNSURE
    doubted = verifier.reply(LOOK, Q, (Guess("a dog", likely, "seer"), *OWN))
    assert doubted.answer == "red"


def test_a_thing_that_the_witness_does_not_see_is_not_named() -> None:
    for theirs in (None, Certainty.PLAIN):
        assert judged("a dog", Certainty.PLAIN, theirs) == ("red", Certainty.PLAIN)
        assert judged("elephant", Certainty.NONE, theirs) == ("red", Certainty.NONE)
    assert judged("a cup", Certainty.NONE) == ("a cup", Certainty.UNSURE)


def test_what_is_never_said_is_not_said_where_both_models_say_it() -> None:
    for theirs in (None, Certainty.PROBABLY):
        given = judged("happy", Certainty.NONE, theirs, answer="happy")
        assert given == ("happy", Certainty.NONE)


@pytest.mark.parametrize("colour", ["ginger", "peach", "lime", "plum", "lemon"])
def test_a_colour_is_no_fruit_that_the_witness_would_have_to_see(colour: str) -> None:
    assert judged(colour, Certainty.NONE) == (colour, Certainty.UNSURE)


def test_what_the_server_cannot_see_is_no_longer_sure() -> None:
    assert judged("unanswerable", Certainty.PLAIN) == ("red", Certainty.UNSURE)
    assert judged("unanswerable", Certainty.NONE) == ("red", Certainty.NONE)


def test_whether_a_thing_is_there_the_witness_alone_decides() -> None:
    there = reply("yes", Certainty.PLAIN, "cup", presence=True)
    missing = reply("yes", Certainty.NONE, "dog", missing=("dog",))
    for own in (there, missing):
        verifier = ServerAnswerVerifier(FakeModel(LOOK, replies={Q: own}), GRADES)
        assert verifier.reply(LOOK, Q, (Guess("no", -0.01, ""), *OWN)) == own


def test_without_the_server_the_own_judge_decides() -> None:
    known = FakeModel(LOOK, replies={Q: reply("red", Certainty.PLAIN)})
    verifier = ServerAnswerVerifier(known, GRADES)
    assert verifier.reply(LOOK, Q, OWN) == known.reply(LOOK, Q, OWN)
    assert (verifier.options, verifier.thing("cups")) == (known.options, "cup")
