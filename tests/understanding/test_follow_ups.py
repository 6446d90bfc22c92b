"""Questions that only name another thing."""

import pytest

from assistant.protocol.query import Kind
from assistant.understanding.follow_ups import followed
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand


@pytest.mark.parametrize(
    ("code", "last", "words", "kind", "english"),
    [
        ("en", "where is the cup", "and the spoon?", Kind.PLACE, "Where is the spoon?"),
        ("en", "what colour is the cup", "what about the chair", Kind.COLOUR, None),
        ("en", "is there a cup", "and a spoon", Kind.PRESENCE, "Is there a spoon?"),
        ("en", "is the door open", "and the window?", Kind.STATE, "Is the window open?"),
        ("en", "what is this", "and the spoon?", Kind.PRESENCE, "Is there a spoon?"),
        ("de", "wo ist die tasse", "und der Löffel?", Kind.PLACE, "Where is the spoon?"),
        ("es", "dónde está la taza", "¿y la cuchara?", Kind.PLACE, "Where is the spoon?"),
    ],
)
def test_the_last_question_is_asked_of_another_thing(
    code: str, last: str, words: str, kind: Kind, english: str | None
) -> None:
    before, query = understand(last, of(code)), understand(words, of(code))
    assert query is not None
    again = followed(query, before)
    assert again.kind is kind
    assert english is None or again.for_model == english
    assert again.question == query.question


def test_without_a_last_question_it_asks_whether_the_thing_is_there() -> None:
    query = understand("what about the spoon")
    assert query is not None
    assert followed(query, None).kind is Kind.PRESENCE


def test_any_other_question_stays() -> None:
    query = understand("what is on the left")
    assert query is not None
    assert followed(query, understand("where is the cup")) is query
