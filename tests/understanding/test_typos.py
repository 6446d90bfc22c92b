"""What was mistyped, and what was not."""

import pytest

from assistant.protocol.query import Intent, Kind
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from assistant.understanding.typos import near


@pytest.mark.parametrize(
    ("code", "typed", "question"),
    [
        ("en", "waht coler is the cpu", "What color is the cup?"),
        ("en", "wher is teh spoon", "Where is the spoon?"),
        ("en", "wich room is this", "Which room is this?"),
        ("en", "wat is dis", "What is this?"),
        ("de", "wo ist der löfel", "Wo ist der löffel?"),
        ("de", "ist da ein sthul", "Ist da ein stuhl?"),
        ("es", "donde esta la cuchra", "¿Donde esta la cuchara?"),
    ],
)
def test_a_typing_mistake_is_mended_where_one_reading_makes_sense(
    code: str, typed: str, question: str
) -> None:
    query = understand(typed, of(code))
    assert query is not None
    assert (query.question, query.mended, query.doubtful) == (question, True, False)
    assert query.kind is not Kind.OPEN


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("en", "is he fat"),
        ("en", "what colour is my coke"),
        ("en", "hello"),
        ("en", "where is the cup"),
        ("de", "Vergisst du alles?"),
        ("es", "¿Son lilas?"),
    ],
)
def test_what_may_well_be_meant_stays(code: str, typed: str) -> None:
    query = understand(typed, of(code))
    assert query is not None
    assert not query.mended


def test_a_mistake_is_mended_in_a_harmless_command_only() -> None:
    query = understand("describ the picture")
    assert query is not None
    assert (query.intent, query.mended) == (Intent.DESCRIBE, True)
    query = understand("quti")
    assert query is not None
    assert query.intent is Intent.QUESTION


def test_letters_changed_about_come_before_others() -> None:
    assert near("teh", frozenset({"the", "ten", "teeth"})) == ("the",)
    assert near("shrt", frozenset({"shirt", "short", "skirt"})) == ("shirt", "short")
    assert near("the", frozenset({"the"})) == near("zz", frozenset({"za"})) == ()
