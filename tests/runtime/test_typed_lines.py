"""What is typed stands in the terminal, or is printed word by word."""

import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Literal

import pytest

from assistant.dialog.state import State
from assistant.protocol.effects import Say
from assistant.protocol.events import Typed, TypingBegan
from assistant.runtime import compose
from assistant.runtime.output import EventPrinter
from assistant.settings.config import defaults
from assistant.tts import screen_reader
from tests.kit.talk import Talk


@pytest.mark.parametrize(
    ("accessible", "engine", "printed"),
    [("", "auto", False), ("1", "auto", True), ("", "print", True), ("1", "espeak-ng", False)],
)
def test_words_are_printed_for_who_has_lines_read(
    accessible: str,
    engine: Literal["auto", "espeak-ng", "print"],
    printed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states: list[State] = []

    def loop(state: State, _show: EventPrinter) -> SimpleNamespace:
        states.append(replace(state, ready=True, tour=None))
        return SimpleNamespace(state=state, emit=None, run=lambda *_: 0)

    monkeypatch.setenv("ACCESSIBLE", accessible)
    monkeypatch.setattr(screen_reader, "runs", lambda: False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(compose, "Loop", loop)
    own = defaults()
    voice, ears = replace(own.voice, engine=engine), replace(own.ears, engine="off")
    settings = replace(own, voice=voice, ears=ears)
    compose.run(settings, compose.printer(settings, json=False))
    talk = Talk(states[0])
    talk(TypingBegan(talk.now))
    talk(Typed("is", talk.now))
    (say,) = [one for one in talk(Typed("is ", talk.now)) if isinstance(one, Say)]
    assert say.printed is printed
