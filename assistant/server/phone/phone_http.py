"""The page over HTTP: which phones may ask, and from where.

A page of another site cannot ask in the phone's name: each request must come from the page itself,
at the address that it was opened with, and from a device of the same network.
"""

import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

from assistant.protocol.spoken import Segment, message_of
from assistant.saying.language import Catalogue
from assistant.saying.messages.phone_lines import PageLine, PhoneLine, PhoneRefusal
from assistant.saying.messages.senses_lines import FindLine
from assistant.saying.messages.server_lines import ServingLine
from assistant.server import openai_api
from assistant.server.chat_request import Api, RefusedError
from assistant.server.connections import neighbourhood
from assistant.server.http_server import (
    CHUNK,
    Endpoint,
    Handler,
    too_long,
    unasked,
)
from assistant.server.phone import tls
from assistant.server.phone.computer_camera import ComputerCamera
from assistant.server.phone.phone_answers import (
    ENDED,
    GuideRequest,
    Part,
    PhoneRequest,
    PhoneWish,
    PhotoPlace,
    name_of,
)
from assistant.server.request_queue import Job, RequestQueue
from assistant.storage.phones import Paired, Phones, PhonesFault
from models import limits
from models.interfaces import Box
from models.system.home_network import is_home

if TYPE_CHECKING:
    from assistant.server.phone.certificate import Certificate

PAGE: Final = Path(__file__).parent / "page"
FILES: Final = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/shared.js": ("shared.js", "text/javascript; charset=utf-8"),
    "/lantern.webmanifest": ("lantern.webmanifest", "application/manifest+json"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""The page, by path: the file and its media type."""
AUTHORITY: Final = "/lantern.crt"
"""The path of the certificate that phones are to trust."""
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob:; manifest-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self)",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What each answer carries, so that a browser mixes the page with nothing else."""
COOKIE: Final = "lantern-phone"
SEALED_COOKIE: Final = f"__Host-{COOKIE}"
"""Of an encrypted page; browsers take and send one of such a name over nothing else."""
COOKIE_SECONDS: Final = 400 * 24 * 3600
"""As long as browsers keep one."""
KINDS: Final = ("iPhone", "iPad", "Android")
"""What a browser says that it runs on."""
_OTHERS: Final = {"UNENCRYPTED": PhoneLine.UNENCRYPTED, "HALTED": FindLine.ENDED}
"""What the page says that is not its own."""
Asked: TypeAlias = PhoneRequest | GuideRequest


class PhoneEndpoint(Endpoint):
    """Answers phones at an address of the home network; OSError if it cannot.

    With a `certificate`, it answers over encrypted connections only; with a `camera`, phones may
    look through it.
    """

    def __init__(
        self,
        address: str,
        port: int,
        phones: Phones,
        queue: RequestQueue[Asked, Part],
        catalogue: Catalogue,
        certificate: "Certificate | None" = None,
        *,
        camera: ComputerCamera | None = None,
    ) -> None:
        self.phones = phones
        self.queue = queue
        self.certificate = certificate
        self.camera = camera
        self._context = None if certificate is None else certificate.context()
        super().__init__(address, port, PhoneHandler, catalogue)
        name = f"[{address}]" if ":" in address else address
        port = int(self.server_address[1])
        scheme, usual = ("http", 80) if certificate is None else ("https", 443)
        self.host = name if port == usual else f"{name}:{port}"
        """What browsers call it."""
        self.origin = f"{scheme}://{self.host}"
        """What they call the page as the sender of a request."""
        page = (PAGE / "page.html").read_text(encoding="utf-8")
        if camera is None:
            page = re.sub(r'<button id="computer".*?</button>\n', "", page)
        self.page = _in_words(page, catalogue, encrypted=certificate is not None)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; its thread does the handshake."""
        connection, client = super().get_request()
        if self._context is None:
            return connection, client
        return self._context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        ), client

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, once it is encrypted if it has to be."""
        if not isinstance(request, ssl.SSLSocket) or tls.begins(request):
            super().finish_request(request, client_address)
        else:
            self._say_encrypted(request)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        if isinstance(request, ssl.SSLSocket):
            tls.end(request)
        super().shutdown_request(request)

    def _say_full(self, connection: socket.socket) -> None:
        if isinstance(connection, ssl.SSLSocket):
            # Not its own `shutdown`, after which another thread could write unencrypted.
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        else:
            super()._say_full(connection)

    def _say_encrypted(self, connection: ssl.SSLSocket) -> None:
        """Refuse a client that writes unencrypted."""
        words = self.catalogue.text(PhoneRefusal.NOT_ENCRYPTED.said(address=f"{self.origin}/"))
        answer = unasked(HTTPStatus.BAD_REQUEST, "text/plain; charset=utf-8", words.encode())
        connection.settimeout(limits.DRAIN)
        # Closed with its request unread, the answer would be lost.
        if socket.socket.recv(connection, CHUNK):
            socket.socket.sendall(connection, answer)


def _in_words(page: str, catalogue: Catalogue, *, encrypted: bool) -> bytes:
    """The page in a language: each name in double braces becomes that sentence."""
    footer = "SEALED" if encrypted else "UNENCRYPTED"

    def words(found: re.Match[str]) -> str:
        name = footer if found[1] == "FOOTER" else found[1]
        if name == "LANGUAGE":
            return catalogue.code
        line = _OTHERS.get(name) or PageLine[name]
        return escape(catalogue.text(line.said()))

    if not encrypted:
        page = re.sub(r"<a .*?</a>", "", page)
    return re.sub(r"{{(\w+)}}", words, page).encode()


def _worded(part: tuple[Segment, ...]) -> list[dict[str, str]]:
    return [{"text": one.text, "lang": one.language} for one in part]


def _box(text: str) -> Box:
    """A box as the page writes it, within the photo. Raises ValueError."""
    left, top, right, bottom = (min(1.0, max(0.0, float(side))) for side in text.split(","))
    if left < right and top < bottom:
        return left, top, right, bottom
    raise ValueError(text)


class PhoneHandler(Handler):
    """Serves the page, pairs phones, and streams answers as a JSON object a line."""

    server: PhoneEndpoint
    _cookie = ""
    _before = 0
    """How many requests come first, as last said to the phone."""

    def _answer(self, method: str) -> None:
        path = urlsplit(self.path).path
        self._cookie = ""
        try:
            self._declared()
            self._refuse_strangers(method)
            if method == "GET" and path in FILES:
                self._send_page(path)
            elif (method, path) == ("GET", AUTHORITY) and self.server.certificate is not None:
                self._send_bytes(self.server.certificate.authority, "application/x-x509-ca-cert")
            elif (method, path) == ("POST", "/pair"):
                self._pair()
            elif (method, path) == ("POST", "/hello"):
                self._taken(limits.PAIRING_REQUEST)
                self._send({"name": self._phone()})
            elif (method, path) == ("POST", "/ask"):
                self._ask()
            elif (method, path) == ("POST", "/guide"):
                self._guide()
            elif (method, path) == ("POST", "/look") and self.server.camera is not None:
                self._look(self.server.camera)
            else:
                raise RefusedError(ServingLine.NOT_FOUND.said(), HTTPStatus.NOT_FOUND)
        except RefusedError as refused:
            self._refuse(openai_api.API, refused)
        except PhonesFault as fault:
            failed = RefusedError(message_of(fault), HTTPStatus.INTERNAL_SERVER_ERROR)
            self._refuse(openai_api.API, failed)

    def end_headers(self) -> None:
        """End the head of an answer, with what each one carries."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if self._cookie:
            self.send_header("Set-Cookie", self._cookie)
        super().end_headers()

    def _refuse_strangers(self, method: str) -> None:
        """Refuse other networks, other names of this computer, and pages of other sites."""
        if not is_home(self.client_address[0]):
            raise RefusedError(PhoneRefusal.NOT_HOME.said(), HTTPStatus.FORBIDDEN)
        if self.headers.get_all("Host") != [self.server.host]:
            line = PhoneRefusal.OTHER_HOST.said(address=f"{self.server.origin}/")
            raise RefusedError(line, HTTPStatus.MISDIRECTED_REQUEST)
        if method == "POST" and self.headers.get_all("Origin") != [self.server.origin]:
            raise RefusedError(PhoneRefusal.OTHER_SITE.said(), HTTPStatus.FORBIDDEN)

    @property
    def _cookie_name(self) -> str:
        return COOKIE if self.server.certificate is None else SEALED_COOKIE

    def _phone(self) -> str | None:
        """The name of the phone that asks, by its cookie; None if it is not connected."""
        with suppress(CookieError):
            token = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie_name)
            return None if token is None else self.server.phones.known(token.value)
        return None

    def _send_page(self, path: str) -> None:
        name, kind = FILES[path]
        body = self.server.page if path == "/" else (PAGE / name).read_bytes()
        self._send_bytes(body, kind)

    def _refuse(self, api: Api, refused: RefusedError) -> None:
        """Say why; to somebody who opened an address, in plain words."""
        if self.command == "POST":
            super()._refuse(api, refused)
        else:
            words = self.server.catalogue.text(refused)
            self._send_bytes(words.encode(), "text/plain; charset=utf-8", refused.status)

    def _taken(self, most: int, take: Callable[[int], None] = lambda size: None) -> bytes:
        """The body of a request; RefusedError if it is too long or comes too slowly."""
        length = self._length()
        if length is None:
            raise RefusedError(ServingLine.NO_LENGTH.said(), HTTPStatus.LENGTH_REQUIRED)
        if length > most:
            raise too_long()
        return self._body(take)

    def _pair(self) -> None:
        digits = "".join(
            filter(str.isalnum, self._taken(limits.PAIRING_REQUEST).decode(errors="replace"))
        )
        agent = self.headers.get("User-Agent", "")
        kind = next((kind for kind in KINDS if kind in agent), "Phone")
        found = self.server.phones.pair(digits, kind, neighbourhood(self.client_address[0]))
        if isinstance(found, Paired):
            secure = "" if self.server.certificate is None else "; Secure"
            self._cookie = (
                f"{self._cookie_name}={found.token}; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; "
                f"SameSite=Strict{secure}"
            )
            self._send({"name": found.name})
            return
        refusal = PhoneRefusal.CODE_WRONG if found else PhoneRefusal.CODE_SPENT
        raise RefusedError(refusal.said(count=found), HTTPStatus.FORBIDDEN)

    def _ask(self) -> None:
        phone, values = self._connected(), self._values()
        try:
            wish = PhoneWish(values.get("wish", ""))
            box = _box(values["part"]) if "part" in values else None
        except ValueError as error:
            line = PhoneRefusal.NOT_UNDERSTOOD.said()
            raise RefusedError(line, HTTPStatus.BAD_REQUEST) from error
        self._may_ask()
        queue = self.server.queue
        with self.server.budget.share() as take:
            data = self._taken(limits.REQUEST, take)
            with queue.ticket():
                name = name_of(data) if data else values.get("photo", "")
                question = values.get("question", "")
                job = queue.do(PhoneRequest(phone, name, wish, data, question, box))
                del data
                self._stream(name, job)

    def _guide(self) -> None:
        """Answer one look of a camera that is guided."""
        phone, values = self._connected(), self._values()
        self._may_ask()
        queue = self.server.queue
        with self.server.budget.share() as take:
            data = self._taken(limits.REQUEST, take)
            with queue.ticket():
                names = values.get("guide", ""), data, values.get("thing", "")
                job = queue.do(GuideRequest(phone, *names))
                with closing(job.parts(self._is_here)) as parts:
                    found = list(parts)
        said = [_worded(part) for part in found if isinstance(part, tuple)]
        self._send({"said": [one for part in said for one in part], "end": ENDED in found})

    def _look(self, camera: ComputerCamera) -> None:
        """Send what the computer's camera sees."""
        self._connected()
        self._may_ask()
        self._taken(0)
        self._send_bytes(camera.look(), "image/jpeg")

    def _connected(self) -> str:
        """The name of the phone that asks; RefusedError if it is not connected."""
        phone = self._phone()
        if phone is None:
            raise RefusedError(PhoneRefusal.NOT_CONNECTED.said(), HTTPStatus.UNAUTHORIZED)
        return phone

    def _values(self) -> dict[str, str]:
        """What stands behind the path."""
        try:
            given = parse_qs(urlsplit(self.path).query, max_num_fields=limits.PHONE_FIELDS)
        except ValueError as error:
            line = PhoneRefusal.NOT_UNDERSTOOD.said()
            raise RefusedError(line, HTTPStatus.BAD_REQUEST) from error
        return {name: values[0] for name, values in given.items()}

    def _stream(self, photo: str, job: Job[Asked, Part]) -> None:
        """Send each part of the answer as it is found, and the place in line before the first."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/x-ndjson; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self._tell({"photo": photo})
        with closing(job.parts(partial(self._waits, job))) as parts:
            for event in self._events(parts):
                self._tell(event)

    def _events(self, parts: Iterator[Part]) -> Iterator[dict[str, Any]]:
        try:
            for part in parts:
                if isinstance(part, PhotoPlace):
                    yield {"place": _worded(part.said), "box": part.box, "closer": part.closer}
                else:
                    yield {"said": _worded(part)}
            yield {"end": True}
        except RefusedError as refused:
            words = self.server.catalogue.text(refused)
            yield {"error": {"message": words, "status": int(refused.status)}}

    def _waits(self, job: Job[Asked, Part]) -> bool:
        """Tell the phone how many come first; gives whether it is still there."""
        before = self.server.queue.before(job)
        if before and before != self._before:
            self._before = before
            words = self.server.catalogue.text(PageLine.IN_LINE.said(count=before))
            self._tell({"state": words})
        return self._is_here()

    def _is_here(self) -> bool:
        """Whether the client is still connected."""
        if isinstance(self.connection, ssl.SSLSocket):
            return tls.is_open(self.connection)
        return super()._is_here()

    def _tell(self, event: dict[str, Any]) -> None:
        self.wfile.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
