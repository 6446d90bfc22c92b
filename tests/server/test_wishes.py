"""What a request wants to know about a picture."""

import pytest

from assistant.server.chat_request import ChatMessage, RefusedError
from assistant.server.wishes import Wish, want, wish
from assistant.understanding.language_file import of
from tests.kit.describer import PROMPT


@pytest.mark.parametrize(
    "words",
    [
        "",
        PROMPT,
        "Describe the image.",
        "What is in this image?",
        "What's in this picture? Answer in German.",
        "Please write a short description of this photo for a blind person.",
        "Beschreibe dieses Bild.",
        "You are helpful. Tell me about the photo.",
        "more details",
        "What is shown in this image?",
        "What do you see in this picture?",
        "What can be seen on the screen?",
        "What objects are in this image?",
        "What is happening in the photo?",
        "What is the main subject of this photo?",
    ],
)
def test_without_a_question_the_first_words_mean_a_description(words: str) -> None:
    assert wish(words, first=True) == (Wish.DESCRIBE, None)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Is there a cat?", "Is there a cat?"),
        ("what colour is the cup", "What colour is the cup?"),
        ("You are helpful. What colour is it?", "What colour is it?"),
        ("Describe the image. Is the door open?", "Is the door open?"),
        ("What number is in this image?", "What number is in this image?"),
        *(
            (words, words)
            for words in (
                "What is the colour of the dog in this photo?",
                "What is the man doing in this picture?",
                "What is written on the sign in the picture?",
                "What is the expiration date on this screen?",
                "What is the error message on the screen?",
                "Is the price 2.50 euros?",
                "What does the sign for St. Mary say?",
            )
        ),
        ("Answer yes or no. Is there a dog here?", "Is there a dog here?"),
        ("Is it No. 10?\nBe brief.", "Is it No. 10?"),
        ("What colour is the thing in this picture?", "What colour is the thing in this picture?"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_question_is_asked(words: str, question: str, first: bool) -> None:
    wanted, query = wish(words, first=first)
    assert query is not None
    assert (wanted, query.question) == (Wish.ASK, question)


@pytest.mark.parametrize("words", ["more", "Tell me more about it.", "What else is there?"])
def test_later_words_may_want_more(words: str) -> None:
    assert wish(words, first=False) == (Wish.MORE, None)


def test_any_later_words_are_a_question() -> None:
    assert wish("The dog", first=False)[0] is Wish.ASK
    assert wish("Describe it again please", first=False)[0] is not Wish.MORE


def expected(
    picture: str, wanted: Wish, question: str | None = "", detail: int = 0
) -> tuple[str, Wish, str | None, int]:
    return picture, wanted, question, detail


def said(words: str, picture: str = "") -> ChatMessage:
    return ChatMessage(True, words, picture)


def heard(words: str) -> ChatMessage:
    return ChatMessage(False, words)


def wanted_of(*messages: ChatMessage, code: str = "en") -> tuple[str, Wish, str | None, int]:
    """What is wanted, with the question in English: "" without one, None if it cannot be."""
    found = want(messages, of(code))
    query = found.query
    return found.picture, found.wish, "" if query is None else query.for_model or None, found.detail


def test_the_newest_picture_counts_and_a_repeated_one_is_not_new() -> None:
    assert wanted_of(said("", "A")) == expected("A", Wish.DESCRIBE)
    again = [said(PROMPT, "A"), heard("A dog."), said("a cat", "A")]
    assert wanted_of(*again) == expected("A", Wish.ASK, "A cat?")
    other = [said(PROMPT, "A"), heard("A dog."), said("a cat", "B")]
    assert wanted_of(*other) == expected("B", Wish.DESCRIBE)


@pytest.mark.parametrize(
    ("code", "words", "wanted"),
    [
        ("de", "Was ist das?", expected("A", Wish.ASK, "What is this?")),
        ("de", "Was ist auf dem Bild zu sehen?", expected("A", Wish.DESCRIBE)),
        ("de", "Was siehst du?", expected("A", Wish.DESCRIBE)),
        ("de", "Sag mir mehr", expected("A", Wish.MORE, "", 1)),
        ("de", "Welche Farbe hat das?", expected("A", Wish.ASK, None)),
        ("de", "Is there a cat?", expected("A", Wish.ASK, "Is there a cat?")),
        ("es", "Hay un perro?", expected("A", Wish.ASK, "Is there a dog?")),
    ],
)
def test_words_are_understood_in_the_language_of_the_settings(
    code: str, words: str, wanted: tuple[str, Wish, str | None, int]
) -> None:
    assert wanted_of(said(PROMPT, "A"), heard("A dog."), said(words), code=code) == wanted


@pytest.mark.parametrize(
    ("code", "words", "wanted"),
    [
        ("de", "Welche Farbe hat die Tasse", expected("A", Wish.ASK, "What colour is the cup?")),
        ("es", "De qué color es la taza", expected("A", Wish.ASK, "What colour is the cup?")),
        ("de", "Kurz und in einem Satz bitte", expected("A", Wish.DESCRIBE)),
        ("de", "Beschreibe das Bild", expected("A", Wish.DESCRIBE)),
    ],
)
def test_a_first_question_needs_no_question_mark_in_any_language(
    code: str, words: str, wanted: tuple[str, Wish, str | None, int]
) -> None:
    assert wanted_of(said(words, "A"), code=code) == wanted


def test_more_is_counted_from_the_picture_on() -> None:
    talk = [said("", "A"), heard("x"), said("more"), heard("x"), said("a cat?"), heard("x")]
    assert wanted_of(*talk, said("more")) == expected("A", Wish.MORE, "", 2)
    assert wanted_of(*talk, said("", "B"), heard("x"), said("more")) == expected(
        "B", Wish.MORE, "", 1
    )


def test_without_a_picture_it_says_so() -> None:
    with pytest.raises(RefusedError, match="There is no picture in the request"):
        want([said("What is this?")])
