from dataclasses import replace

import pytest

from assistant.cli.demo import PATIENCE, SCRIPT, Press, Script, file_of
from assistant.protocol.events import (
    Action,
    Announced,
    Described,
    Event,
    Led,
    Pressed,
    Ready,
    SpeechEnded,
    SpeechStarted,
    Tick,
    TypingEnded,
)
from assistant.protocol.spoken import Spoken
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import DemoPhoto, DemoQuestion
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, described, said, written

ENGLISH = Catalogue(["en"])


class Nothing:
    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        pass


class Played:
    """A script of two keys; of its events, the sentences and the keys."""

    def __init__(self) -> None:
        self.emitted: list[str] = []
        self.at = 0.0
        presses = [Press(Action.DESCRIBE, DemoPhoto.CAT), Press(Action.MORE, DemoPhoto.CAT)]
        self.script = Script(presses, Nothing(), lambda press: plain(f"{press.action}!"))
        self.script.start(self.emit)

    def emit(self, event: Event) -> None:
        if isinstance(event, Announced):
            self.emitted.append(str(event.said))
        else:
            assert isinstance(event, Pressed)
            self.at = event.at
            self.emitted.append(event.action)

    def see(self, *events: Event) -> list[str]:
        """What follows on events."""
        before = len(self.emitted)
        for event in events:
            self.script.event(event, None, ENGLISH)
        return self.emitted[before:]

    def hear(self, utterance: int, text: str | None = None) -> list[str]:
        """What follows on a sentence that was heard."""
        before = len(self.emitted)
        self.script.event(SpeechStarted(utterance, 0.0), text, ENGLISH)
        self.script.event(SpeechEnded(utterance, True), None, ENGLISH)
        return self.emitted[before:]


def test_each_key_is_told_and_pressed_when_the_sentence_before_has_ended() -> None:
    played = Played()
    assert played.see(SpeechEnded(1, True), Ready(), SpeechStarted(2, 0.0)) == []
    assert played.see(SpeechEnded(1, True)) == []
    assert played.see(SpeechEnded(2, True)) == ["describe!"]
    assert played.hear(3) == ["describe"]
    assert played.see(SpeechStarted(4, 0.0)) == []
    assert played.see(SpeechEnded(4, True)) == ["more!"]
    assert played.hear(5) == ["more"]
    assert played.hear(6) == []


def test_where_a_text_is_mentioned_the_next_key_waits_for_it_too() -> None:
    played = Played()
    played.see(Ready())
    played.hear(1)
    played.hear(2)
    mentioned = written(1, "Exit")
    assert played.see(SpeechStarted(3, 0.0), mentioned, SpeechEnded(3, True)) == []
    assert played.hear(4, "It says: Exit.") == ["more!"]
    played.hear(5)
    assert played.see(SpeechStarted(6, 0.0), written(2, ""), SpeechEnded(6, True)) == []


def test_a_notice_before_the_text_does_not_bring_the_next_key() -> None:
    played = Played()
    played.see(Ready())
    played.hear(1)
    played.hear(2)
    played.see(SpeechStarted(3, 0.0), written(1, "Exit"), SpeechEnded(3, True))
    assert played.hear(4, "This model writes in English only.") == []
    assert played.hear(5, "It says: Exit.") == ["more!"]


def test_the_next_key_waits_for_a_sentence_that_has_only_begun() -> None:
    def begun() -> Played:
        played = Played()
        played.see(Ready())
        played.hear(1)
        played.hear(2)
        assert played.see(Led(1, FRAME, plain("A dog"))) == []
        return played

    more = replace(described("A dog, running."), follows=plain(", running."))
    played = begun()
    assert played.hear(3) == []
    assert played.see(Described(1, FRAME, more)) == []
    assert played.hear(4) == ["more!"]
    played = begun()
    assert played.see(SpeechStarted(3, 0.0), Described(1, FRAME, more)) == []
    assert played.see(SpeechEnded(3, True)) == []
    assert played.hear(4) == ["more!"]
    played = begun()
    assert played.see(Described(1, FRAME, more)) == []
    assert played.hear(3) == []
    assert played.hear(4) == ["more!"]
    nothing = Described(1, FRAME, replace(more, follows=Spoken()))
    played = begun()
    assert played.see(nothing) == []
    assert played.hear(3) == ["more!"]
    played = begun()
    assert played.hear(3) == []
    assert played.see(nothing) == ["more!"]
    played = begun()
    assert played.see(SpeechStarted(3, 0.0), nothing) == []
    assert played.see(SpeechEnded(3, True)) == ["more!"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Is there a cup?"), ("de", "Ist da eine Tasse?"), ("es", "¿Hay una taza?")],
)
def test_a_question_is_typed_in_the_language_of_its_user(language: str, words: str) -> None:
    emitted: list[Event] = []
    presses = [Press(Action.TYPE, DemoPhoto.CAT, DemoQuestion.CUP)]
    script = Script(presses, Nothing(), lambda press: plain(press.action))
    script.start(emitted.append)
    catalogue = Catalogue([language])
    script.event(Ready(), None, catalogue)
    for utterance in (1, 2):
        script.event(SpeechStarted(utterance, 0.0), None, catalogue)
        script.event(SpeechEnded(utterance, True), None, catalogue)
    told, asked = emitted
    assert told == Announced(plain("type"))
    assert isinstance(asked, TypingEnded)
    assert asked.text == words


def test_where_nothing_is_heard_the_next_key_comes_all_the_same() -> None:
    played = Played()
    played.see(Ready())
    played.hear(1)
    assert played.hear(2) == ["describe"]
    assert played.see(Tick(played.at + PATIENCE / 2)) == []
    assert played.see(Tick(played.at + PATIENCE + 1)) == ["more!"]


def test_after_the_end_no_key_is_pressed() -> None:
    played = Played()
    played.script.stop()
    assert played.see(Ready()) == played.hear(1) == []


def test_what_is_announced_is_said_and_not_repeated() -> None:
    talk = Talk()
    talk.press(Action.HELP)
    assert said(talk(Announced(plain("Key r.")))) == ["Key r."]
    talk.hear_all()
    assert "Key r." not in said(talk.press(Action.REPEAT))


@pytest.mark.parametrize("press", SCRIPT)
def test_every_photo_of_the_script_is_there(press: Press) -> None:
    assert file_of(press.photo).is_file()


def test_the_script_shows_much_and_ends() -> None:
    actions = [press.action for press in SCRIPT]
    assert actions.count(Action.DESCRIBE) >= 3
    assert SCRIPT[0] == Press(Action.DESCRIBE, DemoPhoto.PACKAGE)
    assert {Action.MORE, Action.TYPE, Action.REPEAT, Action.STATUS} <= set(actions)
    typed = [press for press in SCRIPT if press.action is Action.TYPE]
    assert typed == [press for press in SCRIPT if press.question is not None]
    assert actions[-1] is Action.QUIT
