from pathlib import Path

import pytest

from assistant.demo import PATIENCE, SAMPLES, SCRIPT, Press, Script
from assistant.events import (
    Action,
    Event,
    Pressed,
    Ready,
    SpeechEnded,
    SpeechStarted,
    Tick,
    TypingEnded,
)
from assistant.text import Mentioned


class Nothing:
    def event(self, event: Event, text: str | None) -> None:
        pass


class Played:
    def __init__(self) -> None:
        self.held: list[str] = []
        self.pressed: list[Pressed] = []
        presses = [Press(Action.DESCRIBE, "a.jpg"), Press(Action.MORE, "a.jpg")]
        self.script = Script(presses, Nothing(), lambda press: self.held.append(press.photo))
        self.script.start(self.emit)

    def emit(self, event: Event) -> None:
        assert isinstance(event, Pressed)
        self.pressed.append(event)

    def see(self, *events: Event) -> list[Action]:
        for event in events:
            self.script.event(event, None)
        return [pressed.action for pressed in self.pressed]


def test_the_next_key_follows_the_end_of_the_sentence() -> None:
    played = Played()
    assert played.see(SpeechEnded(1, True), Ready(), SpeechStarted(2, 0.0)) == []
    assert played.see(SpeechEnded(1, True)) == []
    assert played.see(SpeechEnded(2, True)) == [Action.DESCRIBE]
    assert played.held == ["a.jpg"]
    assert played.see(SpeechStarted(3, 0.0)) == [Action.DESCRIBE]
    assert played.see(SpeechEnded(3, True)) == [Action.DESCRIBE, Action.MORE]
    assert played.see(SpeechStarted(4, 0.0), SpeechEnded(4, True))[2:] == []


def test_where_a_text_is_mentioned_the_next_key_waits_for_it_too() -> None:
    played = Played()
    played.see(Ready(), SpeechStarted(1, 0.0), SpeechEnded(1, True))
    mentioned = Mentioned(1, "The text says: Exit.")
    assert len(played.see(SpeechStarted(2, 0.0), mentioned, SpeechEnded(2, True))) == 1
    assert len(played.see(SpeechStarted(3, 0.0), SpeechEnded(3, True))) == 2
    assert len(played.see(SpeechStarted(4, 0.0), Mentioned(2, ""), SpeechEnded(4, True))) == 2


def test_a_question_is_typed() -> None:
    emitted: list[Event] = []
    script = Script([Press(Action.TYPE, "a.jpg", "Is it red?")], Nothing(), lambda press: None)
    script.start(emitted.append)
    for event in (Ready(), SpeechStarted(1, 0.0), SpeechEnded(1, True)):
        script.event(event, None)
    (asked,) = emitted
    assert isinstance(asked, TypingEnded)
    assert asked.text == "Is it red?"


def test_where_nothing_is_heard_the_next_key_comes_all_the_same() -> None:
    played = Played()
    played.see(Ready(), SpeechStarted(1, 0.0), SpeechEnded(1, True))
    at = played.pressed[0].at
    assert played.see(Tick(at + PATIENCE / 2)) == [Action.DESCRIBE]
    assert played.see(Tick(at + PATIENCE + 1)) == [Action.DESCRIBE, Action.MORE]


def test_after_the_end_no_key_is_pressed() -> None:
    played = Played()
    played.script.stop()
    assert played.see(Ready(), SpeechStarted(1, 0.0), SpeechEnded(1, True)) == []


@pytest.mark.parametrize("press", SCRIPT)
def test_every_photo_of_the_script_is_there(press: Press) -> None:
    assert Path(SAMPLES / press.photo).is_file()


def test_the_script_shows_much_and_ends() -> None:
    actions = [press.action for press in SCRIPT]
    assert actions.count(Action.DESCRIBE) >= 3
    assert {Action.MORE, Action.TYPE, Action.REPEAT, Action.STATUS} <= set(actions)
    assert all(bool(press.words) is (press.action is Action.TYPE) for press in SCRIPT)
    assert actions[-1] is Action.QUIT
