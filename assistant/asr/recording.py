"""The recording process: `python -m assistant.asr.recording` opens the microphone when told.

It lives apart for two reasons: to look for devices anew, PortAudio has to be initialised anew,
which would end the sound that plays; and a sound server that hangs must hold up nobody. The end of
standard input ends the process, whatever hangs in it. `recording_protocol.py` says what it reads
and writes.
"""

import contextlib
import json
import os
import queue
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from assistant.asr.recording_protocol import (
    FAULT,
    FOUND,
    HEAD,
    LIST,
    LISTED,
    LOOK,
    OPEN,
    OPENED,
    READY,
    SHUT,
    SOUND,
    UNREAD,
    USE,
)
from assistant.protocol.faults import MicrophoneFault

BLOCK: Final = 0.020
"""Seconds of sound that come at a time."""
LATENCY: Final = 0.040
"""Seconds asked of PortAudio."""
HELD: Final = 1000
"""Blocks that wait while the owner does not read; with more the microphone is shut."""
STOP_UNREAD: Final = "stop unread"
"""The command of the process to itself that does so."""


_HARDWARE: Final = re.compile(r"\s*\(hw:\d+,\d+\)$")
"""The number of a sound card, which may be another after a restart."""
_SERVERS: Final = ("pulse", "pipewire", "jack")
"""Devices worth offering that are not hardware."""


def offered_names(names: Sequence[str]) -> list[str]:
    """The microphones to choose from, out of PortAudio's: hardware, numbered only if it must be.

    ALSA lists each microphone again under a dozen other names, which are offered only if there is
    no hardware.
    """
    hardware = [name for name in names if _HARDWARE.search(name) or name in _SERVERS] or names
    short = [_HARDWARE.sub("", name) for name in hardware]
    pairs = zip(short, hardware, strict=True)
    return list(dict.fromkeys(one if short.count(one) == 1 else name for one, name in pairs))


def portaudio_name(name: str, names: Sequence[str]) -> str | None:
    """Which of PortAudio's names the settings mean; None: the system's default."""
    if not name or name in names:
        return name or None
    return next((one for one in names if _HARDWARE.sub("", one) == name), None)


class Recorder:
    """One microphone, opened and shut by commands."""

    def __init__(self, later: Callable[[str], None]) -> None:
        """Open nothing yet; `later` takes commands that shall be obeyed, from any thread."""
        self._later = later
        self._out: queue.Queue[tuple[bytes, float, int, int, bytes]] = queue.Queue(HELD)
        self._stream: Any = None  # sounddevice has no types
        self._fresh = False
        """Whether PortAudio's list of devices was made just now."""
        self._name = ""
        """The microphone that is wanted; empty: the system's own."""

    def write(self) -> None:
        """Hand out what comes, for ever; the end of the owner ends the process."""
        while True:
            kind, at, rate, channels, data = self._out.get()
            try:
                sys.stdout.buffer.write(HEAD.pack(kind, at, rate, channels, len(data)) + data)
                sys.stdout.buffer.flush()
            except OSError:
                os._exit(0)

    def ready(self) -> None:
        """Tell that commands are obeyed from now on."""
        self._tell(READY, b"")

    def obey(self, command: str) -> None:
        """Carry out one command."""
        # PortAudio that is not installed raises OSError, all else its own PortAudioError, which
        # cannot be named before it has been imported.
        try:
            if command == SHUT or (self._stream is not None and not self._stream.active):
                self._shut()
            if command == STOP_UNREAD and self._stream is not None:
                self._shut()
                # There is room as soon as the owner reads again, who then wants to know.
                self._out.put((UNREAD, time.monotonic(), 0, 0, b""))
            elif command.startswith(USE):
                self._use(command.removeprefix(USE).strip())
            elif command == LIST:
                self._refresh()
                self._tell(LISTED, json.dumps(offered_names(self._names())).encode())
            elif command == LOOK:
                self._refresh()
                self._tell(FOUND, self._device()["name"].encode())
            elif command == OPEN and self._stream is None:
                self._open()
        except Exception as error:
            self._shut()
            self._fresh = False
            absent = isinstance(error, OSError)
            fault = MicrophoneFault.NOT_INSTALLED if absent else MicrophoneFault.MISSING
            self._tell(FAULT, fault.encode())

    def _use(self, name: str) -> None:
        opened = self._stream is not None
        self._shut()
        self._name = name
        self._refresh()
        if opened:
            self._open()

    def _open(self) -> None:
        # The list may be old: what was plugged in since is only found with a new one.
        try:
            self._start()
        except Exception:
            if self._fresh:
                raise
            self._shut()
            self._refresh()
            self._start()
        self._fresh = False

    def _start(self) -> None:
        import sounddevice  # type: ignore[import-untyped]  # it has no types

        about = self._device()
        number, rate = about["index"], int(about["default_samplerate"])
        # One channel if it is to be had; some microphones open only with all of theirs.
        for channels in dict.fromkeys((1, about["max_input_channels"])):
            try:
                self._stream = self._stream_of(number, rate, channels)
                break
            except sounddevice.PortAudioError:
                if channels == about["max_input_channels"]:
                    raise
        self._tell(OPENED, about["name"].encode())
        self._stream.start()

    def _stream_of(self, number: int, rate: int, channels: int) -> Any:
        import sounddevice

        def call(data: Any, _frames: int, _time: object, _status: object) -> None:
            at = time.monotonic() - LATENCY
            if not self._put(SOUND, at, rate, channels, bytes(data)):
                # Nobody reads: the program may have been stopped.
                self._later(STOP_UNREAD)

        def ended() -> None:
            if self._stream is stream:
                self._tell(FAULT, MicrophoneFault.LOST.encode())

        stream = sounddevice.RawInputStream(
            device=number,
            samplerate=rate,
            channels=channels,
            dtype="float32",
            blocksize=round(BLOCK * rate),
            latency=LATENCY,
            callback=call,
            finished_callback=ended,
        )
        return stream

    def _device(self) -> dict[str, Any]:
        import sounddevice

        names = self._names()
        name = portaudio_name(self._name, names)
        number = None if name is None else self._inputs()[names.index(name)]["index"]
        about: dict[str, Any] = sounddevice.query_devices(number, "input")
        return about

    def _names(self) -> list[str]:
        return [str(device["name"]) for device in self._inputs()]

    def _inputs(self) -> list[dict[str, Any]]:
        import sounddevice

        return [one for one in sounddevice.query_devices() if one["max_input_channels"] > 0]

    def _refresh(self) -> None:
        import sounddevice

        if self._stream is None:
            with contextlib.suppress(sounddevice.PortAudioError):
                sounddevice._terminate()
            sounddevice._initialize()
            self._fresh = True

    def _shut(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            # A stream whose device is gone cannot be closed any better.
            with contextlib.suppress(Exception):
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)

    def _tell(self, kind: bytes, text: bytes) -> None:
        self._put(kind, time.monotonic(), 0, 0, text)

    def _put(self, kind: bytes, at: float, rate: int, channels: int, data: bytes) -> bool:
        try:
            self._out.put_nowait((kind, at, rate, channels, data))
        except queue.Full:
            return False
        return True


def main() -> None:
    """Obey commands until standard input ends."""
    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    recorder = Recorder(commands.put)

    def read() -> None:
        for line in sys.stdin:
            commands.put(line.strip())
        os._exit(0)

    threading.Thread(target=read, name="commands", daemon=True).start()
    threading.Thread(target=recorder.write, name="sound", daemon=True).start()
    # What is found once is opened faster later.
    with contextlib.suppress(OSError):
        import sounddevice  # noqa: F401  # it is there for the later ones
    recorder.ready()
    while True:
        recorder.obey(commands.get())


if __name__ == "__main__":
    main()
