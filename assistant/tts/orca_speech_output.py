"""Speaks through Orca 49 or later, in speech and braille, over its D-Bus interface.

Orca renders by itself, with the user's own voice and rate. No program passes it the text: other
users could read a program's arguments.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.tts.base import SpeechOutputError
from assistant.tts.timed_speech_output import TimedSpeechOutput

PATIENCE: Final = 1.0
"""Seconds to connect, and for a call."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The D-Bus names of one generation of Orca."""

    service: str
    path: str
    interrupt: tuple[tuple[str, str, str, *tuple[object, ...]], ...]
    """Object, method, and the arguments with their types, of calls that interrupt Orca; the first
    that works is used."""


_49, _50 = "/org/gnome/Orca/Service", "/org/gnome/Orca1/Service"
_EXECUTE: Final = "org.gnome.Orca.Module.ExecuteCommand"
DIALECTS: Final = (
    Dialect(
        "org.gnome.Orca.Service",
        _49,
        (
            (f"{_49}/SpeechAndVerbosityManager", _EXECUTE, "sb", "InterruptSpeech", False),
            (f"{_49}/SpeechManager", _EXECUTE, "sb", "InterruptSpeech", False),
        ),
    ),
    Dialect(
        "org.gnome.Orca1.Service",
        _50,
        ((f"{_50}/SpeechManager", "org.gnome.Orca1.SpeechManager.InterruptSpeech", "b", False),),
    ),
)


class OrcaSpeechOutput(TimedSpeechOutput):
    """Hands each text to Orca."""

    name = "orca"

    def __init__(self, post: Callable[[object], None], words_per_minute: int) -> None:
        super().__init__(post, words_per_minute)
        self._dialect = DIALECTS[0]

    def interrupt(self) -> None:
        for call in self._dialect.interrupt:
            with contextlib.suppress(SpeechOutputError):
                _call(self._dialect.service, *call)
                return

    def present(self, text: str) -> None:
        others = [dialect for dialect in DIALECTS if dialect is not self._dialect]
        reason = SpeechOutputError("Orca is not running.")
        for dialect in (self._dialect, *others):
            try:
                method = f"{dialect.service}.PresentMessage"
                _call(dialect.service, dialect.path, method, "s", text)
            except SpeechOutputError as error:
                reason = error
            else:
                self._dialect = dialect
                return
        raise reason


def _call(service: str, path: str, method: str, signature: str, *arguments: object) -> None:
    """Call Orca. Raises SpeechOutputError if the call fails or Orca refuses."""
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    interface, _, name = method.rpartition(".")
    call = new_method_call(DBusAddress(path, service, interface), name, signature, arguments)
    try:
        with open_dbus_connection("SESSION", auth_timeout=PATIENCE) as bus:
            answer = bus.send_and_get_reply(call, timeout=PATIENCE)
    # The last two: there is no bus.
    except (OSError, KeyError, RuntimeError) as error:
        raise SpeechOutputError(f"Orca cannot be asked: {error!r}") from None
    if answer.header.message_type is MessageType.error or answer.body != (True,):
        raise SpeechOutputError(f"Orca refused: {answer.body}")
