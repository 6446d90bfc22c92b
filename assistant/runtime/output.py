"""What `run` and `demo` print: each spoken line, or each event with --json."""

import shutil
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, TextIO

from assistant.protocol import events
from assistant.protocol.choices import Choice
from assistant.protocol.events import Description, Event, Frame
from assistant.protocol.faults import PACKAGE_MISSING
from assistant.protocol.printable import json_line, without_credentials
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import SOUND_LINES
from assistant.skills.describe.describer import to_json

PATIENCE: Final = 0.5
"""Seconds in which a text is usually printed, or its fault known."""
PROMPT: Final = "/ "
"""Before a question that is being typed."""
MOST: Final = 1000
"""Texts that can wait; beyond that the oldest are lost."""


class BackgroundWriter:
    """Writes to the file behind a text stream, in a thread that lives while there is text to write.

    A terminal that is held, or a reader that pauses, must not delay a key. `flush` raises the fault
    of the text that it hands over, or of an earlier one.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """Write to `stream`; None, Python's value for a closed one, writes nothing.

        Other writers to the same stream have to flush it.
        """
        self._stream = stream
        self._text = ""
        self._left: deque[bytes] = deque(maxlen=MOST)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._fault: OSError | None = None

    def write(self, text: str) -> int:
        """Keep a text for the next `flush`."""
        self._text += text
        return len(text)

    def flush(self) -> None:
        """Hand over the text; wait a moment for it, unless earlier text is still waiting."""
        text, self._text = self._text, ""
        if self._stream is None:
            return
        data = text.encode(self._stream.encoding, self._stream.errors or "strict")
        with self._lock:
            self._left.append(data)
            writer = None
            if self._writer is None:
                writer = self._writer = threading.Thread(
                    target=self._write, args=(self._stream.fileno(),), name="print", daemon=True
                )
        if writer is not None:
            writer.start()
            writer.join(PATIENCE)
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def _write(self, file: int) -> None:
        while True:
            with self._lock:
                if not self._left:
                    self._writer = None
                    return
                data = self._left.popleft()
            try:
                # Not os.write: Python alone writes to a console of Windows what others can't.
                with open(file, "wb", buffering=0, closefd=False) as out:
                    while data:
                        count: int | None = out.write(data)
                        if count is None:
                            raise BlockingIOError
                        data = data[count:]
            except OSError as error:
                self._fault = error


class EventPrinter(Protocol):
    """Shows events to the user."""

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        """Show an event; `text` is the sentence whose speech begins with it, if any."""


class SpokenLines:
    """Prints each sentence when its speech begins."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or BackgroundWriter(sys.stdout)

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        if text is not None:
            print(text, file=self._out, flush=True)


class TerminalLines:
    """As `SpokenLines`; below them stands the question that is being typed, until its end."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or BackgroundWriter(sys.stdout)
        self._typed: events.Typed | None = None
        self._width = 0
        """Of what stands on the last line."""

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        drawn = ""
        if isinstance(event, events.Typed):
            self._typed = event
        elif isinstance(event, events.TypingBegan):
            self._typed = events.Typed("", event.at)
        elif isinstance(event, events.TypingEnded) and self._typed is not None:
            drawn, self._typed = f"{PROMPT}{event.text or self._typed.text}\n", None
        elif text is None:
            return
        lines = f"{drawn}{text}\n" if text is not None else drawn
        print(f"\r{' ' * self._width}\r" * bool(self._width) + lines, end="", file=self._out)
        self._draw()
        self._out.flush()

    def _draw(self) -> None:
        """Write the last line, as much as there is room for, up to the cursor at last."""
        self._width = 0
        if self._typed is not None:
            text, cursor = self._typed.text, self._typed.cursor
            cursor = len(text) if cursor is None else cursor
            room = max(1, shutil.get_terminal_size().columns - len(PROMPT) - 1)
            first = max(0, cursor - room)
            line = PROMPT + text[first : first + room]
            self._width = len(line)
            print(f"{line}\r{PROMPT}{text[first:cursor]}", end="", file=self._out)


class LinesUnlessHeard:
    """Prints the sentences only while there is no sound.

    A screen reader reads printed lines aloud, so the user would hear everything twice.
    """

    def __init__(self, lines: EventPrinter) -> None:
        self._lines = lines
        self._sound_lost = False

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        if isinstance(event, events.SoundLost | events.SoundBack):
            self._sound_lost = isinstance(event, events.SoundLost)
        if self._sound_lost:
            self._lines.event(event, text, catalogue)


class Alarm:
    """Reports a loss of sound on standard error, with the terminal's bell."""

    def __init__(
        self,
        printer: EventPrinter,
        speak: Callable[[str, str], None],
        out: TextIO | None = None,
    ) -> None:
        """Report to `out`, or to standard error, and pass every event on to `printer`.

        `speak` says a text in a language where a missing package keeps Lantern from speaking.
        """
        self._printer = printer
        self._out = out or BackgroundWriter(sys.stderr)
        self._speak = speak

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        if isinstance(event, events.SoundLost):
            bell = "\a" if sys.stderr.isatty() else ""
            fault = catalogue.text(SOUND_LINES[event.fault].said())
            print(f"{bell}{fault}", file=self._out, flush=True)
            if event.fault in PACKAGE_MISSING:
                self._speak(fault, catalogue.code)
        self._printer.event(event, text, catalogue)


class JsonLines:
    """Prints every event except ticks as one JSON object a line.

    A speech that starts has its sentence as `text`; one that is spoken in parts is with its
    description, whole.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or BackgroundWriter(sys.stdout)

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        if isinstance(event, events.Tick):
            return
        shown = {"event": _snake(type(event).__name__)} | _values(event)
        if isinstance(event, events.SpeechStarted) or text is not None:
            shown["text"] = text
        plain = partial(_plain, catalogue)
        print(json_line(shown, plain), file=self._out, flush=True)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def _values(data: Any) -> dict[str, Any]:
    return {one.name: getattr(data, one.name) for one in fields(data)}


def _plain(catalogue: Catalogue, value: object) -> object:
    """Convert a value that JSON cannot express."""
    match value:
        case Frame():
            return {"at": value.at, "number": value.number, "source": value.source}
        case Description():
            return {k: one for k, one in to_json("", value).items() if k != "photo"}
        case Message() | Spoken():
            return catalogue.text(value)
        case Choice():
            return {"value": without_credentials(value.value), "name": value.name}
        case Enum():
            return value.value
        case Path():
            return str(value)
        case _:
            return _values(value)
