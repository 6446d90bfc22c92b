import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills import wording
from models.interfaces import Piece


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cup", "a cup"),
        ("umbrella", "an umbrella"),
        ("apple", "an apple"),
        ("unicycle", "a unicycle"),
        ("hourglass", "an hourglass"),
        ("scissors", "scissors"),
        ("bus", "a bus"),
        ("wine glass", "a wine glass"),
        ("tennis racket", "a tennis racket"),
        ("broccoli", "broccoli"),
        ("oat milk", "oat milk"),
        ("sky", "the sky"),
        ("tv", "a TV"),
        ("dining table", "a table"),
        ("cell phone", "a phone"),
    ],
)
def test_articles(name: str, words: str) -> None:
    assert wording.thing(name) == words


def test_lists() -> None:
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b"]) == "a and b"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("box", "user", "world"),
    [
        ((0.0, 0.4, 0.2, 0.6), "on the right", "on the left"),
        ((0.8, 0.0, 1.0, 0.2), "at the top left", "at the top right"),
        ((0.4, 0.8, 0.6, 1.0), "at the bottom", "at the bottom"),
        ((0.4, 0.4, 0.6, 0.6), "in the middle", "in the middle"),
    ],
)
def test_places_are_the_users(
    box: tuple[float, float, float, float], user: str, world: str
) -> None:
    assert wording.place(box, "user") == user
    assert wording.place(box, "world") == world


@given(st.text(alphabet="abc .,;'I", max_size=200))
def test_any_caption_becomes_a_clause_without_raising(text: str) -> None:
    clause = wording.clause(text)
    assert not clause.endswith((".", " "))
    pieces = [Piece(f" {word}", -0.1) for word in text.split()]
    short = wording.shortened(pieces)
    assert wording.word_count(wording.caption_text(short)) < wording.MOST_WORDS
    assert tuple(pieces[: len(short)]) == short
