"""A socket through which a shortcut, a pedal or another terminal presses keys.

The protocol: a line with the name of an action; the answer is a line, "ok" or a sentence.
"""

import contextlib
import fcntl
import os
import selectors
import socket
import stat
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from assistant.protocol.desktop import Shortcut
from assistant.protocol.events import Emit, Pressed, ShortcutPressed
from assistant.protocol.spoken import Message
from assistant.saying.messages.faults_lines import TriggerLine
from assistant.saying.messages.files_lines import reason
from assistant.skills.skill import actions

OK = "ok"
_ANSWER_SECONDS = 3.0
_LONGEST_LINE = 200
_MOST_CLIENTS = 32
_WAITING_CLIENTS = 128


class TriggerError(Exception):
    """The socket cannot be opened; the text says why and what to do."""


class RunningError(TriggerError):
    """This user is already running another Lantern."""


def socket_path() -> Path:
    """The path of the socket, the same for all of this user's programs."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    usual = Path(f"/run/user/{os.getuid()}")
    if Path(folder).is_absolute():
        base = Path(folder)
    elif usual.is_dir() and usual.stat().st_uid == os.getuid():
        base = usual
    else:
        return platformdirs.user_state_path("lantern") / "run" / "trigger.sock"
    return base / "lantern" / "trigger.sock"


def send(action: str) -> Message | str:
    """Ask the running Lantern for an action; returns "ok", or a sentence about the fault."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(str(socket_path()))
            connection.sendall(" ".join(action.split()).encode(errors="replace") + b"\n")
            with connection.makefile("rb") as answers:
                answer = answers.readline(4096).decode(errors="replace").strip()
        except (FileNotFoundError, ConnectionRefusedError):
            return TriggerLine.NOT_RUNNING.said()
        except (TimeoutError, BlockingIOError, ConnectionError):
            return TriggerLine.NO_ANSWER.said()
        except OSError as error:
            return TriggerLine.UNREACHABLE.said(path=socket_path(), reason=reason(error))
    return answer or TriggerLine.NO_ANSWER.said()


@dataclass(slots=True)
class _Client:
    connection: socket.socket
    heard_at: float
    unfinished: bytes = field(default=b"")


class TriggerSocket:
    """Listens at `path`, by default `socket_path()`, and emits an event for each action.

    It has a thread of its own.
    """

    def __init__(self, emit: Emit, path: Path | None = None) -> None:
        self.path = socket_path() if path is None else path
        self._emit = emit
        self._selector = selectors.DefaultSelector()
        self._clients: dict[int, _Client] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="trigger", daemon=True)
        self._waker, self._woken = socket.socketpair()
        self._listener: socket.socket | None = None
        self._lock = -1

    def start(self) -> None:
        """Open the socket, also if a dead process left it; RunningError if another Lantern runs."""
        try:
            self._lock = _locked(self.path)
            self._listener = _listener(self.path)
        except OSError as error:
            self._release()
            fault = TriggerLine.NOT_OPENED.said(path=self.path, reason=reason(error))
            raise TriggerError(fault) from error
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread.start()

    def stop(self) -> None:
        """Close all connections and remove the socket; harmless if never started."""
        self._stopping.set()
        if self._thread.is_alive():
            self._waker.send(b"\0")
            self._thread.join()
        for client in list(self._clients.values()):
            self._drop(client)
        self._selector.close()
        self._waker.close()
        self._woken.close()
        self._release()

    def _release(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
            self.path.unlink(missing_ok=True)
        if self._lock != -1:
            os.close(self._lock)
            self._lock = -1

    def _loop(self) -> None:
        while not self._stopping.is_set():
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._accept(self._listener)
                elif key.fd in self._clients and self._clients[key.fd] is key.data:
                    self._serve(self._clients[key.fd])

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return  # The client is gone.
        except OSError:
            # Too many open files. The client still waits, so pause before the next attempt.
            self._stopping.wait(0.1)
            return
        connection.setblocking(False)
        if len(self._clients) == _MOST_CLIENTS:
            self._drop(min(self._clients.values(), key=lambda client: client.heard_at))
        client = _Client(connection, time.monotonic())
        self._clients[connection.fileno()] = client
        self._selector.register(connection, selectors.EVENT_READ, client)

    def _serve(self, client: _Client) -> None:
        try:
            data = client.connection.recv(4096)
            client.heard_at = time.monotonic()
            *lines, client.unfinished = (client.unfinished + data).split(b"\n")
            for line in lines:
                self._answer(client, line)
            if not data or len(client.unfinished) > _LONGEST_LINE:
                self._drop(client)
        except OSError:
            self._drop(client)  # It is gone, or does not read its answers.

    def _answer(self, client: _Client, line: bytes) -> None:
        name = line.decode(errors="replace").strip()
        answer = OK
        known = {str(action): action for action in actions()}
        if name in known:
            self._emit(Pressed(known[name], client.heard_at))
        elif name in tuple(Shortcut):
            self._emit(ShortcutPressed(Shortcut(name), client.heard_at))
        else:
            answer = str(TriggerLine.UNKNOWN.said(actions=(*known, *Shortcut)))
        message = answer.encode() + b"\n"
        if client.connection.send(message) != len(message):
            raise BlockingIOError

    def _drop(self, client: _Client) -> None:
        self._selector.unregister(client.connection)
        del self._clients[client.connection.fileno()]
        client.connection.close()


def _locked(path: Path) -> int:
    """Lock the socket's folder until the process ends; RunningError if another process has it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise TriggerError(TriggerLine.NOT_YOURS.said(path=path.parent))
    path.parent.chmod(0o700)
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise RunningError(TriggerLine.RUNNING_ALREADY.said()) from None
    except OSError:
        os.close(lock)
        raise
    return lock


def _listener(path: Path) -> socket.socket:
    """Open the socket, replacing one that a dead process left."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(_WAITING_CLIENTS)
    except OSError:
        listener.close()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    listener.setblocking(False)
    return listener
