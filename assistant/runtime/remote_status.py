"""What Lantern says about the server that pictures go to."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from assistant.protocol.events import ServerChanged
from assistant.protocol.spoken import Message
from assistant.saying.messages.models_lines import model_words
from assistant.saying.messages.server_lines import RemoteLine
from models.interfaces import ServerFault, Translatable

_log = logging.getLogger(__name__)

UNSENT: Final = (ServerFault.PUBLIC, ServerFault.KEY_FILE, ServerFault.UNREACHABLE)
"""Faults with which no picture leaves this computer."""


def fault_words(fault: ServerFault, server: str, detail: str) -> Message:
    """What is wrong with the server, and one thing to do."""
    words = model_words(detail, part=True) if detail else fault.value
    return RemoteLine[fault.name].said(server=server, detail=words)


def spoken_name(address: str) -> str:
    """An address as it is spoken: host and port only."""
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or address


@dataclass(slots=True)
class RemoteStatus:
    """The status of one server."""

    address: str
    say: Callable[[ServerChanged], None]
    _fault: Message | None = None
    _line: RemoteLine = RemoteLine.SENDS

    @property
    def server(self) -> str:
        """The server's spoken name."""
        return spoken_name(self.address)

    def changed(self, fault: ServerFault | None, detail: str) -> None:
        """Report a fault of the server, or its return with None; from any thread."""
        if fault is None:
            self._line = RemoteLine.SENDS
            self.say(ServerChanged(RemoteLine.BACK.said(server=self.server), back=True))
            return
        self._fault = fault_words(fault, self.server, detail)
        self._line = RemoteLine.STAYS if fault in UNSENT else RemoteLine.TRIED
        self.say(ServerChanged(RemoteLine.TAKES_OVER.said(fault=self._fault), back=False))

    def status(self) -> Message:
        """The sentence for the status key."""
        return self._line.said(server=self.server, fault=self._fault)


@dataclass(slots=True)
class OwnServerStatus:
    """The status of the server that Lantern runs itself."""

    model: str
    """As the settings name it."""
    say: Callable[[ServerChanged], None]
    stop: Callable[[], None] = lambda: None
    """Ends the server."""
    line: Message | None = None
    """What it is doing."""
    _fault: Message | None = None
    _stopped: bool = False

    def became(self, line: Translatable, *, runs: bool) -> None:
        """Report that the server has stopped, or runs again; from any thread."""
        self.line, self._fault = model_words(line), None
        # That it runs is what is expected.
        if self._stopped or not runs:
            self.say(ServerChanged(self.line, back=runs))
        self._stopped = not runs

    def changed(self, fault: ServerFault | None, detail: str) -> None:
        """As `RemoteStatus.changed`, while the server runs."""
        if fault is None:
            if self._fault is not None:
                self.say(ServerChanged(RemoteLine.BACK.said(server=self.model), back=True))
            self._fault = None
            return
        self._fault = fault_words(fault, self.model, detail)
        self.say(ServerChanged(RemoteLine.TAKES_OVER.said(fault=self._fault), back=False))

    def status(self) -> Message | None:
        """The sentence for the status key."""
        return self._fault or self.line


def on_standard_error(change: ServerChanged) -> None:
    """Print a change, for commands that don't speak."""
    _log.warning(change.sentence)
