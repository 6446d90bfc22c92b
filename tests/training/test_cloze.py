import random

from models.training.cloze import MASK, askable, gaps
from models.training.question_parts import ask

WORDS = frozenset(("dog", "red", "ball"))


def test_a_word_is_left_out_and_is_the_answer() -> None:
    found = gaps("A dog with a red ball.", WORDS, 5, random.Random(1))
    assert sorted(answer for _, answer in found) == ["ball", "dog", "red"]
    for said, answer in found:
        assert said.count(MASK) == 1
        assert said.replace(MASK, answer) == "a dog with a red ball"


def test_several_are_asked_for_by_the_word_for_one() -> None:
    assert gaps("Two dogs", WORDS, 5, random.Random(1)) == [(f"two {MASK}", "dog")]


def test_no_more_gaps_than_wanted_and_none_without_a_known_word() -> None:
    assert len(gaps("a dog with a red ball", WORDS, 2, random.Random(1))) == 2
    assert gaps("nothing at all", WORDS, 2, random.Random(1)) == []


def test_only_single_words_that_answer_often_are_left_out() -> None:
    items = [
        *[ask("coco", n, "what is it", "dog", "cocoqa") for n in range(3)],
        *[ask("coco", n, "how many", "2", "count") for n in range(3)],
        *[ask("coco", n, "what is it", "hot dog", "cocoqa") for n in range(3)],
        *[ask("coco", n, "what is it", "the", "cocoqa") for n in range(3)],
        ask("coco", 1, "what is it", "cat", "cocoqa"),
    ]
    assert askable(items) == {"dog"}
