"""Where frames come from; `open_source` chooses by the text in the settings.

Cameras, videos and network streams run in a process of their own (`capture_client.py`), since
OpenCV may block forever. Photos are read here.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from assistant.camera.capture_client import ChildSource
from assistant.camera.capture_protocol import CaptureRequest, SourceLost
from assistant.camera.devices import cameras
from assistant.camera.photo import BadPhoto, is_photo_name, load
from assistant.protocol.events import Frame
from assistant.protocol.faults import CameraFault
from assistant.protocol.printable import without_credentials
from assistant.saying.messages.files_lines import reason as why
from models.system import SYSTEM
from models.system.reach import check_reach

_log = logging.getLogger(__name__)

SECONDS_PER_PHOTO = 5.0
"""How long each photo of a folder is shown."""
DEVICES = Path("/dev")
NETWORK = ("http", "https", "rtsp", "rtsps")
"""Schemes of a network camera's address."""


class Source(Protocol):
    """Gives frames to one thread at a time; open from the start."""

    name: str
    """What it is, in words that can be spoken ("camera 0")."""
    live: bool
    """Whether two frames with the same bytes mean that it is stuck."""

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame | None:
        """The newest frame taken at `since` (monotonic) or later.

        Waits for it at most `timeout` seconds; None if none came. `prefer_sharp`: take a sharper
        frame since then if it shows the same. Raises SourceLost.
        """

    def close(self) -> None:
        """Close it at once, from any thread; may be called twice."""


class Slideshow:
    """Photos in place of a camera; `show` says which one it sees now."""

    live = False

    def __init__(self, photos: Sequence[Path], name: str = "demonstration") -> None:
        """Begin with the first photo. Raises BadPhoto."""
        self.name = name
        self._photos = tuple(photos)
        self.show(0)

    def show(self, index: int) -> None:
        """Show a photo from now on; may be called from any thread. Raises BadPhoto."""
        path = self._photos[index]
        self._current = (load(path), index, path.name)

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame:
        """The photo that is shown, without waiting."""
        pixels, index, name = self._current
        return Frame(pixels, time.monotonic(), index, name)

    def close(self) -> None:
        """There is nothing to close."""


class Folder:
    """The photos of a folder, by name, each shown for a while, over and over."""

    live = False

    def __init__(
        self,
        folder: Path,
        seconds: float = SECONDS_PER_PHOTO,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start with the first photo now."""
        self.name = f"folder {folder.name}"
        self._seconds = seconds
        self._clock = clock
        self._photos = sorted(path for path in folder.iterdir() if is_photo_name(path))
        self._start = clock()
        self._current: Frame | None = None

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame:
        """The photo whose turn it is; damaged photos are skipped with a warning."""
        now = self._clock()
        while self._photos:
            turn = int((now - self._start) / self._seconds)
            if self._current is not None and self._current.number == turn:
                return Frame(self._current.pixels, now, turn, self._current.source)
            path = self._photos[turn % len(self._photos)]
            try:
                self._current = Frame(load(path), now, turn, path.name)
            except BadPhoto as bad:
                _log.warning("%s", bad)
                self._photos.remove(path)
        raise SourceLost(CameraFault.MISSING, f"There is no photo to show in {self.name}.")

    def close(self) -> None:
        """There is nothing to close."""


def open_source(text: str, *, width: int = 1280, height: int = 720) -> Source:
    """Open a camera by its number, an address, a folder, a photo or a video.

    `width` and `height` are requested of a camera. Returns at once: faults of a camera are raised
    by `Source.read`. Raises SourceLost if nothing is there.
    """
    name = spoken_name(text)

    def child(
        kind: Literal["device", "http", "stream", "video"], target: str, *, live: bool = True
    ) -> Source:
        return ChildSource(CaptureRequest(kind, target, width, height), name, live)

    scheme = urlsplit(text).scheme
    if scheme in NETWORK:
        return child("http" if scheme.startswith("http") else "stream", text)
    if text.isdigit() and not SYSTEM.cameras_are_files:
        return child("device", text)
    path = DEVICES / f"video{text}" if text.isdigit() else Path(text).expanduser()
    try:
        check_reach(path)
        if path.is_dir():
            return Folder(path)
        if not path.exists():
            raise _missing(path, name)
        if path.is_char_device():
            return child("device", str(path))
    except OSError as error:
        reason = f"{path.name} cannot be opened: {why(error)}."
        raise SourceLost(CameraFault.REFUSED, reason) from error
    if not is_photo_name(path):
        return child("video", str(path), live=False)
    try:
        return Slideshow([path], name)
    except BadPhoto as bad:
        raise SourceLost(CameraFault.REFUSED, str(bad)) from bad


def shows_photos(text: str) -> bool:
    """Whether a source is a photo or a folder of photos, and so faces nobody."""
    path = Path(text).expanduser()
    # A path that may not be read is reported when it is opened.
    with contextlib.suppress(OSError):
        return path.is_dir() or (is_photo_name(path) and path.is_file())
    return False


def _missing(path: Path, name: str) -> SourceLost:
    if not path.is_relative_to(DEVICES):
        return SourceLost(CameraFault.MISSING, f"There is no {name}. Check the name.")
    others = frozenset(choice.value for choice in cameras())
    fault = CameraFault.OTHER if others else CameraFault.MISSING
    return SourceLost(fault, f"There is no {name}.", others)


def spoken_name(text: str) -> str:
    """What a source is called aloud, without a password in its address."""
    text = without_credentials(text)
    address = urlsplit(text)
    if text.isdigit():
        return f"camera {text}"
    if address.scheme in NETWORK:
        return f"network camera {address.hostname}"
    path = Path(text).expanduser()
    # A path that may not be read is reported when it is opened.
    with contextlib.suppress(OSError):
        if path.is_dir():
            return f"folder {path.name}"
        if path.is_char_device() or (path.is_relative_to(DEVICES) and not path.exists()):
            return f"camera {path.name}"
    return f"{'photo' if is_photo_name(path) else 'video'} {path.name}"
