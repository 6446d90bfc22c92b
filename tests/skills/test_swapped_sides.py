"""Left and right are the user's, whoever words them."""

import pytest

from assistant.protocol.events import Answer
from assistant.skills.swapped_sides import swap_sides
from tests.kit.fakes import FakeModel, look, picture, reply, seen, skills
from tests.kit.queries import query_of


def ask(model: FakeModel, question: str) -> Answer:
    return skills(model, "user").answer(picture(), question)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("is the cup on the right", "is the cup on the left"),
        ("is the cup on the left or on the right", "is the cup on the right or on the left"),
        ("Left or right?", "Right or left?"),
        ("what is on my left", "what is on my right"),
        ("what is left of the plate", "what is right of the plate"),
        ("what is right behind the car on the right", "what is right behind the car on the left"),
        ("Is it right or left of the plate?", "Is it left or right of the plate?"),
        ("how many people are on the left", "how many people are on the right"),
        ("how many cups are there left of the plate", "how many cups are there right of the plate"),
        ("what is on the right here", "what is on the left here"),
        ("is the door on the left open", "is the door on the right open"),
        ("is anything in the left corner", "is anything in the right corner"),
        ("which is the leftmost cup", "which is the rightmost cup"),
        ("on the left-hand side", "on the right-hand side"),
        ("on the left hand side", "on the right hand side"),
        ("upper right", "upper left"),
        ("should i move it more left", "should i move it more right"),
        ("on right", "on left"),
        ("is the cup far right in the picture", "is the cup far left in the picture"),
        ("is it at the top left in the picture", "is it at the top right in the picture"),
        ("is the arrow turned right", "is the arrow turned left"),
        ("which is the right side", "which is the left side"),
        ("which cup is left of the plate", "which cup is right of the plate"),
        ("is it left in the picture or right", "is it right in the picture or left"),
        ("is the shoe on the left or the right", "is the shoe on the right or the left"),
        ("is my shoe on the left or right", "is my shoe on the right or left"),
        ("is the glove on the left or right", "is the glove on the right or left"),
        ("is that hand on the left or right", "is that hand on the right or left"),
        ("is the shoe left or right of the box", "is the shoe right or left of the box"),
        (
            "the cup on the right has a left-hand handle",
            "the cup on the left has a right-hand handle",
        ),
    ],
)
def test_sides_are_exchanged(text: str, other: str) -> None:
    assert swap_sides(text) == other
    assert swap_sides(other) == text


@pytest.mark.parametrize(
    "text",
    [
        "is that right",
        "is this the right key",
        "is everything all right",
        "is it the right way up",
        "is it the right or the wrong key",
        "is it wrong or right",
        "is there somebody right in front of me",
        "what is happening right now",
        "how much milk is left",
        "how much is left in the glass",
        "is there any left",
        "is there any cake left over",
        "is there milk left in the bottle",
        "did somebody turn the light off before i left",
        "is this where i left my keys",
        "has the light been left on",
        "Is the light left on?",
        "did someone left the door open",
        "what is in his left hand",
        "is my right shoe untied",
        "is he left handed",
        "A man with a cup in his left hand.",
        "Is the cup in his left or right hand?",
        "is it in my left or my right hand",
        "is the watch on the left or the right wrist",
        "is it a left or a right glove",
        "is this the left or right shoe",
        "Is this glove left or right?",
        "Is the glove for the left or the right?",
        "Does this shoe go on the left or right?",
        "Do I wear this glove on the left or the right?",
        "It is red, right?",
        "Is the plug in right?",
        "Is my shirt buttoned right?",
        "is my hat on right",
        "Which is the right bus?",
        "What food is left on the table?",
        "is some food left in the bowl",
        "is the milk left in the bottle",
        "Who is left in the room?",
        "The light is bright.",
    ],
)
def test_what_is_no_side_stays(text: str) -> None:
    assert swap_sides(text) == text


def test_which_hand_it_is_does_not_depend_on_the_camera() -> None:
    assert query_of("In which hand does he hold the cup?").own_side
    assert not query_of("which side is the cup on").own_side
    model = FakeModel(replies={"which hand is up": reply("right")})
    assert str(ask(model, "which hand is up").spoken) == "Right."


def test_a_hand_among_two_keeps_its_own_side() -> None:
    for question in ("Is the cup in his left or right hand?", "Is this glove left or right?"):
        model = FakeModel(replies={question.rstrip("?"): reply("left")})
        assert str(ask(model, question).spoken) == "Left."


def test_sides_in_a_question_and_its_answer_are_the_users() -> None:
    replies = {
        "which side is it on": reply("right"),
        "is the cup on the left": reply("no"),
        "What is on the right": reply("dog"),
        "where is the cup": reply("left of the plate"),
    }
    model = FakeModel(look(seen("dog", 0.97)), replies=replies)
    assert str(ask(model, "which side is it on").spoken) == "On the left."
    assert (
        str(ask(model, "Is the cup on the right?").spoken) == "I can only say what I see: a room."
    )
    assert model.asked[-1] == "Is the cup on the left"
    model.replies["Is the cup on the left"] = reply("no")
    assert str(ask(model, "Is the cup on the right?").spoken) == "No."
    assert str(ask(model, "And on the left?").spoken) == "A dog."
    answer = ask(model, "where is the cup")
    assert (answer.answer, str(answer.spoken)) == ("right of the plate", "Right of the plate.")
    away = skills(model, "world").answer(picture(), "which side is it on")
    assert str(away.spoken) == "On the right."


def test_verifying_keeps_to_the_users_sides() -> None:
    words = {"which side is it on": reply("right")}
    words["can you tell me which side is it on"] = reply("right")
    model = FakeModel(replies=words)
    said = skills(model, "user").answer(picture(), "which side is it on", verify=True).spoken
    assert str(said) == "Both checks say on the left."


def test_verifying_asks_for_the_right_thing_as_at_first() -> None:
    model = FakeModel(replies={"Is this the right key": reply("yes")})
    skills(model, "user").answer(picture(), "Is this the right key?", verify=True)
    assert "can you tell me Is this the right key" in model.asked


def test_sides_in_a_caption_are_the_users() -> None:
    analysis, captions = look(seen("dog", 0.97)), ["a dog on the right of a wall"]
    for facing, words in (("user", "left"), ("world", "right")):
        model = FakeModel(analysis, captions)
        said = skills(model, facing).describe(picture())  # type: ignore[arg-type]  # a Facing
        assert str(said.spoken) == f"A dog on the {words} of a wall."
        assert said.caption == captions[0]
