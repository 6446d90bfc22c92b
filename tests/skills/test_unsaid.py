"""Which questions get no answer, however they are worded."""

import pytest

from assistant.protocol.query import Never
from assistant.understanding.matcher import understand
from tests.kit.queries import query_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Isn't that my husband?", Never.IDENTITY),
        ("isn\u2019t that my husband", Never.IDENTITY),
        ("Is that not my husband?", Never.IDENTITY),
        ("Isn't he my son?", Never.IDENTITY),
        ("Wasn't that John?", Never.IDENTITY),
        ("Isn't he Mehmet?", Never.IDENTITY),
        ("Isn\u2019t he Mehmet?", Never.IDENTITY),
        ("Can't you recognise him?", Never.IDENTITY),
        ("Aren't they happy?", Never.EMOTION),
        ("Isn't she old?", Never.AGE),
        ("Doesn't he look angry?", Never.EMOTION),
        ("Isn't it far away?", Never.DISTANCE),
    ],
)
def test_a_question_that_is_put_with_not_asks_the_same(question: str, kind: Never) -> None:
    assert query_of(question).never is kind


@pytest.mark.parametrize(
    "question",
    [
        "Is she a teenager?",
        "Is that a teenager or an adult?",
        "Is that a teenager or a woman?",
        "Is this an adult or a child in the photo?",
        "Is it an adult or a child sitting there?",
        "Is it an adult or a child here?",
        "Is that an adult or a kid over there?",
        "Is that a kid or an adult over there?",
        "Is this a teenager or an adult with a hat?",
        "Is he an adult?",
        "Are they seniors?",
        "Is he over eighteen?",
        "Is he over 18",
        "Is she under twenty one years old?",
        "Is the man about 40?",
        "Is she 30?",
        "Does he look over sixty?",
        "Is she middle-aged?",
        "Is he in his forties?",
        "Is she in her late 30s?",
        "Are these people in their teens?",
    ],
)
def test_age_is_not_told_in_any_words(question: str) -> None:
    assert query_of(question).never is Never.AGE


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Can you see who this is?", Never.IDENTITY),
        ("Can you see if that is my wife?", Never.IDENTITY),
        ("Do you think that is my wife?", Never.IDENTITY),
        ("Do you think he is happy?", Never.EMOTION),
        ("Would you say she is old?", Never.AGE),
    ],
)
def test_an_indirect_question_is_the_same_question(question: str, kind: Never) -> None:
    query = understand(question)
    assert query is not None
    assert query.never is kind


@pytest.mark.parametrize(
    "question",
    ["Is that mum?", "Is that Dad?", "Is dad here?", "Is that grandma?", "Do you see mum?"],
)
def test_ones_own_family_is_not_known_by_its_face(question: str) -> None:
    assert query_of(question).never is Never.IDENTITY


@pytest.mark.parametrize(
    "question",
    [
        "Does she look relaxed?",
        "Is he furious?",
        "Is he terrified?",
        "Is she really stressed?",
        "Is the man serious?",
        "Is he calm?",
        "Is he mad?",
        "Is she pleased?",
        "Does he look concerned?",
        "Is she looking sad?",
        "Is she in pain?",
        "Is anybody in tears?",
        "Is she weeping?",
    ],
)
def test_a_feeling_is_not_told_in_any_words(question: str) -> None:
    assert query_of(question).never is Never.EMOTION


@pytest.mark.parametrize(
    "question",
    [
        "Isn't the cup red?",
        "Isn't there a dog?",
        "Is the sea calm?",
        "Is it calm outside?",
        "Is this serious?",
        "Is it Glad wrap?",
        "Is that an adult or child size?",
        "Is this an adult or a kids menu?",
        "Is it an adult or child's ticket?",
        "Is this a child or adult ticket?",
        "Is he an adult dog?",
        "Is there a weeping willow?",
        "Is this an adult ticket?",
        "Is this the senior menu?",
        "Is the dog over the fence?",
        "Is he under two trees?",
        "Is the cat over 10 pounds?",
        "Are they two or three?",
        "Is this one 20?",
        "Is the woman in her car?",
        "Is that dad's coat?",
        "Is this a mum or a rose?",
    ],
)
def test_what_only_sounds_so_may_be_answered(question: str) -> None:
    assert query_of(question).never is None
    assert not query_of(question).names_people
