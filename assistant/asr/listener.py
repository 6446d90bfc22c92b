"""Listens to spoken questions in a thread of its own, in which the recogniser works too.

What is said while the recogniser works waits in the recording process and is processed within
milliseconds afterwards.
"""

import contextlib
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.asr.base import Recogniser, RecogniserError, RecogniserSettings
from assistant.asr.endpointing import EndpointVerdict, Limits
from assistant.asr.microphone import Back, Microphone, MicrophoneNames, News, Sound
from assistant.asr.recogniser import chosen_engine, open_recogniser
from assistant.asr.resampling import seconds
from assistant.asr.spoken_question import SpokenQuestion
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
from assistant.protocol.spoken import Message, message_of
from assistant.saying.messages.core import fault_message
from assistant.saying.messages.faults_lines import EarsFault
from models.system import SYSTEM
from models.system.shortage import is_shortage

BEFORE_KEY: Final = 0.5
"""Seconds of sound from before the key press that are used if the microphone was open."""
KEPT: Final = 50
"""Sounds of 20 ms kept for that, twice as long."""
IN_FLIGHT: Final = 0.3
"""Seconds that sound from before the second key press may take to arrive."""
UNMUTED_WITHIN: Final = 30.0
"""Seconds that a silent microphone stays open, so that its return is noticed."""
POLL: Final = 0.2
CLOSE_WAIT: Final = 2.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How to listen."""

    recogniser: RecogniserSettings = field(default_factory=RecogniserSettings)
    limits: Limits = field(default_factory=Limits)
    keep_open: bool = False
    """Keep the microphone open between questions. Then the first syllable is never lost, but a
    Bluetooth headset sounds like a telephone."""
    microphone: str = ""
    """Its name; empty: the system's default."""


@dataclass(frozen=True, slots=True)
class ListenerStatus:
    """The state of speech recognition."""

    recogniser: str
    """The recogniser's name; empty while it loads or if it could not be loaded."""
    microphone_open: bool
    fault: MicrophoneFault | None
    """The fault found last: a microphone is only tried when it is needed."""
    reason: Message | None
    """Why there is no recogniser."""


class DisabledListener:
    """Stands in for the listener when it is switched off: the microphone is never touched."""

    def __init__(self, emit: Emit, reason: Message) -> None:
        """`reason` says what to do instead."""
        self._emit = emit
        self._reason = reason

    def listen(self, wanted: Listen) -> None:
        """Answer that listening failed."""
        self._emit(ListeningFailed(wanted.generation, self._reason))

    def find(self) -> None:
        """Answer that there are no microphones to choose from."""
        self._emit(Listed(Setting.MICROPHONE, ()))

    def status(self) -> ListenerStatus:
        """No recogniser, and why."""
        return ListenerStatus("", False, None, self._reason)

    def away(self) -> contextlib.AbstractContextManager[None]:
        """There is nothing to shut."""
        return contextlib.nullcontext()

    def use(self, microphone: str) -> None:
        """There is nothing to change."""

    def understand(self, language: str) -> None:
        """There is nothing to change."""

    def start(self) -> None:
        """There is nothing to start."""

    hold = finish = cancel = close = start


class QuestionListener:
    """Listens to one question at a time. Only `close` may block its caller."""

    def __init__(
        self,
        settings: ListenerSettings,
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
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        """For the listener's thread."""
        self._waker = SYSTEM.waker()
        self._closing = threading.Event()
        self._loaded = threading.Event()
        self._microphone = Microphone(settings.microphone)
        self._recent: deque[Sound] = deque(maxlen=KEPT)
        """The last sounds while no question is asked."""
        self._wanted = settings.recogniser
        self._models: tuple[SpeechDetector, Recogniser] | None = None
        self._reason: Message | None = None
        self._question: SpokenQuestion | None = None
        self._generation = 0
        self._since = 0.0
        """Sound from before this time is dropped."""
        self._announced = False
        """Whether Listening was sent."""
        self._unanswered = False
        """Whether the end of the listening is still to be sent."""
        self._logged = ""
        """The fault logged last; each is logged once."""
        self._finish_at: float | None = None
        self._silent = False
        """Whether MicrophoneLost was sent because the microphone gives only zeros."""
        self._silent_since: float | None = None
        """Since when a silent microphone is kept open."""
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)

    def start(self) -> None:
        """Load the recogniser in the background."""
        self._microphone.start()
        self._thread.start()

    def wait(self, timeout: float) -> ListenerStatus:
        """Wait at most `timeout` seconds until the recogniser is loaded or has failed to load."""
        self._loaded.wait(timeout)
        return self.status()

    def listen(self, wanted: Listen) -> None:
        """Listen to a question, in place of the one that is being listened to.

        Sound from before `wanted.since` (monotonic seconds) or more than half a second ago is not
        used.
        """
        self._microphone.open()
        wanted = replace(wanted, since=max(wanted.since, time.monotonic() - BEFORE_KEY))
        self._call(lambda: self._listen(wanted))

    def hold(self) -> None:
        """Let no pause end the question: the user holds the key until it is over."""
        self._call(self._hold)

    def finish(self) -> None:
        """The question is over: don't wait for its pause."""
        pressed = time.monotonic()
        self._call(lambda: setattr(self, "_finish_at", pressed))

    def cancel(self) -> None:
        """Stop listening without a further event."""
        self._call(self._cancel)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Keep the microphone shut while the program is stopped; safe in a signal handler."""
        self._microphone.let_go()
        self._call(self._leave)
        yield
        self._call(self._open_if_kept)

    def use(self, microphone: str) -> None:
        """Change to another microphone; empty: the system's default."""
        self._call(lambda: self._microphone.use(microphone))

    def understand(self, language: str) -> None:
        """Change to another language, by its code."""
        self._call(lambda: self._understand(language))

    def find(self) -> None:
        """Send Listed with the microphones there are."""
        self._call(self._microphone.find)

    def status(self) -> ListenerStatus:
        """The state as it is now."""
        models = self._models
        silent = MicrophoneFault.SILENT if self._silent else None
        return ListenerStatus(
            recogniser="" if models is None else models[1].name,
            microphone_open=self._microphone.wanted,
            fault=self._microphone.fault or silent,
            reason=self._reason,
        )

    def close(self) -> None:
        """Release the microphone and end the thread."""
        if self._closing.is_set():
            return
        self._closing.set()
        self.cancel()
        # A recogniser cannot be stopped while it loads; its thread ends with the process.
        if self._thread.is_alive() and self._loaded.is_set():
            self._thread.join(CLOSE_WAIT)
        self._microphone.close()
        if not self._thread.is_alive():
            self._waker.close()

    def _call(self, call: Callable[[], None]) -> None:
        """Let the listener's thread make a call; from any thread or a signal handler."""
        self._calls.put(call)
        self._waker.wake()

    def _run(self) -> None:
        self._open_if_kept()
        self._load()
        while not self._closing.is_set():
            # Each by itself: calls are obeyed even if no sound can be read.
            for part in (self._wait, self._obey, self._attend, self._end_in_time):
                with self._faults_caught():
                    part()

    def _load(self) -> None:
        try:
            self._models = (self._open_detector(), self._open_recogniser(self._wanted))
        except (RecogniserError, SpeechDetectorError) as error:
            self._reason = fault_message(error)
        # A library may raise anything; the listener stays alive to say so.
        except Exception as error:
            _log.exception("the recogniser failed")
            broken = EarsFault.FAILED_AT_START.said(reason=error)
            self._reason = fault_message(error) if is_shortage(error) else broken
        self._loaded.set()

    def _wait(self) -> None:
        self._waker.wait(POLL, self._microphone.pipe)

    def _obey(self) -> None:
        with contextlib.suppress(queue.Empty):
            while not self._closing.is_set():
                self._calls.get_nowait()()

    def _attend(self) -> None:
        for news in self._microphone.attend():
            self._hear(news)

    def _end_in_time(self) -> None:
        now = time.monotonic()
        if self._finish_at is not None and now - self._finish_at > IN_FLIGHT:
            self._finish()
        if self._silent_since is not None and now - self._silent_since > UNMUTED_WITHIN:
            self._silent_since = None
            if self._question is None:
                self._end()

    def _listen(self, wanted: Listen) -> None:
        self._generation, self._since = wanted.generation, wanted.since
        self._announced = False
        self._finish_at = None
        self._unanswered = True
        if self._models is None:
            self._fail(self._reason or EarsFault.LISTENING_FAILED.said())
            return
        self._microphone.open()
        limits, words, names = self._settings.limits, wanted.words, wanted.names
        self._question = SpokenQuestion(*self._models, limits, words, names)
        for sound in tuple(self._recent):
            self._hear(sound)
        self._recent.clear()

    def _hold(self) -> None:
        if self._question is not None:
            self._question.hold()

    def _cancel(self) -> None:
        self._unanswered = False
        self._end()

    def _leave(self) -> None:
        self._silent_since = None
        self._cancel()
        self._microphone.shut()

    def _open_if_kept(self) -> None:
        if self._settings.keep_open:
            self._microphone.open()

    def _understand(self, language: str) -> None:
        if language == self._wanted.language:
            return
        self._wanted = replace(self._wanted, language=language)
        same = self._models is not None and chosen_engine(self._wanted) == "whisper"
        if self._models is None or not (same and self._models[1].hear(language)):
            # Two models at once would need too much memory.
            self._models, self._reason = None, None
            self._load()

    def _hear(self, news: News) -> None:
        match news:
            case Sound():
                self._notice_unmuting(news)
                if self._question is None:
                    self._recent.append(news)
                else:
                    self._take(self._question, news)
            case MicrophoneNames(names):
                choices = tuple(Choice(name, name) for name in names)
                self._emit(Listed(Setting.MICROPHONE, choices))
            case Back():
                self._emit(MicrophoneBack())
                self._open_if_kept()
            case fault:
                self._lose(fault)

    def _take(self, question: SpokenQuestion, sound: Sound) -> None:
        if sound.at - seconds(sound.samples) < self._since:
            return
        if not self._announced:
            self._announced = True
            self._emit(Listening(self._generation))
        with self._faults_caught():
            end = question.hear(sound)
            if end is not None:
                self._conclude(question, end)
            elif self._finish_at is not None and sound.at >= self._finish_at:
                self._finish()

    def _finish(self) -> None:
        self._finish_at = None
        if self._question is not None:
            with self._faults_caught():
                self._conclude(self._question, self._question.finish())

    def _conclude(self, question: SpokenQuestion, end: EndpointVerdict) -> None:
        generation = self._generation
        if end is EndpointVerdict.SILENT:
            self._silent, self._silent_since = True, time.monotonic()
            self._question = None
            self._answer(MicrophoneLost(MicrophoneFault.SILENT, generation))
            return
        self._end()
        match end:
            case EndpointVerdict.NOTHING:
                self._answer(HeardNothing(generation))
            case EndpointVerdict.TOO_SHORT:
                self._answer(SpeechTooShort(generation))
            case _:
                self._emit(QuestionEnded(generation, question.spoken_until))
                said = question.transcript()
                if said.text:
                    self._answer(Heard(generation, said.text, said.confidence))
                else:
                    self._answer(NotUnderstood(generation))

    def _answer(self, end: Event) -> None:
        self._unanswered = False
        self._emit(end)

    def _fail(self, reason: Message) -> None:
        """Stop listening, and say why if an answer is expected."""
        self._end()
        if self._unanswered:
            self._answer(ListeningFailed(self._generation, reason))

    def _end(self) -> None:
        self._question = None
        self._finish_at = None
        if not self._settings.keep_open and self._silent_since is None:
            self._microphone.shut()

    def _lose(self, fault: MicrophoneFault) -> None:
        ended = None if self._question is None else self._generation
        self._question = None
        self._silent, self._silent_since = False, None
        self._recent.clear()
        self._answer(MicrophoneLost(fault, ended))

    def _notice_unmuting(self, sound: Sound) -> None:
        if self._silent and sound.samples.any():
            self._silent, self._silent_since = False, None
            self._emit(MicrophoneBack())
            if self._question is None:
                self._end()

    @contextlib.contextmanager
    def _faults_caught(self) -> Iterator[None]:
        try:
            yield
        except RecogniserError as error:
            self._fail(message_of(error))
        # A library may raise anything; the listener stays alive to say so.
        except Exception as error:
            if repr(error) != self._logged:
                self._logged = repr(error)
                _log.exception("Listening failed:")
            self._fail(EarsFault.LISTENING_FAILED.said())
            # A lasting fault must not take up a whole core.
            self._closing.wait(POLL)
