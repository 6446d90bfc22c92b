"""A network camera that sends JPEGs one after another over HTTP, as most cameras and phones do.

OpenCV would decode every frame; this decodes none.
"""

import http.client
import urllib.error
import urllib.request
from typing import IO
from urllib.parse import unquote, urlsplit

from assistant.camera.capture_protocol import SourceLost
from assistant.protocol.faults import CameraFault
from models import limits

TIMEOUT = 2.5
"""Seconds without a byte after which the connection counts as dead."""
_PADDING = 64
"""Bytes that may follow the end of a JPEG."""


class NotMjpegError(Exception):
    """The address gives something else, perhaps a video."""


class MjpegGrabber:
    """Keeps the newest JPEG of the stream."""

    settles = True
    gives_jpegs = True

    def __init__(self, address: str) -> None:
        """Connect. Raises SourceLost, or NotMjpegError."""
        self._jpeg = b""
        self._boundary_read: bytes | None = None
        self._stream = _connect(address)
        kind = self._stream.headers
        boundary = kind.get_param("boundary")
        if kind.get_content_maintype() != "multipart" or not isinstance(boundary, str):
            self._stream.close()
            raise NotMjpegError
        name = boundary.encode("latin-1")
        self._boundary = b"--" + name.removeprefix(b"--")
        self._bare = name.lstrip(b"-")

    def grab(self) -> None:
        """Wait for the next JPEG. Raises SourceLost."""
        try:
            self._jpeg = self._next()
        except TimeoutError as error:
            raise SourceLost(CameraFault.STALLED, "The network camera sends nothing.") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SourceLost(CameraFault.UNPLUGGED, "The network camera is gone.") from error

    def retrieve(self) -> bytes | None:
        """The newest JPEG; None if it is cut off."""
        jpeg = self._jpeg.rstrip(b"\r\n\0")
        end = jpeg.rfind(b"\xff\xd9", -_PADDING)
        return jpeg[: end + 2] if jpeg.startswith(b"\xff\xd8") and end >= 0 else None

    def _next(self) -> bytes:
        skipped = 0
        while not self._is_boundary(line := self._line()):
            skipped += len(line)
            if skipped > limits.CAMERA_JPEG:
                raise ValueError("no JPEG begins")
        length = -1
        # Ten times as fast as the parser of the standard library, which counts at 30 a second.
        for _ in range(limits.CAMERA_HEADER_LINES):
            line = self._line().strip()
            if not line:
                break
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        if not -1 <= length <= limits.CAMERA_JPEG:
            raise ValueError("too large for a JPEG")
        if length < 0:
            return self._to_boundary()
        body = self._stream.read(length)
        if len(body) < length:
            raise ConnectionError("the camera ended the stream")
        return body

    def _to_boundary(self) -> bytes:
        lines: list[bytes] = []
        size = 0
        while size <= limits.CAMERA_JPEG:
            line = self._line()
            if self._is_boundary(line):
                self._boundary_read = line
                return b"".join(lines)
            lines.append(line)
            size += len(line)
        raise ValueError("too large for a JPEG")

    def _is_boundary(self, line: bytes) -> bool:
        """Whether a line separates two JPEGs; some cameras send it without dashes or with more."""
        if line.startswith(self._boundary):
            return True
        return bool(self._bare) and line.strip().lstrip(b"-") == self._bare

    def _line(self) -> bytes:
        if self._boundary_read is not None:
            line, self._boundary_read = self._boundary_read, None
            return line
        line = self._stream.readline(limits.CAMERA_LINE)
        if not line:
            raise ConnectionError("the camera ended the stream")
        return line


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects only to the host that the user named."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        new = urlsplit(newurl)
        if new.hostname != urlsplit(req.full_url).hostname or new.scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _connect(address: str) -> http.client.HTTPResponse:
    parts = urlsplit(address)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if parts.username is not None:
        user, password = unquote(parts.username), unquote(parts.password or "")
        passwords.add_password(None, plain, user, password)
    opener = urllib.request.build_opener(
        # No proxy gets to see a camera at home.
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPBasicAuthHandler(passwords),
        urllib.request.HTTPDigestAuthHandler(passwords),
        _SameHost(),
    )
    host = parts.hostname
    try:
        stream: http.client.HTTPResponse = opener.open(plain, timeout=TIMEOUT)
        return stream
    except urllib.error.HTTPError as error:
        with error:
            fault = _STATUS_FAULTS.get(error.code, CameraFault.STALLED)
            raise SourceLost(fault, f"{host} answers {error.code} {error.reason}.") from error
    except TimeoutError as error:
        raise SourceLost(CameraFault.STALLED, f"{host} does not answer.") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        if _is_from_urllib(error):
            reason = f"{host} cannot be asked with this address, name and password."
            raise SourceLost(CameraFault.REFUSED, reason) from error
        raise SourceLost(CameraFault.MISSING, f"Nothing answers at {host}.") from error


def _is_from_urllib(error: Exception) -> bool:
    """Whether urllib does not know the form of the address or the way to log in."""
    if isinstance(error, urllib.error.URLError):
        return isinstance(error.reason, str)
    return isinstance(error, ValueError | http.client.InvalidURL)


_STATUS_FAULTS = {
    **dict.fromkeys((301, 302, 303, 307, 308, 401, 403, 404, 410), CameraFault.REFUSED),
    **dict.fromkeys((409, 429, 503), CameraFault.BUSY),
}
"""The fault by the status of the answer; any other status means that the camera is broken."""
