"""What `run` and `demo` print: each spoken line, or with --json each event."""

import json
import sys
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Protocol, TextIO

from assistant.protocol.events import (
    Description,
    Event,
    Frame,
    SoundBack,
    SoundLost,
    SpeechStarted,
    Tick,
)
from assistant.runtime.printing import Patient
from assistant.saying.messages.core import SOUND_LINES
from assistant.skills.describe.describer import to_json


class Show(Protocol):
    """Where events become visible."""

    def event(self, event: Event, text: str | None) -> None:
        """Show an event; `text` is the sentence that begins to be spoken with it, if one does."""
        ...


class Lines:
    """Prints the sentences as they begin to be spoken."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Print to `out`, or to standard output."""
        self._out = out or Patient(sys.stdout)

    def event(self, event: Event, text: str | None) -> None:
        """Print the sentence, if there is one."""
        if text is not None:
            print(text, file=self._out, flush=True)


class LinesUnlessHeard:
    """Prints the sentences only while no sound can be made: a screen reader reads what is printed,
    and all would be heard twice.
    """

    def __init__(self, lines: Show) -> None:
        """Print through `lines`."""
        self._lines = lines
        self._sound_lost = False

    def event(self, event: Event, text: str | None) -> None:
        """Print the sentence, if there is one and it cannot be heard."""
        if isinstance(event, SoundLost | SoundBack):
            self._sound_lost = isinstance(event, SoundLost)
        if self._sound_lost:
            self._lines.event(event, text)


class Nothing:
    """Shows nothing, where nobody reads any more."""

    def event(self, event: Event, text: str | None) -> None:
        """Do nothing."""


class Alarm:
    """Tells on standard error, and by the terminal's bell, when no sound can be made."""

    def __init__(self, show: Show, out: TextIO | None = None) -> None:
        """Tell on `out`, or on standard error, and show everything by `show` too."""
        self._show = show
        self._out = out or Patient(sys.stderr)

    def event(self, event: Event, text: str | None) -> None:
        """Show an event."""
        if isinstance(event, SoundLost):
            bell = "\a" if sys.stderr.isatty() else ""
            print(f"{bell}{SOUND_LINES[event.fault].said()}", file=self._out, flush=True)
        self._show.event(event, text)


class Objects:
    """Prints every event but the clock's as one JSON object a line, with the sentence as `text`."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Print to `out`, or to standard output."""
        self._out = out or Patient(sys.stdout)

    def event(self, event: Event, text: str | None) -> None:
        """Print the event."""
        if isinstance(event, Tick):
            return
        shown: dict[str, object] = {"event": _snake(type(event).__name__)}
        shown |= {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
        if isinstance(event, SpeechStarted):
            shown["text"] = text
        print(json.dumps(shown, ensure_ascii=False), file=self._out, flush=True)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def _plain(value: object) -> object:
    if isinstance(value, Frame):
        return {"at": value.at, "number": value.number, "source": value.source}
    if isinstance(value, Description):
        shown = to_json("", value)
        del shown["photo"]
        return shown
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
