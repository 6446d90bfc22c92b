"""The one sound stream of the process: opened once, kept open, reopened when it is lost.

A lost sound card raises no error; the only sign is that its callback is no longer called. PortAudio
lists the devices once, when it is initialised, so reopening means initialising it again, which ends
every stream of the process.
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
from assistant.protocol.portaudio import lacks_plugin, sounddevice
from assistant.tts.mixer import Mixer

BLOCK: Final = 0.010
"""Seconds of sound that the sound card asks for at a time."""
LATENCY: Final = 0.020
"""Seconds to request from PortAudio; with PulseAudio 30 ms pass between a call and the ear."""
TOO_OLD: Final = 2.4
"""Seconds without a call after which the sound card counts as lost; a virtual one that was idle may
need two before its first call."""
HOLD: Final = 1.5
"""Seconds that speech waits for a sound card to open before it passes unheard."""
HANGS: Final = 2.5
"""Seconds after which a sound card that is still opening counts as hanging."""
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new attempt; the last one repeats."""
WATCH: Final = 0.2
"""Seconds between two checks of an open sound card."""
SUSPENDED: Final = 1.0
"""A check later than this many seconds means that the process was suspended, and its calls too."""
PACE: Final = 0.02
"""Seconds between two checks of a sound card that opens, and steps in which sound passes."""

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Stream:
    """An open stream of PortAudio."""

    handle: Any  # sounddevice has no types
    rate: int
    last_call: float = 0.0
    live: bool = False
    ended: bool = False


class SoundStream:
    """Plays a mixer on the sound card, or lets time pass if there is none.

    `changed` is called once for each loss and, with None, for each return.
    """

    def __init__(self, mixer: Mixer, changed: Callable[[SoundFault | None], None]) -> None:
        self._mixer = mixer
        self._changed = changed
        self._stream: _Stream | None = None
        self._opening: threading.Thread | None = None
        self._opened: _Stream | None = None
        """What `_opening` opened, or the lost stream that it has to close."""
        self._fault: SoundFault | None = None
        self._failure = SoundFault.MISSING
        """Why the last attempt gave no stream."""
        self._tried = 0
        self._retry_at = self._silent_from = self._hangs_from = 0.0
        self._closing = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def start(self) -> None:
        """Open the sound card in the background."""
        self._thread.start()

    def wake(self) -> None:
        """Say that the mixer has something new, which matters only without a sound card."""
        if self._stream is None:
            self._wake.set()

    def close(self, patience: float = 2.0) -> None:
        """Stop playing and close the sound card, or abandon it after `patience` seconds."""
        self._closing = True
        self._wake.set()
        self._thread.join(patience)
        opening = self._opening
        if self._thread.is_alive() or (opening is not None and opening.is_alive()):
            _never_terminate()

    def _run(self) -> None:
        self._retry_at = now = time.monotonic()
        self._silent_from, self._hangs_from = now + HOLD, now + HANGS
        while not self._closing:
            if self._stream is not None:
                self._watch(self._stream)
            else:
                self._reopen()
        self._shut(self._stream)
        if self._opening is not None:
            self._opening.join(1.0)
            self._shut(self._opened)

    def _watch(self, stream: _Stream) -> None:
        """Wait a moment, then see whether the sound card is still there."""
        before = time.monotonic()
        self._wake.wait(WATCH)
        self._wake.clear()
        now = time.monotonic()
        if now - before > WATCH + SUSPENDED:
            stream.last_call = now
        if not stream.ended and now - stream.last_call < TOO_OLD:
            return
        _log.debug("The sound card is lost.")
        stream.live = False
        self._opened, self._stream = stream, None
        self._silent_from = now + HOLD
        self._report(SoundFault.LOST)
        self._retry_at = now + PAUSES[0]
        self._tried = 1

    def _reopen(self) -> None:
        now = time.monotonic()
        if self._opening is None and now >= self._retry_at:
            opening = threading.Thread(target=self._open, name="sound-open", daemon=True)
            try:
                opening.start()
                self._opening = opening
            except RuntimeError:
                # There is no room for a thread now; later there may be.
                self._retry_at = now + PAUSES[0]
        if self._opening is not None and not self._opening.is_alive():
            self._opening = None
            if self._opened is not None:
                self._go_live(self._opened)
                return
            self._report(self._failure)
            self._retry_at = now + PAUSES[min(self._tried, len(PAUSES) - 1)]
            self._tried += 1
            if self._tried == 1:
                self._silent_from = now
        if now >= self._hangs_from:
            self._report(SoundFault.HANGING)
        self._pass_time()

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

    def _pass_time(self) -> None:
        """Wait a little; from `_silent_from` on, what the mixer holds passes unheard."""
        now = time.monotonic()
        if self._mixer.busy and now >= self._silent_from:
            self._mixer.fill(np.zeros((2, round(PACE * self._mixer.rate)), np.float32), heard=False)
            time.sleep(PACE)
        elif self._opening is not None:
            self._opening.join(PACE)
        elif self._mixer.busy:
            time.sleep(PACE)
        else:
            self._wake.wait(max(0.0, self._retry_at - now))
            self._wake.clear()

    def _open(self) -> None:
        """Open the sound card; runs in its own thread, since it may hang."""
        lost, self._opened = self._opened, None
        self._shut(lost)
        self._failure = SoundFault.MISSING
        try:
            self._opened = self._stream_of(again=lost is not None or self._tried > 0)
        # A missing PortAudio raises OSError, everything else raises PortAudioError, which has no
        # name before the import.
        except Exception as error:
            _log.debug("No sound: %s", error)
            if isinstance(error, OSError):
                self._failure = SoundFault.NOT_INSTALLED
            elif lacks_plugin():
                self._failure = SoundFault.NO_PLUGIN

    def _stream_of(self, *, again: bool) -> _Stream | None:
        portaudio = sounddevice()
        if again:
            with contextlib.suppress(portaudio.PortAudioError):
                portaudio._terminate()
            portaudio._initialize()
        about = portaudio.query_devices(kind="output")
        rate = int(about["default_samplerate"])
        channels = min(2, about["max_output_channels"])
        stream = _Stream(None, rate)
        scratch = np.zeros((2, rate), np.float32)

        def call(out: Any, frames: int, _time: object, _status: object) -> None:
            stream.last_call = time.monotonic()
            if stream.live:
                both = scratch[:, :frames]
                self._mixer.fill(both)
                out[:] = both.T if channels == 2 else both.mean(axis=0)[:, None]
            else:
                out[:] = 0

        def ended() -> None:
            stream.ended = True

        stream.handle = portaudio.OutputStream(
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
        # A stream whose sound card is gone may fail to close.
        with contextlib.suppress(Exception):
            stream.handle.abort(ignore_errors=True)
            stream.handle.close(ignore_errors=True)


def _never_terminate() -> None:
    """Keep the process from waiting at its end for a sound server that hangs."""
    module = sys.modules.get("sounddevice")
    if module is not None:
        atexit.unregister(module._exit_handler)
