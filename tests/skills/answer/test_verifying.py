"""Looking again, more closely."""

from dataclasses import replace

import pytest

from assistant.protocol.events import Answer
from models.interfaces import Certainty, ImageEncoding, Picture, Scene
from tests.kit.fakes import FakeModel, look, picture, reply, seen, skills

PLAIN, PROBABLY, UNSURE, NONE = Certainty
DOG_LEFT = look(seen("dog", 0.97, 0.0, 0.4, 0.2, 0.6))


class Closer(FakeModel):
    """Sees something else in whatever is not a whole picture."""

    closer: ImageEncoding = look()

    def look(self, picture: Picture) -> ImageEncoding:
        whole = super().look(picture)
        return whole if picture.shape[1] == 32 else self.closer


def verify(model: FakeModel, question: str) -> Answer:
    return skills(model).answer(picture(), question, verify=True)


def test_verifying_asks_in_other_words_and_of_closer_looks() -> None:
    words = {"what colour is it": reply("red"), "can you tell me what colour is it": reply("red")}
    model = FakeModel(DOG_LEFT, replies=words)
    agreed = verify(model, "what colour is it")
    assert str(agreed.spoken) == "Both checks say red."
    assert [looked.shape for looked in model.looks] == [(24, 32, 3), (20, 27, 3), (21, 28, 3)]
    assert len(model.asked) == 4
    words["can you tell me what colour is it"] = reply("brown")
    doubted = verify(FakeModel(DOG_LEFT, replies=words), "what colour is it")
    assert str(doubted.spoken) == "I got different answers: red and brown."
    assert doubted.certainty is UNSURE


@pytest.mark.parametrize("first", [UNSURE, NONE])
def test_verifying_makes_nothing_surer(first: Certainty) -> None:
    words = {"what is it": reply("red", first), "can you tell me what is it": reply("red")}
    answer = verify(FakeModel(DOG_LEFT, replies=words), "what is it")
    assert answer.certainty is first
    said = str(answer.spoken)
    assert said == (
        "I am not sure. It may be red." if first is UNSURE else "I can only say what I see: a room."
    )
    words = {"what is it": reply("red"), "can you tell me what is it": reply("red", first)}
    answer = verify(FakeModel(DOG_LEFT, replies=words), "what is it")
    assert str(answer.spoken) == "Red."


def test_verifying_tells_nothing_that_was_refused() -> None:
    words = {"what is it": reply("red"), "can you tell me what is it": reply("happy", NONE)}
    answer = verify(FakeModel(DOG_LEFT, replies=words), "what is it")
    assert (str(answer.spoken), answer.certainty) == ("I am not sure. It may be red.", UNSURE)


def test_what_is_probable_stays_so() -> None:
    probable = reply("red", PROBABLY)
    words = {"what colour is it": probable, "can you tell me what colour is it": probable}
    answer = verify(FakeModel(DOG_LEFT, replies=words), "what colour is it")
    assert (str(answer.spoken), answer.certainty) == ("Both checks say probably red.", PROBABLY)


def test_a_thing_keeps_its_article() -> None:
    words = {"what is here": reply("dog"), "can you tell me what is here": reply("dog")}
    assert str(verify(FakeModel(DOG_LEFT, replies=words), "what is here").spoken) == (
        "Both checks say a dog."
    )
    words["can you tell me what is here"] = reply("red")
    assert str(verify(FakeModel(DOG_LEFT, replies=words), "what is here").spoken) == (
        "I got different answers: a dog and red."
    )


@pytest.mark.parametrize(
    ("first", "closer", "words", "certainty"),
    [
        (DOG_LEFT, DOG_LEFT, "Both checks say a dog.", PLAIN),
        (look(seen("dog", 0.97)), look(seen("dog", 0.7)), "Both checks say a dog.", PLAIN),
        (look(seen("dog", 0.7)), DOG_LEFT, "Both checks say probably a dog.", PROBABLY),
        (DOG_LEFT, look(seen("dog", 0.4)), "I am not sure. It may be a dog.", UNSURE),
        (DOG_LEFT, look(), "I am not sure. It may be a dog.", UNSURE),
        (
            look(seen("dog", 0.97, 0.0, 0.9, 0.1, 1.0)),
            DOG_LEFT,
            "I am not sure. It may be a dog.",
            UNSURE,
        ),
    ],
)
def test_a_description_is_checked_by_closer_looks(
    first: ImageEncoding, closer: ImageEncoding, words: str, certainty: Certainty
) -> None:
    model = Closer(first, ["a dog on a rug"])
    model.closer = closer
    every, frame = skills(model), picture()
    every.describe(frame)
    answer = every.answer(frame, "What is this?", verify=True)
    assert (str(answer.spoken), answer.certainty, answer.about) == (words, certainty, "dog")


@pytest.mark.parametrize(
    ("question", "closer", "words", "certainty"),
    [
        ("where is the dog", DOG_LEFT, "Both checks say a dog on the left.", PLAIN),
        ("is this a dog", DOG_LEFT, "Both checks say yes.", PLAIN),
        ("what is on the left", DOG_LEFT, "Both checks say a dog.", PLAIN),
        ("where is the dog", look(), "I am not sure. It may be a dog.", UNSURE),
        ("where am I", look(), "In a kitchen.", PLAIN),
    ],
)
def test_what_the_look_itself_answers_is_checked_by_closer_looks(
    question: str, closer: ImageEncoding, words: str, certainty: Certainty
) -> None:
    first = replace(DOG_LEFT, scene=Scene("kitchen", 0.9))
    model = Closer(first, replies={question: reply("no", UNSURE)})
    model.closer = closer
    answer = verify(model, question)
    assert (str(answer.spoken), answer.certainty) == (words, certainty)


def test_the_closer_looks_are_those_that_hold_the_thing() -> None:
    model = FakeModel(DOG_LEFT, ["a dog on a rug"])
    every, frame = skills(model), picture()
    every.describe(frame)
    every.answer(frame, "What is this?", verify=True)
    assert [looked.shape for looked in model.looks] == [(24, 32, 3), (20, 27, 3)]


@pytest.mark.parametrize(
    ("question", "closely"),
    [
        ("Is the dog asleep?", False),
        ("What number is on the bus?", True),
        ("What brand is it?", True),
    ],
)
def test_what_is_written_and_the_second_try_are_looked_at_closely(
    question: str, closely: bool
) -> None:
    model = FakeModel(DOG_LEFT, replies={question.rstrip("?"): reply("one", Certainty.PLAIN)})
    skills(model).answer(picture(), question)
    assert [one.closely for one in model.hows] == [closely]
    skills(model).answer(picture(), question, verify=True)
    _, first, again, *crops = (one.closely for one in model.hows)
    assert (first, again) == (closely, True)
    assert crops == [closely] * 2
