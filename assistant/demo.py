"""The real loop on sample photos, with key presses that come by themselves."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant import app
from assistant.config import Settings
from assistant.events import (
    Action,
    Away,
    Emit,
    Event,
    Pressed,
    Ready,
    SpeechEnded,
    SpeechStarted,
    Tick,
    TypingEnded,
)
from assistant.eyes.sources import Slideshow
from assistant.loop import Hand
from assistant.phrases import KeyNames
from assistant.printing import Patient
from assistant.show import Show
from assistant.text import Mentioned
from assistant.wordings.demo import DemoLine

SAMPLES: Final = Path(__file__).parent / "samples"
PATIENCE: Final = 15.0
"""Seconds after which the next key is pressed even if nothing was heard of the last one."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and the photo that is held before the camera when it is pressed."""

    action: Action
    photo: str
    words: str = ""
    """What is typed after the key for typing."""


SCRIPT: Final = (
    Press(Action.DESCRIBE, "coffee.jpg"),
    Press(Action.MORE, "coffee.jpg"),
    Press(Action.TYPE, "coffee.jpg", "Is there a cup?"),
    Press(Action.TYPE, "coffee.jpg", "Is there a dog?"),
    Press(Action.DESCRIBE, "cat.jpg"),
    Press(Action.REPEAT, "cat.jpg"),
    Press(Action.DESCRIBE, "dogs.jpg"),
    Press(Action.DESCRIBE, "street.jpg"),
    Press(Action.MORE, "street.jpg"),
    Press(Action.DESCRIBE, "bowl.jpg"),
    Press(Action.DESCRIBE, "blurred.jpg"),
    Press(Action.STATUS, "blurred.jpg"),
    Press(Action.QUIT, "blurred.jpg"),
)


class Script:
    """Hands that press the next key when the sentence on the last one has been heard.

    It sees the events by standing before the `Show`.
    """

    def __init__(self, presses: Sequence[Press], show: Show, hold: Callable[[Press], None]) -> None:
        """`hold` puts the photo of a press before the camera."""
        self._left = list(presses)
        self._show = show
        self._hold = hold
        self._emit: Emit | None = None
        self._awaited_since: float | None = None
        self._heard: int | None = None
        self._more = False
        """Whether another sentence follows the one that is heard."""

    def start(self, emit: Emit) -> None:
        """Press keys through `emit` from now on."""
        self._emit = emit

    def stop(self) -> None:
        """Press no more."""
        self._emit = None

    def event(self, event: Event, text: str | None) -> None:
        """Show an event, and press a key if it is time."""
        self._show.event(event, text)
        if isinstance(event, Ready):
            self._await(time.monotonic())
        elif self._awaited_since is None:
            return
        elif isinstance(event, SpeechStarted) and self._heard is None:
            self._heard = event.utterance
        elif isinstance(event, Mentioned):
            self._more = bool(event.text)
        elif self._more and isinstance(event, SpeechEnded) and event.utterance == self._heard:
            self._heard, self._more = None, False
        elif (isinstance(event, SpeechEnded) and event.utterance == self._heard) or (
            isinstance(event, Tick) and event.at - self._awaited_since > PATIENCE
        ):
            self._press()

    def _await(self, now: float) -> None:
        self._awaited_since, self._heard, self._more = now, None, False

    def _press(self) -> None:
        if self._left and self._emit is not None:
            press = self._left.pop(0)
            self._hold(press)
            now = time.monotonic()
            self._await(now)
            typed = press.action is Action.TYPE
            self._emit(TypingEnded(press.words, now) if typed else Pressed(press.action, now))


def run(settings: Settings, show: Show) -> int:
    """Play the script; gives the exit code."""
    photos = sorted(SAMPLES.glob("*.jpg"))
    places = {photo.name: index for index, photo in enumerate(photos)}
    slides = Slideshow(photos)
    names, told = KeyNames(settings.keys), Patient(sys.stderr)

    def hold(press: Press) -> None:
        slides.show(places[press.photo])
        photo = Path(press.photo).stem
        key = " ".join(filter(None, (names[press.action], press.words)))
        print(DemoLine.PRESSED.said(key=key, photo=photo), file=told, flush=True)

    script = Script(SCRIPT, show, hold)

    def hands(emit: Emit, away: Away) -> list[Hand]:
        script.start(emit)
        return [script, *app.terminal(settings, emit, away)]

    return app.run(settings, script, source=slides, facing="world", hands=hands)
