from dataclasses import replace

import pytest

from assistant.protocol.events import Answer
from assistant.skills.wording import Facing
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from models.interfaces import Box, Certainty, Claim, ClaimKind, Reply, Scene
from tests.kit.fakes import FakeModel, look, picture, reply, seen, skills
from tests.kit.sentences import in_words

SIGHT = look(
    seen("cup", 0.95, 0.0, 0.0, 0.2, 0.2),
    seen("dining table", 0.7, 0.7, 0.7, 1.0, 1.0),
    seen("chair", 0.4, 0.7, 0.4, 1.0, 0.6),
    seen("window", 0.95),
    scene=Scene("bedroom", 0.9),
)
UNSURE = Certainty.UNSURE


def ask(question: str, said: Reply, facing: Facing = "world") -> Answer:
    model = FakeModel(SIGHT, replies={question.rstrip("?"): said})
    return skills(model, facing).answer(picture(), question)


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Where is the cup", "A cup at the top left."),
        ("where are the cups", "A cup at the top left."),
        ("where's a mug here", "A cup at the top left."),
        ("where is the table in this room", "Probably a table at the bottom right."),
        ("where is the chair", "I am not sure. It may be it."),
        ("where is the window", "I am not sure. It may be it."),
        ("where is the red cup", "I am not sure. It may be it."),
        ("Is the cup on the left", "Yes, a cup at the top left."),
        ("is the mug on my right", "No, a cup at the top left."),
        ("Is the table at the bottom?", "Probably, a table at the bottom right."),
        ("is the cup on the left or on the right", "A cup at the top left."),
        ("is the cup on the left or the right", "A cup at the top left."),
        ("is there a cup on the left", "Yes, a cup at the top left."),
        ("is this cup on the right", "No, a cup at the top left."),
        ("is there a mug on the right", "A cup at the top left."),
        ("is there a chair on the right", "I am not sure. It may be it."),
        ("is this glove left or right", "I am not sure. It may be it."),
        ("is the cup on the left of the table", "I am not sure. It may be it."),
        ("is any milk left", "I am not sure. It may be it."),
        ("where is the bus going", "I am not sure. It may be it."),
    ],
)
def test_what_the_picture_shows_is_placed_by_its_box_where_the_model_only_guesses(
    question: str, spoken: str
) -> None:
    assert str(ask(question, reply("it", UNSURE)).spoken) == spoken


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("where is the red cup", "Probably a red cup at the top left."),
        ("is the red cup on the left", "Probably, a red cup at the top left."),
        ("where is the blue cup", "I am not sure. It may be it."),
        ("where is the big red cup", "I am not sure. It may be it."),
    ],
)
def test_a_thing_may_be_asked_for_by_its_colour(question: str, spoken: str) -> None:
    red = Claim(ClaimKind.COLOUR, "cup", "red", if_asked=0.9, asked=Certainty.PROBABLY)
    cup = look(seen("cup", 0.95, 0.0, 0.0, 0.2, 0.2), claims=(red,))
    model = FakeModel(cup, replies={question: reply("it", UNSURE)})
    assert str(skills(model).answer(picture(), question).spoken) == spoken


def test_a_place_is_the_users_and_what_is_asked_next_is_of_the_thing() -> None:
    answer = ask("where is the cup", reply("left", Certainty.NONE), "user")
    assert (str(answer.spoken), answer.answer) == ("A cup at the top right.", "at the top right")
    assert (answer.about, answer.certainty) == ("cup", Certainty.PLAIN)


@pytest.mark.parametrize(
    ("x", "spoken"),
    [
        (0.0, "Yes, a cup on the left."),
        (0.4, "A cup in the middle."),
        (0.8, "No, a cup on the right."),
    ],
)
def test_a_thing_is_denied_on_a_side_only_if_it_is_on_the_other(x: float, spoken: str) -> None:
    cup = look(seen("cup", 0.95, x, 0.4, x + 0.2, 0.6))
    answer = skills(FakeModel(cup)).answer(picture(), "Is the cup on the left?")
    assert (str(answer.spoken), answer.answer) == (spoken, "yes" if x == 0 else "no")


def test_of_several_things_none_is_denied_on_a_side() -> None:
    several = Claim(ClaimKind.COUNT, "cup", "2", if_asked=0.9, asked=Certainty.PROBABLY)
    cups = look(seen("cup", 0.95, 0.8, 0.4, 1.0, 0.6), claims=(several,))
    answer = skills(FakeModel(cups)).answer(picture(), "Is the cup on the left?")
    assert (str(answer.spoken), answer.answer) == ("A cup on the right.", "")


@pytest.mark.parametrize(
    ("question", "spoken", "best"),
    [
        ("Where is it?", "A cat filling the picture.", "filling the picture"),
        ("Is it on the left?", "Yes, a cat filling the picture.", "yes"),
        ("Is it on the left or on the right?", "A cat filling the picture.", "filling the picture"),
        ("What is at the top left?", "A cat.", "cat"),
    ],
)
def test_what_fills_the_picture_is_on_every_side(question: str, spoken: str, best: str) -> None:
    cat = seen("cat", 0.95, 0.0, 0.0, 0.9, 1.0)
    answer = skills(FakeModel(look(cat))).answer(picture(), question, about="cat")
    assert (str(answer.spoken), answer.answer) == (spoken, best)


@pytest.mark.parametrize(
    ("sure", "spoken"),
    [
        (Certainty.PLAIN, "A cat on a car, at the top right."),
        (Certainty.PROBABLY, "Probably a cat on a car, at the top right."),
        (Certainty.UNSURE, "A cat at the top right."),
    ],
)
def test_what_a_thing_is_on_tells_where_it_is(sure: Certainty, spoken: str) -> None:
    on = Claim(ClaimKind.RELATION, "cat", "on", "car", 0.8, sure)
    cat = look(seen("cat", 0.95, 0.7, 0.0, 0.9, 0.2), claims=(on,))
    assert str(skills(FakeModel(cat)).answer(picture(), "Where is the cat?").spoken) == spoken


def test_a_side_of_nothing_that_is_known_is_not_told() -> None:
    answer = skills(FakeModel(look())).answer(picture(), "What is on the left?")
    assert answer.certainty is Certainty.NONE
    assert str(answer.spoken) == "I recognise nothing on the left."


def test_what_fills_the_picture_hides_nothing_else() -> None:
    table = seen("dining table", 0.9, 0.0, 0.0, 1.0, 1.0)
    model = FakeModel(look(seen("cup", 0.95, 0.4, 0.4, 0.6, 0.6), table), ["a cup"])
    assert str(skills(model).answer(picture(), "What is in the middle?").spoken) == "A cup."
    told = skills(model).answer(picture(), "What is on the left?").spoken
    assert str(told) == "Probably a table."


def test_whoever_fills_their_own_picture_is_on_no_side_of_it() -> None:
    person = seen("person", 0.95, 0.0, 0.0, 1.0, 1.0)
    model = FakeModel(look(seen("cup", 0.95, 0.4, 0.4, 0.6, 0.6), person), ["a cup"])
    told = skills(model, facing="user").answer(picture(), "What is on the left?").spoken
    assert "person" not in str(told)


def test_a_room_is_on_no_side_and_several_things_are_not_told_as_one() -> None:
    sink = seen("sink", 0.95, 0.1, 0.4, 0.3, 0.6)
    model = FakeModel(look(sink, seen("bathroom", 0.95)), trusted=False)
    told = skills(model).answer(picture(), "What is on the right?").spoken
    assert str(told) == "I recognise nothing on the right. A sink on the left."
    two = Claim(ClaimKind.COUNT, "sink", "2", "", 0.95, Certainty.PLAIN)
    model = FakeModel(look(sink, seen("window", 0.95), claims=(two,)), trusted=False)
    told = skills(model).answer(picture(), "What is on the right?").spoken
    assert str(told) == "I can only say what I see: two sinks and a window."


def test_what_only_asking_makes_probable_is_placed_by_a_box_that_fits_it() -> None:
    doubted = Claim(ClaimKind.PRESENCE, "cup", "", if_asked=0.8, asked=Certainty.PROBABLY)
    cup = seen("cup", 0.5, 0.7, 0.7, 0.9, 0.9)
    for box, said in (
        (cup, "Probably a cup at the bottom right."),
        (replace(cup, outlined=False), "I can't tell. I probably see a cup."),
    ):
        model = FakeModel(replace(look(box), claims=(doubted,)))
        assert str(skills(model).answer(picture(), "Where is the cup?").spoken) == said


SEEN = "I can only say what I see: a cup, in a bedroom; the left side and the top are cut off."
ELSEWHERE = (
    "I can only say what I see: a cup at the top left and a window, "
    "and probably a table at the bottom right."
)


@pytest.mark.parametrize(
    ("question", "box", "facing", "spoken"),
    [
        (
            "what is on the right",
            (0.1, 0.1, 0.3, 0.3),
            "world",
            "on the right. A cup at the top left.",
        ),
        (
            "what is on the right",
            (0.7, 0.1, 0.9, 0.3),
            "user",
            "on the right. A cup at the top left.",
        ),
        ("what is at the bottom left", (0.1, 0.1, 0.3, 0.3), "world", "at the bottom left."),
        ("what is on the left", (0.1, 0.1, 0.8, 0.9), "world", ""),
        ("what is on the right", (0.1, 0.1, 0.3, 0.3), "user", ""),
        ("what is in the middle", (0.1, 0.1, 0.4, 0.4), "world", ""),
    ],
)
def test_nothing_is_recognised_where_no_thing_may_reach(
    question: str, box: Box, facing: Facing, spoken: str
) -> None:
    cup = look(seen("cup", 0.95, *box))
    said = skills(FakeModel(cup, trusted=False), facing=facing).answer(picture(), question).spoken
    assert str(said).startswith(f"I recognise nothing {spoken}") is bool(spoken)


@pytest.mark.parametrize(
    ("question", "certainty", "spoken"),
    [
        ("What is on the left", UNSURE, "A cup."),
        ("and at the top?", UNSURE, "A cup."),
        ("What do you see at the top left", Certainty.NONE, "A cup."),
        ("what's on my right", UNSURE, "Probably a table."),
        ("What is at the bottom right of the picture", UNSURE, "Probably a table."),
        ("What is at the bottom left", Certainty.NONE, ELSEWHERE),
        ("What is in the middle?", Certainty.NONE, ELSEWHERE),
        ("Is there anything on the right", UNSURE, "Probably a table."),
        ("Is something on the right", UNSURE, "Probably a table."),
        ("anything on the right?", UNSURE, "Probably a table."),
        ("do you see anything at the bottom left", Certainty.NONE, ELSEWHERE),
        ("What is on the table", Certainty.NONE, SEEN),
        ("Tell me about the cup", Certainty.NONE, "A cup at the top left."),
        ("What is behind the cup", UNSURE, "I am not sure. It may be a dog."),
        ("What is the left one called", Certainty.NONE, SEEN),
    ],
)
def test_what_is_at_a_place_is_told_by_boxes_and_else_only_what_is_seen(
    question: str, certainty: Certainty, spoken: str
) -> None:
    model = FakeModel(SIGHT, ["a cup"])
    asked = "what is at the top" if question.startswith("and") else question.rstrip("?")
    model.replies = {asked: reply("dog", certainty)}
    assert str(skills(model).answer(picture(), question).spoken) == spoken


@pytest.mark.parametrize(
    ("question", "language", "spoken"),
    [
        ("What is on the table?", "en", "Probably a cup."),
        ("what's next to the table", "en", "Probably a chair."),
        ("was steht auf dem tisch", "de", "Wahrscheinlich eine Tasse."),
        ("Was steht neben dem Tisch?", "de", "Wahrscheinlich ein Stuhl."),
        ("qué hay en la mesa", "es", "Probablemente una taza."),
        ("qué hay al lado de la mesa", "es", "Probablemente una silla."),
        ("What is on the bed?", "en", "Probably a dog."),
        ("was ist auf dem bett", "de", "Wahrscheinlich ein Hund."),
    ],
)
def test_what_is_on_or_next_to_a_thing_is_told_by_claims_and_boxes(
    question: str, language: str, spoken: str
) -> None:
    on_bed = Claim(ClaimKind.RELATION, "dog", "on", "bed", 0.8, Certainty.PROBABLY)
    beside = replace(on_bed, name="chair", value="next to", other="dining table")
    there = look(
        seen("cup", 0.95, 0.4, 0.3, 0.5, 0.5),
        seen("dining table", 0.95, 0.1, 0.4, 0.8, 0.9),
        seen("bottle", 0.95, 0.82, 0.4, 0.9, 0.8),
        # Somebody behind a table is not on it.
        seen("person", 0.95, 0.2, 0.0, 0.4, 0.6),
        seen("dog", 0.95),
        seen("bed", 0.95),
        seen("chair", 0.95),
        claims=(on_bed, beside),
    )
    query = understand(question, of(language), heard=False)
    assert query is not None
    answer = skills(FakeModel(there)).answer(picture(), query)
    assert in_words(language, answer.spoken) == spoken


def test_several_things_at_a_place_are_told_as_sure_as_they_are() -> None:
    there = look(*(seen(name, p, 0.0, 0.4, 0.2, 0.6) for name, p in (("cup", 0.95), ("vase", 0.7))))
    model = FakeModel(there, replies={"what is on the right": reply("cup", UNSURE)})
    answer = skills(model, "user").answer(picture(), "what is on the right")
    assert (str(answer.spoken), answer.about) == ("A cup, and probably a vase.", "")


@pytest.mark.parametrize(
    ("question", "spoken", "best"),
    [
        ("Is this a bedroom", "Yes.", "yes"),
        ("am I in the bedroom now", "Yes.", "yes"),
        ("Are we in a kitchen", "Probably not, more likely a bedroom.", "no"),
        ("is this my office", "I can't tell whose it is. A room, in a bedroom.", ""),
        ("is this a shop", "I can only say what I see: a room, in a bedroom.", "no"),
        ("Where am I", "In a bedroom.", "bedroom"),
        ("In which room are we?", "In a bedroom.", "bedroom"),
        ("Is it indoors", "Yes.", "yes"),
        ("am I outside", "Probably not.", "no"),
        ("is the bedroom tidy", "I can only say what I see: a room, in a bedroom.", "no"),
    ],
)
def test_which_room_this_is_the_look_decides_where_the_model_only_guesses(
    question: str, spoken: str, best: str
) -> None:
    answer = ask(question, reply("no", UNSURE))
    assert (str(answer.spoken), answer.answer) == (spoken, best)


@pytest.mark.parametrize(
    ("question", "chosen", "spoken"),
    [
        ("Is it indoors", reply("inside", Certainty.PLAIN), "Probably yes."),
        ("am I outside", reply("inside", Certainty.PROBABLY), "Probably not."),
        ("Where am I", reply("outside", Certainty.PLAIN), "Probably outside. A cup."),
        ("am I outside", reply("inside", UNSURE), "I can only say what I see: a cup."),
        ("am I outside", reply("tent", Certainty.PLAIN), "I can only say what I see: a cup."),
    ],
)
def test_where_no_room_is_known_the_model_chooses_between_inside_and_outside(
    question: str, chosen: Reply, spoken: str
) -> None:
    there = look(seen("cup", 0.95, 0.3, 0.3, 0.6, 0.6))
    replies = {"Am I inside or outside": chosen, question: reply("yes", UNSURE)}
    model = FakeModel(there, replies=replies, trusted=False)
    assert str(skills(model).answer(picture(), question).spoken) == spoken


@pytest.mark.parametrize(
    ("scene", "spoken"),
    [("street", "Yes."), ("stairs", "I am not sure. It may be it."), ("kitchen", "Probably not.")],
)
def test_outdoors_is_what_surely_is(scene: str, spoken: str) -> None:
    model = FakeModel(look(scene=Scene(scene, 0.9)))
    model.replies["is this outdoors"] = reply("it", UNSURE)
    assert str(skills(model).answer(picture(), "is this outdoors").spoken) == spoken


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("is this a street", "Yes."),
        ("are we on the street", "Yes."),
        ("am i in a kitchen", "Probably not, more likely a street."),
        ("is this a shop", "I can only say what I see: a room, in a street."),
    ],
)
def test_a_street_is_one_where_it_is_told_as_one(question: str, spoken: str) -> None:
    model = FakeModel(look(scene=Scene("street", 0.9)), replies={question: reply("no", UNSURE)})
    assert str(skills(model).answer(picture(), question).spoken) == spoken


def test_a_room_that_may_be_both_is_not_denied() -> None:
    model = FakeModel(look(scene=Scene("living room", 0.9)))
    model.replies["is this the kitchen"] = reply("yes", UNSURE)
    assert str(skills(model).answer(picture(), "is this the kitchen").spoken) == (
        "I can only say what I see: a room, in a living room."
    )


@pytest.mark.parametrize(
    ("question", "certainty", "spoken"),
    [
        ("Is this a cup", UNSURE, "Yes."),
        ("is that a mug?", Certainty.NONE, "Yes."),
        ("Is this a table", UNSURE, "Probably, a table at the bottom right."),
        ("Is this a chair", UNSURE, "I can only say what I see: a room, in a bedroom."),
        ("Is this a dog", UNSURE, "I can only say what I see: a room, in a bedroom."),
        ("Is this a red cup", UNSURE, "I can only say what I see: a room, in a bedroom."),
        ("Is the cup red", UNSURE, "I can only say what I see: a room, in a bedroom."),
        ("Is this a cup", Certainty.PROBABLY, "Yes."),
        ("Is this my cup", UNSURE, "I can't tell whose it is. A room, in a bedroom."),
    ],
)
def test_whether_this_is_a_thing_agrees_with_what_is_told_of_the_picture(
    question: str, certainty: Certainty, spoken: str
) -> None:
    assert str(ask(question, reply("no", certainty)).spoken) == spoken


def test_a_thing_that_is_likely_is_likely_what_this_is() -> None:
    model = FakeModel(look(seen("bottle", 0.75)), replies={"is it a bottle": reply("no", UNSURE)})
    answer = skills(model).answer(picture(), "is it a bottle")
    assert (str(answer.spoken), answer.certainty) == ("Probably yes.", Certainty.PROBABLY)


@pytest.mark.parametrize(
    "question",
    [
        *("What is in front of me", "what do you see", "What is this", "What's this"),
        *("What is right in front of me", "what is ahead of me"),
        *("is there anything in front of me", "Is something here", "can you see anything"),
    ],
)
def test_all_that_is_there_is_told_alike_however_it_is_asked_for(question: str) -> None:
    model = FakeModel(SIGHT, ["a cup"], replies={question: reply("clock", UNSURE)})
    assert str(skills(model).answer(picture(), question).spoken).startswith("A cup, in a bedroom")


@pytest.mark.parametrize(
    ("question", "said", "spoken"),
    [
        ("What is on the table", reply("food", Certainty.NONE), "{seen}"),
        ("what's next to the cup", reply("food", Certainty.NONE), "{seen}"),
        ("what can you see in the background", reply("food", Certainty.NONE), "{seen}"),
        ("what is on the table", reply("food", UNSURE), "I am not sure. It may be food."),
        ("what is on the table", reply("food", Certainty.PLAIN), "Food."),
        ("is there anything on the table", reply("no", UNSURE), "{seen}"),
        ("do you see something next to the cup", reply("yes", UNSURE), "{seen}"),
        ("is there anything on the table", reply("no", Certainty.PROBABLY), "Probably not."),
        ("is there anything red", reply("no", UNSURE), "{seen}"),
        ("what is the cup made of", reply("clay", Certainty.NONE), "{seen}"),
    ],
)
def test_what_is_near_a_thing_is_told_by_all_that_is_seen_where_no_answer_is_known(
    question: str, said: Reply, spoken: str
) -> None:
    seen = "I can only say what I see: a room, in a bedroom."
    assert str(ask(question, said).spoken) == spoken.format(seen=seen)


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Tell me about the cat", "A cat at the top right. The cat is on a car, probably black."),
        ("what does it look like", "A cat, probably black, on a car."),
        ("what is this like", "A cat, probably black, on a car."),
    ],
)
def test_what_a_thing_is_like_is_told_by_all_that_is_claimed_of_it(
    question: str, spoken: str
) -> None:
    on = Claim(ClaimKind.RELATION, "cat", "on", "car", 0.95, Certainty.PLAIN)
    black = Claim(ClaimKind.COLOUR, "cat", "black", "", 0.8, Certainty.PROBABLY)
    cat = look(seen("cat", 0.95, 0.7, 0.0, 0.9, 0.2), claims=(on, black))
    assert str(skills(FakeModel(cat, trusted=False)).answer(picture(), question).spoken) == spoken


def test_what_is_only_guessed_is_not_told_as_what_is_seen() -> None:
    model = FakeModel(look(seen("cup", 0.4)), certainty=Certainty.NONE)
    answer = skills(model).answer(picture(), "can i eat this")
    assert str(answer.spoken).startswith("I am not sure. It may be a cup. Please check ")


@pytest.mark.parametrize("question", ["Where is everything?", "what is where"])
def test_a_command_that_is_put_as_a_question_is_carried_out(question: str) -> None:
    answer = skills(FakeModel(SIGHT)).answer(picture(), question)
    assert str(answer.spoken) == "A cup at the top left."
    assert answer.question == question
