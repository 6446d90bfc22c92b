"""Answers of stronger models are compared in the words that count."""

import pytest

from models.answers import bare


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Red.", "red"),
        (" A red cup.", "red cup"),
        ("  a cup ", "cup"),
        ('"Two"', "two"),
        ("**Blue**", "blue"),
        ("the", "the"),
        ("red, white and blue", "red white and blue"),
        ("Yes, it is!", "yes"),
        ("Yes, there is a dog on the sofa in the middle of the room.", "yes"),
        ("No there is not", "no"),
        ("Yes.", "yes"),
        ("no parking", "no parking"),
        ("No. 5", "no 5"),
        ("no: 5", "no 5"),
        ("I cannot tell.", "unanswerable"),
        (
            "I can\u2019t tell from this picture what colour the shirt is.",
            "unanswerable",
        ),
        ("It is not visible.", "unanswerable"),
        ("Unclear", "unanswerable"),
        ("I'm sorry, but I can't tell.", "unanswerable"),
        ("I'm not sure.", "unanswerable"),
        ("Not sure", "unanswerable"),
        ("Cannot determine", "unanswerable"),
        ("Unable to determine", "unanswerable"),
        ("Can't tell.", "unanswerable"),
        ("It's hard to tell.", "unanswerable"),
        ("The image doesn't show it.", "unanswerable"),
        ("None", "unanswerable"),
        ("It is too blurry", "unanswerable"),
        ("I don't see a cup.", "unanswerable"),
        ("sorry sign", "sorry sign"),
        ("none of them", "none of them"),
        ("dark red", "dark red"),
        ("Dark Blue", "dark blue"),
        ("Donald Trump", ""),
        ("unanswerable", "unanswerable"),
        ("", ""),
        ("one " * 9, ""),
        ("Donald Trump.", ""),
        ("It is Lionel Messi", ""),
        ("A German shepherd", "german shepherd"),
        ("A can of Coca-Cola.", "can of coca-cola"),
    ],
)
def test_an_answer_is_bare(said: str, wanted: str) -> None:
    assert bare(said) == wanted
