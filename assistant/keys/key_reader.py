"""What reads keys where the user sits: a terminal of Unix, or the console of Windows."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

from assistant.keys.key_parser import Chord
from assistant.protocol.events import Away, Emit
from models.system import SYSTEM


class KeyReader(Protocol):
    """Emits keys and the system's signals as events."""

    def start(self) -> bool:
        """Begin, in the main thread, and say whether keys can be read."""

    def stop(self) -> None:
        """Stop, in the main thread, and leave all as it was."""


def key_reader(keys: Mapping[str, Sequence[Chord]], emit: Emit, away: Away) -> KeyReader:
    """What reads keys on this system; `Terminal` says what `away` is."""
    if SYSTEM.console:
        reader: KeyReader = import_module("assistant.keys.console").Console(keys, emit, away)
    else:
        reader = import_module("assistant.keys.terminal").Terminal(keys, emit, away)
    return reader
