"""Speech by somebody else who does not report when it has ended."""

import threading
import time
from abc import abstractmethod
from collections.abc import Callable

from assistant.tts.audio_speech_output import estimated_seconds
from assistant.tts.base import Progress, SpeechOutput, Step


class TimedSpeechOutput(SpeechOutput):
    """Hands each text over; an utterance ends after the time it usually takes.

    `post` takes notes to the thread that calls `react`.
    """

    def __init__(self, post: Callable[[object], None], words_per_minute: int) -> None:
        self._post = post
        self._rate = words_per_minute
        self._serial = -1
        self._timer: threading.Timer | None = None

    @abstractmethod
    def present(self, text: str) -> None:
        """Hand a text over. Raises SpeechOutputError."""

    @abstractmethod
    def interrupt(self) -> None:
        """End the text that was handed over last."""

    def speak(self, serial: int, text: str) -> None:
        self.present(text)
        self._serial = serial
        now = time.monotonic()
        self._post(Step(serial, Progress.BEGAN, now))
        seconds = estimated_seconds(text, self._rate)
        ended = Step(serial, Progress.ENDED, now + seconds)
        self.close()
        self._timer = threading.Timer(seconds, self._post, args=(ended,))
        self._timer.daemon = True
        self._timer.start()

    def react(self, note: object) -> Step | None:
        return note if isinstance(note, Step) and note.serial == self._serial else None

    def cut(self) -> None:
        if self._serial == -1:
            return
        self._serial = -1
        self.close()
        self.interrupt()

    def set_rate(self, words_per_minute: int) -> None:
        # Only for the estimate.
        self._rate = words_per_minute

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
