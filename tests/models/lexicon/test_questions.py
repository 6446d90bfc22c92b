"""What a question asks for, and what of it a picture must show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.embedded import files
from models.embedded.open_answers import load_answer_verifier
from models.interfaces import Certainty, Guess
from models.lexicon.questions import read
from tests.kit.fakes import look, seen


@pytest.mark.parametrize(
    ("question", "decides", "things"),
    [
        ("Is there a dog?", True, ("dog",)),
        ("is there a cell phone here", True, ("cell phone",)),
        ("Are there any people in the picture?", True, ("person",)),
        ("is anybody there", True, ("person",)),
        ("do you see a bike", True, ("bicycle",)),
        ("can you see the stairs please", True, ("stairs",)),
        ("is there a window", True, ("window",)),
        ("is a cup visible", True, ("cup",)),
        ("any cups here", True, ("cup",)),
        ("hello is there a chair in front of me", True, ("chair",)),
        ("is there a hot dog", True, ("hot dog",)),
        ("are there no cars", True, ("car",)),
        ("is there nobody here", True, ("person",)),
        ("is there no one", True, ("person",)),
        ("isn't there a chair", True, ("chair",)),
        ("aren\u2019t there any cars", True, ("car",)),
        ("can't you see a cup", True, ("cup",)),
        ("Cannot you see a cup?", True, ("cup",)),
        ("can you tell me if there is a dog", True, ("dog",)),
        ("is there a dog at all", True, ("dog",)),
        ("is there a dog on the picture", True, ("dog",)),
        ("can you really see a dog somewhere", True, ("dog",)),
        ("is there maybe a dog near me", True, ("dog",)),
        ("are there still people in front of us", True, ("person",)),
        ("is there also a window", True, ("window",)),
        ("is there a dog or not", True, ("dog",)),
        ("is there a cup here or isn't there", True, ("cup",)),
        ("is the dog black or not", True, ("dog",)),
        ("isn't it red", True, ()),
        ("is there a pair of scissors", True, ("scissors",)),
        ("is there a lorry", True, ("truck",)),
        ("is there a staircase here", True, ("stairs",)),
        ("is there a toilet in this bathroom", True, ("toilet",)),
        ("is anyone sitting on the sofa", True, ("person", "couch")),
        ("is the chair occupied", True, ("chair", "person")),
        ("is there a red cup", True, ("cup",)),
        ("is there a dog on the sofa", True, ("dog", "couch")),
        ("is the dog black", True, ("dog",)),
        ("is the oven on", True, ("oven",)),
        ("is the oven hot", True, ("oven",)),
        ("is the fire out", True, ("fire",)),
        ("is the water off", True, ("water",)),
        ("is it on the table", True, ("dining table",)),
        ("is there a baby", True, ("person",)),
        ("is there a taxi", True, ("car",)),
        ("is there a cap here", True, ("hat",)),
        ("does the man wear a hat", True, ("person", "hat")),
        ("is this a lighthouse", True, ()),
        ("is it a cat or a dog", False, ("cat", "dog")),
        ("what is this", False, ()),
        ("what colour is the cup", False, ("cup",)),
        ("how many cups are there", False, ("cup",)),
        ("where is the dog", False, ("dog",)),
        ("", False, ()),
    ],
)
def test_whether_a_question_asks_for_yes_or_no_and_what_it_names(
    question: str, decides: bool, things: tuple[str, ...]
) -> None:
    asking = read(question)
    assert (asking.decides, asking.things) == (decides, things)


@given(st.text())
def test_any_words_can_be_read(question: str) -> None:
    asking = read(question)
    assert not (asking.decides and asking.what)


@pytest.mark.parametrize(
    ("question", "granted"),
    [
        ("Is the dog black?", ("dog",)),
        ("Is my big dog asleep?", ("dog",)),
        ("Is the dog lying on the sofa?", ("dog", "couch")),
        ("What is the dog doing?", ("dog",)),
        ("Does the woman have a dog?", ("person",)),
        ("Is it on the table?", ("dining table",)),
        ("Is this a dog?", ()),
        ("Is this the dog?", ()),
        ("Is there a dog on the sofa?", ()),
        ("Is the dog food open?", ("food",)),
        ("Is this dog food?", ()),
        ("What colour is the toilet paper?", ("paper",)),
        ("Is the door open?", ("door",)),
        ("Is the sofa red?", ("couch",)),
    ],
)
def test_what_a_question_speaks_of_as_known(question: str, granted: tuple[str, ...]) -> None:
    assert read(question).granted == granted


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
