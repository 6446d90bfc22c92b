import numpy as np
import pytest

from models.training.texts.question_captions import Fact, doing, read
from models.training.texts.question_facts import StatedFacts, agreed, from_captions


@pytest.mark.parametrize(
    ("caption", "fact"),
    [
        (
            "Two brown dogs run through the snow .",
            Fact("dog", True, 2, "run", place="snow"),
        ),
        (
            "A man in a red shirt is riding a bike down the street .",
            Fact("man", False, 1, "ride", "bicycle", "street", ("shirt",), (("shirt", "red"),)),
        ),
        (
            "A black and white dog catches a frisbee in a field .",
            Fact("dog", False, 1, "catch", "frisbee", "field",
                 coloured=(("dog", "black and white"),)),
        ),
        ("A girl sits on a wooden bench .",
         Fact("girl", False, 1, "sit", place="bench", made=(("bench", "wood"),))),
        ("A group of people are standing on the beach",
         Fact("person", True, 0, "stand", place="beach")),
        # A dog's bowl is no dog, and what two do together does not apply to one.
        ("A dog bowl on the floor", Fact()),
        ("A man and a woman are sitting on a couch .", Fact(place="couch")),
        ("The man 's hat is red .", Fact()),
        ("A small child in a green jacket eats .",
         Fact("child", False, 1, worn=("jacket",), coloured=(("jacket", "green"),))),
    ],
)  # fmt: skip
def test_a_caption_is_read_or_left(caption: str, fact: Fact) -> None:
    assert read(caption) == fact


@pytest.mark.parametrize(
    ("verb", "said"),
    [("run", "running"), ("ride", "riding"), ("lie", "lying down"), ("ski", "skiing"),
     ("carry", "carrying"), ("swim", "swimming")],
)  # fmt: skip
def test_verbs_as_answers(verb: str, said: str) -> None:
    assert doing(verb) == said


def test_what_one_person_says_is_not_agreed() -> None:
    assert agreed(["run", "run", "jump"]) == "run"
    assert agreed(["run", "jump"]) == ""
    assert agreed(["run", "run", "jump", "jump"]) == ""
    assert agreed(["", "", "jump"]) == ""


def test_a_colour_needs_two_voices_or_a_single_bearer() -> None:
    two_men = ["Two men stand", "A man in a red shirt stands", "Two men in a room", "Men stand"]
    assert StatedFacts(two_men).colours() == {}
    lone = ["A man sits .", "A man sits in a red shirt .", "A man waits .", "A man on a bench ."]
    assert StatedFacts(lone).colours() == {"shirt": "red"}
    differing = ["A man in a red shirt .", "A man in a red shirt .", "A man in a blue shirt ."]
    assert StatedFacts(differing).colours() == {}


DOG = ["A brown dog runs through the snow .", "A brown dog is running in snow .",
       "A dog runs in the snow .", "A brown dog in the snow .", "A dog ."]  # fmt: skip
WOMEN = ["Two women sit on a bench .", "Two women are sitting on a park bench .",
         "Two women sit outside .", "Two ladies .", "Women on a bench ."]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_questions_say_what_the_captions_say(seed: int) -> None:
    rows = [(3, {"captions": DOG}), (8, {"captions": WOMEN}), (9, {"captions": ["A cat ."]})]
    found = from_captions("flickr8k", rows, np.random.default_rng(seed))
    answers = {(item.index, item.kind): item.answer for item in found}
    assert answers[3, "colour"] == "brown"
    assert answers[3, "doing"] == "running"
    assert answers[3, "place"] == "snow"
    assert answers[3, "count"] == "1"
    assert answers[3, "what"] == "dog"
    assert answers[8, "who"] == "2 women"
    assert answers[8, "doing"] == "sitting"
    assert answers[8, "count"] == "2"
    assert {item.index for item in found} == {3, 8}


def test_yes_and_no_are_asked_with_the_same_words() -> None:
    lying = [caption.replace("runs", "sleeps").replace("running", "sleeping") for caption in DOG]
    rows = [(i, {"captions": DOG if i % 2 else lying}) for i in range(40)]
    found = from_captions("flickr8k", rows, np.random.default_rng(0))
    said = {(item.question, item.answer) for item in found if item.kind == "check"}
    for verb, right in (("running", 1), ("sleeping", 0)):
        asked = [item for item in found if item.question == f"is the dog {verb}"]
        assert {item.answer for item in asked if item.index % 2 == right} == {"yes"}
        assert {item.answer for item in asked if item.index % 2 != right} == {"no"}
    assert {question for question, answer in said if answer == "yes"} == {
        question for question, answer in said if answer == "no"
    }
