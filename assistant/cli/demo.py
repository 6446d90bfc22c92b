"""`lantern demo`: the real loop on sample photos, with announced key presses."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from assistant.camera.sources import Slideshow
from assistant.protocol import events
from assistant.protocol.events import Action, Emit, Event
from assistant.protocol.spoken import Spoken
from assistant.runtime import compose
from assistant.runtime.output import EventPrinter
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import DemoLine, DemoPhoto, DemoQuestion
from assistant.saying.messages.core import key_names
from assistant.settings.config import Settings

SAMPLES: Final = Path(__file__).parent / "samples"
PATIENCE: Final = 15.0
"""Seconds after which the script goes on even without speech."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and the photo in front of the camera when it is pressed."""

    action: str
    """An `Action`, or the name of a skill that needs only a picture."""
    photo: DemoPhoto
    question: DemoQuestion | None = None
    """What is typed after the key for typing."""


SCRIPT: Final = (
    Press(Action.DESCRIBE, DemoPhoto.PACKAGE),
    Press(Action.MORE, DemoPhoto.PACKAGE),
    Press(Action.DESCRIBE, DemoPhoto.SCREEN),
    Press(Action.DESCRIBE, DemoPhoto.LETTER),
    Press(Action.TYPE, DemoPhoto.LETTER, DemoQuestion.TO_PAY),
    Press(Action.TYPE, DemoPhoto.LETTER, DemoQuestion.APPOINTMENT),
    Press(Action.DESCRIBE, DemoPhoto.COFFEE),
    Press(Action.MORE, DemoPhoto.COFFEE),
    Press(Action.TYPE, DemoPhoto.COFFEE, DemoQuestion.CUP),
    Press(Action.TYPE, DemoPhoto.COFFEE, DemoQuestion.DOG),
    Press(Action.DESCRIBE, DemoPhoto.CAT),
    Press(Action.REPEAT, DemoPhoto.CAT),
    Press(Action.DESCRIBE, DemoPhoto.DOGS),
    Press("explore", DemoPhoto.DOGS),
    Press(Action.NEXT_LINE, DemoPhoto.DOGS),
    Press("explore", DemoPhoto.DOGS),
    Press(Action.DESCRIBE, DemoPhoto.STREET),
    Press(Action.MORE, DemoPhoto.STREET),
    Press(Action.DESCRIBE, DemoPhoto.BOWL),
    Press("colour", DemoPhoto.BOWL),
    Press(Action.DESCRIBE, DemoPhoto.BLURRED),
    Press(Action.STATUS, DemoPhoto.BLURRED),
    Press(Action.QUIT, DemoPhoto.BLURRED),
)


def file_of(photo: DemoPhoto) -> Path:
    """Path of a sample photo."""
    return SAMPLES / f"{photo.name.lower()}.jpg"


class Script:
    """Announces keys and presses them, each after the sentence before.

    It wraps the `EventPrinter` to see the events.
    """

    def __init__(
        self, presses: Sequence[Press], printer: EventPrinter, hold: Callable[[Press], Spoken]
    ) -> None:
        """`hold` shows the photo of a press to the camera and returns the announcement."""
        self._left = list(presses)
        self._printer = printer
        self._hold = hold
        self._announced: Press | None = None
        """The announced press."""
        self._emit: Emit | None = None
        self._awaited_since: float | None = None
        self._heard: int | None = None
        self._mentioned = ""
        """What is still to be said of the text in the picture."""
        self._led = False
        """Whether a sentence has begun of which the rest is not known yet."""
        self._begun = False
        """Whether its beginning has been heard, or is being heard."""
        self._late = False
        """Whether the rest is known before its beginning is heard."""

    def start(self, emit: Emit) -> Self:
        """Press keys through `emit`."""
        self._emit = emit
        return self

    def stop(self) -> None:
        """Stop pressing keys."""
        self._emit = None

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        """Show an event, and go on if it is time to."""
        self._printer.event(event, text, catalogue)
        match event:
            case events.Ready():
                self._await(time.monotonic())
            case _ if self._awaited_since is None:
                return
            case events.Led() | events.Described():
                self._sentence(event, catalogue)
            case events.SpeechStarted(utterance) if self._heard is None:
                self._hear(utterance, text)
            case events.Mentioned():
                self._mentioned = catalogue.text(event.said)
            case events.SpeechEnded(utterance) if utterance == self._heard:
                if self._mentioned or self._led:
                    self._heard = None
                else:
                    self._go_on(catalogue)
            case events.Tick(at) if at - self._awaited_since > PATIENCE:
                self._go_on(catalogue)

    def _sentence(self, event: events.Led | events.Described, catalogue: Catalogue) -> None:
        """Wait for the rest of a sentence, if it has begun."""
        begun, self._led = self._led, isinstance(event, events.Led)
        if begun and isinstance(event, events.Described):
            if event.description.follows:
                self._heard, self._late = None, not self._begun
            elif self._begun and self._heard is None:
                self._go_on(catalogue)

    def _hear(self, utterance: int, text: str | None) -> None:
        """Wait for the end of a sentence, unless the rest of it is still to come."""
        if self._late:
            self._late = False
            return
        self._begun = self._begun or self._led
        self._heard = utterance
        if text == self._mentioned:
            self._mentioned = ""

    def _await(self, now: float) -> None:
        self._awaited_since, self._heard, self._mentioned = now, None, ""
        self._led = self._begun = self._late = False

    def _go_on(self, catalogue: Catalogue) -> None:
        if self._emit is None or not (self._announced or self._left):
            return
        now = time.monotonic()
        self._await(now)
        press, self._announced = self._announced, None
        if press is None:
            self._announced = self._left.pop(0)
            self._emit(events.Announced(self._hold(self._announced)))
        elif press.question is not None:
            words = catalogue.text(Spoken.of(press.question.said()))
            self._emit(events.TypingEnded(words, now))
        else:
            self._emit(events.Pressed(press.action, now))


def run(settings: Settings, printer: EventPrinter) -> int:
    """Play the script; gives the exit code."""
    photos = sorted(SAMPLES.glob("*.jpg"))
    slides = Slideshow(photos)
    names = key_names(settings.keys)
    before: DemoPhoto | None = None

    def hold(press: Press) -> Spoken:
        nonlocal before
        key, asked = names[press.action], press.question
        told = DemoLine.KEY.said(key=key)
        if asked is not None:
            told = DemoLine.TYPED.said(key=key, words=asked.said())
        said = Spoken.of(told)
        if press.photo is not before:
            slides.show(photos.index(file_of(press.photo)))
            said = Spoken.of(press.photo.said(), said)
        before = press.photo
        return said

    script = Script(SCRIPT, printer, hold)
    return compose.run(settings, script, photos=slides, other_keys=script.start)
