"""The HTTP server: who may ask, how much they may send, and which format a path has.

It stores nothing and writes no log. A refused request is answered with a sentence in the client's
own format, since screen readers speak it.
"""

import io
import json
import logging
import math
import select
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import LineTooLong
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from assistant.saying.language import Catalogue
from assistant.saying.messages.server_lines import ServingLine
from assistant.server import llama_cpp_api, ollama_api, openai_api
from assistant.server.api_key import Key
from assistant.server.chat_request import Api, ChatRequest, RefusedError, ReplyPart
from assistant.server.connections import Connections, neighbourhood
from assistant.server.request_queue import RequestQueue
from models import limits

_log = logging.getLogger(__name__)

MEGABYTE: Final = 1_000_000
CHUNK: Final = 1 << 16

ASKS: Final[dict[str, Api]] = {
    "/v1/chat/completions": openai_api.API,
    "/chat/completions": openai_api.API,
    "/api/chat": ollama_api.CHAT,
    "/api/generate": ollama_api.GENERATE,
    "/completion": llama_cpp_api.API,
}
"""The paths of requests about a picture."""
TELLS: Final[dict[tuple[str, str], Callable[[int], dict[str, Any]]]] = {
    ("GET", "/v1/models"): openai_api.models,
    ("GET", "/models"): openai_api.models,
    ("GET", "/api/tags"): ollama_api.tags,
    ("GET", "/api/version"): lambda created: {"version": ollama_api.VERSION},
    ("POST", "/api/show"): lambda created: ollama_api.shown(),
    ("GET", "/props"): lambda created: llama_cpp_api.props(),
}
"""What is answered about the server, by method and path."""
OPEN: Final = {("GET", path): {"status": "ok"} for path in ("/health", "")}
"""What is answered without the key."""


class _MemoryBudget:
    """The memory that requests may take together."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    @contextmanager
    def share(self) -> Iterator[Callable[[int], None]]:
        """A function that takes bytes as they arrive: what is only declared takes none."""
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            with self._lock:
                if size > self._left:
                    raise RefusedError(ServingLine.BUSY.said(), HTTPStatus.TOO_MANY_REQUESTS)
                self._left -= size
                taken += size

        try:
            yield take
        finally:
            with self._lock:
                self._left += taken


class Endpoint(ThreadingHTTPServer):
    """Listens on an address, with a thread for each connection; OSError if it cannot."""

    daemon_threads = True
    # A thread that is still sending must not delay the end.
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, address: str, port: int, handler: type["Handler"], catalogue: Catalogue
    ) -> None:
        if ":" in address:
            self.address_family = socket.AF_INET6
        self.catalogue = catalogue
        self.budget = _MemoryBudget(limits.REQUESTS_TOGETHER)
        self.created = int(time.time())
        self.connections = Connections()
        self._turned_away = threading.BoundedSemaphore(limits.TURNED_AWAY)
        super().__init__((address, port), handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, or say that there are too many and close it."""
        address = neighbourhood(client_address[0])
        admitted, ends = self.connections.admit(request, address)
        if ends is not None:
            self._say_full(ends)
        if admitted:
            super().process_request(request, client_address)
        elif self._turned_away.acquire(blocking=False):
            threading.Thread(target=self._turn_away, args=(request,), daemon=True).start()
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.ended(request)

    def _say_full(self, connection: socket.socket) -> None:
        """Refuse a client whose request has not been read, and end its connection."""
        status = HTTPStatus.SERVICE_UNAVAILABLE
        sentence = self.catalogue.text(ServingLine.FULL.said())
        body = json.dumps(openai_api.API.fault(sentence, status), ensure_ascii=False).encode()
        whole = unasked(status, "application/json; charset=utf-8", body, "Retry-After: 3\r\n")
        with suppress(OSError):
            connection.send(whole, socket.MSG_DONTWAIT)
            connection.shutdown(socket.SHUT_WR)
            # Its thread ends with what it reads.
            connection.shutdown(socket.SHUT_RD)

    def _turn_away(self, connection: socket.socket) -> None:
        try:
            # Closed with its request unread, the answer would be lost.
            connection.settimeout(limits.DRAIN)
            with suppress(OSError):
                connection.recv(CHUNK)
            self._say_full(connection)
        finally:
            self.shutdown_request(connection)
            self._turned_away.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that went away."""
        _log.debug("A connection failed:", exc_info=True)


def unasked(status: HTTPStatus, kind: str, body: bytes, more: str = "") -> bytes:
    """A whole answer to a client whose request has not been read; `more` are lines of its head."""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
    )
    return head.encode() + body


def too_long() -> RefusedError:
    """The refusal of a request that declares too much."""
    line = ServingLine.TOO_LONG.said(most=limits.REQUEST // MEGABYTE)
    return RefusedError(line, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class _Arriving(io.RawIOBase):
    """What a client sends before a deadline that single bytes do not extend."""

    def __init__(self, connection: socket.socket, silence: float) -> None:
        self._connection = connection
        self._silence = silence
        self._deadline = 0.0
        self._bytes_left = 0.0

    def within(self, seconds: float, most: float = math.inf) -> None:
        """Set the deadline, and how many bytes may come."""
        self._deadline, self._bytes_left = time.monotonic() + seconds, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self._bytes_left <= 0:
            raise LineTooLong("head")
        self._connection.settimeout(min(left, self._silence))
        try:
            count = self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(self._silence)
        self._bytes_left -= count
        return count


class Handler(BaseHTTPRequestHandler, ABC):
    """Reads requests within limits, and refuses with a sentence."""

    protocol_version = "HTTP/1.1"
    server_version = "Lantern"
    sys_version = ""
    timeout = limits.CLIENT_SILENCE
    server: Endpoint
    _unread = 0
    """Bytes of the body that are still to come."""

    def setup(self) -> None:
        """Prepare a connection."""
        super().setup()
        self.rfile.close()
        self._arriving = _Arriving(self.connection, self.timeout)
        self.rfile = io.BufferedReader(self._arriving)

    def handle_one_request(self) -> None:
        """Read a request and answer it."""
        # With one more, a first line that fills it is refused in words.
        self._arriving.within(self._patience(), limits.HEAD + 1)
        super().handle_one_request()

    def _patience(self) -> float:
        known = self.server.connections.knows(self.connection)
        return limits.ARRIVAL if known else limits.FIRST_ARRIVAL

    def _may_ask(self) -> None:
        """Keep this connection's place: the client has shown that it may ask."""
        self.server.connections.know(self.connection)

    def do_GET(self) -> None:
        """Answer; HEAD with a head alone."""
        self._answer("GET" if self.command == "HEAD" else self.command)

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815  # as http.server looks for them
    do_DELETE = do_PATCH = do_OPTIONS = do_GET  # noqa: N815  # as http.server looks for them

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""

    @abstractmethod
    def _answer(self, method: str) -> None:
        """Answer a request by its path."""

    def _length(self) -> int | None:
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def _declared(self) -> None:
        """Take note of how much is still to come; RefusedError if that is unclear or too much."""
        given = self.headers.get_all("Content-Length", [])
        unclear = len(given) > 1 or (given and self._length() is None)
        self._unread = self._length() or 0
        if unclear or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            status = HTTPStatus.BAD_REQUEST if unclear else HTTPStatus.LENGTH_REQUIRED
            raise RefusedError(ServingLine.NO_LENGTH.said(), status)
        if self._unread > limits.REQUEST:
            raise too_long()

    def _body(self, take: Callable[[int], None]) -> bytes:
        self._arriving.within(self._patience())
        body = bytearray()
        try:
            while self._unread:
                chunk = self.rfile.read1(min(CHUNK, self._unread))
                if not chunk:
                    raise ConnectionResetError
                take(len(chunk))
                body += chunk
                self._unread -= len(chunk)
        except TimeoutError as error:
            raise RefusedError(ServingLine.TOO_SLOW.said(), HTTPStatus.REQUEST_TIMEOUT) from error
        return bytes(body)

    def _is_here(self) -> bool:
        """Whether the client is still connected."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        if not readable:
            return True
        with suppress(OSError):
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        return False

    def _send(self, data: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        body = json.dumps(data, ensure_ascii=False).encode()
        self._send_bytes(body, "application/json; charset=utf-8", status)

    def _send_bytes(self, body: bytes, kind: str, status: int = HTTPStatus.OK) -> None:
        if self._unread or self.headers.get("Transfer-Encoding"):
            # The rest of this request must not be taken for the next one.
            self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", kind)
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

    def _send_stream(self, parts: Iterator[bytes], api: Api) -> None:
        chunked = self.request_version == "HTTP/1.1"
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", api.content_type)
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
            # The status is already sent; the missing end tells the client that it broke off.
            _log.debug("An answer broke off: %s", refused)
            self.close_connection = True
            return
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _refuse(self, api: Api, refused: RefusedError) -> None:
        """Say why, then discard what is still coming: closed at once, the answer would be lost."""
        reason = self.server.catalogue.text(refused)
        self._send(api.fault(reason, int(refused.status)), refused.status)
        if not self.close_connection:
            return
        self._arriving.within(limits.DRAIN)
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while self.rfile.read1(CHUNK):
                pass


class HttpEndpoint(Endpoint):
    """Answers other programs that have the key."""

    def __init__(
        self,
        address: str,
        port: int,
        key: Key,
        queue: RequestQueue[ChatRequest, ReplyPart],
        catalogue: Catalogue,
    ) -> None:
        self.key = key
        self.queue = queue
        super().__init__(address, port, _ChatRequests, catalogue)


class _ChatRequests(Handler):
    server: HttpEndpoint

    def _answer(self, method: str) -> None:
        path = urlsplit(self.path).path
        first, _, rest = path.lstrip("/").partition("/")
        # Some clients can be given an address but no key, so the key may be part of it.
        in_path = self.server.key.fits(unquote(first))
        path = f"/{rest}".rstrip("/") if in_path else path.rstrip("/")
        api = ASKS.get(path, ollama_api.CHAT if path.startswith("/api/") else openai_api.API)
        try:
            self._declared()
            if (method, path) in OPEN:
                self._send(OPEN[method, path])
                return
            if not (in_path or self.server.key.fits(self._given_key())):
                raise RefusedError(ServingLine.KEY_WRONG.said(), HTTPStatus.UNAUTHORIZED)
            self._may_ask()
            if (method, path) in TELLS:
                with self.server.budget.share() as take:
                    self._body(take)
                self._send(TELLS[method, path](self.server.created))
            elif method == "POST" and path in ASKS:
                self._ask(api)
            else:
                raise RefusedError(ServingLine.NOT_FOUND.said(), HTTPStatus.NOT_FOUND)
        except RefusedError as refused:
            self._refuse(api, refused)

    def _given_key(self) -> str:
        kind, _, key = self.headers.get("Authorization", "").partition(" ")
        return key.strip() if kind.lower() == "bearer" else self.headers.get("x-api-key", "")

    def _ask(self, api: Api) -> None:
        if self._length() is None:
            raise RefusedError(ServingLine.NO_LENGTH.said(), HTTPStatus.LENGTH_REQUIRED)
        with self.server.budget.share() as take:
            asked = api.read(_parsed(self._body(take)))
            with (
                self.server.queue.ticket(),
                closing(self.server.queue.do(asked).parts(self._is_here)) as parts,
            ):
                # Wait for the first part, since a fault sets the status.
                first = next(parts, None)
                found = chain([] if first is None else [first], parts)
                if asked.stream:
                    self._send_stream(api.stream(asked, found, self.server.created), api)
                else:
                    self._send(api.whole(asked, list(found), self.server.created))


def _parsed(body: bytes) -> Any:
    # Each value but the first in it follows one of these; base64 has none of them.
    if sum(map(body.count, (b",", b"[", b"{"))) > limits.JSON_VALUES:
        raise RefusedError
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError from error
