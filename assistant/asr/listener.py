"""The ears' room: listens when told, and tells what was asked. One thread of its own.

The recogniser works in that thread too. What is spoken meanwhile waits in the recording process,
and is judged within milliseconds afterwards.
"""

import contextlib
import logging
import select
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from assistant.asr.asr_settings import EarsSettings, EarsStatus
from assistant.asr.microphone import Back, Microphone, MicrophoneNames, News, Ring, Sound
from assistant.asr.recogniser import (
    Recogniser,
    RecogniserError,
    RecogniserSettings,
    choice,
    open_recogniser,
)
from assistant.asr.requests import (
    Cancel,
    FindMicrophones,
    Finish,
    Hold,
    Inbox,
    Leave,
    Return,
    Understand,
    Use,
)
from assistant.asr.resampling import seconds
from assistant.asr.utterance import End, SpokenQuestion
from assistant.asr.vad import Silero, SpeechDetector, SpeechDetectorError
from assistant.protocol.choices import Choice, Setting
from assistant.protocol.effects import Listen
from assistant.protocol.events import (
    Emit,
    Event,
    Heard,
    HeardNothing,
    Listed,
    Listening,
    ListeningFailed,
    MicrophoneBack,
    MicrophoneLost,
    NotUnderstood,
    QuestionEnded,
    SpeechTooShort,
)
from assistant.protocol.faults import MicrophoneFault
from assistant.saying.messages.faults_lines import EarsFault

BEFORE_KEY: Final = 0.5
"""Seconds before the key from which sound is used where the microphone was open already."""
IN_FLIGHT: Final = 0.3
"""Seconds that the last sound before the second key may take to come here."""
UNMUTED_WITHIN: Final = 30.0
"""Seconds that a silent microphone stays open, so that its return can be told."""
WATCH: Final = 0.2
CLOSE_WAIT: Final = 2.5

_log = logging.getLogger(__name__)


class QuestionListener:
    """Listens to one question at a time. No method makes its caller wait, but for `close`."""

    def __init__(
        self,
        settings: EarsSettings,
        emit: Emit,
        *,
        recogniser: Callable[[RecogniserSettings], Recogniser] = open_recogniser,
        detector: Callable[[], SpeechDetector] = Silero,
    ) -> None:
        """Nothing is loaded or opened before `start`."""
        self._settings = settings
        self._emit = emit
        self._open_recogniser = recogniser
        self._open_detector = detector
        self._inbox = Inbox()
        self._closing = threading.Event()
        self._loaded = threading.Event()
        self._microphone = Microphone(settings.microphone)
        self._ring = Ring(2 * BEFORE_KEY)
        self._wanted = settings.recogniser
        self._models: tuple[SpeechDetector, Recogniser] | None = None
        self._reason = ""
        self._question: SpokenQuestion | None = None
        self._generation = 0
        self._since = 0.0
        """Sound from before this time is not the user's."""
        self._told_listening = False
        self._waited = False
        """Whether it has not been told yet how the listening ended."""
        self._fault = ""
        """What went wrong last; the log needs it once."""
        self._finish_at: float | None = None
        self._silent = False
        """Whether it has been told that the microphone gives only zeros."""
        self._silent_since: float | None = None
        """Since when a silent microphone stays open, so that its return can be told."""
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)

    def start(self) -> None:
        """Load the recogniser in the background."""
        self._microphone.start()
        self._thread.start()

    def wait(self, timeout: float) -> EarsStatus:
        """Wait until the recogniser is loaded or known to fail, at most `timeout` seconds."""
        self._loaded.wait(timeout)
        return self.status()

    def listen(self, wanted: Listen) -> None:
        """Listen to a question; it takes the place of one that is listened to.

        Sound from before `wanted.since` (seconds of the monotonic clock) is not used, nor from more
        than half a second ago.
        """
        self._microphone.open()
        since = max(wanted.since, time.monotonic() - BEFORE_KEY)
        self._inbox.put(replace(wanted, since=since))

    def hold(self) -> None:
        """No pause ends the question: the user holds the key and says when it is over."""
        self._inbox.put(Hold())

    def finish(self) -> None:
        """The question is over: do not wait for its pause."""
        self._inbox.put(Finish())

    def cancel(self) -> None:
        """Listen no more, and tell nothing of it."""
        self._inbox.put(Cancel())

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Have the microphone shut while the program is stopped; a signal's handler may do it."""
        self._microphone.let_go()
        self._inbox.put(Leave())
        yield
        self._inbox.put(Return())

    def use(self, microphone: str) -> None:
        """Listen to another microphone from now on; empty: the system's own."""
        self._inbox.put(Use(microphone))

    def understand(self, language: str) -> None:
        """Hear another language from now on, by its code."""
        self._inbox.put(Understand(language))

    def find(self) -> None:
        """Tell which microphones there are, by Listed."""
        self._inbox.put(FindMicrophones())

    def status(self) -> EarsStatus:
        """How things stand."""
        models = self._models
        silent = MicrophoneFault.SILENT if self._silent else None
        return EarsStatus(
            recogniser="" if models is None else models[1].name,
            microphone_open=self._microphone.wanted,
            fault=self._microphone.fault or silent,
            reason=self._reason,
        )

    def close(self) -> None:
        """Let the microphone go and end the thread."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._inbox.put(Cancel())
        # A recogniser that still loads cannot be stopped; its thread ends with the process.
        if self._thread.is_alive() and self._loaded.is_set():
            self._thread.join(CLOSE_WAIT)
        self._microphone.close()
        if not self._thread.is_alive():
            self._inbox.close()

    def _run(self) -> None:
        if self._settings.keep_open:
            self._microphone.open()
        self._load()
        while not self._closing.is_set():
            # Each by itself: commands are obeyed though no sound can be taken.
            for part in (self._rest, self._obey, self._attend, self._end_in_time):
                with self._faults_told():
                    part()

    def _attend(self) -> None:
        for news in self._microphone.attend():
            self._hear(news)

    def _end_in_time(self) -> None:
        if self._finish_at is not None and time.monotonic() - self._finish_at > IN_FLIGHT:
            self._finish()
        self._forget_silence()

    def _load(self) -> None:
        try:
            self._models = (
                self._open_detector(),
                self._open_recogniser(self._wanted),
            )
        except (RecogniserError, SpeechDetectorError) as error:
            self._reason = str(error)
        # A library may raise whatever it does; the room lives on and says so.
        except Exception as error:
            _log.exception("the recogniser failed")
            self._reason = EarsFault.FAILED_AT_START.said(reason=error)
        self._loaded.set()

    def _rest(self) -> None:
        """Wait for sound or a command."""
        waiter = select.poll()
        waiter.register(self._inbox, select.POLLIN)
        if (sound := self._microphone.fileno()) >= 0:
            waiter.register(sound, select.POLLIN)
        waiter.poll(WATCH * 1000)

    def _obey(self) -> None:
        for command in self._inbox.taken():
            if self._closing.is_set():
                return
            match command:
                case Listen():
                    self._listen(command)
                case Hold():
                    if self._question is not None:
                        self._question.hold()
                case Finish():
                    self._finish_at = command.at
                case Cancel():
                    self._waited = False
                    self._end()
                case Leave():
                    self._waited, self._silent_since = False, None
                    self._end()
                    self._microphone.shut()
                case Return() if self._settings.keep_open:
                    self._microphone.open()
                case Use(microphone):
                    self._microphone.use(microphone)
                case Understand(language):
                    self._understand(language)
                case FindMicrophones():
                    self._microphone.find()

    def _understand(self, language: str) -> None:
        if language == self._wanted.language:
            return
        self._wanted = replace(self._wanted, language=language)
        same = self._models is not None and choice(self._wanted) == "whisper"
        if self._models is None or not (same and self._models[1].hear(language)):
            # Two models at once would be too much.
            self._models, self._reason = None, ""
            self._load()

    def _listen(self, command: Listen) -> None:
        self._generation, self._since = command.generation, command.since
        self._told_listening = False
        self._finish_at = None
        self._waited = True
        if self._models is None:
            self._fail(self._reason)
            return
        self._microphone.open()
        limits, words, names = self._settings.limits, command.words, command.names
        self._question = SpokenQuestion(*self._models, limits, words, names)
        for sound in self._ring.since(command.since):
            self._hear(sound)
        self._ring.clear()

    def _hear(self, news: News) -> None:
        match news:
            case Sound():
                self._note_silence(news)
                if self._question is None:
                    self._ring.add(news)
                else:
                    self._take(self._question, news)
            case MicrophoneNames(names):
                choices = tuple(Choice(name, name) for name in names)
                self._emit(Listed(Setting.MICROPHONE, choices))
            case Back():
                self._emit(MicrophoneBack())
                if self._settings.keep_open:
                    self._microphone.open()
            case fault:
                self._lose(fault)

    def _take(self, question: SpokenQuestion, sound: Sound) -> None:
        if sound.at - seconds(sound.samples) < self._since:
            return
        if not self._told_listening:
            self._told_listening = True
            self._emit(Listening(self._generation))
        with self._faults_told():
            end = question.hear(sound)
            if end is not None:
                self._conclude(question, end)
            elif self._finish_at is not None and sound.at >= self._finish_at:
                self._finish()

    def _finish(self) -> None:
        self._finish_at = None
        if self._question is not None:
            with self._faults_told():
                self._conclude(self._question, self._question.finish())

    def _conclude(self, question: SpokenQuestion, end: End) -> None:
        generation = self._generation
        if end is End.SILENT:
            self._silent, self._silent_since = True, time.monotonic()
            self._question = None
            self._tell(MicrophoneLost(MicrophoneFault.SILENT, generation))
            return
        self._end()
        match end:
            case End.NOTHING:
                self._tell(HeardNothing(generation))
            case End.TOO_SHORT:
                self._tell(SpeechTooShort(generation))
            case _:
                self._emit(QuestionEnded(generation, question.spoken_until))
                said = question.transcript()
                if said.text:
                    self._tell(Heard(generation, said.text, said.confidence))
                else:
                    self._tell(NotUnderstood(generation))

    def _tell(self, end: Event) -> None:
        """Tell how the listening ended."""
        self._waited = False
        self._emit(end)

    def _fail(self, reason: str) -> None:
        """Listen no more, and tell it to whoever waits for words."""
        self._end()
        if self._waited:
            self._tell(ListeningFailed(self._generation, reason))

    def _end(self) -> None:
        """Listen no more."""
        self._question = None
        self._finish_at = None
        if not self._settings.keep_open and self._silent_since is None:
            self._microphone.shut()

    def _lose(self, fault: MicrophoneFault) -> None:
        ended = None if self._question is None else self._generation
        self._question = None
        self._silent, self._silent_since = False, None
        self._ring.clear()
        self._tell(MicrophoneLost(fault, ended))

    def _note_silence(self, sound: Sound) -> None:
        """Tell that a silent microphone gives sound again."""
        if self._silent and sound.samples.any():
            self._silent, self._silent_since = False, None
            self._emit(MicrophoneBack())
            if self._question is None:
                self._end()

    def _forget_silence(self) -> None:
        """Shut a silent microphone after a while."""
        since = self._silent_since
        if since is not None and time.monotonic() - since > UNMUTED_WITHIN:
            self._silent_since = None
            if self._question is None:
                self._end()

    @contextlib.contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except RecogniserError as error:
            self._fail(str(error))
        # A library may raise whatever it does; the room lives on and says so.
        except Exception as error:
            if repr(error) != self._fault:
                self._fault = repr(error)
                _log.exception("Listening failed:")
            self._fail(EarsFault.LISTENING_FAILED.said())
            # A fault that lasts must not take a whole core.
            self._closing.wait(WATCH)
