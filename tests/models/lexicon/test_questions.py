"""What a question asks for, and what of it a picture must show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.embedded import files
from models.embedded.open_answers import load_answer_verifier
from models.interfaces import Certainty, Guess
from models.lexicon.questions import Form, read
from tests.kit.fakes import look, seen


@pytest.mark.parametrize(
    ("question", "form", "things"),
    [
        ("Is there a dog?", Form.YES_NO, ("dog",)),
        ("is there a cell phone here", Form.YES_NO, ("cell phone",)),
        ("Are there any people in the picture?", Form.YES_NO, ("person",)),
        ("is anybody there", Form.YES_NO, ("person",)),
        ("do you see a bike", Form.YES_NO, ("bicycle",)),
        ("can you see the stairs please", Form.YES_NO, ("stairs",)),
        ("is there a window", Form.YES_NO, ("window",)),
        ("is a cup visible", Form.YES_NO, ("cup",)),
        ("any cups here", Form.YES_NO, ("cup",)),
        ("hello is there a chair in front of me", Form.YES_NO, ("chair",)),
        ("is there a hot dog", Form.YES_NO, ("hot dog",)),
        ("are there no cars", Form.YES_NO, ("car",)),
        ("is there nobody here", Form.YES_NO, ("person",)),
        ("is there no one", Form.YES_NO, ("person",)),
        ("isn't there a chair", Form.YES_NO, ("chair",)),
        ("aren\u2019t there any cars", Form.YES_NO, ("car",)),
        ("can't you see a cup", Form.YES_NO, ("cup",)),
        ("Cannot you see a cup?", Form.YES_NO, ("cup",)),
        ("can you tell me if there is a dog", Form.YES_NO, ("dog",)),
        ("is there a dog at all", Form.YES_NO, ("dog",)),
        ("is there a dog on the picture", Form.YES_NO, ("dog",)),
        ("can you really see a dog somewhere", Form.YES_NO, ("dog",)),
        ("is there maybe a dog near me", Form.YES_NO, ("dog",)),
        ("are there still people in front of us", Form.YES_NO, ("person",)),
        ("is there also a window", Form.YES_NO, ("window",)),
        ("is there a dog or not", Form.YES_NO, ("dog",)),
        ("is there a cup here or isn't there", Form.YES_NO, ("cup",)),
        ("is the dog black or not", Form.YES_NO, ("dog",)),
        ("isn't it red", Form.YES_NO, ()),
        ("is there a pair of scissors", Form.YES_NO, ("scissors",)),
        ("is there a lorry", Form.YES_NO, ("truck",)),
        ("is there a staircase here", Form.YES_NO, ("stairs",)),
        ("is there a toilet in this bathroom", Form.YES_NO, ("toilet",)),
        ("is anyone sitting on the sofa", Form.YES_NO, ("person", "couch")),
        ("is the chair occupied", Form.YES_NO, ("chair", "person")),
        ("is there a red cup", Form.YES_NO, ("cup",)),
        ("is there a dog on the sofa", Form.YES_NO, ("dog", "couch")),
        ("is the dog black", Form.YES_NO, ("dog",)),
        ("is the oven on", Form.YES_NO, ("oven",)),
        ("is the oven hot", Form.YES_NO, ("oven",)),
        ("is the fire out", Form.YES_NO, ("fire",)),
        ("is the water off", Form.YES_NO, ("water",)),
        ("is it on the table", Form.YES_NO, ("dining table",)),
        ("is there a baby", Form.YES_NO, ("person",)),
        ("is there a taxi", Form.YES_NO, ("car",)),
        ("is there a helmet here", Form.YES_NO, ("hat",)),
        ("does the man wear a hat", Form.YES_NO, ("person", "hat")),
        ("is this a lighthouse", Form.YES_NO, ()),
        ("is it a cat or a dog", Form.OPEN, ("cat", "dog")),
        ("what is this", Form.OPEN, ()),
        ("what colour is the cup", Form.OPEN, ("cup",)),
        ("how many cups are there", Form.OPEN, ("cup",)),
        ("where is the dog", Form.OPEN, ("dog",)),
        ("", Form.OPEN, ()),
    ],
)
def test_the_form_of_a_question_and_what_it_names(
    question: str, form: Form, things: tuple[str, ...]
) -> None:
    asking = read(question)
    assert (asking.form, asking.things) == (form, things)


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("what colour is the cup", ("cup",)),
        ("is the dog black", ("dog",)),
        ("is there a red cup", ()),
        ("do you see a dog on the sofa", ()),
        ("is there a cup", ()),
        ("is it a cat or a dog", ("cat", "dog")),
        ("is anybody in the bed", ()),
    ],
)
def test_what_a_question_takes_for_granted(question: str, taken: tuple[str, ...]) -> None:
    assert read(question).taken == taken


@given(st.text())
def test_any_words_have_a_form(question: str) -> None:
    assert isinstance(read(question).form, Form)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Is the dog black?", ("dog",)),
        ("Is my big dog asleep?", ("dog",)),
        ("Is the dog lying on the sofa?", ("dog",)),
        ("What is the dog doing?", ("dog",)),
        ("Does the woman have a dog?", ("person",)),
        ("Is it on the table?", ("dining table",)),
        ("Is this a dog?", ()),
        ("Is this the dog?", ()),
        ("Is there a dog on the sofa?", ()),
        ("Is the dog food open?", ()),
        ("Is this dog food?", ()),
        ("What colour is the toilet paper?", ()),
        ("Is the door open?", ()),
        ("Is the sofa red?", ()),
    ],
)
def test_what_is_spoken_of_as_known_and_is_not_seen_is_said_to_be_missing(
    question: str, missing: tuple[str, ...]
) -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    reply = verifier.reply(
        look(seen("couch", 0.9)), question, (Guess("no", -0.1), Guess("yes", -9.0))
    )
    assert reply.missing == missing
    if missing:
        assert reply.certainty is Certainty.NONE


@pytest.mark.parametrize(("probability", "guessed"), [(None, False), (0.1, False), (0.5, True)])
def test_where_a_thing_is_that_the_picture_does_not_show_is_not_guessed(
    probability: float | None, guessed: bool
) -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    analysis = look() if probability is None else look(seen("door", probability))
    given = (Guess("left", -0.5),)
    reply = verifier.reply(analysis, "Where is the door?", given)
    assert (reply.certainty is not Certainty.NONE) is guessed
    assert verifier.reply(analysis, "Where is the exit?", given).certainty is not Certainty.NONE
