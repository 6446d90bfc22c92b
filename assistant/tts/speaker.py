"""The voice's room: takes what shall be said and sounded, and tells what was heard."""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from assistant.protocol.choices import Setting
from assistant.protocol.effects import Say
from assistant.protocol.events import (
    Degraded,
    Earcon,
    Emit,
    Listed,
    RateFound,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
)
from assistant.protocol.faults import SoundFault
from assistant.saying import language
from assistant.saying.messages.voices_lines import VoiceFault
from assistant.settings.config import FASTEST, SLOWEST
from assistant.settings.config import VoiceSettings as Settings
from assistant.tts import muted, screen_reader
from assistant.tts.audio_chunk import Samples
from assistant.tts.audio_speech_output import AudioSpeechOutput
from assistant.tts.base import EngineSettings, OwnRate, Progress, SpeechOutput, SpeechOutputError
from assistant.tts.earcons import TONES, earcon, tone
from assistant.tts.mixer import Mixer
from assistant.tts.numbers import digit_by_digit
from assistant.tts.orca_speech_output import OrcaSpeechOutput
from assistant.tts.sound_stream import Output
from assistant.tts.speech_queue import Agenda, Change, finished, offered, silenced
from assistant.tts.ssip_speech_output import SpeechDispatcherOutput
from assistant.tts.synthesis import open_synthesiser
from assistant.tts.voice_list import voices

_log = logging.getLogger(__name__)

MUTED_FOR: Final = 5.0
"""Seconds after which an output that nobody hears is asked about again."""

UNHEARD: Final = {
    muted.Unheard.MUTED: SoundFault.MUTED,
    muted.Unheard.ZERO: SoundFault.MUTED,
    muted.Unheard.NOWHERE: SoundFault.NOWHERE,
}
"""What is told of an output that nobody hears."""


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """How the voice does."""

    engine: str
    """The engine and the voice that spoke last; empty if none could."""
    rate: int
    """Words a minute."""
    fault: SoundFault | None


@dataclass(frozen=True, slots=True)
class _Said:
    say: Say
    serial: int


@dataclass(frozen=True, slots=True)
class _Hushed:
    pass


@dataclass(frozen=True, slots=True)
class _Rated:
    words_per_minute: int


@dataclass(frozen=True, slots=True)
class _Used:
    voice: str
    language: str


@dataclass(frozen=True, slots=True)
class _Started:
    pass


@dataclass(frozen=True, slots=True)
class _Closed:
    pass


_Message: TypeAlias = object
"""One of the above, or a note of a mouth."""


class Voice:
    """Speech and earcons. No method waits for anything, but `close`, for 3 s at most.

    Every `Say` is followed by exactly one SpeechEnded, and by SpeechStarted before it if it was
    heard; no two have the same number.
    """

    def __init__(self, settings: Settings, rate: int | None, emit: Emit) -> None:
        """Take the settings and words a minute; nothing runs yet.

        Without a rate, a program that speaks keeps the one that the user chose there.
        """
        self._emit = emit
        self._earcons_wanted = settings.earcons
        self._volume = settings.volume
        self._rate = rate or settings.rate
        self._chosen = rate is not None
        """Whether the rate was chosen for Lantern."""
        self._inbox: queue.SimpleQueue[_Message] = queue.SimpleQueue()
        self._serials = itertools.count(1)
        self._faults = _Faults(emit)
        self._mixer = Mixer(self._inbox.put, lambda: self._output.wake())
        self._output = Output(self._mixer, lambda fault: self._faults.tell("device", fault))
        self._users = settings.voice, language.used()
        """The user's voice and language."""
        self._english = False
        """Whether the mouths speak with an English voice now, though the user's is another."""
        engine = EngineSettings(*self._users, settings.piper_voice)
        self._synthesiser = open_synthesiser(settings.engine, engine)
        self._missing: set[str] = set()
        """Names of which it was told that no voice has them."""
        self._own = AudioSpeechOutput(
            self._synthesiser,
            self._mixer,
            self._rate,
            settings.volume,
            self._rendered,
        )
        self._mouths = (*reader(settings, self._inbox.put, rate), self._own)
        if language.used() != language.ENGLISH:
            for mouth in self._mouths:
                mouth.use(*self._users)
        self._mouth: SpeechOutput = self._mouths[0]
        self._agenda = Agenda()
        self._serial_of: dict[int, int] = {}
        self._current: int | None = None
        self._sounds: dict[tuple[Earcon | int, int], Samples] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Open the sound card and start the engine, in the background."""
        self._inbox.put(_Started())
        self._output.start()
        self._thread.start()
        threading.Thread(target=self._listen, name="voice-muted", daemon=True).start()

    def say(self, say: Say) -> None:
        """Speak, wait or be dropped, as priorities and expiry have it."""
        self._inbox.put(_Said(say, next(self._serials)))

    def silence(self) -> None:
        """Drop all that sounds, is rendered and waits."""
        below = next(self._serials)
        for mouth in self._mouths:
            mouth.silence(below)
        self._inbox.put(_Hushed())

    def play(self, kind: Earcon) -> None:
        """Sound an earcon over whatever else."""
        if not self._earcons_wanted:
            return
        key = (kind, self._mixer.rate)
        if key not in self._sounds:
            self._sounds[key] = earcon(kind, self._mixer.rate) * self._volume
        self._mixer.play(self._sounds[key])

    def tone(self, level: float) -> None:
        """Sound a short quiet tone, the higher the more, 0…1: also where earcons are not wanted,
        since it is all that there is to hear.
        """
        step = round(min(max(level, 0.0), 1.0) * TONES)
        key = (step, self._mixer.rate)
        if key not in self._sounds:
            self._sounds[key] = tone(step / TONES, self._mixer.rate) * self._volume
        self._mixer.play(self._sounds[key])

    def set_rate(self, words_per_minute: int) -> None:
        """Speak faster or slower from the next clause on; kept within 80 and 500."""
        self._chosen = True
        self._rate = min(FASTEST, max(SLOWEST, words_per_minute))
        self._inbox.put(_Rated(self._rate))

    def use(self, voice: str, language: str) -> None:
        """Speak with another voice, for a language by its code, from the next clause on."""
        self._inbox.put(_Used(voice, language))

    def find(self, language: str, setting: str) -> None:
        """Tell by Listed which voices there are for a language, which `setting` means."""
        threading.Thread(
            target=self._find, args=(language, setting), name="voice-list", daemon=True
        ).start()

    def name(self) -> str:
        """Whose voice speaks; empty where nothing can be heard."""
        status = self.status()
        return status.engine if status.fault in (None, *UNHEARD.values()) else ""

    def status(self) -> VoiceStatus:
        """Say how the voice does."""
        return VoiceStatus(self._mouth.name, self._rate, self._faults.now)

    def close(self) -> None:
        """Fall silent and end every thread and process."""
        self._closing.set()
        self.silence()
        self._inbox.put(_Closed())
        if self._thread.ident is not None:
            self._thread.join(0.5)
        for mouth in self._mouths:
            mouth.close()
        if self._thread.ident is not None:
            self._thread.join(1.0)
            self._output.close(1.5)

    def _listen(self) -> None:
        """Ask whether anybody can hear it, and if nobody can, again until somebody does."""
        found = muted.hearing()
        if found.unheard is None:
            return
        while found.unheard is not None or found == muted.UNKNOWN:
            if found.unheard is not None:
                self._faults.tell("muted", UNHEARD[found.unheard])
            if self._closing.wait(MUTED_FOR):
                return
            found = muted.hearing()
        self._faults.tell("muted", None)

    def _find(self, language: str, setting: str) -> None:
        engine = self._mouth.name.partition(" ")[0]
        self._emit(Listed(Setting.VOICE, voices(engine, language), setting))

    def _rendered(self, well: bool) -> None:
        self._faults.tell("engine", None if well else SoundFault.NO_VOICE)
        missing = self._synthesiser.missing
        if missing and missing not in self._missing:
            self._missing.add(missing)
            self._emit(Degraded(VoiceFault.NO_VOICE.said(voice=missing)))

    def _run(self) -> None:
        while True:
            message = self._inbox.get()
            try:
                while not isinstance(message, _Closed):
                    self._take(message)
                    if self._inbox.empty():
                        break
                    message = self._inbox.get()
                else:
                    self._follow(silenced(self._agenda))
                    return
                self._settle()
            # A fault of the program itself must cost one utterance, not the voice.
            except Exception:
                _log.exception("The voice failed:")
                self._follow(silenced(self._agenda))

    def _take(self, message: _Message) -> None:
        match message:
            case _Said(say, serial):
                self._said(say, serial)
            case _Hushed():
                self._follow(silenced(self._agenda))
                # Whoever cannot tell when it has spoken may speak longer than it was reckoned.
                self._mouth.cut()
                self._current = None
            case _Rated(words_per_minute):
                for mouth in self._mouths:
                    mouth.set_rate(words_per_minute)
            case OwnRate(words_per_minute) if not self._chosen:
                self._rate = words_per_minute
                self._own.set_rate(words_per_minute)
                self._emit(RateFound(words_per_minute))
            case _Used(voice, code):
                self._users = voice, code
                if not self._english:
                    for mouth in self._mouths:
                        mouth.use(voice, code)
            case _Started():
                if self._mouth is self._own:
                    self._own.warm_up()
            case note:
                self._react(note)

    def _said(self, say: Say, serial: int) -> None:
        if not say.text.strip():
            self._emit(SpeechStarted(say.utterance, time.monotonic(), self._reader()))
            self._emit(SpeechEnded(say.utterance, True))
            return
        say = replace(say, text=digit_by_digit(say.text))
        self._serial_of[say.utterance] = serial
        self._follow(offered(self._agenda, say, time.monotonic()))

    def _react(self, note: object) -> None:
        for step in self._mouth.react(note):
            speaking = self._agenda.speaking
            if speaking is None or step.serial != self._serial_of[speaking.utterance]:
                continue
            if step.progress is Progress.BEGAN:
                self._emit(SpeechStarted(speaking.utterance, step.at, self._reader()))
            else:
                self._emit(SpeechEnded(speaking.utterance, step.heard))
                self._current = None
                self._follow(finished(self._agenda, time.monotonic()))

    def _reader(self) -> str:
        return self._mouth.name if self._mouth.name in screen_reader.NAMES else ""

    def _follow(self, change: Change) -> None:
        self._agenda = change.agenda
        for one in change.dropped:
            self._emit(SpeechEnded(one.utterance, False))

    def _settle(self) -> None:
        """Let the mouths do what the agenda says."""
        speaking = self._agenda.speaking
        wanted = None if speaking is None else self._serial_of[speaking.utterance]
        if wanted != self._current:
            if self._current is not None:
                self._mouth.cut()
            self._current = wanted
            if speaking is not None and wanted is not None:
                self._speak_english(speaking.english)
                self._begin(speaking.text, wanted)
        self._mouth.advance()
        known = (speaking, *self._agenda.waiting)
        numbers = [one.utterance for one in known if one is not None]
        self._serial_of = {number: self._serial_of[number] for number in numbers}

    def _speak_english(self, wanted: bool) -> None:
        """Change to an English voice for English words, and back to the user's after them."""
        wanted = wanted and self._users[1] != language.ENGLISH
        if wanted != self._english:
            self._english = wanted
            for mouth in self._mouths:
                mouth.use(*(("", language.ENGLISH) if wanted else self._users))

    def _begin(self, text: str, serial: int) -> None:
        for mouth in self._mouths:
            try:
                mouth.speak(serial, text)
            except SpeechOutputError as error:
                _log.debug("%s: %s", mouth.name, error)
                continue
            self._mouth = mouth
            return


class _Faults:
    """Tells of each loss of sound and of its return once."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._faults: dict[str, SoundFault] = {}

    @property
    def now(self) -> SoundFault | None:
        return next(iter(self._faults.copy().values()), None)

    def tell(self, part: str, fault: SoundFault | None) -> None:
        with self._lock:
            before = self._faults.pop(part, None)
            if fault is not None:
                self._faults[part] = fault
                if fault is not before:
                    self._emit(SoundLost(fault))
            elif before is not None and not self._faults:
                self._emit(SoundBack())


def reader(
    settings: Settings, post: Callable[[object], None], rate: int | None
) -> tuple[SpeechOutput, ...]:
    """Give the voice of another program if the settings name one."""
    match settings.engine:
        case "orca":
            return (OrcaSpeechOutput(post, rate or settings.rate),)
        case "speech-dispatcher":
            return (SpeechDispatcherOutput(post, rate),)
        case _:
            return ()
