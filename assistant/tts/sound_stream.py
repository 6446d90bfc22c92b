"""The one sound stream of the process: opened once, kept open, opened again when it is lost.

A lost sound card raises nothing anywhere; it shows by the age of its last call. PortAudio's list of
devices is as old as its initialisation, so that opening again means to initialise it again, which
ends every stream of this process.
"""

import atexit
import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from assistant.protocol.faults import SoundFault
from assistant.tts.mixer import Mixer

BLOCK: Final = 0.010
"""Seconds of sound that the card asks for at a time."""
LATENCY: Final = 0.020
"""Seconds asked of PortAudio; with PulseAudio 30 ms lie between a call and the ear."""
TOO_OLD: Final = 2.4
"""Seconds without a call after which the sound card counts as lost; a virtual one that was idle
may ask for nothing during its first two."""
HOLD: Final = 1.5
"""Seconds that speech waits for a sound card that is being opened; then it passes unheard."""
HANGS: Final = 2.5
"""Seconds without an answer after which a sound card that is being opened counts as hanging."""
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new attempt; the last is used again and again."""
WATCH: Final = 0.2
STOOD_STILL: Final = 1.0
"""Seconds beyond `WATCH` by which this process stood still, and the calls of the sound card too."""
PACE: Final = 0.02
"""Seconds between two looks at the sound card, and two steps of time that passes unheard."""

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Stream:
    """An open stream of PortAudio."""

    handle: Any  # sounddevice has no types
    rate: int
    last_call: float = 0.0
    live: bool = False
    ended: bool = False


class Output:
    """Lets a mixer fill the sound card's blocks, or time pass where there is no sound card."""

    def __init__(self, mixer: Mixer, changed: Callable[[SoundFault | None], None]) -> None:
        """`changed` hears of each loss and, with None, of each return, once."""
        self._mixer = mixer
        self._changed = changed
        self._stream: _Stream | None = None
        self._opening: threading.Thread | None = None
        self._opened: _Stream | None = None
        self._fault: SoundFault | None = None
        self._failure = SoundFault.MISSING
        """Why the last attempt gave no stream."""
        self._tried = 0
        self._closing = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def start(self) -> None:
        """Begin to open the sound card, in the background."""
        self._thread.start()

    def wake(self) -> None:
        """Say that the mixer has something new; only matters where there is no sound card."""
        if self._stream is None:
            self._wake.set()

    def close(self, patience: float = 2.0) -> None:
        """Drop what sounds and let the sound card go; after `patience` seconds leave it alone."""
        self._closing = True
        self._wake.set()
        self._thread.join(patience)
        opening = self._opening
        if self._thread.is_alive() or (opening is not None and opening.is_alive()):
            _never_terminate()

    def _run(self) -> None:
        retry_at = time.monotonic()
        silent_from, hangs_from = retry_at + HOLD, retry_at + HANGS
        while not self._closing:
            if self._stream is not None:
                rests_from = time.monotonic()
                self._wake.wait(WATCH)
                self._wake.clear()
                if time.monotonic() - rests_from > WATCH + STOOD_STILL:
                    self._stream.last_call = time.monotonic()
                if self._lost(self._stream):
                    _log.debug("The sound card is lost.")
                    silent_from = time.monotonic() + HOLD
                    self._report(SoundFault.LOST)
                    retry_at = time.monotonic() + PAUSES[0]
                    self._tried = 1
                continue
            if self._opening is None and time.monotonic() >= retry_at:
                self._opening = threading.Thread(target=self._open, name="sound-open", daemon=True)
                self._opening.start()
            if self._opening is not None and not self._opening.is_alive():
                self._opening = None
                if self._opened is not None:
                    self._go_live(self._opened)
                    continue
                self._report(self._fault or self._failure)
                retry_at = time.monotonic() + PAUSES[min(self._tried, len(PAUSES) - 1)]
                self._tried += 1
                if self._tried == 1:
                    silent_from = time.monotonic()
            if time.monotonic() >= hangs_from:
                self._report(self._fault or SoundFault.HANGING)
            self._pass_time(silent_from, retry_at)
        self._shut(self._stream)
        if self._opening is not None:
            self._opening.join(1.0)
            self._shut(self._opened)

    def _lost(self, stream: _Stream) -> bool:
        if not stream.ended and time.monotonic() - stream.last_call < TOO_OLD:
            return False
        stream.live = False
        self._opened = stream
        self._stream = None
        return True

    def _go_live(self, stream: _Stream) -> None:
        self._tried = 0
        self._stream, self._opened = stream, None
        stream.last_call = time.monotonic()
        self._mixer.set_rate(stream.rate)
        self._wake.clear()
        stream.live = True
        self._report(None)

    def _report(self, fault: SoundFault | None) -> None:
        if (fault is None) != (self._fault is None):
            self._fault = fault
            self._changed(fault)

    def _pass_time(self, silent_from: float, retry_at: float) -> None:
        """Wait a little; what the mixer holds goes by unheard once `silent_from` has come."""
        now = time.monotonic()
        if self._mixer.busy and now >= silent_from:
            self._mixer.fill(np.zeros(round(PACE * self._mixer.rate), np.float32), heard=False)
            time.sleep(PACE)
        elif self._opening is not None or self._mixer.busy:
            self._opening_wait()
        else:
            self._wake.wait(max(0.0, retry_at - now))
            self._wake.clear()

    def _opening_wait(self) -> None:
        if self._opening is not None:
            self._opening.join(PACE)
        else:
            time.sleep(PACE)

    def _open(self) -> None:
        """Open the sound card; what it may hang in holds up nobody else."""
        lost, self._opened = self._opened, None
        self._shut(lost)
        self._failure = SoundFault.MISSING
        try:
            self._opened = self._stream_of(again=lost is not None or self._tried > 0)
        # PortAudio that is not installed raises OSError, all else its own PortAudioError, which
        # cannot be named before it has been imported.
        except Exception as error:
            _log.debug("No sound: %s", error)
            if isinstance(error, OSError):
                self._failure = SoundFault.NOT_INSTALLED

    def _stream_of(self, *, again: bool) -> _Stream | None:
        import sounddevice  # type: ignore[import-untyped]  # it has no types

        if again:
            with contextlib.suppress(sounddevice.PortAudioError):
                sounddevice._terminate()
            sounddevice._initialize()
        about = sounddevice.query_devices(kind="output")
        rate = int(about["default_samplerate"])
        channels = min(2, about["max_output_channels"])
        stream = _Stream(None, rate)
        scratch = np.zeros(rate, np.float32)

        def call(out: Any, frames: int, _time: object, _status: object) -> None:
            stream.last_call = time.monotonic()
            if stream.live:
                mono = scratch[:frames]
                self._mixer.fill(mono)
                out[:] = mono[:, None]
            else:
                out[:] = 0

        def ended() -> None:
            stream.ended = True

        stream.handle = sounddevice.OutputStream(
            samplerate=rate,
            channels=channels,
            dtype="float32",
            blocksize=round(BLOCK * rate),
            latency=LATENCY,
            callback=call,
            finished_callback=ended,
        )
        stream.handle.start()
        deadline = time.monotonic() + 1.0
        while stream.last_call == 0.0:
            if time.monotonic() > deadline or self._closing:
                self._shut(stream)
                return None
            time.sleep(0.002)
        return stream

    def _shut(self, stream: _Stream | None) -> None:
        if stream is None:
            return
        stream.live = False
        # A stream whose sound card is gone cannot be closed any better.
        with contextlib.suppress(Exception):
            stream.handle.abort(ignore_errors=True)
            stream.handle.close(ignore_errors=True)


def _never_terminate() -> None:
    """Keep the end of this process from waiting for a sound server that hangs."""
    module = sys.modules.get("sounddevice")
    if module is not None:
        atexit.unregister(module._exit_handler)
