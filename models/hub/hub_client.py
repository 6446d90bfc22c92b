"""Models over HTTP: what a hub's repository holds, and files. Uses the standard library only.

HF_ENDPOINT gives the hub's address.
"""

import http.client
import json
import os
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote, urljoin, urlsplit

from models import limits
from models.messages import HubError, HubLine, ModelSentence
from models.system import SYSTEM

ENDPOINT: Final = "https://huggingface.co"
PAUSE: Final = 1.0
"""Seconds between two attempts."""
NAMED: Final = {"User-Agent": "lantern-eyes"}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHA1: Final = re.compile(r"[0-9a-f]{40}")
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+)")
_NETWORK: Final = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)


class NetworkError(Exception):
    """The hub did not answer, or stopped in the middle; trying again may help."""


class NotFoundError(Exception):
    """The hub has no such thing, or not for everybody; `code` is its own word for that."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"HTTP {status} {code}".strip())
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository, as its list gives it."""

    path: str
    size: int
    sha256: str
    """Empty for small files, which have git's sum only."""
    git_sum: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one revision."""

    revision: str
    files: tuple[HubFile, ...]


def endpoint() -> str:
    """The hub's address. Raises HubError if it is no address of the web."""
    address = os.environ.get("HF_ENDPOINT", "").rstrip("/") or ENDPOINT
    try:
        parts = urlsplit(address)
        if address.isascii() and parts.scheme in ("https", "http") and parts.hostname:
            # It raises ValueError.
            _ = parts.port
            return address
    except ValueError:
        pass
    raise HubError(HubLine.NO_ENDPOINT.said(variable="HF_ENDPOINT", address=address))


def listing(repository: str, revision: str) -> Listing:
    """What a revision holds; empty: the newest.

    Raises NotFoundError, NetworkError, and HubError for an answer that no honest hub gives.
    """
    place = f"/revision/{quote(revision, safe='')}" if revision else ""
    address = f"{endpoint()}/api/models/{quote(repository)}{place}?blobs=true"
    with opened(address, checked=False) as answer:
        text = read(answer, limits.HUB_LIST + 1)
    try:
        if len(text) > limits.HUB_LIST:
            raise ValueError("it is too long")
        found = json.loads(text)
        files = tuple(_file(one) for one in found["siblings"])
        commit = str(found.get("sha") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise HubError(HubLine.NO_LIST.said(repository=repository)) from fault
    seen: set[str] = set()
    for one in files:
        if not _plain(one.path):
            raise HubError(HubLine.ELSEWHERE.said(repository=repository, file=one.path))
        if one.path in seen:
            raise HubError(HubLine.TWICE.said(repository=repository, file=one.path))
        seen.add(one.path)
    return Listing(commit, files)


def _file(one: Mapping[str, Any]) -> HubFile:
    large = one.get("lfs") or {}
    size, sha256, blob = one.get("size"), str(large.get("sha256", "")), str(one.get("blobId") or "")
    return HubFile(
        str(one["rfilename"]),
        size if type(size) is int and size >= 0 else -1,
        sha256 if _SHA256.fullmatch(sha256) else "",
        blob if _SHA1.fullmatch(blob) else "",
    )


def _plain(path: str) -> bool:
    """Whether a path stays inside its folder."""
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and not {"", ".", ".."} & set(parts)


def download(repository: str, revision: str, file: HubFile, part: Path) -> Iterator[int]:
    """Fetch a file into `part` from where that ends; yields how many bytes are there.

    Raises NetworkError, NotFoundError, OSError of the disk, and HubError for a wrong answer.
    """
    # Whoever planted a link here would choose which file is overwritten.
    with SYSTEM.opened(part) as target:
        there = target.seek(0, os.SEEK_END)
        if there > file.size:
            there = _emptied(target)
        tries = 0
        while there < file.size:
            before = there
            try:
                for count in _received(repository, revision, file, target, there):
                    there = count
                    yield there
            except NetworkError:
                tries = 0 if there - before >= limits.DOWNLOAD_PIECE else tries + 1
                if tries >= limits.HUB_TRIES:
                    raise
                time.sleep(PAUSE)
        os.fsync(target.fileno())


def _received(
    repository: str, revision: str, file: HubFile, target: IO[bytes], there: int
) -> Iterator[int]:
    """One request for the rest of a file; yields how many bytes are there."""
    address = f"{endpoint()}/{quote(repository)}/resolve/{quote(revision)}/{quote(file.path)}"
    # A compressed transfer cannot be resumed.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
    with opened(address, headers, file, checked=bool(file.sha256)) as answer:
        if there and not _goes_on(answer, file, there):
            there = _emptied(target)
        _refuse_length(answer, file, there)
        while there < file.size:
            piece = read(answer, min(limits.DOWNLOAD_PIECE, file.size - there))
            if not piece:
                raise NetworkError(HubLine.ENDED_EARLY.said())
            target.write(piece)
            there += len(piece)
            yield there
        if read(answer, 1):
            raise HubError(HubLine.WRONG_LENGTH.said(file=file.path))


def _goes_on(answer: http.client.HTTPResponse, file: HubFile, there: int) -> bool:
    """Whether an answer continues where we stopped; False if it begins anew. Raises HubError."""
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
        return False
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or (int(found[1]), int(found[2])) != (there, file.size):
        raise HubError(HubLine.WRONG_LENGTH.said(file=file.path))
    return True


def _refuse_length(answer: http.client.HTTPResponse, file: HubFile, there: int) -> None:
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) != file.size - there:
        raise HubError(HubLine.WRONG_LENGTH.said(file=file.path))


def _emptied(target: IO[bytes]) -> int:
    target.seek(0)
    target.truncate()
    return 0


class Answer(http.client.HTTPResponse):
    """An answer that is given up where it takes too long."""

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self._sock, self._late = sock, False

    def begin(self) -> None:
        """Read the head; before it, a server may send as many interim answers as it likes."""
        with self.within(limits.HUB_ANSWER):
            super().begin()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Raise TimeoutError if the block takes longer."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self._late:
                raise TimeoutError("timed out")

    def _give_up(self) -> None:
        self._late = True
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)


class _Connection(http.client.HTTPConnection):
    response_class = Answer


class _SecureConnection(http.client.HTTPSConnection):
    response_class = Answer


class _Connects(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req)


def read(answer: Answer, most: int) -> bytes:
    """The next bytes; turns errors of the network into NetworkError, unlike those of the disk."""
    try:
        with answer.within(limits.HUB_PIECE):
            return answer.read(most)
    except (OSError, http.client.HTTPException) as fault:
        raise NetworkError(_reason(fault)) from fault


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to `opened`."""

    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def opened(
    address: str, headers: Mapping[str, str] = {}, file: HubFile | None = None, *, checked: bool
) -> Iterator[Answer]:
    """Open an address, through redirects. `checked`: a sum tells what must come.

    Raises NotFoundError, NetworkError, and HubError for a redirect that is not followed.
    """
    opener = urllib.request.build_opener(_NoRedirects, _Connects)
    start = address
    for _ in range(limits.HUB_REDIRECTS):
        request = urllib.request.Request(address, headers=NAMED | dict(headers))
        answer = _answer(opener, request)
        with answer:
            _refuse_change(answer, file)
            if answer.status not in (301, 302, 303, 307, 308):
                yield answer
                return
            address = urljoin(address, answer.headers.get("Location", ""))
        if (fault := refused(start, address, checked=checked)) is not None:
            raise HubError(fault)
    raise HubError(HubLine.REDIRECTS.said())


def _answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Answer:
    """The answer, a redirect included. Raises NotFoundError and NetworkError."""
    try:
        answer: Answer = opener.open(request, timeout=limits.HUB_SILENCE)
    except urllib.error.HTTPError as fault:
        if 300 <= fault.code < 400:
            return fault  # type: ignore[return-value]  # it has the same headers and methods
        fault.close()
        if fault.code >= 500 or fault.code in (408, 429):
            raise NetworkError(f"HTTP {fault.code}") from fault
        raise NotFoundError(fault.code, fault.headers.get("X-Error-Code", "")) from fault
    except (*_NETWORK, OSError, ValueError) as fault:
        raise NetworkError(_reason(fault)) from fault
    return answer


def _refuse_change(answer: http.client.HTTPResponse, file: HubFile | None) -> None:
    """Raise HubError if the hub itself names another sum than its list did."""
    found = (answer.headers.get("X-Linked-Etag") or "").removeprefix("W/").strip('"')
    if file is not None and file.sha256 and _SHA256.fullmatch(found) and found != file.sha256:
        raise HubError(HubLine.CHANGED.said(file=file.path))


def refused(start: str, target: str, *, checked: bool) -> ModelSentence | None:
    """Why a redirect is not followed; None if it is.

    Hubs keep large files on other hosts. Such a host is trusted with a file only over https, and
    only if the hub's own list gave the file's sha256, so that nothing else can come from there.
    """
    hub, other = urlsplit(start), urlsplit(target)
    if other.scheme != hub.scheme:
        return HubLine.OTHER_SCHEME.said(scheme=other.scheme or HubLine.NOTHING.said())
    if other.netloc == hub.netloc:
        return None
    host = other.hostname or ""
    if checked and other.scheme == "https" and _public(host) and not other.username:
        return None
    return HubLine.OTHER_HOST.said(host=host or HubLine.NOTHING.said())


def _public(host: str) -> bool:
    """Whether a host has a name in the internet, unlike a number or a machine at home."""
    try:
        # It takes what connecting takes for a number: 127.1 as well.
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except OSError:
        return "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))
    except UnicodeError:
        # A name that no host can have.
        return False
    return False


def _reason(fault: BaseException) -> str:
    """The reason of a network error, without Python's decoration."""
    if isinstance(fault, urllib.error.URLError) and isinstance(fault.reason, BaseException):
        return _reason(fault.reason)
    text = (fault.strerror if isinstance(fault, OSError) else "") or str(fault)
    return text.strip().rstrip(".") or type(fault).__name__
