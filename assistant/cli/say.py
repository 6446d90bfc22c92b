"""`lantern say`: speaks a text with the voice of the settings, or into a WAV file."""

import logging
import queue
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from assistant.protocol import events
from assistant.protocol.effects import Utterance
from assistant.protocol.events import Event, Priority
from assistant.protocol.faults import PACKAGE_MISSING, SoundFault
from assistant.protocol.printable import clean
from assistant.protocol.spoken import Message, Segment, message_of
from assistant.runtime import compose
from assistant.runtime.remembered import chosen_rate
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import SOUND_LINES
from assistant.saying.messages.files_lines import FileFault, reason
from assistant.settings.config import Settings, load, load_in_spite_of_faults
from assistant.tts import UtteranceSpeaker, fallback_voice, render
from assistant.tts.base import EngineSettings, SynthesisError
from assistant.tts.numbers import digit_by_digit

_log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
SLOWEST_WORD: Final = 2.0
"""Seconds that a text, plus each word, may take before the voice counts as hung."""


def say(settings: Settings, text: str, output: Path | None) -> dict[str, object]:
    """Speak a text to its end; gives the object to print, with an `error` if it failed."""
    text = clean(text, lines=True)
    rate = chosen_rate(settings.voice.rate)
    if output is not None:
        return _written(settings, text, rate or settings.voice.rate, output)
    return _spoken(settings, text, rate)


def say_fault(text: str) -> None:
    """Speak a fault for users who don't see the terminal, even if the settings are broken."""
    say(load_in_spite_of_faults(), text, None)


def say_without_room(text: str, language: str) -> None:
    """Speak a fault with a program that takes neither memory nor a thread of this process."""
    # There may be no room to read the settings either.
    with suppress(Exception):
        fallback_voice.speak(text, language, load().voice.engine)


def _written(settings: Settings, text: str, rate: int, output: Path) -> dict[str, object]:
    own = settings.voice
    voice = EngineSettings(own.voice, compose.language(settings), own.piper_voice)
    try:
        done = render(text, output, rate, own.engine, voice)
    except SynthesisError as error:
        return {"text": text, "error": message_of(error)}
    except OSError as error:
        fault = FileFault.UNWRITABLE.said(file=output, reason=reason(error))
        return {"text": text, "error": fault}
    return {
        "text": text,
        "voice": done.voice,
        "seconds": round(done.seconds, 3),
        "milliseconds": round(done.milliseconds, 1),
    }


def _spoken(settings: Settings, text: str, rate: int | None) -> dict[str, object]:
    voice = WaitingSpeaker(settings, rate)
    try:
        said = {"text": text} | voice.speak(text)
    finally:
        voice.close()
    if voice.fault is not None:
        _log.warning(voice.fault)
    return said


class WaitingSpeaker:
    """Speaks texts one by one, and waits for each to end."""

    def __init__(self, settings: Settings, rate: int | None) -> None:
        """Open the voice and the sound card; the rate is that of `UtteranceSpeaker`."""
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._engine = settings.voice.engine
        self._language = compose.language(settings)
        self._catalogue = Catalogue.of_setting(settings.voice.language)
        self._voice = UtteranceSpeaker(settings.voice, rate, self._events.put, self._language)
        self._voice.start()
        self._utterance = 0
        self.fault: Message | None = None
        """What went wrong although the text was said."""

    def speak(self, text: str) -> dict[str, object]:
        """Speak a text to its end; gives `voice`, `seconds` and `milliseconds`, or an `error`."""
        self._utterance += 1
        asked = time.monotonic()
        started = ended = asked
        until = asked + PATIENCE + SLOWEST_WORD * len(digit_by_digit(text).split())
        segments = (Segment(text, self._language),)
        self._voice.say(Utterance(segments, self._utterance, Priority.ANSWER))
        fault: SoundFault | None = None
        while True:
            try:
                event = self._events.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return self._failed(fault)
            ended = time.monotonic()
            match event:
                case events.SpeechStarted(_, at):
                    started = at
                case events.SoundLost(lost):
                    fault = lost
                case events.SoundBack():
                    fault = None
                case events.Degraded(sentence):
                    self.fault = sentence
                case events.SpeechEnded(_, complete):
                    break
        if not complete or fault is not None:
            return self._failed(fault)
        return {
            "voice": self._voice.status().engine,
            "seconds": round(ended - started, 3),
            "milliseconds": round((started - asked) * 1000, 1),
        }

    def _failed(self, fault: SoundFault | None) -> dict[str, object]:
        line = SOUND_LINES[fault or SoundFault.LOST].said()
        if fault in PACKAGE_MISSING:
            said = self._catalogue.text(line)
            fallback_voice.speak(said, self._catalogue.code, self._engine)
        return {"error": line}

    def close(self) -> None:
        """Release the sound card."""
        self._voice.close()
