import pytest

from models.lexicon.names import COCO_WORDS, OTHER_WORDS, mentions, names, single_words
from models.training.common.labels import COCO


@pytest.mark.parametrize(
    ("caption", "named"),
    [
        ("A man riding a bike", ("person", "bicycle")),
        ("Two puppies play with a ball.", ("dog", "sports ball")),
        ("a hot dog on a plate", ("hot dog",)),
        ("a teddy bear on a bed", ("teddy bear", "bed")),
        ("people at a bus stop", ("person",)),
        ("a fire hydrant next to a stop sign", ("fire hydrant", "stop sign")),
        ("a tennis player holds a racket", ("person", "tennis racket")),
        ("a dog and another dog", ("dog",)),
        ("The grass is green", ("grass",)),
        ("a couple of benches", ("bench",)),
        ("a couple on a bench", ("person", "bench")),
        ("a fire extinguisher on a wall", ("wall",)),
        ("the palm of a hand", ()),
        ("a man steps off a bus", ("person", "bus")),
        ("a bear made of flowers", ("bear",)),
        ("", ()),
    ],
)
def test_a_caption_asserts_what_it_names(caption: str, named: tuple[str, ...]) -> None:
    assert mentions(caption) == named


def test_the_names_are_cocos_first_in_cocos_order() -> None:
    assert names()[:80] == COCO
    assert len(set(names())) == len(names())


def test_no_word_says_two_things() -> None:
    said = [
        form
        for table in (COCO_WORDS, OTHER_WORDS)
        for text in table.values()
        for form in text.split()
    ]
    twice = {form for form in said if said.count(form) > 1}
    assert not twice


def test_a_barred_name_bars_all_of_its_single_words() -> None:
    assert {"dog", "puppy", "terrier"} <= set(single_words("dog"))
    assert single_words("traffic light") == ("stoplight",)
    assert single_words("no such thing") == ()
