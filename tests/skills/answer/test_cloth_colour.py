"""The colour of what is held up, where a question asks for it."""

import numpy as np
import pytest

from assistant.protocol.events import Answer
from assistant.skills.answer.cloth_colour import asks_for_colour
from assistant.skills.colour import colours
from models.interfaces import Certainty, Picture, Problem, Reply
from tests.kit.fakes import FakeModel, look, reply, seen, skills
from tests.kit.queries import query_of

UNSURE, NONE = Certainty.UNSURE, Certainty.NONE


def cloth(*value: int) -> Picture:
    """A cloth with the noise of a camera, in front of a white wall."""
    rng = np.random.default_rng(1)
    picture = np.full((120, 160, 3), 255, np.uint8)
    noisy = np.array(value) + rng.normal(0, 4, (90, 110, 3))
    picture[15:105, 25:135] = np.clip(noisy, 0, 255)
    return picture


def ask(question: str, given: Reply, picture: Picture) -> Answer:
    query = query_of(question)
    model = FakeModel(replies={question.lower().rstrip("?"): given})
    own = skills(model)
    return own.answer(picture, query.question)


@pytest.mark.parametrize(
    "question",
    [
        "What colour is this?",
        "What color is it?",
        "What colour is the shirt?",
        "What colour are my trousers?",
        "What colour are the jeans?",
        "What colour is my dress?",
        "What is the colour of this?",
    ],
)
def test_the_middle_answers_for_what_is_held_and_for_clothes(question: str) -> None:
    assert asks_for_colour(query_of(question))


@pytest.mark.parametrize(
    "question",
    [
        "What colour is the bus?",
        "What colour is the man's shirt?",
        "What colour is the cup on the left?",
        "Is this red?",
        "What is this?",
    ],
)
def test_other_questions_are_left_to_the_model(question: str) -> None:
    assert not asks_for_colour(query_of(question))


@pytest.mark.parametrize("question", ["what colour is the shirt", "what colour is it"])
def test_the_pixels_answer_where_the_model_is_unsure(question: str) -> None:
    said = ask(question, reply("silver", UNSURE), cloth(190, 25, 35))
    assert said.answer == "red"
    assert "red" in str(said.spoken).lower()
    assert said.certainty in (Certainty.PLAIN, Certainty.PROBABLY)
    assert 0.7 <= said.probability <= 1


def test_a_sure_answer_of_the_model_stays() -> None:
    said = ask("what colour is the shirt", reply("green"), cloth(190, 25, 35))
    assert (said.answer, str(said.spoken)) == ("green", "Green.")


def test_a_missing_thing_has_no_colour() -> None:
    own = skills(FakeModel(look(seen("handbag", 0.001))))
    said = own.answer(cloth(190, 25, 35), "what colour is the handbag")
    assert str(said.spoken) == "I can't see a handbag here."


def test_no_light_shows_no_colour() -> None:
    said = ask("what colour is the shirt", reply("red", NONE), cloth(1, 1, 1) // 255)
    assert said.certainty is NONE


def test_even_a_blurred_picture_shows_a_colour() -> None:
    own = skills(FakeModel(), problem=Problem.BLURRED)
    assert own.answer(cloth(190, 25, 35), "what colour is this").answer == "red"
    covered = skills(FakeModel(), problem=Problem.COVERED)
    assert covered.answer(cloth(190, 25, 35), "what colour is this").problem is Problem.COVERED


def test_in_a_scene_the_middle_does_not_tell_the_colour_of_a_named_garment() -> None:
    scene = np.random.default_rng(2).integers(60, 200, (4, 5, 3), dtype=np.uint8)
    scene = np.asarray(scene.repeat(30, axis=0).repeat(32, axis=1), np.uint8)
    assert ask("what colour is the shirt", reply("silver", UNSURE), scene).answer == "silver"
    assert ask("what colour is his hat", reply("silver", UNSURE), scene).answer == "silver"


def test_in_a_scene_an_unsure_colour_of_the_middle_is_not_told() -> None:
    stripes = np.random.default_rng(1).integers(60, 255, (1, 5, 3), dtype=np.uint8)
    scene = np.asarray(stripes.repeat(32, axis=1).repeat(120, axis=0), np.uint8)
    pixels = colours.colours(scene)
    assert (pixels.alone, colours.certainty(pixels)) == (False, UNSURE)
    assert ask("what colour is it", reply("silver", NONE), scene).certainty is NONE
