"""The settings menu, without a room: what is said, what takes effect, and what is kept."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog import menu
from assistant.dialog.menu import DOWN, LEFT, RIGHT, UP
from assistant.dialog.state import Chosen, State
from assistant.protocol.choices import Choice, Setting, Value
from assistant.protocol.effects import (
    Effect,
    FindChoices,
    KeepSettings,
    Play,
    Quit,
    Say,
    SetRate,
    TakeFrame,
    UseCamera,
    UseMicrophone,
    UseVoice,
)
from assistant.protocol.events import (
    Action,
    CameraLost,
    Earcon,
    Event,
    HeardNothing,
    Listed,
    OtherKey,
    RateFound,
    SettingsKept,
    SettingsNotKept,
    TypingBegan,
)
from assistant.protocol.faults import CameraFault
from assistant.settings.config import FASTEST
from tests.kit.sentences import message
from tests.kit.talk import Talk, said

VOICES = (Choice("en", "English, Great Britain"), Choice("en-us", "English, America"))
CAMERAS = (Choice("0", "Integrated Camera"), Choice("2", "USB Camera"))
MICROPHONES = (Choice("Headset", "Headset"),)
LANGUAGES = (Choice("", "same as your system"), Choice("en", "English"), Choice("de", "Deutsch"))
FOUND = (
    Listed(Setting.VOICE, VOICES),
    Listed(Setting.CAMERA, CAMERAS),
    Listed(Setting.MICROPHONE, MICROPHONES),
    Listed(Setting.LANGUAGE, LANGUAGES),
    Listed(Setting.MODEL, (Choice("smol", "smol"),)),
)


def opened(at: Setting = Setting.RATE, state: State | None = None) -> Talk:
    """A conversation in whose menu everything there is to choose from is known."""
    talk = Talk(state)
    talk.press(Action.SETTINGS)
    for event in FOUND:
        talk(event)
    for _ in range(list(Setting).index(at)):
        talk.press(DOWN)
    return talk


def kept(effects: tuple[Effect, ...]) -> dict[Setting, Value]:
    return {
        setting: value
        for effect in effects
        if isinstance(effect, KeepSettings)
        for setting, value in effect.changed
    }


def test_it_opens_with_the_first_setting_and_how_to_go_on() -> None:
    talk = Talk()
    effects = talk.press(Action.SETTINGS)
    (text,) = said(effects)
    assert text.startswith("Settings. Speed: 180 words a minute. Right arrow and Left arrow change")
    assert [one.setting for one in effects if isinstance(one, FindChoices)] == [
        *(Setting.VOICE, Setting.LANGUAGE, Setting.CAMERA, Setting.MICROPHONE, Setting.MODEL)
    ]


def test_down_and_up_say_each_setting_with_its_value_and_where_they_end() -> None:
    talk = opened()
    assert [said(talk.press(DOWN))[0] for _ in range(8)] == [
        "Voice: default.",
        "Language: same as your system.",
        "Descriptions: normal.",
        "Pause between remarks while watching: 10 seconds.",
        "Camera: Integrated Camera.",
        "Microphone: same as your system.",
        "Model: the one that comes with Lantern.",
        "End of the list. Model: the one that comes with Lantern.",
    ]
    assert said(talk.press(UP)) == ["Microphone: same as your system."]
    for _ in range(5):
        talk.press(UP)
    assert said(talk.press(UP)) == ["Speed: 180 words a minute."]
    assert said(talk.press(UP)) == ["Start of the list. Speed: 180 words a minute."]


@pytest.mark.parametrize(
    ("setting", "effect", "words"),
    [
        (Setting.RATE, SetRate(200), "200 words a minute."),
        (Setting.VOICE, UseVoice("", "en"), "English, Great Britain."),
        (Setting.WORDS, None, "Full."),
        (Setting.PAUSE, None, "15 seconds."),
        (Setting.CAMERA, UseCamera("2"), "USB Camera."),
        (Setting.MICROPHONE, UseMicrophone("Headset"), "Headset."),
    ],
)
def test_a_value_takes_effect_and_is_said_at_once(
    setting: Setting, effect: Effect | None, words: str
) -> None:
    talk = opened(setting)
    before = menu.values(talk.state)
    effects = talk.press(RIGHT)
    assert said(effects) == [words]
    assert effect is None or effect in effects
    after = menu.values(talk.state)
    assert {one for one in Setting if before[one] != after[one]} == {setting}
    assert kept(talk.press(Action.SETTINGS)) == {setting: after[setting]}
    assert said(talk(SettingsKept(aloud=True))) == ["Settings saved."]


def test_there_is_nothing_beyond_the_ends() -> None:
    talk = opened(Setting.WORDS)
    talk.press(RIGHT)
    assert said(talk.press(RIGHT)) == ["End of the list. Full."]
    assert said(talk.press(LEFT)) == ["Normal."]
    assert said(talk.press(LEFT)) == ["Short."]
    assert said(talk.press(LEFT)) == ["Start of the list. Short."]
    talk = opened(state=State(rate=FASTEST))
    assert said(talk.press(RIGHT)) == [f"End of the list. {FASTEST} words a minute."]


def test_where_there_is_one_value_it_is_said_that_there_is_no_other() -> None:
    talk = Talk(State(chosen=Chosen(camera="0")))
    talk.press(Action.SETTINGS)
    talk(Listed(Setting.CAMERA, ()))
    for _ in range(5):
        talk.press(DOWN)
    assert said(talk.press(RIGHT)) == ["No other choice. Camera 0."]


def test_while_it_is_looked_for_it_says_so_but_not_for_ever() -> None:
    talk = Talk()
    talk.press(Action.SETTINGS)
    talk.press(DOWN)
    assert said(talk.press(RIGHT)) == ["One moment, I am looking for the choices."]
    talk.wait(menu.PATIENCE)
    assert said(talk.press(RIGHT)) == ["No other choice. Default."]


def test_the_address_of_a_camera_is_not_said_since_it_may_hold_a_password() -> None:
    secret = "http://me:secret@camera/video"
    talk = Talk(State(chosen=Chosen(camera=secret)))
    texts = said(talk.press(Action.SETTINGS))
    for _ in range(5):
        texts += said(talk.press(DOWN))
    assert texts[-1] == "Camera: the one in your settings file."
    assert "secret" not in "".join(texts)


def test_another_language_asks_for_its_voices_and_drops_the_voice_of_the_old_one() -> None:
    talk = opened(Setting.VOICE)
    talk.press(RIGHT)
    talk.press(DOWN)
    talk.press(RIGHT)
    effects = talk.press(RIGHT)
    assert said(effects) == ["Deutsch."]
    (says,) = (effect for effect in effects if isinstance(effect, Say))
    assert effects.index(UseVoice("de", "")) < effects.index(says), "it is worded in German"
    assert said(talk.press(RIGHT)) == ["End of the list. Deutsch."]
    assert FindChoices(Setting.VOICE, "de") in effects
    talk(Listed(Setting.VOICE, VOICES, "en"))
    talk.press(UP)
    assert said(talk.press(RIGHT)) == ["One moment, I am looking for the choices."]
    talk(Listed(Setting.VOICE, (Choice("de", "German"),), "de"))
    assert said(talk.press(RIGHT)) == ["German."]
    assert said(talk.press(Action.STOP)) == ["Settings closed, changes undone."]
    assert talk.state.chosen == Chosen()


def test_stop_puts_everything_back() -> None:
    talk = opened()
    talk.press(RIGHT)
    talk.press(DOWN)
    talk.press(RIGHT)
    effects = talk.press(Action.STOP)
    assert said(effects) == ["Settings closed, changes undone."]
    assert {SetRate(180), UseVoice("", "")} <= {one for one in effects if not said((one,))}
    assert not kept(effects)
    assert talk.state.menu is None
    assert talk.state.rate == 180


def test_without_a_change_nothing_is_written() -> None:
    talk = opened()
    talk.press(RIGHT)
    talk.press(LEFT)
    effects = talk.press(Action.SETTINGS)
    assert not kept(effects)
    assert said(effects) == ["Settings closed, nothing changed."]


def test_any_other_key_keeps_quietly_and_does_what_it_always_does() -> None:
    talk = opened(Setting.WORDS)
    talk.press(RIGHT)
    effects = talk.press(Action.DESCRIBE)
    assert any(isinstance(one, TakeFrame) for one in effects)
    assert kept(effects) == {Setting.WORDS: "full"}
    assert talk.state.menu is None
    assert talk(SettingsKept(aloud=False)) == ()


@pytest.mark.parametrize("event", [TypingBegan(110.0), OtherKey(110.0)])
def test_so_do_slash_and_a_key_without_a_meaning(event: Event) -> None:
    talk = opened()
    talk.press(RIGHT)
    assert kept(talk(event)) == {Setting.RATE: 200}
    assert talk.state.menu is None


def test_a_key_without_a_meaning_closes_it_aloud() -> None:
    talk = opened()
    talk.press(RIGHT)
    assert KeepSettings(((Setting.RATE, 200),), aloud=True) in talk(OtherKey(talk.now))
    effects = opened()(OtherKey(110.0))
    assert said(effects) == ["Settings closed, nothing changed."]
    assert talk(OtherKey(talk.now)) == ()


def test_unwritten_settings_are_always_reported() -> None:
    talk = opened()
    talk.press(RIGHT)
    effects = talk.press(Action.QUIT)
    assert kept(effects)
    assert Quit() in effects
    for effects in (
        talk(SettingsNotKept(message("No."))),
        opened()(SettingsNotKept(message("No."))),
    ):
        assert Play(Earcon.FAULT) in effects
        assert said(effects)[0].endswith("they were not saved. No.")


def test_that_settings_are_kept_is_not_said_into_an_open_microphone() -> None:
    talk = opened()
    talk.press(RIGHT)
    talk.press(Action.SETTINGS)
    talk.press(Action.ASK)
    assert talk(SettingsKept(aloud=True)) == (Play(Earcon.DONE),)
    assert said(talk(SettingsNotKept(message("The disk is full.")))) == []
    talk(HeardNothing(talk.state.generation))
    talk.hear_all()
    assert said(talk.wait(1))[0].endswith("they were not saved. The disk is full.")


def test_help_and_faster_leave_it_open() -> None:
    talk = opened()
    assert said(talk.press(Action.HELP))[0].startswith("You are in the settings.")
    assert said(talk.press(Action.HELP))[0].startswith("Space: describe.")
    talk.press(Action.FASTER)
    assert said(talk.press(Action.REPEAT)) == ["Speed: 200 words a minute."]
    talk.press(Action.STOP)
    assert talk.state.rate == 180


def test_a_new_camera_begins_without_the_faults_of_the_old_one() -> None:
    talk = opened(Setting.CAMERA)
    talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))
    talk.press(RIGHT)
    assert talk.state.camera is None
    assert said(talk(CameraLost(CameraFault.BUSY, "camera 2")))


def test_nothing_watches_while_it_is_open() -> None:
    talk = Talk()
    talk.press(Action.WATCH)
    talk.hear_all()
    talk.press(Action.SETTINGS)
    talk.hear_all()
    assert not any(isinstance(one, TakeFrame) for one in talk.wait(3))
    talk.press(Action.STOP)
    talk.hear_all()
    assert any(isinstance(one, TakeFrame) for one in talk.wait(3))


class Rooms:
    """What the rooms and the settings file hold, by the effects."""

    def __init__(self, state: State) -> None:
        self.now: dict[Setting, Value] = dict(menu.values(state))
        self.file: dict[Setting, Value] = dict(self.now)

    def carry(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case SetRate(rate):
                    self.now[Setting.RATE] = rate
                case UseVoice(language, voice):
                    self.now |= {Setting.LANGUAGE: language, Setting.VOICE: voice}
                case UseCamera(source):
                    self.now[Setting.CAMERA] = source
                case UseMicrophone(name):
                    self.now[Setting.MICROPHONE] = name
                case KeepSettings(changed):
                    self.file |= dict(changed)

    def agree(self, values: Mapping[Setting, Value]) -> bool:
        """Whether they do what the conversation believes; two settings need no room."""
        own = (Setting.WORDS, Setting.PAUSE)
        return all(self.now[one] == values[one] for one in Setting if one not in own)


ARROWS = (Action.TOP, Action.SPELL, Action.PREVIOUS_LINE, Action.NEXT_LINE)
"""The arrow keys, by what they do in a text."""
KEYS = [one for one in Action if one not in (Action.QUIT, Action.TYPE)]
EVENTS = st.one_of(
    st.sampled_from([*ARROWS, *ARROWS, Action.SETTINGS]),
    st.sampled_from(KEYS),
    st.sampled_from(FOUND),
    st.just(Listed(Setting.VOICE, (Choice("de", "German"),), "de")),
)


@given(st.lists(EVENTS, max_size=60))
def test_no_keys_leave_it_inconsistent(events: list[Action | Listed]) -> None:
    talk = Talk()
    rooms = Rooms(talk.state)
    before: Mapping[Setting, Value] = {}
    for event in events:
        was_open = talk.state.menu is not None
        if not was_open:
            before = menu.values(talk.state)
        effects = talk.press(event) if isinstance(event, Action) else talk(event)
        rooms.carry(effects)
        now = menu.values(talk.state)
        assert rooms.agree(now)
        if was_open and event is Action.STOP:
            assert now == before
            assert not kept(effects)
        elif was_open and talk.state.menu is None:
            different = {one: now[one] for one in Setting if now[one] != before[one]}
            assert kept(effects) == different
        elif was_open:
            assert not kept(effects)
        if was_open and isinstance(event, Action) and event in ARROWS:
            assert len(said(effects)) == 1, "each arrow says one thing"


def test_where_orca_speaks_there_is_no_speed_to_choose() -> None:
    talk = opened(state=State(ready=True, reader="orca"))
    assert said(talk.press(Action.REPEAT)) == ["Speed: same as Orca."]
    effects = talk.press(RIGHT)
    assert said(effects) == ["No other choice. Same as Orca."]
    assert not any(isinstance(effect, SetRate) for effect in effects)
    assert not kept(talk.press(Action.SETTINGS))


def test_a_speed_that_is_found_while_the_menu_is_open_was_not_chosen_there() -> None:
    talk = opened()
    talk(RateFound(372))
    assert said(talk.press(Action.REPEAT)) == ["Speed: 372 words a minute."]
    assert not any(isinstance(one, KeepSettings) for one in talk.press(Action.SETTINGS))
