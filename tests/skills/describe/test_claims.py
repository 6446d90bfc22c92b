"""What is claimed of a picture besides names, as the description says it."""

import json
from dataclasses import replace

import pytest

from assistant.protocol.events import Description
from assistant.protocol.spoken import Spoken
from assistant.skills.describe.describer import Describer, to_json
from models.interfaces import Box, Certainty, Claim, ClaimKind, ImageEncoding, Problem, Scene
from tests.kit.fakes import FakeModel, bundle, count, held, look, picture, seen, session
from tests.kit.sentences import in_words

LEFT: Box = (0.0, 0.2, 0.3, 0.8)


def claim(
    kind: ClaimKind,
    name: str,
    value: str = "",
    other: str = "",
    certainty: Certainty = Certainty.PLAIN,
) -> Claim:
    return Claim(kind, name, value, other, 0.91, certainty, LEFT)


RIDING = claim(ClaimKind.ACTION, "person", "riding", "horse")
BROWN = claim(ClaimKind.COLOUR, "horse", "brown")


def described(
    analysis: ImageEncoding, *claims: Claim, detail: int = 0, language: str = "en"
) -> Description:
    model = FakeModel(analysis, [""], trusted=False, claims=claims)
    shown = session(picture(), model)
    shown.language = language
    describer = Describer(bundle(model))
    return [describer.describe(shown, level) for level in range(detail + 1)][-1]


def said(analysis: ImageEncoding, *claims: Claim, detail: int = 0) -> str:
    return str(described(analysis, *claims, detail=detail).spoken)


RIDER = look(seen("horse", 0.98), seen("person", 0.97))


def test_claims_make_one_sentence_of_names() -> None:
    assert said(RIDER) == "A horse and a person."
    assert said(RIDER, RIDING, BROWN) == "A person riding a brown horse."


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Eine Person reitet auf einem braunen Pferd."),
        ("es", "Una persona montando en un caballo marrón."),
    ],
)
def test_what_is_said_has_no_english_in_it(code: str, text: str) -> None:
    told = described(RIDER, RIDING, BROWN, language=code).spoken
    assert in_words(code, told) == text
    assert not told.is_english


def test_what_the_model_that_ships_writes_is_not_said_in_another_language() -> None:
    model = FakeModel(RIDER, ["a person on a horse"])
    shown = session(picture(), model)
    assert str(Describer(bundle(model)).describe(shown).spoken) == "A person on a horse."
    shown = session(picture(), model)
    shown.language = "de"
    told = Describer(bundle(model)).describe(shown)
    assert in_words("de", told.spoken) == "Ein Pferd und eine Person."
    assert told.caption == "a person on a horse"


def test_what_is_claimed_is_printed_in_the_order_in_which_it_is_said() -> None:
    told = described(look(seen("person", 0.97), claims=(count("person", "2"),)), RIDING, BROWN)
    assert str(told.spoken) == "Two people, one riding a brown horse."
    shown = json.loads(json.dumps(to_json("a.jpg", told)["claims"], default=str))
    assert [(one["kind"], one["text"], one["certainty"]) for one in shown] == [
        ("presence", "a person", "plain"),
        ("count", "two people", "plain"),
        ("action", "a person riding a horse", "plain"),
        ("presence", "a horse", "plain"),
        ("colour", "a brown horse", "plain"),
    ]
    assert (shown[2]["probability"], shown[2]["box"]) == (0.91, [*LEFT])


def test_more_goes_on_with_the_claims_that_were_not_said() -> None:
    hat = claim(ClaimKind.ACTION, "person", "wearing", "hat", Certainty.PROBABLY)
    analysis = look(seen("person", 0.97), seen("cup", 0.95))
    assert said(analysis, hat, RIDING) == "A person riding a horse, and a cup."
    assert said(analysis, hat, RIDING, detail=1) == "The person is probably wearing a hat."


def test_a_thing_that_only_a_claim_knows_is_said_as_surely_as_that_is() -> None:
    cup = look(seen("cup", 0.95), seen("street", 0.7), seen("dog", 0.2))
    plate = claim(ClaimKind.PRESENCE, "plate")
    assert said(cup, plate) == "A cup and a plate, and probably a street."
    street = claim(ClaimKind.PRESENCE, "street")
    assert said(cup, street) == "A cup and a street."


def test_what_is_always_around_is_said_only_if_it_is_sure_or_all_there_is() -> None:
    cup, wall, sky = seen("cup", 0.97), seen("wall", 0.7), seen("sky", 0.7)
    assert said(look(cup, wall, sky)) == "A cup."
    assert said(look(cup, seen("wall", 0.97))) == "A cup and a wall."
    assert said(look(seen("dog", 0.7), wall)) == "Probably a dog."
    assert said(look(wall)) == "Probably a wall."
    assert said(look(cup), claim(ClaimKind.PRESENCE, "sky", "", "", Certainty.PROBABLY)) == "A cup."


def test_what_a_hand_holds_is_said_to_be_in_it() -> None:
    hand = seen("person", 0.95), seen("hand", 0.94)
    assert said(look(seen("banana", 0.97), *hand)) == "A banana in a hand."
    unclear = seen("person", 0.95), seen("hand", 0.7)
    assert said(look(seen("banana", 0.97), *unclear)) == "A banana, probably in a hand."
    assert said(look(held("box", 0.97), *unclear)) == "A box, probably in a hand."
    assert said(look(held("box", 0.7), *hand)) == "Probably a box in a hand."


def test_a_hand_that_holds_nothing_is_a_thing_like_others() -> None:
    hand = seen("person", 0.95), seen("hand", 0.94)
    assert said(look(*hand)) == "A hand."
    assert said(look(seen("keyboard", 0.96), *hand)) == "A keyboard and a hand."


def test_of_a_hand_or_a_person_the_likelier_is_said() -> None:
    analysis = look(seen("banana", 0.97), seen("person", 0.95), seen("hand", 0.4))
    eating = claim(ClaimKind.ACTION, "person", "eating", "banana")
    assert said(analysis, eating) == "A person eating a banana."
    analysis = look(seen("banana", 0.97), seen("person", 0.95), seen("hand", 0.7))
    assert said(analysis) == "A banana, probably in a hand."


@pytest.mark.parametrize(
    ("code", "text"),
    [("de", "Eine Banane in einer Hand."), ("es", "Un plátano en una mano.")],
)
def test_a_hand_in_other_languages(code: str, text: str) -> None:
    analysis = look(seen("banana", 0.97), seen("person", 0.95), seen("hand", 0.94))
    assert in_words(code, described(analysis, language=code).spoken) == text


def test_a_place_ends_the_sentence() -> None:
    park = claim(ClaimKind.PRESENCE, "park")
    assert said(look(seen("dog", 0.95)), park) == "A dog, in a park."
    kitchen = look(seen("dog", 0.95), scene=Scene("kitchen", 0.95))
    inside = claim(ClaimKind.RELATION, "dog", "in", "kitchen", Certainty.PROBABLY)
    assert said(kitchen, park, inside) == "A dog, in a kitchen."


@pytest.mark.parametrize(
    ("room", "code", "text"),
    [
        ("kitchen", "de", "Eine Spüle, in einer Küche."),
        ("bathroom", "de", "Ein Waschbecken, in einem Badezimmer."),
        ("kitchen", "es", "Un fregadero, en una cocina."),
        ("kitchen", "en", "A sink, in a kitchen."),
    ],
)
def test_some_things_are_called_by_their_room(room: str, code: str, text: str) -> None:
    analysis = look(seen("sink", 0.97), scene=Scene(room, 0.95))
    assert in_words(code, described(analysis, language=code).spoken) == text


def test_a_place_that_was_said_is_not_doubted_afterwards() -> None:
    kitchen = look(seen("dog", 0.95), seen("fork", 0.4), scene=Scene("kitchen", 0.7))
    there = claim(ClaimKind.PRESENCE, "kitchen")
    assert said(kitchen, there) == "A dog, in a kitchen."
    assert said(kitchen, there, detail=1) == "There may also be a fork."


def test_without_a_sayable_name_nothing_is_claimed() -> None:
    assert said(look(seen("dog", 0.4)), RIDING) == "I am not sure. It may be a dog."


def test_the_sentence_can_begin_before_the_claims_are_known() -> None:
    analysis = look(seen("dog", 0.97), scene=Scene("kitchen", 0.95), claims=(count("dog", "2"),))
    lying = claim(ClaimKind.ACTION, "dog", "lying", "carpet")
    model = FakeModel(analysis, [""], trusted=False, claims=(replace(lying, box=None),))
    shown = session(picture(), model)
    describer = Describer(bundle(model))
    assert str(describer.lead(shown)) == "Two dogs"
    told = describer.describe(shown)
    assert str(told.follows) == " lying on a carpet, in a kitchen."
    assert str(told.spoken) == "Two dogs lying on a carpet, in a kitchen."
    assert in_words("de", told.spoken) == "Zwei Hunde liegen auf einem Teppich, in einer Küche."
    assert describer.lead(shown) is None
    assert describer.describe(shown).follows is None, "it is said whole the next time"


def test_a_lead_may_be_all_that_is_known() -> None:
    model = FakeModel(look(seen("dog", 0.7)), [""], trusted=False)
    shown = session(picture(), model)
    describer = Describer(bundle(model))
    assert str(describer.lead(shown)) == "Probably a dog"
    told = describer.describe(shown)
    assert (str(told.spoken), told.follows) == ("Probably a dog.", Spoken())


@pytest.mark.parametrize(
    ("analysis", "text"),
    [
        (replace(RIDER, turned=180), "A horse and a person. The picture is upside down."),
        (replace(RIDER, turned=270), "A horse and a person. The picture is on its side."),
        (replace(look(held("book", 0.97)), turned=180), "A book."),
        (replace(look(seen("dog", 0.4)), turned=180), "I am not sure. It may be a dog."),
    ],
    ids=["upside down", "on its side", "its text tells", "nothing is sure"],
)
def test_how_a_picture_is_turned_follows_what_is_in_it(analysis: ImageEncoding, text: str) -> None:
    assert said(analysis) == text


@pytest.mark.parametrize(
    ("probability", "text"), [(0.97, "In a kitchen."), (0.7, "Probably in a kitchen.")]
)
def test_a_place_alone_is_said_as_one(probability: float, text: str) -> None:
    assert said(look(seen("kitchen", probability))) == text


def test_behind_a_lead_it_is_said_how_the_picture_is_turned() -> None:
    analysis = replace(look(seen("dog", 0.97)), turned=90)
    model = FakeModel(analysis, [""], trusted=False)
    shown = session(picture(), model)
    describer = Describer(bundle(model))
    assert str(describer.lead(shown)) == "A dog"
    told = describer.describe(shown)
    assert str(told.follows) == "The picture is on its side."
    assert str(told.spoken) == "A dog. The picture is on its side."


@pytest.mark.parametrize(
    ("analysis", "problem"),
    [
        (look(seen("dog", 0.97)), Problem.DARK),
        (look(seen("dog", 0.4)), None),
        (look(held("sheet of paper", 0.97)), None),
        (look(seen("kitchen", 0.97)), None),
    ],
    ids=["it is dark", "nothing is sure", "it is held up", "it is a place"],
)
def test_some_sentences_have_no_lead(analysis: ImageEncoding, problem: Problem | None) -> None:
    model = FakeModel(analysis, ["a dog"], trusted=False)
    describer = Describer(bundle(model))
    assert describer.lead(session(picture(), model, problem=problem)) is None


def test_watching_waits_for_no_claims() -> None:
    model = FakeModel(RIDER, [""], trusted=False, claims=(RIDING, BROWN))
    shown = session(picture(), model)
    describer = Describer(bundle(model))
    told = describer.describe(shown, names_only=True)
    assert [one.name for one in told.spoken_objects] == ["horse", "person"]
    assert str(describer.describe(shown).spoken) == "A person riding a brown horse."
