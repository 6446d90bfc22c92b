"""What speaks for an answer to an open question."""

from dataclasses import replace

from models.embedded.open_answers import LOWEST, OpenQuestion, bounded, score
from models.embedded.question_form import plain_words, read
from models.interfaces import Guess, ImageEncoding, Scene
from tests.kit.fakes import look, seen


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
