"""From words to deeds: what is heard does what its key does, or is put to the picture."""

import pytest

from assistant.dialog import light_meter
from assistant.dialog.state import Given, State
from assistant.protocol.effects import (
    Abandon,
    Ask,
    Describe,
    Listen,
    Play,
    Quit,
    Save,
    SetRate,
    Silence,
    StopListening,
    TakeFrame,
    Tone,
)
from assistant.protocol.events import (
    Action,
    CameraLost,
    Earcon,
    FrameMissed,
    FrameTaken,
    Heard,
    Listening,
    OtherKey,
)
from assistant.protocol.faults import CameraFault
from assistant.understanding.language_file import of
from models.lexicon.names import COCO_WORDS, thing_of
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Asks, Talk, a_picture, asks, said, worded


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        ("Describe this.", Play(Earcon.CAPTURED)),
        ("Speak faster, please.", SetRate(200)),
        ("Slower.", SetRate(160)),
        ("Say more.", Describe(6, FRAME, 1)),
        ("Stop.", Silence()),
        ("Save this picture.", Save(FRAME, (plain("A dog."),))),
        ("Are you sure?", asks(6, FRAME, "What is this?", verify=True)),
    ],
)
def test_a_word_does_what_its_key_does(words: str, effect: object) -> None:
    talk = Talk()
    talk.describe("A dog.")
    effects = talk.say(words)
    if isinstance(effect, Describe | Asks):
        effect = type(effect)(
            talk.state.generation,
            *[
                getattr(effect, name)
                for name in effect.__dataclass_fields__
                if name != "generation"
            ],
        )
    assert effect in [*effects, *map(worded, effects)]
    assert not any(isinstance(one, Ask) for one in effects if one != effect)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("Say that again.", "A dog."),
        ("The previous one.", "Ready."),
        ("Help.", "d: more about"),
        ("Um.", "I didn't understand. Press Enter and ask again."),
        ("Yes.", "I didn't ask you anything."),
    ],
)
def test_what_is_said_to_words_that_are_no_question(words: str, start: str) -> None:
    talk = Talk()
    talk.describe("A dog.")
    (text,) = said(talk.say(words))
    assert text.startswith(start)


@pytest.mark.parametrize(
    ("words", "skill"),
    [
        ("What colour is this?", "colour"),
        ("Colour.", "colour"),
        ("What is where?", "where"),
        ("How many people are there?", "people"),
        ("Read the barcode.", "codes"),
    ],
)
def test_a_skill_answers_about_the_picture_of_the_question(words: str, skill: str) -> None:
    talk = Talk()
    *_, asked = talk.say(words)
    assert isinstance(asked, Ask)
    assert (asked.frame, asked.skill) == (FRAME, skill)
    assert said(talk.answer("Red.")) == ["Red."]


@pytest.mark.parametrize(
    ("code", "words", "thing"),
    [("en", "Find it.", "cup"), ("de", "Such sie.", "Tasse"), ("es", "Búscala.", "taza")],
)
def test_it_is_looked_for_by_the_name_that_was_spoken_of_last(
    code: str, words: str, thing: str
) -> None:
    for aloud in (True, False):
        talk = Talk(State(given=Given(asks_in=code)))
        talk.type("Is there a cup?")
        talk.answer("Yes, a cup.", "cup")
        talk.hear_all()
        talk.say(words) if aloud else talk.type(words)
        assert talk.state.seek is not None
        assert (talk.state.seek.thing, talk.state.seek.language) == (thing, code)


@pytest.mark.parametrize("code", ["de", "es"])
@pytest.mark.parametrize("name", COCO_WORDS)
def test_it_has_a_name_of_the_language_whatever_was_described(code: str, name: str) -> None:
    own = of(code)
    talk = Talk(State(given=Given(asks_in=code)))
    talk.type("What is this?")
    talk.answer("That.", name)
    talk.hear_all()
    talk.type({"de": "Such es.", "es": "Búscalo."}[code])
    assert talk.state.seek is not None
    thing = own.names.english(talk.state.seek.thing)
    assert thing is not None
    assert thing_of(thing) == name


def test_after_its_key_it_is_what_was_spoken_of_last_too() -> None:
    talk = Talk()
    talk.say("Is there a cup?")
    talk.answer("Yes, a cup.", "cup")
    talk.press(Action.FIND)
    talk(Heard(talk.state.generation, "Find it.", 1.0))
    assert talk.state.seek is not None
    assert talk.state.seek.thing == "cup"


def test_where_nothing_was_spoken_of_it_is_asked_for() -> None:
    talk = Talk()
    assert any(isinstance(effect, Listen) for effect in talk.say("Find it."))
    assert said(talk(Heard(talk.state.generation, "Find it.", 1.0))) == [
        "I didn't hear what to find. Press f and say it after the tone."
    ]
    assert talk.state.seek is None


@pytest.mark.parametrize("action", ["colour", "where"])
def test_the_key_of_a_skill_takes_a_picture(action: str) -> None:
    talk = Talk()
    effects = talk.press(action)
    generation = talk.state.generation
    assert effects[-1] == TakeFrame(generation, talk.now)
    (asked,) = talk(FrameTaken(generation, FRAME))
    assert isinstance(asked, Ask)
    assert asked.skill == action


def test_the_light_key_sounds_a_tone_until_any_key() -> None:
    for action in (Action.LIGHT, Action.STOP, Action.DESCRIBE):
        talk = Talk()
        glance = TakeFrame(light_meter.GLANCE, talk.now + 0.01, newest=True)
        assert glance in talk.press(Action.LIGHT)
        effects = talk(FrameTaken(light_meter.GLANCE, FRAME))
        assert any(isinstance(effect, Tone) for effect in effects)
        assert said(effects) == ["Dark."]
        assert any(isinstance(effect, TakeFrame) for effect in talk.wait(0.5))
        talk.press(action)
        assert talk.state.light is None
        assert talk(FrameTaken(light_meter.GLANCE, FRAME)) == ()


def test_a_key_that_asks_for_nothing_ends_the_light_tone() -> None:
    talk = Talk()
    talk.press(Action.LIGHT)
    assert talk(OtherKey(talk.now)) == ()
    assert talk.state.light is None


@pytest.mark.parametrize("key", [Action.ASK, Action.KEEP, Action.FIND])
def test_a_key_without_a_meaning_shuts_the_microphone_too(key: Action) -> None:
    talk = Talk()
    talk.press(key)
    old = talk.state.generation
    talk(Listening(old))
    ended = (StopListening(), Abandon(old + 1), Play(Earcon.FAULT))
    assert talk(OtherKey(talk.now)) == ended
    assert talk(Heard(old, "my cup", 1.0)) == ()
    assert talk.wait(30) == ()


def test_a_key_without_a_meaning_lets_go_of_no_answer() -> None:
    talk = Talk()
    talk.say("Is it red?")
    assert talk(OtherKey(talk.now)) == ()
    assert said(talk.answer("Red.")) == ["Red."]


def test_without_a_camera_the_light_key_says_so() -> None:
    talk = Talk()
    lost = "The camera is unplugged. Plug it in again."
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))) == [lost]
    talk.hear_all()
    effects = talk.press(Action.LIGHT)
    assert said(effects) == [lost]
    assert Play(Earcon.FAULT) in effects
    assert talk.state.light is None


def test_a_camera_without_pictures_for_the_light_tone_is_reported_once() -> None:
    talk = Talk()
    talk.press(Action.LIGHT)
    effects = talk(FrameMissed(light_meter.GLANCE))
    assert said(effects) == ["The camera is not responding. Check its cable and press l again."]
    assert Play(Earcon.FAULT) in effects
    assert talk.state.light is None
    assert talk(FrameMissed(light_meter.GLANCE)) == ()
    talk.press(Action.LIGHT)
    talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))
    assert talk(FrameMissed(light_meter.GLANCE)) == (), "that it is lost has been told"
    assert talk.state.light is None


def test_typing_ends_the_light_tone() -> None:
    talk = Talk()
    talk.press(Action.LIGHT)
    talk.type("what is this")
    assert talk.state.light is None
    assert talk(FrameTaken(light_meter.GLANCE, FRAME)) == ()


def test_to_end_by_voice_needs_a_yes() -> None:
    for by_voice in (False, True):
        talk = Talk()
        (text,) = said(talk.say("Quit."))
        assert text == "Do you want to quit Lantern? Press y, or say yes."
        talk.wait(1)
        effects = talk.say("Yes.") if by_voice else talk.press(Action.YES)
        assert said(effects) == ["Goodbye."]
        assert effects[-1] == Quit()
    talk = Talk()
    talk.say("Quit.")
    talk.press(Action.DESCRIBE)
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]
    talk.say("Quit.")
    talk.say("No.")
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]


def test_while_yes_is_awaited_it_is_expected() -> None:
    talk = Talk()
    talk.say("Quit.")
    talk.wait(2)
    *_, listen = talk.press(Action.ASK)
    assert isinstance(listen, Listen)
    assert listen.words == ("yes", "no")


def test_a_question_that_was_heard_badly_is_read_back() -> None:
    talk = Talk()
    frame = a_picture(1)
    talk.describe("A dog.")
    effects = talk.say("What is on the table?", frame, confidence=0.3)
    (text,) = said(effects)
    assert text == "Did you ask: what is on the table? Press y for yes, or Enter to ask again."
    assert not any(isinstance(effect, Ask) for effect in effects)
    assert said(talk.press(Action.HELP))[0].startswith("y means yes.")
    assert said(talk.press(Action.FASTER)) == ["200."]
    effects = talk.press(Action.YES)
    assert effects[-1] == asks(talk.state.generation, frame, "What is on the table?")
    assert said(talk.answer("A cup.")) == ["A cup."]


def test_enter_asks_anew_after_a_question_was_read_back() -> None:
    talk = Talk()
    talk.say("What is on the table?", confidence=0.3)
    assert Play(Earcon.LISTENING) in talk.press(Action.ASK)
    talk(FrameTaken(talk.state.generation, FRAME))
    asked = asks(talk.state.generation, FRAME, "What is on the chair?")
    assert talk(Heard(talk.state.generation, "What is on the chair?", 0.9))[-1] == asked
    talk.answer("A cat.")
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]


def test_what_was_read_back_before_its_picture_came_takes_a_fresh_one() -> None:
    talk = Talk()
    talk.say("Is it red?", frame=None, confidence=0.1)
    effects = talk.press(Action.YES)
    generation = talk.state.generation
    assert TakeFrame(generation, talk.now) in effects
    assert talk(FrameTaken(generation, FRAME)) == (asks(generation, FRAME, "Is it red?"),)
