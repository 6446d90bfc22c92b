"""How many things there are, in answer to a question."""

import pytest

from assistant.protocol.events import Answer
from assistant.saying.language import Catalogue
from models.interfaces import Certainty, Claim
from tests.kit.fakes import FakeModel, count, look, picture, reply, seen, skills
from tests.kit.queries import query_of

PLAIN, PROBABLY, UNSURE, NONE = Certainty


def asked(*claims: Claim, question: str = "How many dogs are there?") -> Answer:
    things = look(seen("dog", 0.97, 0.1, 0.2, 0.4, 0.9), claims=claims)
    model = FakeModel(analysis=things, replies={question.rstrip("?"): reply("7")})
    return skills(model).answer(picture(), query_of(question))


@pytest.mark.parametrize(
    ("claims", "spoken", "answer", "certainty"),
    [
        ((count("dog", "2"),), "Two dogs.", "2", PLAIN),
        ((count("dog", "1"),), "Only one.", "1", PLAIN),
        ((count("dog", "3", PROBABLY),), "Probably three dogs.", "3", PROBABLY),
        ((count("dog", "3", UNSURE),), "Dogs, but I can't tell exactly how many.", "3", NONE),
        (
            (count("dog", "3+"), count("dog", "4", NONE)),
            "At least three dogs, but I can't tell exactly how many.",
            "3+",
            PLAIN,
        ),
        (
            (count("dog", "2+", PROBABLY), count("dog", "2", UNSURE)),
            "Probably several dogs, but I can't tell exactly how many.",
            "2+",
            PROBABLY,
        ),
        ((count("dog", "many"), count("dog", "9", NONE)), "Many dogs.", "many", PLAIN),
    ],
)
def test_a_number_is_said_as_surely_as_it_is_known(
    claims: tuple[Claim, ...], spoken: str, answer: str, certainty: Certainty
) -> None:
    told = asked(*claims)
    assert (str(told.spoken), told.answer, told.certainty) == (spoken, answer, certainty)
    assert told.about == "dog"


@pytest.mark.parametrize(
    "question", ["How many dogs are on the sofa?", "How many windows are there?"]
)
def test_what_is_not_counted_is_left_to_the_model(question: str) -> None:
    assert asked(count("dog", "2"), question=question).answer == "7"


def test_of_what_is_not_there_no_number_is_said() -> None:
    model = FakeModel(look(seen("dog", 0.001), claims=(count("dog", "1"),)))
    told = skills(model).answer(picture(), query_of("How many dogs are there?"))
    assert (str(told.spoken), told.answer) == ("I can't see a dog here.", "0")
    assert told.certainty is NONE


def test_a_number_is_said_in_the_users_language() -> None:
    told = asked(count("dog", "2+"), count("dog", "2", UNSURE)).spoken
    one = asked(count("dog", "1", PROBABLY)).spoken
    words = {code: [Catalogue([code]).text(some) for some in (told, one)] for code in ("de", "es")}
    assert words == {
        "de": [
            "Mehrere Hunde, wie viele genau, kann ich nicht sagen.",
            "Wahrscheinlich nur einer.",
        ],
        "es": ["Varios perros, pero no puedo decir el número exacto.", "Probablemente solo uno."],
    }
