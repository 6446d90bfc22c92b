"""The HTTP server: who may ask, how much may be sent, and the three ways of wording it.

It keeps nothing and writes no log. A refused request is answered with a sentence in the client's
own form, since screen readers speak it.
"""

import io
import json
import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from assistant.saying.messages.serving_lines import ServingLine
from assistant.server import llama_cpp_api, ollama_api, openai_api
from assistant.server.api_key import Key
from assistant.server.chat_request import ChatRequest, RefusedError, ReplyPart
from assistant.server.request_queue import RequestQueue

_log = logging.getLogger(__name__)

MEGABYTE: Final = 1_000_000
MOST_MEGABYTES: Final = 32
"""Of one request: a conversation may hold its picture several times."""
MOST_TOGETHER: Final = 96 * MEGABYTE
"""Bytes of all requests that are in memory at once."""
MOST_CONNECTIONS: Final = 64
SILENCE: Final = 15.0
"""Seconds in which a client must send something."""
ARRIVAL: Final = 30.0
"""Seconds in which the head of a request must have come whole, and then its body."""
DRAIN: Final = 2.0
"""Seconds for which what a refused client still sends is thrown away, so that it hears why."""
CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of client asks, and how it wants its answer."""

    read: Callable[[Any], ChatRequest]
    whole: Callable[[ChatRequest, Sequence[ReplyPart], int], dict[str, Any]]
    stream: Callable[[ChatRequest, Iterator[ReplyPart], int], Iterator[bytes]]
    content_type: str
    fault: Callable[[str, int], dict[str, Any]]


OPENAI: Final = Way(
    openai_api.read, openai_api.whole, openai_api.stream, openai_api.CONTENT_TYPE, openai_api.fault
)
OLLAMA_CHAT: Final = Way(
    ollama_api.read_chat,
    ollama_api.whole_chat,
    ollama_api.stream_chat,
    ollama_api.CONTENT_TYPE,
    ollama_api.fault,
)
OLLAMA_GENERATE: Final = Way(
    ollama_api.read_generate,
    ollama_api.whole_generate,
    ollama_api.stream_generate,
    ollama_api.CONTENT_TYPE,
    ollama_api.fault,
)
LLAMA_CPP: Final = Way(
    llama_cpp_api.read,
    llama_cpp_api.whole,
    llama_cpp_api.stream,
    llama_cpp_api.CONTENT_TYPE,
    llama_cpp_api.fault,
)

ASKS: Final = {
    "/v1/chat/completions": OPENAI,
    "/chat/completions": OPENAI,
    "/api/chat": OLLAMA_CHAT,
    "/api/generate": OLLAMA_GENERATE,
    "/completion": LLAMA_CPP,
}
TELLS: Final[dict[tuple[str, str], Callable[[int], dict[str, Any]]]] = {
    ("GET", "/v1/models"): openai_api.models,
    ("GET", "/models"): openai_api.models,
    ("GET", "/api/tags"): ollama_api.tags,
    ("GET", "/api/version"): lambda created: {"version": ollama_api.VERSION},
    ("POST", "/api/show"): lambda created: ollama_api.shown(),
    ("GET", "/props"): lambda created: llama_cpp_api.props(),
}
OPEN: Final = {("GET", path): {"status": "ok"} for path in ("/health", "")}
"""What is answered without the key: only that something answers here."""


class _Room:
    """How much memory requests may take together."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, size: int) -> Iterator[None]:
        with self._lock:
            if size > self._left:
                raise RefusedError(ServingLine.BUSY.said(), HTTPStatus.TOO_MANY_REQUESTS)
            self._left -= size
        try:
            yield
        finally:
            with self._lock:
                self._left += size


class HttpEndpoint(ThreadingHTTPServer):
    """Listens, with a thread for each connection; the model works behind the desk."""

    daemon_threads = True
    # A thread that is still sending must not hold up the end.
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: str, port: int, key: Key, desk: RequestQueue) -> None:
        """Listen at an address; OSError where that cannot be."""
        if ":" in address:
            self.address_family = socket.AF_INET6
        self.key = key
        self.desk = desk
        self.room = _Room(MOST_TOGETHER)
        self.created = int(time.time())
        self._connections = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((address, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin a thread for a connection, or close it where there are too many."""
        if not self._connections.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""
        _log.debug("A connection failed:", exc_info=True)


class _Arriving(io.RawIOBase):
    """What a client sends, until a moment that does not move when a little comes."""

    def __init__(self, connection: socket.socket, silence: float) -> None:
        self._connection = connection
        self._silence = silence
        self._ends = 0.0

    def within(self, seconds: float) -> None:
        """From now on, what comes after so many seconds is too late."""
        self._ends = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Take what comes next; raises TimeoutError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(min(left, self._silence))
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(self._silence)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "Lantern"
    sys_version = ""
    timeout = SILENCE
    server: HttpEndpoint

    def setup(self) -> None:
        """Read by the clock."""
        super().setup()
        self.rfile.close()
        self._arriving = _Arriving(self.connection, self.timeout)
        self.rfile = io.BufferedReader(self._arriving)

    def handle_one_request(self) -> None:
        """Wait for a request and answer it."""
        self._arriving.within(ARRIVAL)
        super().handle_one_request()

    def do_GET(self) -> None:
        """Answer what only tells of this server."""
        self._answer("GET")

    def do_HEAD(self) -> None:
        """The same without the answer itself."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Answer a request about a picture."""
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""

    def _answer(self, method: str) -> None:
        path = urlsplit(self.path).path
        first, _, rest = path.lstrip("/").partition("/")
        # Some clients can be given an address but no key.
        in_path = self.server.key.fits(unquote(first))
        path = f"/{rest}".rstrip("/") if in_path else path.rstrip("/")
        way = ASKS.get(path, OLLAMA_CHAT if path.startswith("/api/") else OPENAI)
        self._unread = self._length() or 0
        try:
            if (method, path) in OPEN:
                self._send(OPEN[method, path])
                return
            if not (in_path or self.server.key.fits(self._given_key())):
                raise RefusedError(ServingLine.KEY_WRONG.said(), HTTPStatus.UNAUTHORIZED)
            if (method, path) in TELLS:
                with self.server.room.taken(self._unread):
                    self._body()
                self._send(TELLS[method, path](self.server.created))
            elif method == "POST" and path in ASKS:
                self._ask(way)
            else:
                raise RefusedError(ServingLine.NOT_FOUND.said(), HTTPStatus.NOT_FOUND)
        except RefusedError as refused:
            self._refuse(way, refused)

    def _given_key(self) -> str:
        kind, _, key = self.headers.get("Authorization", "").partition(" ")
        return key.strip() if kind.lower() == "bearer" else self.headers.get("x-api-key", "")

    def _length(self) -> int | None:
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def _ask(self, way: Way) -> None:
        length = self._length()
        if length is None:
            raise RefusedError(ServingLine.NO_LENGTH.said(), HTTPStatus.LENGTH_REQUIRED)
        if length > MOST_MEGABYTES * MEGABYTE:
            line = ServingLine.TOO_LONG.said(most=MOST_MEGABYTES)
            raise RefusedError(line, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        desk = self.server.desk
        desk.admit()
        try:
            with self.server.room.taken(length):
                asked = way.read(_parsed(self._body()))
                parts = desk.do(asked).parts(self._is_here)
                # Its faults are told by the status, and that is sent before the answer.
                first = next(parts, None)
                found = chain([] if first is None else [first], parts)
                try:
                    if asked.stream:
                        stream = way.stream(asked, found, self.server.created)
                        self._send_stream(stream, way)
                    else:
                        self._send(way.whole(asked, list(found), self.server.created))
                finally:
                    parts.close()
        finally:
            desk.leave()

    def _body(self) -> bytes:
        """What is sent, within its time."""
        self._arriving.within(ARRIVAL)
        body = bytearray()
        try:
            while self._unread:
                chunk = self.rfile.read1(min(CHUNK, self._unread))
                if not chunk:
                    raise ConnectionResetError
                body += chunk
                self._unread -= len(chunk)
        except TimeoutError as error:
            raise RefusedError(ServingLine.TOO_SLOW.said(), HTTPStatus.REQUEST_TIMEOUT) from error
        return bytes(body)

    def _is_here(self) -> bool:
        """Whether the client still waits."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        if not readable:
            return True
        with suppress(OSError):
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        return False

    def _send(self, data: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        body = json.dumps(data, ensure_ascii=False).encode()
        if self._unread or self.headers.get("Transfer-Encoding"):
            # What is left of this request must not be taken for the next one.
            self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", "3")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_stream(self, parts: Iterator[bytes], way: Way) -> None:
        chunked = self.request_version == "HTTP/1.1"
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", way.content_type)
        self.send_header("Cache-Control", "no-store")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.close_connection = True
        self.end_headers()
        try:
            for part in parts:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
        except RefusedError as refused:
            # The status is sent already: an answer without its end is known to be broken.
            _log.debug("An answer broke off: %s", refused)
            self.close_connection = True
            return
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _refuse(self, way: Way, refused: RefusedError) -> None:
        """Tell why, then throw away what is still coming: closed at once, it would not be heard."""
        self._send(way.fault(str(refused), int(refused.status)), refused.status)
        if not self.close_connection:
            return
        self._arriving.within(DRAIN)
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while self.rfile.read1(CHUNK):
                pass


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said()) from error
