"""Where the camera is, and where he, she or it is, with the real model, and by claims."""

from dataclasses import replace

import pytest

from assistant.protocol.query import Intent, Kind, Query
from assistant.skills.answer.verdict import answered
from assistant.skills.known import Known
from models.interfaces import PERSON, Certainty, Claim, ClaimKind
from tests.kit.fakes import GRADES, count, look, seen
from tests.kit.samples import answer


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize(
    ("photo", "language", "question", "said"),
    [
        ("building.jpg", "en", "Am I outside?", "Probably yes."),
        ("building.jpg", "de", "Bin ich drinnen?", "Wahrscheinlich nicht."),
        ("coffee.jpg", "es", "¿Estoy dentro?", "Probablemente sí."),
        ("coffee.jpg", "en", "Where am I?", "Probably inside. A cup and a table."),
        ("building.jpg", "de", "Wo bin ich?", "Wahrscheinlich draußen. Ein Gebäude."),
        ("street.jpg", "en", "Where am I?", "In a street."),
        ("astronaut.jpg", "en", "Where is the man?", "A person in the middle."),
        ("astronaut.jpg", "en", "Where is she?", "A person in the middle."),
        ("astronaut.jpg", "de", "Wo ist die Frau?", "Eine Person in der Mitte."),
        ("astronaut.jpg", "es", "¿Dónde está el niño?", "Una persona en el centro."),
        ("cat.jpg", "en", "Where is the man?", "I can't see a person here."),
        ("cat.jpg", "en", "Where is the kitten?", "A cat filling the picture."),
        ("cat.jpg", "en", "What is she doing?", "Probably sitting."),
        ("cat.jpg", "de", "Was macht er?", "Die Katze sitzt wahrscheinlich."),
        ("cat.jpg", "es", "¿Qué hace el gato?", "Probablemente está sentado."),
        ("cat.jpg", "en", "Is the cat sitting?", "Probably, a cat sitting."),
        ("cat.jpg", "de", "Sitzt die Katze?", "Wahrscheinlich ja, eine Katze, die sitzt."),
        ("cat.jpg", "es", "¿Está sentado el gato?", "Probablemente sí, un gato sentado."),
        ("cat.jpg", "es", "¿El gato está sentado?", "Probablemente sí, un gato sentado."),
        ("cat.jpg", "de", "Sitzt der Hund?", "Wahrscheinlich nicht, ich sehe hier keinen Hund."),
        ("coffee.jpg", "en", "Where is it?", "A cup at the top."),
        ("coffee.jpg", "en", "Where is he?", "I can only say what I see: a cup and a table."),
    ],
)
def test_it_is_told_where_one_is_or_somebody(
    photo: str, language: str, question: str, said: str
) -> None:
    assert answer(photo, question, language) == said


@pytest.mark.parametrize(("number", "place"), [(1, "on the left"), (2, None)])
def test_of_two_people_none_is_the_man_who_is_asked_for(number: int, place: str | None) -> None:
    claims = (count(PERSON, str(number)),)
    shown = look(seen(PERSON, 0.99, 0.0, 0.1, 0.3, 0.9), claims=claims)
    known = Known(shown, shown.claims, GRADES, "world")
    told = answered(Query(Intent.QUESTION, kind=Kind.PLACE, things=("man",)), known)
    assert (told and told.best) == place


@pytest.mark.parametrize("fits", [False, True])
def test_a_thing_that_only_asking_makes_probable_has_a_place_if_a_box_fits_it(fits: bool) -> None:
    fridge = replace(seen("refrigerator", 0.3, 0.4, 0.3, 0.6, 0.9), outlined=fits)
    there = Claim(ClaimKind.PRESENCE, "refrigerator", "", if_asked=0.8, asked=Certainty.PROBABLY)
    shown = look(fridge, claims=(there,))
    known = Known(shown, shown.claims, GRADES, "world")
    fridges = ("refrigerator",)
    told = answered(Query(Intent.QUESTION, kind=Kind.PRESENCE, things=fridges), known)
    where = answered(Query(Intent.QUESTION, kind=Kind.PLACE, things=fridges), known)
    assert told is not None
    assert bool(told.things) is (where is not None) is fits
