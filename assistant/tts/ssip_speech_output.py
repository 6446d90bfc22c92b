"""Speaks through speech-dispatcher, in the voice that the user chose there.

SSIP, speech-dispatcher's protocol: one command a line, answered by one or more lines with a number
of three digits; notifications, numbered 7xx, may come at any time. Texts have the priority "text":
a newer one replaces them, and so may the user's screen reader.
"""

import contextlib
import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.tts.base import OwnRate, Progress, SpeechOutput, SpeechOutputError, Step

PATIENCE: Final = 1.0
"""Seconds for a reply."""
BEGAN, ENDED, CANCELLED = "701", "702", "703"
WORDS_PER_MINUTE, SSIP_RATES = (80, 180, 500), (-100, 0, 100)
"""Rates, and what speech-dispatcher calls them; those between are in proportion."""
LOST: Final = ""
"""Read from a connection that ended."""


@dataclass(frozen=True, slots=True)
class Notified:
    """A notification about a message."""

    message: str
    code: str
    at: float
    connection: socket.socket


class SpeechDispatcherOutput(SpeechOutput):
    """A client of speech-dispatcher; connects when it first speaks and after each loss.

    `post` takes notes to the thread that calls `react`. Without a rate, the user's own stays and is
    reported as an `OwnRate`. `path` is the socket, if it is not the default one.
    """

    name = "speech-dispatcher"

    def __init__(
        self,
        post: Callable[[object], None],
        words_per_minute: int | None = None,
        path: Path | None = None,
    ) -> None:
        self._post = post
        self._path = path
        self._socket: socket.socket | None = None
        self._replies: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._rate = words_per_minute
        self._asks_rate = True
        self._language = ""
        """Empty: the user's own choice."""
        self._message = ""
        """The number of our message that is being spoken; empty: none."""
        self._serial = -1
        self._began = False

    def speak(self, serial: int, text: str) -> None:
        self._serial, self._message, self._began = serial, "", False
        if self._socket is None:
            self._connect()
        self._command("SPEAK")
        lines = [("." + line if line.startswith(".") else line) for line in text.splitlines()]
        reply = self._command("\r\n".join([*lines, "."]))
        self._message = reply[0].partition("-")[2].strip()

    def react(self, note: object) -> Step | None:
        if not isinstance(note, Notified):
            return None
        if note.message == LOST:
            if self._socket is not None and note.connection is not self._socket:
                return None  # A newer connection has the current message.
            self._drop()
        elif note.message != self._message:
            return None
        elif note.code == BEGAN:
            began, self._began = self._began, True
            return None if began else Step(self._serial, Progress.BEGAN, note.at)
        elif note.code not in (ENDED, CANCELLED):
            return None
        spoke, self._message = self._message, ""
        return Step(self._serial, Progress.ENDED, note.at, note.code == ENDED) if spoke else None

    def cut(self) -> None:
        message, self._message = self._message, ""
        if message:
            self._try_command("CANCEL SELF")

    def set_rate(self, words_per_minute: int) -> None:
        self._rate = words_per_minute
        self._try_command(f"SET SELF RATE {ssip_rate(words_per_minute)}")

    def use(self, voice: str, language: str) -> None:
        # The voice is the user's own choice for that language.
        self._language = language
        self._try_command(f"SET SELF LANGUAGE {language}")

    def close(self) -> None:
        self._drop()
        if self._reader is not None:
            self._reader.join(PATIENCE)

    def _connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(str(self._path or default_socket()))
        except OSError as error:
            connection.close()
            raise SpeechOutputError(f"speech-dispatcher cannot be reached: {error}") from None
        connection.settimeout(None)
        self._socket = connection
        self._replies = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=self._read, args=(connection, self._replies), name="ssip", daemon=True
        )
        self._reader.start()
        self._command(f"SET SELF CLIENT_NAME {os.environ.get('USER') or 'user'}:lantern:main")
        for event in ("BEGIN", "END", "CANCEL"):
            self._command(f"SET SELF NOTIFICATION {event} ON")
        self._command("SET SELF PRIORITY TEXT")
        if self._rate is not None:
            self._command(f"SET SELF RATE {ssip_rate(self._rate)}")
        elif self._asks_rate:
            self._ask_rate()
        if self._language:
            self._command(f"SET SELF LANGUAGE {self._language}")

    def _ask_rate(self) -> None:
        """Post the user's own rate; a server that gives none is asked only once."""
        self._asks_rate = False
        rate = self._command("GET RATE")[0].partition("-")[2]
        with contextlib.suppress(ValueError):
            self._post(OwnRate(rate_of_ssip(int(rate))))
            self._asks_rate = True

    def _try_command(self, text: str) -> None:
        with contextlib.suppress(SpeechOutputError):
            self._command(text)

    def _command(self, text: str) -> list[str]:
        """Send a command and wait for its whole reply. Raises SpeechOutputError."""
        if self._socket is None:
            raise SpeechOutputError("speech-dispatcher is not connected.")
        try:
            self._socket.sendall(text.encode() + b"\r\n")
            reply = [self._replies.get(timeout=PATIENCE)]
            while reply[-1][3:4] == "-":
                reply.append(self._replies.get(timeout=PATIENCE))
        except (OSError, queue.Empty):
            self._drop()
            raise SpeechOutputError("speech-dispatcher does not answer.") from None
        if reply[-1][:1] != "2":
            self._drop()
            raise SpeechOutputError(f"speech-dispatcher refused: {reply[-1]}")
        return reply

    def _read(self, connection: socket.socket, replies: "queue.SimpleQueue[str]") -> None:
        event: list[str] = []
        with (
            contextlib.suppress(OSError),
            connection.makefile(encoding="utf-8", errors="replace") as lines,
        ):
            for raw in lines:
                line = raw.rstrip("\r\n")
                if not line.startswith("7"):
                    replies.put(line)
                    continue
                event.append(line)
                if line[3:4] == " ":
                    message = event[0].partition("-")[2].strip()
                    self._post(Notified(message, line[:3], time.monotonic(), connection))
                    event = []
        replies.put(LOST)
        self._post(Notified(LOST, "", time.monotonic(), connection))

    def _drop(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def default_socket() -> Path:
    """The default socket of speech-dispatcher."""
    address = os.environ.get("SPEECHD_ADDRESS", "")
    if address.startswith("unix_socket:"):
        return Path(address.partition(":")[2])
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    return Path(runtime) / "speech-dispatcher" / "speechd.sock"


def rate_of_ssip(rate: int) -> int:
    """Convert a rate of speech-dispatcher to words a minute."""
    return round(np.interp(rate, SSIP_RATES, WORDS_PER_MINUTE))


def ssip_rate(words_per_minute: int) -> int:
    """Convert words a minute to the nearest rate of speech-dispatcher, -100 to 100."""
    return round(np.interp(words_per_minute, WORDS_PER_MINUTE, SSIP_RATES))
