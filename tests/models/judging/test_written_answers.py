"""How sure the answers of other models may sound."""

import math

import pytest

from models.certainty import Bars
from models.interfaces import Certainty, Claim, ClaimKind, Guess
from models.judging.written import UNCALIBRATED, WriterRule, WrittenAnswerVerifier
from tests.kit.fakes import GRADES, FakeModel, layered, look, reply, seen

LOOK = layered(look(seen("cup", 0.95), seen("dog", 0.1)))
OWN = (Guess("red", -0.5), Guess("yes", -3.0))
Q = "What colour is it?"


def judged(
    said: str, own: Certainty, theirs: Certainty | None = None, answer: str = "red"
) -> tuple[str, Certainty]:
    known = FakeModel(LOOK, replies={Q: reply(answer, own)})
    verifier = WrittenAnswerVerifier(known, GRADES, known)
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
        (-0.3, Certainty.PROBABLY),
        (-0.9, Certainty.UNSURE),
        (math.nan, Certainty.UNSURE),
        (-9.0, Certainty.NONE),
    ],
)
def test_a_measured_model_is_as_sure_as_its_bars_allow(likely: float, grade: Certainty) -> None:
    known = FakeModel(LOOK, replies={Q: reply("red", Certainty.NONE)})
    likely_right = WriterRule({}, (5.0, 0.0, 0.0, 0.0, 2.5), Bars(0.9, 0.5, 0.1))
    rules = {"seer": likely_right}
    verifier = WrittenAnswerVerifier(
        known, GRADES, known, lambda name: rules.get(name, UNCALIBRATED)
    )
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


def test_without_the_server_the_own_judge_decides() -> None:
    known = FakeModel(LOOK, replies={Q: reply("red", Certainty.PLAIN)})
    verifier = WrittenAnswerVerifier(known, GRADES, known)
    assert verifier.reply(LOOK, Q, OWN) == known.reply(LOOK, Q, OWN)
    assert verifier.options == known.options


@pytest.mark.parametrize(
    ("question", "answer", "claim", "given"),
    [
        ("What colour is the cup?", "red", ("colour", "red"), Certainty.PROBABLY),
        ("What colour is the cup?", "blue", ("colour", "red"), None),
        ("What colour is the cup?", "blue", ("colour", "blue"), Certainty.PROBABLY),
        ("How many cups are there?", "2", ("count", "2"), Certainty.PROBABLY),
        ("How many cups are there?", "3", ("count", "2"), None),
        ("How many cups are there?", "3", ("colour", "red"), Certainty.UNSURE),
        ("What is the cup doing?", "standing", ("action", "standing"), Certainty.PROBABLY),
        ("Is the cup standing?", "yes", ("action", "standing"), Certainty.PROBABLY),
        ("Is the cup standing?", "no", ("action", "standing"), None),
        ("Is the cup standing?", "yes", ("action", "lying"), None),
    ],
)
def test_an_answer_is_checked_as_a_claim(
    question: str, answer: str, claim: tuple[str, str], given: Certainty | None
) -> None:
    own = reply("green", Certainty.UNSURE)
    sure = Claim(ClaimKind(claim[0]), "cup", claim[1], "", 0.95, Certainty.PLAIN)
    known = FakeModel(LOOK, replies={question: own}, claims=(sure,))
    verifier = WrittenAnswerVerifier(known, GRADES, known)
    found = verifier.reply(LOOK, question, (Guess(answer, -0.01, "seer"), *OWN))
    expected = ("green", Certainty.UNSURE) if given is None else (answer, given)
    assert (found.answer, found.certainty) == expected


def test_a_model_alone_is_trusted_with_nothing_but_what_the_picture_shows() -> None:
    known = FakeModel(LOOK, replies={Q: reply("green", Certainty.PLAIN)})
    verifier = WrittenAnswerVerifier(known, GRADES, known, unnamed=True)
    found = verifier.reply(LOOK, Q, (Guess("red", -0.01),))
    assert (found.answer, found.certainty) == ("red", Certainty.UNSURE)


def test_words_of_another_language_are_probable_at_most() -> None:
    known = FakeModel(LOOK, replies={Q: reply("green", Certainty.UNSURE)})
    sure = WriterRule({}, (0.0, 0.0, 0.0, 0.0, 9.0), Bars(0.9, 0.5, 0.1))
    verifier = WrittenAnswerVerifier(known, GRADES, known, lambda name: sure)
    theirs = Guess("mit Streifen", -0.01, "seer", language="de")
    found = verifier.reply(LOOK, Q, (theirs, *OWN))
    assert (found.answer, found.certainty, found.language) == (
        "mit Streifen",
        Certainty.PROBABLY,
        "de",
    )


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("What colour is it?", "blue"),
        ("Is the cup blue?", "no"),
        ("Is it a cup or a bowl?", "no"),
    ],
)
def test_yes_and_no_answer_only_questions_for_that(question: str, given: str) -> None:
    known = FakeModel(LOOK, replies={question: reply("green", Certainty.NONE)})
    verifier = WrittenAnswerVerifier(known, GRADES, known)
    theirs = [Guess(text, -0.1, "seer") for text in ("no", "blue", "yes")]
    assert verifier.reply(LOOK, question, (*theirs, *OWN)).answer == given
    assert verifier.reply(LOOK, Q, (*theirs[:1], *OWN)).certainty is Certainty.NONE
