"""Ears that are switched off: the microphone is never touched."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from assistant.asr.asr_settings import EarsStatus
from assistant.protocol.choices import Setting
from assistant.protocol.effects import Listen
from assistant.protocol.events import Emit, Listed, ListeningFailed


class NoEars:
    """Tells whoever wants to be heard that nobody listens."""

    def __init__(self, emit: Emit, reason: Callable[[], str]) -> None:
        """`reason` gives a sentence that says what to do instead."""
        self._emit = emit
        self._reason = reason

    def start(self) -> None:
        """Do nothing."""

    def listen(self, wanted: Listen) -> None:
        """Tell why no words will come."""
        self._emit(ListeningFailed(wanted.generation, self._reason()))

    def hold(self) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""

    def cancel(self) -> None:
        """Do nothing."""

    def away(self) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()

    def use(self, microphone: str) -> None:
        """Do nothing."""

    def understand(self, language: str) -> None:
        """Do nothing."""

    def find(self) -> None:
        """Tell that there is nothing to choose."""
        self._emit(Listed(Setting.MICROPHONE, ()))

    def status(self) -> EarsStatus:
        """How things stand."""
        return EarsStatus("", False, None, self._reason())

    def close(self) -> None:
        """Do nothing."""
