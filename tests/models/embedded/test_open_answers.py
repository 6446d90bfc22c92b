"""Answers to questions that no claim answers: what speaks for each, and how sure it may sound."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from models import json_files
from models.certainty import Bars
from models.embedded import ModelError
from models.embedded.open_answers import (
    FILE,
    LOWEST,
    OPTIONS,
    START,
    EmbeddedAnswerVerifier,
    OpenQuestion,
    bounded,
    load_answer_verifier,
    score,
    weigh,
)
from models.interfaces import SAYABLE, Certainty, Guess, ImageEncoding, Reply, Scene
from models.lexicon.questions import plain_words, read
from tests.kit.fakes import look, seen

SURE, DOUBTFUL = math.log(0.9), math.log(0.05)


def guesses(**likely: float) -> tuple[Guess, ...]:
    found = dict.fromkeys(OPTIONS, -9.0) | likely
    return tuple(sorted((Guess(*p) for p in found.items()), key=lambda g: -g.log_probability))


def ask(question: str, *given: Guess, dog: float | None = None) -> Reply:
    analysis = look() if dog is None else look(seen("dog", dog))
    return EmbeddedAnswerVerifier(START).reply(analysis, question, given)


@pytest.mark.parametrize("question", ["is the dog black", "is there a puppy", "is this a dog"])
def test_the_decoder_guesses_yes_or_no_but_is_never_believed(question: str) -> None:
    for words, answer in ((guesses(yes=SURE, no=-12.0), "yes"), (guesses(no=SURE), "no")):
        reply = ask(question, *words, dog=0.97)
        assert (reply.answer, reply.certainty) == (answer, Certainty.NONE)
        assert reply.probability > 0.9


def test_the_best_guess_is_never_that_there_is_none() -> None:
    reply = ask("what is this", *guesses(unanswerable=SURE, cup=DOUBTFUL))
    assert reply.answer == "cup"
    assert reply.certainty is not Certainty.PLAIN


def test_what_the_question_says_itself_is_no_answer() -> None:
    said = guesses(cup=SURE, coffee=DOUBTFUL)
    assert ask("what is in the cup", *said).answer == "coffee"
    assert ask("what is this", *said).answer == "cup"
    assert ask("is it a cup or a bowl", *said).answer == "cup"


@pytest.mark.parametrize(
    ("question", "answer", "certain"),
    [
        ("is it black or green", "green", True),
        ("is this a man or a woman", "shirt", False),
        ("do you see any milk or juice", "yes", False),
        ("what size is this", "large", True),
        ("how does it look", "large", True),
        ("how many buttons does it have", "large", True),
        ("what kind of clothing is this", "shirt", True),
        ("tell me whether it is clean", "shirt", True),
        ("describe it", "shirt", True),
    ],
)
def test_an_answer_is_one_of_those_that_are_asked_for(
    question: str, answer: str, certain: bool
) -> None:
    given = guesses(shirt=SURE, dress=-0.9, yes=-1.0, large=-1.2, green=-1.3)
    reply = ask(question, *given)
    assert (reply.answer, reply.certainty is not Certainty.NONE) == (answer, certain)


def test_where_no_answer_is_to_what_is_asked_none_is_given() -> None:
    for question in ("what size is this", "is it black or white", "what pattern does it have"):
        assert ask(question, Guess("t shirt", SURE)).certainty is Certainty.NONE
    for question, answer in (("tell me about it", "red"), ("tell me if it is red", "no")):
        assert ask(question, *guesses(no=SURE, red=DOUBTFUL)).answer == answer


@pytest.mark.parametrize(
    ("answer", "dog", "certain"),
    [
        ("dog", None, False),
        ("dog", 0.1, False),
        ("two dogs", 0.1, False),
        ("dog", 0.9, True),
        ("orange", None, True),
        ("shirt", None, True),
        ("pillow", None, True),
    ],
)
def test_an_answer_is_no_likelier_than_that_what_it_names_is_there(
    answer: str, dog: float | None, certain: bool
) -> None:
    reply = ask("what animal is this", *guesses(**{answer: SURE}), dog=dog)
    assert reply.answer == answer
    assert (reply.certainty is not Certainty.NONE) is certain


def test_a_higher_probability_has_a_higher_grade() -> None:
    order = [Certainty.NONE, Certainty.UNSURE, Certainty.PROBABLY, Certainty.PLAIN]
    said = [guesses(dog=math.log(p)) for p in (0.05, 0.15, 0.35, 0.99)]
    replies = [ask("what is this", *one, dog=0.9) for one in said]
    assert [reply.certainty for reply in replies] == order
    assert sorted(r.probability for r in replies) == [r.probability for r in replies]


def test_what_is_never_said_is_no_answer() -> None:
    assert ask("what is this", *guesses(young=SURE)).certainty is Certainty.NONE
    assert ask("what is this", *guesses(wooden=SURE)).certainty is not Certainty.NONE


def test_an_open_answer_of_which_nothing_is_known_has_a_probability_all_the_same() -> None:
    unknown = (Guess("blue", math.nan), *guesses(red=DOUBTFUL))
    found = EmbeddedAnswerVerifier(START).reply(look(), "what colour is it", unknown)
    assert (found.answer, found.certainty) == ("red", Certainty.NONE)
    alone = EmbeddedAnswerVerifier(START).reply(look(), "what colour is it", unknown[:1])
    assert (alone.answer, alone.certainty) == ("blue", Certainty.NONE)
    assert 0 <= alone.probability < 0.1


def test_a_thing_that_the_picture_does_not_show_has_no_colour() -> None:
    assert ask("what colour is the dog", *guesses(black=SURE)).certainty is Certainty.NONE
    assert ask("what colour is the dog", *guesses(black=SURE), dog=0.9).certainty in SAYABLE


def test_the_doubted_thing_counts_among_the_features() -> None:
    sure, doubted = (
        weigh(START, look(seen("dog", p)), "what colour is the dog", guesses(red=SURE))
        for p in (0.9, 0.1)
    )
    assert sure.features[3] > 0 > doubted.features[3]
    assert sure.features[:3] == doubted.features[:3]


def test_the_rule_is_read_as_it_was_written(tmp_path: Path) -> None:
    rule = replace(START, bars=Bars(0.87, 0.6, 0.1))
    json_files.write(tmp_path / FILE, rule)
    analysis, said = look(), guesses(cup=SURE)
    assert load_answer_verifier(tmp_path).reply(analysis, "what is this", said) == (
        EmbeddedAnswerVerifier(rule).reply(analysis, "what is this", said)
    )


REST = '"bars": {"plain": 1, "probably": 1, "unsure": 1}, "shown": 0}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "missing"),
        ("{", "damaged"),
        ('{"best": []}', "damaged"),
        (f'{{"best": [], "right": [], "yes": [], {REST}', "does not match"),
        (f'{{"best": [], "right": [], "yes": 3, {REST}', "damaged"),
        (f'{{"best": ["a"], "right": [], "yes": [], {REST}', "damaged"),
    ],
)
def test_a_rule_that_is_no_good_says_what_to_do(
    tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text)
    with pytest.raises(ModelError, match=rf"{says}.*Reinstall Lantern\."):
        load_answer_verifier(tmp_path)


def to(question: str, encoding: ImageEncoding) -> OpenQuestion:
    return OpenQuestion.of(plain_words(question), read(question), encoding)


def test_a_likely_thing_of_the_kind_that_is_asked_for_is_an_answer() -> None:
    asked = to("What animal is this?", look(seen("bear", 0.9), seen("cow", 0.1), seen("car", 0.9)))
    assert [one.text for one in asked.further([Guess("dog", -1.0)])] == ["bear"]
    assert asked.further([Guess("bear", -1.0)]) == []
    assert to("What is this?", look(seen("bear", 0.9))).further([]) == []


def test_what_the_picture_shows_speaks_for_its_name() -> None:
    asked = to("What animal is this?", look(seen("bear", 0.95), seen("dog", 0.05)))
    bear, dog, car, brown = (
        asked.evidence(Guess(name, -2.0)) for name in ("bear", "dog", "car", "brown")
    )
    assert bear[1] > dog[1] > car[1]
    assert (bear[2], brown[1], brown[2]) == (1.0, 0.0, 0.0)
    assert bear[4:7] == (bear[1], 1.0, 0.0)
    assert car[4:7] == (0.0, 0.0, 1.0)
    assert brown[4:7] == (0.0, 0.0, 0.0)


def test_an_activity_needs_its_tool() -> None:
    asked = to("What is he doing?", look(seen("surfboard", 0.95)))
    surfing, skiing, sitting = (
        asked.evidence(Guess(name, -2.0))[7:9] for name in ("surfing", "skiing", "sitting")
    )
    assert surfing[0] > skiing[0]
    assert (surfing[1], skiing[1], sitting) == (1.0, 1.0, (0.0, 0.0))


def test_the_place_speaks_for_its_room() -> None:
    kitchen = replace(look(), scene=Scene("kitchen", 0.9))
    evidence = to("Which room is this?", kitchen).evidence
    assert evidence(Guess("kitchen", -2.0))[10] > 2
    assert evidence(Guess("bedroom", -2.0))[10:12] == (0.0, 0.0)
    assert to("What is this?", kitchen).evidence(Guess("kitchen", -2.0))[10:12] == (0.0, 0.0)


def test_what_people_would_say_of_the_picture_speaks_for_an_answer() -> None:
    asked = to("What is this?", look())
    told, unknown = Guess("cup", -2.0, usual=(1.5, 1.0, 3.0, 1.0)), Guess("bowl", -2.0)
    assert asked.evidence(told)[12:] == told.usual
    assert asked.evidence(unknown)[12:] == (0.0, 0.0, 0.0, 0.0)


def test_an_answer_that_leads_stands_better() -> None:
    asked, weights = to("What is this?", look()), (1.0, *[0.0] * 15)
    even = [Guess("cup", -1.0), Guess("bowl", -1.0)]
    clear = [Guess("cup", -1.0), Guess("bowl", -6.0)]
    first, second = (asked.standing(one, one[0], weights) for one in (even, clear))
    assert second[0] > first[0]
    assert second[1] > first[1]
    assert asked.standing(even[:1], even[0], weights)[0] > first[0]


def test_without_weights_the_likelihood_counts() -> None:
    evidence = to("What is this?", look()).evidence(Guess("cup", -1.5))
    assert score((), evidence) == -1.5
    assert bounded(float("nan")) == bounded(-50.0) == LOWEST
