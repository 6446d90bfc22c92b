"""The recording process: `python -m assistant.asr.recording` opens the microphone on command.

It is a process of its own because PortAudio only finds new devices when it is initialised again,
which would end the sound that plays, and because a sound server that hangs must block nothing else.
The program that starts it writes lines: one of the commands below, `USE` with a name after it. The
process answers with a head and the bytes that belong to it. The end of standard input ends it,
whatever hangs in it.
"""

import contextlib
import json
import queue
import re
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from assistant.protocol.faults import MicrophoneFault
from assistant.protocol.portaudio import sounddevice
from models.system import SYSTEM

OPEN: Final = "open"
SHUT: Final = "shut"
LOOK: Final = "look"
"""Say whether there is a microphone, without opening it."""
LIST: Final = "list"
"""Name all microphones."""
USE: Final = "use"
"""Take the microphone of this name from now on; without a name, the system's default."""

HEAD: Final = struct.Struct("<cdIII")
"""Kind, time of the last sample (monotonic), samples a second, channels, length in bytes."""
READY: Final = b"r"
"""The process has started and knows the devices."""
SOUND: Final = b"s"
"""Samples follow, float32, the channels interleaved."""
FOUND: Final = b"f"
"""There is a microphone; its name follows."""
LISTED: Final = b"l"
"""The names of all follow, a list in JSON."""
UNREAD: Final = b"u"
"""The microphone was shut because nothing read its sound."""
FAULT: Final = b"x"
"""There is no microphone (any more); the value of a `MicrophoneFault` follows."""

BLOCK: Final = 0.020
"""Seconds of sound that come at a time."""
LATENCY: Final = 0.040
"""Seconds requested of PortAudio."""
HELD: Final = 1000
"""Blocks kept while the owner does not read; then the microphone is shut."""
STOP_UNREAD: Final = "stop unread"
"""The command with which the process shuts it."""

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
    """Opens and shuts one microphone by commands; `later` queues a command, from any thread."""

    def __init__(self, later: Callable[[str], None]) -> None:
        self._later = later
        self._out: queue.Queue[bytes] = queue.Queue(HELD)
        self._stream: Any = None  # sounddevice has no types
        self._fresh = False
        """Whether PortAudio's list of devices was just made."""
        self._name = ""
        """The microphone to open; empty: the system's default."""

    def write(self) -> None:
        """Write the answers forever; if the owner is gone, the process ends."""
        while True:
            answer = self._out.get()
            try:
                sys.stdout.buffer.write(answer)
                sys.stdout.buffer.flush()
            except OSError:
                SYSTEM.end_process(0)

    def ready(self) -> None:
        """Say that commands are obeyed from now on."""
        self._put(_answer(READY))

    def obey(self, command: str) -> None:
        """Carry out one command."""
        # Without PortAudio OSError is raised; everything else is PortAudioError, which cannot be
        # named before it was imported.
        try:
            if command == SHUT or (self._stream is not None and not self._stream.active):
                self._shut()
            if command == STOP_UNREAD and self._stream is not None:
                self._shut()
                # There is room as soon as the owner reads again.
                self._out.put(_answer(UNREAD))
            elif command.startswith(USE):
                self._use(command.removeprefix(USE).strip())
            elif command == LIST:
                self._refresh()
                names = json.dumps(offered_names(self._names()))
                self._put(_answer(LISTED, names.encode()))
            elif command == LOOK:
                self._refresh()
                self._put(_answer(FOUND, self._device()["name"].encode()))
            elif command == OPEN and self._stream is None:
                self._open()
        except Exception as error:
            self._shut()
            self._fresh = False
            absent = isinstance(error, OSError)
            fault = MicrophoneFault.NOT_INSTALLED if absent else MicrophoneFault.MISSING
            self._put(_answer(FAULT, fault.encode()))

    def _use(self, name: str) -> None:
        opened = self._stream is not None
        self._shut()
        self._name = name
        self._refresh()
        if opened:
            self._open()

    def _open(self) -> None:
        # The list may be too old to hold a device that was plugged in since.
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
        about = self._device()
        number, rate = about["index"], int(about["default_samplerate"])
        # One channel if possible; some microphones only open with all of theirs.
        for channels in dict.fromkeys((1, about["max_input_channels"])):
            try:
                self._stream = self._stream_of(number, rate, channels)
                break
            except sounddevice().PortAudioError:
                if channels == about["max_input_channels"]:
                    raise
        self._stream.start()

    def _stream_of(self, number: int, rate: int, channels: int) -> Any:
        def call(data: Any, frames: int, clock: Any, _status: object) -> None:
            at = time.monotonic() - _age(clock, frames / rate)
            if not self._put(_answer(SOUND, bytes(data), at, rate, channels)):
                # The owner does not read; it may have been stopped.
                self._later(STOP_UNREAD)

        def ended() -> None:
            if self._stream is stream:
                self._put(_answer(FAULT, MicrophoneFault.LOST.encode()))

        stream = sounddevice().RawInputStream(
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
        names = self._names()
        name = portaudio_name(self._name, names)
        number = None if name is None else self._inputs()[names.index(name)]["index"]
        about: dict[str, Any] = sounddevice().query_devices(number, "input")
        return about

    def _names(self) -> list[str]:
        return [str(device["name"]) for device in self._inputs()]

    def _inputs(self) -> list[dict[str, Any]]:
        return [one for one in sounddevice().query_devices() if one["max_input_channels"] > 0]

    def _refresh(self) -> None:
        portaudio = sounddevice()
        if self._stream is None:
            with contextlib.suppress(portaudio.PortAudioError):
                portaudio._terminate()
            portaudio._initialize()
            self._fresh = True

    def _shut(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            # Closing fails if the device is gone.
            with contextlib.suppress(Exception):
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)

    def _put(self, answer: bytes) -> bool:
        """Queue an answer; False if the queue is full."""
        try:
            self._out.put_nowait(answer)
        except queue.Full:
            return False
        return True


def _age(clock: Any, length: float) -> float:
    """Seconds since the last sample of a block was taken: more, if the process was starved.

    `clock` has PortAudio's times of the call and of the first sample, 0 where they are not known.
    """
    first: float = clock.inputBufferAdcTime
    return max(LATENCY, clock.currentTime - first - length) if first else LATENCY


def _answer(
    kind: bytes, data: bytes = b"", at: float = 0.0, rate: int = 0, channels: int = 0
) -> bytes:
    return HEAD.pack(kind, at, rate, channels, len(data)) + data


def main() -> None:
    """Obey commands until standard input ends."""
    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    recorder = Recorder(commands.put)

    def read() -> None:
        for line in sys.stdin:
            commands.put(line.strip())
        SYSTEM.end_process(0)

    threading.Thread(target=read, name="commands", daemon=True).start()
    threading.Thread(target=recorder.write, name="sound", daemon=True).start()
    # The devices found by the import open faster later.
    with contextlib.suppress(OSError):
        sounddevice()
    recorder.ready()
    while True:
        recorder.obey(commands.get())


if __name__ == "__main__":
    main()
