"""A socket through which a shortcut, a pedal or another terminal presses keys.

The protocol: a line with the name of an action, and for one that reads a file the file's address
("file:///…") after a blank; the answer is a line, "ok" or a sentence.
"""

import contextlib
import os
import socket
import threading
import time
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import platformdirs

from assistant.protocol.desktop import Shortcut
from assistant.protocol.events import Emit, Pressed, ShortcutPressed
from assistant.protocol.spoken import Message
from assistant.saying.messages.faults_lines import TriggerLine
from assistant.saying.messages.files_lines import reason
from assistant.skills.skill import actions
from models import limits
from models.system import SYSTEM
from models.system.base import Door

OK = "ok"
_ANSWER_SECONDS = 3.0


class TriggerError(Exception):
    """The socket cannot be opened; the text says why and what to do."""


class RunningError(TriggerError):
    """This user is already running another Lantern."""


def socket_path() -> Path:
    """The path of the socket, the same for all of this user's programs."""
    base = SYSTEM.runtime_folder()
    own = platformdirs.user_state_path("lantern") / "run" if base is None else base / "lantern"
    return own / "trigger.sock"


def send(action: str) -> Message | str:
    """Ask the running Lantern for an action; returns "ok", or a sentence about the fault."""
    try:
        with SYSTEM.connected(socket_path(), _ANSWER_SECONDS) as connection:
            connection.sendall(" ".join(action.split()).encode(errors="replace") + b"\n")
            with connection.makefile("rb") as answers:
                answer = answers.readline(limits.TRIGGER_ANSWER).decode(errors="replace").strip()
    except (FileNotFoundError, ConnectionRefusedError):
        return TriggerLine.NOT_RUNNING.said()
    except (TimeoutError, BlockingIOError, ConnectionError):
        return TriggerLine.NO_ANSWER.said()
    except OSError as error:
        return TriggerLine.UNREACHABLE.said(path=socket_path(), reason=reason(error))
    return answer or TriggerLine.NO_ANSWER.said()


class TriggerSocket:
    """Listens at `path`, by default `socket_path()`, and emits an event for each action.

    It has a thread of its own, and one for each client.
    """

    def __init__(self, emit: Emit, path: Path | None = None) -> None:
        self.path = socket_path() if path is None else path
        self._emit = emit
        self._clients: dict[socket.socket, float] = {}
        """When each was last heard."""
        self._stopping = threading.Event()
        self._opened = contextlib.ExitStack()

    def start(self) -> None:
        """Open the socket, also if a dead process left it; RunningError if another Lantern runs."""
        try:
            with contextlib.ExitStack() as opened:
                self._lock(opened)
                door = opened.enter_context(SYSTEM.door(self.path))
                self._opened = opened.pop_all()
        except OSError as error:
            fault = TriggerLine.NOT_OPENED.said(path=self.path, reason=reason(error))
            raise TriggerError(fault) from error
        thread = threading.Thread(target=self._accept, args=(door,), name="trigger", daemon=True)
        thread.start()
        self._opened.callback(thread.join)
        self._opened.callback(door.close)

    def stop(self) -> None:
        """Close all connections and remove the socket; harmless if never started."""
        self._stopping.set()
        self._opened.close()
        for client in self._clients.copy():
            self._hang_up(client)

    def _lock(self, opened: contextlib.ExitStack) -> None:
        """Lock the socket's folder; RunningError if another process has locked it."""
        folder = self.path.parent
        if not SYSTEM.claim(folder):
            raise TriggerError(TriggerLine.NOT_YOURS.said(path=folder))
        if not opened.enter_context(SYSTEM.locked(self.path.with_suffix(".lock"), makes=True)):
            raise RunningError(TriggerLine.RUNNING_ALREADY.said())

    def _accept(self, door: Door) -> None:
        while not self._stopping.is_set():
            try:
                client = door.accept()
            except OSError:
                # Too many open files. The client still waits, so pause before the next attempt.
                self._stopping.wait(0.1)
                continue
            clients = self._clients.copy()
            if len(clients) >= limits.TRIGGER_CLIENTS:
                longest_silent, _ = min(clients.items(), key=itemgetter(1))
                self._hang_up(longest_silent)
            self._clients[client] = time.monotonic()
            threading.Thread(
                target=self._serve, args=(client, door), name="trigger-client", daemon=True
            ).start()

    def _serve(self, client: socket.socket, door: Door) -> None:
        # Errors: it is gone, or was hung up on.
        with contextlib.suppress(OSError), client, client.makefile("rb") as lines:
            admitted = door.admits(client, lines)
            while admitted and (line := lines.readline(limits.TRIGGER_LINE + 1)).endswith(b"\n"):
                self._clients[client] = now = time.monotonic()
                client.sendall(self._answer(line, now).encode() + b"\n")
        self._clients.pop(client, None)

    def _answer(self, line: bytes, at: float) -> str:
        name, _, address = line.decode(errors="replace").strip().partition(" ")
        known = {str(action): action for action in actions()}
        if name == Shortcut.READ_FILE and (file := _file(address)) is not None:
            self._emit(ShortcutPressed(Shortcut.READ_FILE, at, file))
        elif name == Shortcut.READ_FILE:
            return str(TriggerLine.NO_FILE.said())
        elif name in known and not address:
            self._emit(Pressed(known[name], at))
        elif name in tuple(Shortcut) and not address:
            self._emit(ShortcutPressed(Shortcut(name), at))
        else:
            return str(TriggerLine.UNKNOWN.said(actions=(*known, *Shortcut)))
        return OK

    def _hang_up(self, client: socket.socket) -> None:
        """End the client's thread, also while it waits for the client to read an answer."""
        self._clients.pop(client, None)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


def _file(address: str) -> Path | None:
    """The file with an address, as `Path.as_uri` gives it."""
    parts = urlsplit(address)
    text = os.fsdecode(unquote_to_bytes(parts.path))
    # A slash precedes the letter of a drive.
    paths = (path for path in (Path(text), Path(text[1:])) if path.is_absolute())
    return next(paths, None) if parts.scheme == "file" else None
