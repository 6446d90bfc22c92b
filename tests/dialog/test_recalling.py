"""What is kept can be listed, forgotten and recalled without a picture."""

import pytest

from assistant.dialog.questions import NO_PICTURE
from assistant.protocol.effects import Ask, TakeFrame
from assistant.protocol.events import (
    Action,
    Answered,
    CameraLost,
    Degraded,
    FrameMissed,
    Heard,
    Listening,
    QuestionEnded,
    TypingBegan,
    TypingEnded,
)
from assistant.protocol.faults import CameraFault
from assistant.protocol.query import Intent
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from tests.kit.sentences import message
from tests.kit.talk import FRAME, Talk, a_picture, reply, said

WORDS = [
    ("Forget my mug.", "Forget my mug."),
    ("delete my mug", "Delete my mug."),
    ("Can you forget my mug?", "forget my mug"),
    ("What have you kept?", "What have you kept?"),
    ("Forget everything you saw.", "Forget everything you saw."),
    ("forget everything", "Forget everything."),
    ("Where did I last see my cup?", "Where did I last see my cup?"),
    ("Have you seen my cup today?", "Have you seen my cup today?"),
    ("Did you see my dog?", "Did you see my dog?"),
]
UNPLUGGED = "The camera is unplugged. Plug it in again."


@pytest.fixture
def talk() -> Talk:
    """The camera is lost, and that was told."""
    talk = Talk()
    talk.describe("A dog.")
    talk.hear_all()
    talk(CameraLost(CameraFault.UNPLUGGED, "0"))
    talk.hear_all()
    return talk


@pytest.mark.parametrize(("words", "asked"), WORDS)
@pytest.mark.parametrize("missed", [True, False])
def test_without_a_camera_the_memory_is_asked(
    talk: Talk, words: str, asked: str, missed: bool
) -> None:
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(Listening(generation))
    if missed:
        talk(FrameMissed(generation))
    talk(QuestionEnded(generation, talk.now))
    effects = talk(Heard(generation, words, 1.0))
    (ask,) = [one for one in effects if isinstance(one, Ask)]
    assert ask.frame is NO_PICTURE
    plain = understand(asked)
    assert plain is not None
    assert (ask.query.kind, ask.query.name) == (plain.kind, plain.name)
    assert talk(FrameMissed(generation)) == ()
    assert said(talk(Answered(generation, NO_PICTURE, reply("Done.")))) == ["Done."]


def test_what_was_typed_is_asked_as_well(talk: Talk) -> None:
    talk(TypingBegan(talk.now))
    talk(FrameMissed(talk.state.generation))
    effects = talk(TypingEnded("forget my mug", talk.now))
    assert [one.frame for one in effects if isinstance(one, Ask)] == [NO_PICTURE]


def test_read_back_it_needs_no_picture_either(talk: Talk) -> None:
    (text,) = said(talk.say("Forget my mug.", frame=None, confidence=0.1))
    assert text.startswith("Did you ask: ")
    effects = talk.press(Action.YES)
    assert [one.frame for one in effects if isinstance(one, Ask)] == [NO_PICTURE]
    assert not any(isinstance(one, TakeFrame) for one in effects)


def test_the_picture_before_stays(talk: Talk) -> None:
    talk.say("What have you kept?", frame=None)
    talk(
        Answered(
            talk.state.generation,
            NO_PICTURE,
            reply("You haven't asked me to remember anything yet."),
        )
    )
    assert talk.state.shown is not None
    assert talk.state.shown.frame is FRAME


def test_any_other_question_needs_the_camera(talk: Talk) -> None:
    talk.say("Is it red?", frame=None)
    assert said(talk(FrameMissed(talk.state.generation))) == [UNPLUGGED]


def test_failing_to_note_sightings_is_reported_after_the_description() -> None:
    talk = Talk()
    assert said(talk.describe("A dog.")) == ["A dog."]
    assert said(talk(Degraded(message("The disk is full.")))) == ["The disk is full."]


@pytest.mark.parametrize(
    ("code", "words", "english"),
    [
        ("de", "Hast du heute meine Tasse gesehen?", "Where did I last see my cup?"),
        ("de", "Hast du meine Tasse heute schon gesehen?", "Where did I last see my cup?"),
        ("es", "¿Has visto mi taza hoy?", "Where did I last see my cup?"),
        ("es", "¿Hoy has visto mi taza?", "Where did I last see my cup?"),
        ("es", "¿Viste a mi perro?", "Where did I last see my dog?"),
    ],
)
def test_what_was_seen_today_is_asked_in_any_language(code: str, words: str, english: str) -> None:
    query = understand(words, of(code))
    assert query is not None
    assert (query.intent, query.english) == (Intent.QUESTION, english)


def test_the_age_of_a_picture_is_not_said_with_what_the_memory_answers() -> None:
    aged = "A mug. The picture is 42 seconds old."
    for question, expected in (*((words, "A mug.") for words, _ in WORDS), ("Is it red?", aged)):
        talk = Talk()
        talk.say(question, a_picture(1, at=talk.now - 40))
        assert said(talk.answer("A mug.")) == [expected]
