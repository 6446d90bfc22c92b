"""An HTTP client in which every wait ends and every request can be dropped at any time."""

import http.client
import json
import math
import queue
import socket
import ssl
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models import limits
from models.interfaces import ServerFault
from models.messages import ServerDetail, ServerError
from models.remote import chat
from models.remote.address import Address
from models.remote.chat import Delta, Served

_FAULTS: Final = {
    401: ServerFault.KEY,
    403: ServerFault.KEY,
    404: ServerFault.MODEL,
    413: ServerFault.PICTURE,
    415: ServerFault.PICTURE,
    422: ServerFault.PICTURE,
    429: ServerFault.BUSY,
    503: ServerFault.BUSY,
}


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server, and how to talk to it."""

    address: Address
    model: str = ""
    """Empty for its first one."""
    key_file: Path | None = None
    allow_public: bool = False
    key: str = ""
    """The key itself, in place of a file with it."""
    silence: float = limits.SERVER_SILENCE
    """Seconds of silence after which a connection is closed."""


class _Connection(http.client.HTTPConnection):
    """Connects to the checked address only: no proxies, no redirects."""

    def __init__(self, server: ServerSettings) -> None:
        super().__init__(server.address.host, server.address.port, timeout=server.silence)
        self._server = server
        self._open: socket.socket | None = None

    def connect(self) -> None:
        address = self._server.address
        connection = address.connect(allow_public=self._server.allow_public)
        connection.settimeout(self._server.silence)
        if address.secure:
            context = ssl.create_default_context()
            connection = context.wrap_socket(connection, server_hostname=address.host)
        # http.client drops its own reference before an answer is read to the end.
        self.sock = self._open = connection

    def answer(self, method: str, path: str, body: bytes | None = None) -> http.client.HTTPResponse:
        """Send a request over the open connection. Raises ServerError if it is refused."""
        self.request(method, f"{self._server.address.path}/v1/{path}", body, _headers(self._server))
        response = self.getresponse()
        if response.status != http.client.OK:
            raise _refusal(response)
        return response

    def give_up(self) -> None:
        """Stop reading; from any thread."""
        # Closing alone would not wake the reading thread.
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)


class StreamedAnswer:
    """An answer that is read in a thread of its own."""

    def __init__(self, server: ServerSettings, body: dict[str, Any]) -> None:
        self.body = body
        self._deltas: queue.SimpleQueue[Delta | ServerError | None] = queue.SimpleQueue()
        self._connection = _Connection(server)
        self._closed = False
        threading.Thread(target=self._run, name="server", daemon=True).start()

    def next(self, timeout: float) -> Delta | None:
        """The next event; None at the end. Raises queue.Empty after `timeout`, and ServerError."""
        found = self._deltas.get(timeout=timeout)
        if isinstance(found, ServerError):
            raise found
        return found

    def close(self) -> None:
        """Stop reading; the server notices and can stop as well."""
        # In this order: either the open connection ends, or `_run` finds this once it is open.
        self._closed = True
        self._connection.give_up()

    def _run(self) -> None:
        connection = self._connection
        try:
            with _faults_named():
                connection.connect()
                if not self._closed:
                    body = json.dumps(self.body).encode()
                    self._read(connection.answer("POST", "chat/completions", body))
        except ServerError as error:
            self._deltas.put(error)
        finally:
            self._deltas.put(None)
            connection.close()

    def _read(self, response: http.client.HTTPResponse) -> None:
        if "event-stream" not in (response.getheader("Content-Type") or ""):
            self._deltas.put(chat.delta(json.loads(response.read(limits.SERVER_ANSWER))))
            return
        read, ended = 0, False
        while not self._closed and (line := response.readline(limits.SERVER_ANSWER)):
            read += len(line)
            if read > limits.SERVER_ANSWER:
                raise ServerError(ServerFault.FAILED, ServerDetail.ENDLESS.said())
            name, _, data = line.partition(b":")
            if name != b"data":
                continue
            if data.strip() == b"[DONE]":
                return
            one = chat.delta(json.loads(data))
            ended = ended or one.finished
            self._deltas.put(one)
        if not ended:
            raise ServerError(ServerFault.FAILED, ServerDetail.BREAKS_OFF.said())


class Client:
    """Asks one server; creating it sends nothing."""

    def __init__(self, server: ServerSettings) -> None:
        self.server = server

    def models(self) -> list[Served]:
        """The server's models. Raises ServerError."""
        connection = _Connection(self.server)
        late = threading.Timer(limits.SERVER_SILENCE, connection.give_up)
        late.daemon = True
        try:
            with _faults_named(time.monotonic() + limits.SERVER_SILENCE):
                connection.connect()
                late.start()
                response = connection.answer("GET", "models")
                return chat.models_in(json.loads(response.read(limits.SERVER_ANSWER)))
        except ServerError as error:
            # Its address is not that of the models.
            if error.fault is ServerFault.MODEL:
                raise ServerError(ServerFault.FAILED, ServerDetail.OTHER_WAY.said()) from error
            raise
        finally:
            late.cancel()
            connection.close()

    def chosen(self) -> Served:
        """The model to use. Raises ServerError."""
        found = chat.choose(self.models(), self.server.model)
        if found is None:
            raise ServerError(ServerFault.MODEL, self.server.model)
        return found

    def ask(self, body: dict[str, Any]) -> StreamedAnswer:
        """Send a request; returns at once."""
        return StreamedAnswer(self.server, body)


def _headers(server: ServerSettings) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
    if server.key:
        return headers | {"Authorization": f"Bearer {server.key}"}
    if server.key_file is None:
        return headers
    try:
        if not stat.S_ISREG(server.key_file.stat().st_mode):
            raise ServerError(ServerFault.KEY_FILE, ServerDetail.NO_FILE.said())
        with server.key_file.open("rb") as opened:
            key = opened.read(limits.KEY_FILE).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "").lower() if isinstance(error, OSError) else ""
        detail = reason or ServerDetail.NOT_TEXT.said()
        raise ServerError(ServerFault.KEY_FILE, detail) from error
    # A header is one line of Latin-1.
    if not key.isprintable() or max(key, default="") > "\xff":
        raise ServerError(ServerFault.KEY_FILE, ServerDetail.NO_KEY.said())
    return headers | {"Authorization": f"Bearer {key}"}


def _refusal(response: http.client.HTTPResponse) -> ServerError:
    try:
        data: Any = json.loads(response.read(limits.SERVER_ANSWER))
    except (ValueError, OSError, http.client.HTTPException):
        data = None
    fault = data.get("error", data.get("detail", data)) if isinstance(data, dict) else data
    detail = chat.complaint(fault) or chat.complaint(response.reason)
    if response.status == http.client.BAD_REQUEST:
        return ServerError(ServerFault.REQUEST, detail)
    return ServerError(_FAULTS.get(response.status, ServerFault.FAILED), detail)


@contextmanager
def _faults_named(ends: float = math.inf) -> Iterator[None]:
    """Turn every error into ServerError: it was too slow if it is later than `ends`."""
    try:
        yield
    except ServerError:
        raise
    # Sockets, TLS and HTTP raise many kinds of errors; each means that there is no answer.
    except Exception as error:
        late = time.monotonic() > ends
        raise (ServerError(ServerFault.SLOW) if late else _error(error)) from error


def _error(error: Exception) -> ServerError:
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return ServerError(ServerFault.FAILED, ServerDetail.NOT_ENCRYPTED.said())
    if isinstance(error, ssl.SSLCertVerificationError):
        return ServerError(ServerFault.FAILED, ServerDetail.NOT_TRUSTED.said())
    if isinstance(error, TimeoutError):
        return ServerError(ServerFault.SLOW)
    if isinstance(error, OSError):
        return ServerError(ServerFault.FAILED, ServerDetail.BREAKS_OFF.said())
    return ServerError(ServerFault.FAILED, ServerDetail.OTHER_WAY.said())
