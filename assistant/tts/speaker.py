"""The voice: speaks what it is asked to, plays earcons, and reports what was heard."""

import itertools
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from assistant.protocol import events
from assistant.protocol.choices import Setting
from assistant.protocol.effects import Utterance
from assistant.protocol.events import Earcon, Emit
from assistant.protocol.faults import SoundFault
from assistant.protocol.spoken import ENGLISH, Segment
from assistant.saying.messages.faults_lines import UnheardLine, VoiceFault
from assistant.settings.config import FASTEST, SLOWEST, VoiceSettings
from assistant.tts import muted, screen_reader
from assistant.tts.audio_chunk import panned
from assistant.tts.audio_speech_output import AudioSpeechOutput
from assistant.tts.base import EngineSettings, OwnRate, Progress, SpeechOutput, SpeechOutputError
from assistant.tts.earcons import TONES, earcon, tone
from assistant.tts.espeak_engine import voices
from assistant.tts.mixer import Mixer
from assistant.tts.numbers import digit_by_digit
from assistant.tts.orca_speech_output import OrcaSpeechOutput
from assistant.tts.printed_speech_output import PrintedSpeechOutput
from assistant.tts.sound_stream import SoundStream
from assistant.tts.speech_queue import Change, SpeechQueue, finished, offered, silenced
from assistant.tts.ssip_speech_output import SpeechDispatcherOutput
from assistant.tts.synthesis import open_synthesiser

_log = logging.getLogger(__name__)

MUTED_FOR: Final = 5.0
"""Seconds between two checks of an output that cannot be heard."""

UNHEARD: Final = {
    UnheardLine.MUTED: SoundFault.MUTED,
    UnheardLine.ZERO: SoundFault.MUTED,
    UnheardLine.NOWHERE: SoundFault.NOWHERE,
}


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """The state of the voice."""

    engine: str
    """The engine and voice that spoke last; empty if none could."""
    rate: int
    """Words a minute."""
    fault: SoundFault | None


class UtteranceSpeaker:
    """Speech and earcons. No method blocks, except `close`, for 3 s at most.

    Every `Say` is followed by exactly one SpeechEnded, and by SpeechStarted before it if it was
    heard; no two have the same number. Without a rate (in words a minute), a program that speaks
    keeps the one that the user chose there.
    """

    def __init__(
        self, settings: VoiceSettings, rate: int | None, emit: Emit, language: str = ENGLISH
    ) -> None:
        self._emit = emit
        self._earcons_wanted = settings.earcons
        self._volume = settings.volume
        self._rate = rate or settings.rate
        self._rate_chosen = rate is not None
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        """Calls for the voice's thread; None ends it."""
        self._serials = itertools.count(1)
        self._faults = _Faults(emit)
        self._mixer = Mixer(self._note, lambda: self._stream.wake())
        self._stream = SoundStream(self._mixer, partial(self._faults.report, "device"))
        self._chosen = settings.voice, language
        """The user's voice and language."""
        self._english = False
        """Whether an English voice speaks in place of the user's."""
        engine = EngineSettings(*self._chosen, settings.piper_voice)
        self._synthesiser = open_synthesiser(settings.engine, engine)
        self._missing: set[str] = set()
        """Names of voices that were reported missing."""
        self._own = AudioSpeechOutput(
            self._synthesiser, self._mixer, self._rate, settings.volume, self._rendered
        )
        self._outputs: tuple[SpeechOutput, ...] = (self._own,)
        """Best first."""
        if settings.engine == "orca":
            self._outputs = (OrcaSpeechOutput(self._note, self._rate), self._own)
        elif screen_reader.reads_lines(settings.engine):
            self._outputs = (PrintedSpeechOutput(self._note, self._rate), self._own)
        elif settings.engine == "speech-dispatcher":
            self._outputs = (SpeechDispatcherOutput(self._note, rate), self._own)
        if language != ENGLISH:
            self._use_everywhere(*self._chosen)
        self._output: SpeechOutput = self._outputs[0]
        self._queue = SpeechQueue()
        self._serial_of: dict[int, int] = {}
        self._current: int | None = None
        self._segments: deque[Segment] = deque()
        """What the current utterance has yet to say."""
        self._began = False
        """Whether the current utterance has begun to be heard."""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Open the sound card and start the engine, in the background; emits SoundLost."""
        if self._output is self._own:
            self._inbox.put(self._own.warm_up)
        self._stream.start()
        self._thread.start()
        threading.Thread(target=self._check_muted, name="voice-muted", daemon=True).start()

    def say(self, utterance: Utterance) -> None:
        """Speak now, later or never, as priorities and expiry demand."""
        self._inbox.put(partial(self._said, utterance, next(self._serials)))

    def silence(self) -> None:
        """Drop everything that plays, is being rendered or waits."""
        self._mixer.silence(next(self._serials))
        self._inbox.put(self._silenced)

    def play(self, kind: Earcon) -> None:
        """Play an earcon over everything else."""
        if self._earcons_wanted:
            self._mixer.play(earcon(kind, self._mixer.rate) * self._volume)

    def tone(self, level: float, side: float = 0.0) -> None:
        """Play a short quiet tone, higher for a higher level of 0…1, from a side as in `Say`.

        Also if the user wants no earcons, since nothing else conveys the level.
        """
        step = round(min(max(level, 0.0), 1.0) * TONES)
        self._mixer.play(panned(tone(step / TONES, self._mixer.rate) * self._volume, side))

    def set_rate(self, words_per_minute: int) -> None:
        """Speak faster or slower from the next clause on, within the allowed range."""
        self._rate_chosen = True
        self._rate = min(FASTEST, max(SLOWEST, words_per_minute))
        for output in self._outputs:
            self._inbox.put(partial(output.set_rate, self._rate))

    def use(self, voice: str, language: str) -> None:
        """Speak with another voice from the next clause on; `language` is a code."""
        self._inbox.put(partial(self._use, voice, language))

    def find(self, language: str, setting: str) -> None:
        """Emit a Listed with the voices for a language, which `setting` stands for."""

        def find() -> None:
            engine = self._output.name.partition(" ")[0]
            self._emit(events.Listed(Setting.VOICE, voices(engine, language), setting))

        threading.Thread(target=find, name="voice-list", daemon=True).start()

    def name(self) -> str:
        """The engine and voice that speak; empty if nothing can be heard."""
        status = self.status()
        return status.engine if status.fault in (None, *UNHEARD.values()) else ""

    def status(self) -> VoiceStatus:
        """The state of the voice."""
        return VoiceStatus(self._output.name, self._rate, self._faults.now)

    def close(self) -> None:
        """Fall silent and end every thread and process."""
        self._closing.set()
        self.silence()
        self._inbox.put(None)
        if self._thread.ident is not None:
            self._thread.join(0.5)
        for output in self._outputs:
            output.close()
        if self._thread.ident is not None:
            self._thread.join(1.0)
            self._stream.close(1.5)

    def _check_muted(self) -> None:
        """Check that the output can be heard, again and again until it can."""
        reported = False
        while (found := muted.default_sink()).unheard or (reported and found == muted.UNKNOWN):
            if found.unheard:
                self._faults.report("muted", UNHEARD[found.unheard])
                reported = True
            if self._closing.wait(MUTED_FOR):
                return
        self._faults.report("muted", None)

    def _rendered(self, well: bool) -> None:
        self._faults.report("engine", None if well else SoundFault.NO_VOICE)
        missing = self._synthesiser.missing
        if missing and missing not in self._missing:
            self._missing.add(missing)
            self._emit(events.Degraded(VoiceFault.NO_VOICE.said(voice=missing)))

    def _note(self, note: object) -> None:
        self._inbox.put(partial(self._react, note))

    def _run(self) -> None:
        while (call := self._inbox.get()) is not None:
            try:
                call()
                if self._inbox.empty():
                    self._settle()
            # A fault in the program must cost one utterance, not the voice.
            except Exception:
                _log.exception("The voice failed:")
                self._follow(silenced(self._queue))
        self._follow(silenced(self._queue))

    def _said(self, utterance: Utterance, serial: int) -> None:
        segments = tuple(
            replace(one, text=digit_by_digit(one.text))
            for one in utterance.segments
            if one.text.strip()
        )
        if not segments:
            self._emit(events.SpeechStarted(utterance.number, time.monotonic(), self._reader()))
            self._emit(events.SpeechEnded(utterance.number, True))
            return
        self._serial_of[utterance.number] = serial
        utterance = replace(utterance, segments=segments)
        self._follow(offered(self._queue, utterance, time.monotonic()))

    def _silenced(self) -> None:
        self._follow(silenced(self._queue))
        # An output that only estimates its end may still be speaking.
        self._output.cut()
        self._current = None

    def _use(self, voice: str, language: str) -> None:
        self._chosen = voice, language
        if not self._english:
            self._use_everywhere(voice, language)

    def _use_everywhere(self, voice: str, language: str) -> None:
        for output in self._outputs:
            output.use(voice, language)

    def _react(self, note: object) -> None:
        if isinstance(note, OwnRate) and not self._rate_chosen:
            self._rate = note.words_per_minute
            self._own.set_rate(self._rate)
            self._emit(events.RateFound(self._rate))
        step, speaking = self._output.react(note), self._queue.speaking
        if step is None or speaking is None or step.serial != self._serial_of[speaking.number]:
            return
        if step.progress is Progress.BEGAN:
            if not self._began:
                self._emit(events.SpeechStarted(speaking.number, step.at, self._reader()))
            self._began = True
        elif step.heard and self._segments:
            self._speak_segment(step.serial)
        else:
            self._emit(events.SpeechEnded(speaking.number, step.heard))
            self._current = None
            self._follow(finished(self._queue, time.monotonic()))

    def _reader(self) -> str:
        return self._output.name if self._output.name in screen_reader.NAMES else ""

    def _follow(self, change: Change) -> None:
        self._queue = change.queue
        for one in change.dropped:
            self._emit(events.SpeechEnded(one.number, False))

    def _settle(self) -> None:
        """Make the outputs do what the queue says."""
        speaking = self._queue.speaking
        wanted = None if speaking is None else self._serial_of[speaking.number]
        if wanted != self._current:
            if self._current is not None:
                self._output.cut()
            self._current = wanted
            if speaking is not None and wanted is not None:
                self._segments, self._began = deque(speaking.segments), False
                self._speak_segment(wanted)
        self._output.advance()
        known = (speaking, *self._queue.waiting)
        numbers = [one.number for one in known if one is not None]
        self._serial_of = {number: self._serial_of[number] for number in numbers}

    def _speak_segment(self, serial: int) -> None:
        segment, speaking = self._segments.popleft(), self._queue.speaking
        self._own.side = 0.0 if speaking is None else speaking.side
        self._speak_english(segment.language == ENGLISH)
        for output in self._outputs:
            try:
                output.speak(serial, segment.text)
            except SpeechOutputError as error:
                _log.debug("%s: %s", output.name, error)
            else:
                self._output = output
                return

    def _speak_english(self, wanted: bool) -> None:
        """Switch to an English voice for English words, and back afterwards."""
        wanted = wanted and self._chosen[1] != ENGLISH
        if wanted != self._english:
            self._english = wanted
            self._use_everywhere(*(("", ENGLISH) if wanted else self._chosen))


class _Faults:
    """Reports each loss of sound, and its return, once."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._faults: dict[str, SoundFault] = {}

    @property
    def now(self) -> SoundFault | None:
        return next(iter(self._faults.copy().values()), None)

    def report(self, part: str, fault: SoundFault | None) -> None:
        with self._lock:
            before = self._faults.pop(part, None)
            if fault is not None:
                self._faults[part] = fault
                if fault is not before:
                    self._emit(events.SoundLost(fault))
            elif before is not None and not self._faults:
                self._emit(events.SoundBack())
