"""Questions that offer things to choose from."""

import pytest

from assistant.saying.messages.core import Line
from assistant.skills.answer.answerer import chosen
from models.interfaces import Certainty
from tests.kit.fakes import FakeModel, look, picture, reply, seen, skills
from tests.kit.queries import query_of


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("Is it soup or beans?", ("soup", "beans")),
        ("is this a can of soup, a can of beans or a jar", ("can of soup", "can of beans", "jar")),
        ("Are these the apples, or some pears?", ("apples", "pears")),
        ("Which of these: shampoo, conditioner", ("shampoo", "conditioner")),
        ("Which one is it: milk, or cream?", ("milk", "cream")),
        ("which of them is this, tea or coffee", ("tea", "coffee")),
        ("which of these is it shampoo or conditioner", ("shampoo", "conditioner")),
        ("which one is it milk or cream", ("milk", "cream")),
        ("is it red wine or hot chocolate", ("red wine", "hot chocolate")),
        ("is it tent pegs or bones", ("tent pegs", "bones")),
        ("is it more like a mug or a glass", ("mug", "glass")),
        ("is it a side table or a desk", ("side table", "desk")),
        ("is it a side plate or saucer", ("side plate", "saucer")),
        ("is it a front loader or a top loader", ("front loader", "top loader")),
        ("is it a back scratcher or a spoon", ("back scratcher", "spoon")),
        ("is it the Sunday paper or the Guardian", ("sunday paper", "guardian")),
        ("is this vitamin B12 or vitamin C", ("vitamin b12", "vitamin c")),
        ("is it one percent milk or whole milk", ("one percent milk", "whole milk")),
        ("is it 7up or coke", ("7up", "coke")),
        ("is it Heinz 57 or Hellmann's", ("heinz 57", "hellmann's")),
        ("Is it tea or is it coffee?", ("tea", "coffee")),
        ("is this milk, cream or something else", ("milk", "cream")),
        ("is it a cat or a dog or neither", ("cat", "dog")),
        ("is it tea, coffee or what", ("tea", "coffee")),
        ("is it shampoo or conditioner please", ("shampoo", "conditioner")),
    ],
)
def test_things_to_choose_from_are_found(question: str, options: tuple[str, ...]) -> None:
    assert query_of(question).offers == options


@pytest.mark.parametrize(
    "question",
    [
        "Is it soup?",
        "Is it red or blue?",
        "Is it on the left or on the right?",
        "Is it day or night?",
        "Is this a man or a woman?",
        "Is there a dog or a cat?",
        "What is this?",
        "What is it, really?",
        "What do you see or hear?",
        "Is it soup or soup?",
        "Is it safe or not?",
        "Is this bus 4 or 9?",
        "Is it the 4 or the 9?",
        "Is it platform 2 or 3?",
        "is it size eight or ten",
        "Is it five or six?",
        "Is it size 8 or 10?",
        "Is it platform two or platform three?",
        "Is it a five pound or a ten pound note?",
        "Is it bus 4 or a taxi and bus 9?",
        "Is it the 4th or the last?",
        "Is it the back of my shirt or my hat?",
        "Is it twenty-one or thirty?",
        "Is this the front or the back of my shirt?",
        "Is it inside out or right side out?",
        "Is it locked or unlocked?",
        "Is it plugged in or unplugged?",
        "Is it heads or tails?",
        "Is it occupied or vacant?",
        "Is it ripe or unripe?",
        "Is it Monday or Tuesday?",
        "Is this milk or something else?",
        "Is it milk or is it not?",
        "Is it milk or isn't it?",
        "Is it milk or not milk?",
        "Is it a dog or what?",
        "Is it milk or am I wrong?",
        "Is it the right key or the wrong key?",
        "Is it the left cup or the right cup?",
        "Is it before or after noon?",
        "Is it am or pm?",
        "Is that a child or an adult?",
        "",
    ],
)
def test_other_questions_offer_nothing(question: str) -> None:
    assert query_of(question).offers == ()


@pytest.mark.parametrize(
    ("question", "near", "line"),
    [
        ("Is this Barack Obama or Angela Merkel?", "barack", Line.NEVER_IDENTITY),
        ("Is that Angela Merkel or a stranger?", "angela", Line.NEVER_IDENTITY),
        ("Is that Ingrid Bergman or a stranger?", "ingrid", Line.NEVER_IDENTITY),
        ("Is that a teenager or an adult?", "teenager", Line.NEVER_AGE),
        ("Is that a child or an adult?", "child", Line.NEVER_AGE),
        ("Is that an old lady or a child?", "lady", Line.NEVER_AGE),
        ("is this a young woman or a middle-aged one", "young", Line.NEVER_AGE),
        ("Is that a happy man or a sad man?", "happy", Line.NEVER_EMOTION),
    ],
)
def test_what_is_never_said_is_not_chosen(question: str, near: str, line: Line) -> None:
    answer = skills(FakeModel(near=near)).answer(picture(), question)
    assert (str(answer.spoken), answer.certainty) == (str(line.said()), Certainty.NONE)


@pytest.mark.parametrize(
    ("question", "near", "named"),
    [
        ("Is it a mug or a jar?", "mug", "a mug"),
        ("Is it a bottle or a glass?", "glass", "a glass"),
        ("Is this an ice cream, a cake or a jar?", "ice", "an ice cream"),
        ("Is it soup or beans?", "soup", "soup"),
        ("Is it a bus or coffee?", "coffee", "coffee"),
    ],
)
def test_what_was_offered_as_one_thing_has_its_article(
    question: str, near: str, named: str
) -> None:
    spoken = skills(FakeModel(near=near)).answer(picture(), question).spoken
    assert str(spoken).removeprefix("Probably ").lower() == f"{named}."


def test_what_is_a_colour_too_has_its_article_where_it_was_offered_as_a_thing() -> None:
    for question, named in (
        ("Is it an apple or an orange", "An orange."),
        ("Is it an orange or a green cup", "Orange."),
        ("Is it red or orange", "Orange."),
    ):
        model = FakeModel(replies={question: reply("orange")})
        assert str(skills(model).answer(picture(), question).spoken) == named


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("Is this Albert Einstein or Isaac Newton?", "einstein"),
        ("Is that Johnny Depp or Keanu Reeves?", "depp"),
        ("Is it Greta Thunberg or Malala Yousafzai?", "greta"),
        ("Which of these is it: Mahatma Gandhi, Nelson Mandela?", "gandhi"),
    ],
)
def test_nobody_in_the_picture_is_chosen_by_name(question: str, near: str) -> None:
    model = FakeModel(look(seen("person", 0.4)), near=near)
    answer = skills(model).answer(picture(), question)
    assert (str(answer.spoken), answer.certainty) == (
        str(Line.NEVER_IDENTITY.said()),
        Certainty.NONE,
    )


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("Is it Coke or Pepsi?", "coke"),
        ("Is it the Sunday paper or the Guardian?", "guardian"),
        ("Is this Earl Grey Tea or English Breakfast?", "earl"),
        ("Is this Heinz Ketchup or Hellmann's Mayonnaise?", "ketchup"),
        ("Is it an old cup or an old bowl?", "bowl"),
        ("Is it the adult toothbrush or the child's toothbrush?", "adult"),
        ("Is this Tomato Soup or Baked Beans?", "soup"),
        ("Is this Dr Pepper or Mountain Dew?", "pepper"),
        ("Is this Pinot Noir or Cabernet Sauvignon?", "pinot"),
        ("Is this Jack Daniels or Johnnie Walker?", "daniels"),
        ("Is this Calvin Klein or Hugo Boss?", "hugo"),
        ("Is this Chicken Tikka or Lamb Korma?", "lamb"),
        ("Is this New Balance or Under Armour?", "balance"),
    ],
)
def test_brands_are_chosen_from(question: str, near: str) -> None:
    answer = skills(FakeModel(near=near)).answer(picture(), question)
    assert answer.certainty is Certainty.PLAIN
    assert near in answer.answer


def test_what_is_for_somebody_may_be_told() -> None:
    assert query_of("Is this shampoo for adults or for children?").never is None
    assert query_of("Is it the old one or the new one?").never is None


def test_the_thing_that_fits_is_said() -> None:
    model = FakeModel(near="beans")
    answer = skills(model).answer(picture(), "Is it soup or beans?")
    assert (answer.answer, str(answer.spoken)) == ("beans", "Beans.")
    assert answer.certainty is Certainty.PLAIN
    assert model.asked == []


def test_a_choice_is_checked_by_what_chose_it() -> None:
    model = FakeModel(near="beans")
    answer = skills(model).answer(picture(), "Is it soup or beans?", verify=True)
    assert str(answer.spoken) == "Both checks say beans."
    assert model.asked == []


def test_what_was_spoken_of_before_is_no_part_of_a_choice() -> None:
    model = FakeModel(near="beans")
    for question in ("Are they soup or beans?", "Which of these is it: soup, beans?"):
        assert skills(model).answer(picture(), question, about="bowl").answer == "beans"
    assert model.asked == []


def test_where_nothing_fits_no_thing_is_said() -> None:
    answer = skills(FakeModel()).answer(picture(), "Is it soup or beans?")
    assert answer.certainty is Certainty.NONE
    assert "soup" not in str(answer.spoken).lower()


def test_a_doubtful_choice_sounds_so() -> None:
    model = FakeModel(near="beans", fits=0.8)
    reply = chosen(model, look(), ("soup", "beans"))
    assert reply.answer == "beans"
    assert reply.certainty is Certainty.PROBABLY
