import pytest

from models.lexicon.kinds import asked_for, tool_of
from models.lexicon.names import names


@pytest.mark.parametrize(
    ("question", "name", "other"),
    [
        ("what animal is this", "bear", "car"),
        ("what kind of vehicle is behind the dog", "bus", "dog"),
        ("which fruit is on the plate", "banana", "cake"),
        ("what is being eaten", "pizza", "person"),
    ],
)
def test_a_question_asks_for_names_of_a_kind(question: str, name: str, other: str) -> None:
    found = asked_for(question)
    assert name in found
    assert other not in found
    assert found <= set(names())


def test_what_stands_elsewhere_asks_for_no_kind() -> None:
    for question in ("what is the animal doing", "where is the food", "is there any fruit", ""):
        assert asked_for(question) == frozenset()


def test_an_activity_has_its_tool() -> None:
    assert tool_of("surfing") == "surfboard"
    assert tool_of("playing tennis") == "tennis racket"
    assert tool_of("sleeping") is None
