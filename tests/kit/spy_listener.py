"""A fake listener that hears what the test says."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.asr.listener import ListenerStatus, QuestionListener
from assistant.protocol.choices import Choice, Setting
from assistant.protocol.effects import Listen
from assistant.protocol.events import Emit, Heard, Listed, Listening, QuestionEnded


class SpyListener(QuestionListener):
    """Hears only what `hear` is given, and records its calls."""

    def __init__(self, emit: Emit) -> None:
        self.asked: list[str] = []
        self._emit = emit
        self.generation = 0

    def start(self) -> None:
        self.asked.append("start")

    def listen(self, wanted: Listen) -> None:
        self.asked.append("listen")
        self.generation = wanted.generation
        self._emit(Listening(wanted.generation))

    def hear(self, text: str, confidence: float = 1.0) -> None:
        self._emit(QuestionEnded(self.generation, time.monotonic()))
        self._emit(Heard(self.generation, text, confidence))

    def hold(self) -> None:
        self.asked.append("hold")

    def finish(self) -> None:
        self.asked.append("finish")

    def cancel(self) -> None:
        self.asked.append("cancel")

    @contextmanager
    def away(self) -> Iterator[None]:
        yield

    def use(self, microphone: str) -> None:
        self.asked.append(f"use {microphone}")

    def understand(self, language: str) -> None:
        self.asked.append(f"understand {language}")

    def find(self) -> None:
        self._emit(Listed(Setting.MICROPHONE, (Choice("headset", "Headset"),)))

    def status(self) -> ListenerStatus:
        return ListenerStatus("Spy", False, None, None)

    def close(self) -> None:
        self.asked.append("close")
