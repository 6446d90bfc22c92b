"""A user who asks in German: what is done, and what is said where only English is understood."""

from dataclasses import replace

import pytest

from assistant.dialog import finding
from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Describe, Find, Listen, SetRate, Silence, TakeFrame
from assistant.protocol.events import (
    Action,
    Described,
    Description,
    Found,
    FrameTaken,
    Heard,
    Listening,
    QuestionEnded,
    Spot,
)
from assistant.protocol.spoken import Segment
from assistant.saying.language import Catalogue
from assistant.saying.messages.models_lines import model_words
from models.interfaces import Certainty
from models.messages import ModelFault
from tests.kit.fakes import FakeModel, look, picture, reply, seen, skills
from tests.kit.sentences import by_model
from tests.kit.talk import FRAME, Talk, asks, described, lines, said


def german(asks_in: str = "de") -> Talk:
    return Talk(State(given=Given(asks_in=asks_in)))


@pytest.mark.parametrize(
    ("words", "effect"),
    [("Sprich bitte schneller.", SetRate(200)), ("Ruhe!", Silence())],
)
def test_a_word_does_what_its_key_does(words: str, effect: object) -> None:
    assert effect in german().say(words)
    assert effect in german().type(words)


def test_more_and_a_sense_are_asked_for() -> None:
    talk = german()
    talk.describe("A dog.")
    assert isinstance(talk.say("Sag mir mehr.")[-1], Describe)
    *_, asked = german().say("Wie viele Personen sind da?")
    assert isinstance(asked, Ask)
    assert asked.skill == "people"


def test_a_question_that_can_be_carried_over_is_asked_in_english() -> None:
    for talk in (german(), german(asks_in="es")):
        words = "Ist da ein Stuhl?" if talk.state.given.asks_in == "de" else "¿Hay una silla?"
        *_, asked = talk.say(words)
        assert asked == asks(talk.state.generation, FRAME, "Is there a chair?")
        talk.answer("Yes, a chair.", "chair")
        assert talk.state.shown is not None
        assert lines(talk.state.shown.said).startswith(words)
    *_, again = talk.press(Action.VERIFY)
    assert again == asks(talk.state.generation, FRAME, "Is there a chair?", "", verify=True)


@pytest.mark.parametrize(
    ("german_words", "spanish", "english"),
    [
        ("Was ist links?", "¿Qué hay a la izquierda?", "What is on the left?"),
        ("Und rechts?", "¿Y a mi derecha?", "What is on the right?"),
        ("Was siehst du oben?", "¿Qué ves arriba?", "What is at the top?"),
        ("Was liegt da unten?", "¿Qué hay abajo?", "What is at the bottom?"),
        ("Was steht in der Mitte?", "¿Qué hay en el centro?", "What is in the middle?"),
        ("Ist da etwas vor mir?", "¿Hay algo delante?", "Is there anything in front of me?"),
        ("Wann ist mein Termin?", "¿Cuándo es la cita?", "When is the appointment?"),
        ("Und rechts oben?", "¿Qué ves arriba a la derecha?", "What is at the top right?"),
        ("Ist links etwas?", "¿Hay algo a la izquierda?", "Is there anything on the left?"),
        (
            "Steht rechts ein Stuhl?",
            "¿Hay una silla a la derecha?",
            "Is there a chair on the right?",
        ),
        ("Ist rechts der Stuhl?", "¿Está la silla a la derecha?", "Is the chair on the right?"),
        ("Steht der Stuhl rechts?", "¿La silla está a la derecha?", "Is the chair on the right?"),
        ("Ist der Stuhl oben?", "¿Está la silla arriba?", "Is the chair at the top?"),
        (
            "Ist der Stuhl links oder rechts?",
            "¿Está la silla a la izquierda o a la derecha?",
            "Is the chair on the left or on the right?",
        ),
        ("Sind wir hier drinnen?", "¿Estamos dentro?", "Am I indoors?"),
        ("Bin ich draußen?", "¿Estoy fuera?", "Am I outdoors?"),
    ],
)
def test_what_is_on_a_side_can_be_asked(german_words: str, spanish: str, english: str) -> None:
    for words, code in ((german_words, "de"), (spanish, "es")):
        talk = german(asks_in=code)
        assert talk.say(words)[-1] == asks(talk.state.generation, FRAME, english)


def test_a_question_that_was_heard_badly_is_read_back_as_it_was_said() -> None:
    talk = german()
    (text,) = said(talk.say("Ist da ein Stuhl?", confidence=0.3))
    assert text.startswith("Did you ask: ist da ein Stuhl? Press y")
    assert talk.press(Action.YES)[-1] == asks(talk.state.generation, FRAME, "Is there a chair?")


def test_any_other_question_is_put_to_the_picture_as_it_was_asked() -> None:
    for effects in (
        german().say("Was hängt an der Wand?"),
        german().type("was hängt an der Wand"),
    ):
        asked = effects[-1]
        assert isinstance(asked, Ask)
        assert (asked.query.question, asked.query.for_model) == ("Was hängt an der Wand?", "")


def test_the_same_question_is_answered_in_english() -> None:
    talk = german()
    *_, asked = talk.type("What is on the table?")
    assert asked == asks(talk.state.generation, FRAME, "What is on the table?")


def test_a_name_to_keep_something_under() -> None:
    talk = german()
    *_, asked = talk.say("Merk dir das als meine Tasse.")
    assert asked == asks(talk.state.generation, FRAME, "keep this as tasse")
    talk.answer("Kept.")
    *_, asked = talk.say("Vergiss meine Tasse.")
    assert asked == asks(talk.state.generation, FRAME, "forget tasse")


def test_a_name_that_is_said_after_the_key_is_kept_without_its_article() -> None:
    talk = german()
    talk.press(Action.KEEP)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Listening(generation))
    talk(QuestionEnded(generation, talk.now))
    assert talk(Heard(generation, "Meine Tasse.", 1.0))[-1] == asks(
        talk.state.generation, FRAME, "keep this as tasse"
    )


def test_a_thing_is_looked_for_by_its_own_name() -> None:
    talk = german()
    effects = talk.say("Wo ist meine Tasse?")
    assert isinstance(effects[-1], TakeFrame)
    (find,) = talk(FrameTaken(talk.state.generation, FRAME))
    assert find == Find(talk.state.generation, FRAME, "meine tasse", "de")
    nowhere = Spot(Certainty.NONE, 0.0, spoken=by_model("I can't see Tasse here."))
    assert said(talk(Found(talk.state.generation, FRAME, nowhere))) == [
        "I can't see a cup yet. Move the camera slowly."
    ]
    talk.hear_all()
    there = Spot(Certainty.PLAIN, 0.9, x=0.5, spoken=by_model("Tasse, straight ahead."))
    assert said(talk(Found(talk.state.generation, FRAME, there))) == ["Hold still."]
    talk.wait(finding.STOPS)
    later = replace(FRAME, at=talk.now)
    assert said(talk(Found(talk.state.generation, later, there))) == [
        "Here: a cup, straight ahead."
    ]
    assert talk.state.shown is not None
    assert (talk.state.shown.question.words, talk.state.shown.about) == ("Where is cup?", "cup")


@pytest.mark.parametrize(
    ("about", "thing", "language"), [("volcano", "volcano", "en"), ("cup", "Tasse", "de")]
)
def test_what_has_no_name_there_is_looked_for_by_its_english_one(
    about: str, thing: str, language: str
) -> None:
    talk = german()
    talk.say("Was ist das?")
    talk.answer("It.", about)
    talk.hear_all()
    talk.say("Finde sie.")
    assert talk.state.seek is not None
    assert (talk.state.seek.thing, talk.state.seek.language) == (thing, language)


def test_what_was_kept_under_a_name_is_looked_for_again_by_it() -> None:
    talk = german()
    talk.say("Finde die Omatasse.")
    there = Spot(
        Certainty.PROBABLY, 0.9, x=0.5, spoken=by_model("Probably omatasse, straight ahead.")
    )
    for _ in range(3):
        talk(Found(talk.state.generation, replace(FRAME, at=talk.now), there))
        talk.wait(finding.STOPS)
        talk.hear_all()
    assert talk.state.shown is not None
    talk.press(Action.MORE)
    talk(Described(talk.state.generation, talk.state.shown.frame, described("A cup.")))
    talk.say("Finde sie.")
    assert talk.state.seek is not None
    assert (talk.state.seek.thing, talk.state.seek.language) == ("omatasse", "de")


def test_an_object_named_by_its_kept_name_is_looked_for_by_it() -> None:
    talk = german()
    talk.say("Was ist das?")
    talk.answer("It looks like what you called meine Brille.", "meine Brille", kept=True)
    talk.hear_all()
    talk.say("Finde sie.")
    assert talk.state.seek is not None
    assert (talk.state.seek.thing, talk.state.seek.language) == ("meine Brille", "de")


def test_the_name_alone_is_enough_after_the_key() -> None:
    talk = german()
    talk.press(Action.FIND)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Listening(generation))
    talk(QuestionEnded(generation, talk.now))
    talk(Heard(generation, "Meine Tasse.", 1.0))
    assert talk.state.seek is not None
    assert (talk.state.seek.thing, talk.state.seek.language) == ("meine Tasse", "de")


def test_a_thing_without_an_english_word_ends_the_search() -> None:
    talk = german()
    talk.say("Finde das Einhorn.")
    talk(FrameTaken(talk.state.generation, FRAME))
    unknown = Spot(
        Certainty.NONE, 0.0, spoken=by_model("I know nothing of this name."), unknown=True
    )
    assert said(talk(Found(talk.state.generation, FRAME, unknown))) == [str(unknown.spoken)]
    assert talk.state.seek is None


def test_yes_and_no_are_expected_in_the_same_language() -> None:
    talk = german()
    talk.say("Beenden.")
    talk.wait(2)
    *_, listen = talk.press(Action.ASK)
    assert isinstance(listen, Listen)
    assert listen.words == ("ja", "nein")
    assert said(talk(Heard(talk.state.generation, "Ja.", 1.0))) == ["Goodbye."]


def test_what_lantern_speaks_is_what_it_understands() -> None:
    assert SetRate(200) in Talk(State(given=Given(system_language="es"))).say("Más rápido.")
    assert SetRate(200) in german().say("Schneller.")


class Troubled(FakeModel):
    """Has something to tell of itself."""

    def notice(self) -> str:
        return TROUBLE

    def replaced(self) -> bool:
        return False


TROUBLE = ModelFault.NOT_THERE.said(path="model.json")


def described_in_trouble() -> Description:
    """A description that names a dog, and what the model has to tell."""
    model = Troubled(look(seen("dog", 0.95, 0, 0, 1, 1)), captions=("a dog",))
    return skills(model).describe(picture())


def test_a_notice_after_an_english_description_has_its_own_voice() -> None:
    german = Catalogue(["de"])
    dog, trouble = german.segments(described_in_trouble().spoken)
    assert (dog.text.strip(), dog.language) == ("A dog.", "en")
    assert trouble == Segment(german.text(model_words(TROUBLE)), "de")
    assert trouble.text != TROUBLE


def test_a_user_of_english_hears_it_in_one_breath() -> None:
    description = described_in_trouble()
    assert str(description.spoken).endswith(f" {TROUBLE}")


@pytest.mark.parametrize(("likely", "words"), [(0.97, "yes"), (0.75, "probably yes")])
def test_a_check_is_answered_in_one_language(likely: float, words: str) -> None:
    asked = "is this a dog"
    model = FakeModel(look(seen("dog", likely)), replies={asked: reply("no", Certainty.UNSURE)})
    answer = skills(model).answer(picture(), asked, verify=True)
    assert str(answer.spoken) == f"Both checks say {words}."
