"""Where frames come from; `open_source` chooses by the text in the config.

Cameras, videos and network streams run in a process of their own (`capture_client.py`), since
OpenCV may block for ever. Photos are read here.
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
from assistant.saying.messages.files_lines import reason as why

_log = logging.getLogger(__name__)

SECONDS_PER_PHOTO = 5.0
"""How long each photo of a folder is shown."""

DEVICES = Path("/dev")

NETWORK = ("http", "https", "rtsp", "rtsps")
"""What the address of a network camera may begin with."""


class Source(Protocol):
    """Gives frames; used by one thread at a time. It is open from the start."""

    name: str
    """What it is, in words that can be spoken ("camera 0")."""
    live: bool
    """Whether two frames that are equal in every byte mean that it is stuck."""

    def read(self, since: float, timeout: float) -> Frame | None:
        """The newest frame, taken at `since` or later on the monotonic clock.

        Waits for it at most `timeout` seconds; None if none came. Raises SourceLost.
        """
        ...

    def close(self) -> None:
        """Let it go; returns at once, may be called twice and from any thread."""
        ...


class Slideshow:
    """Photos played as a camera; `show` says which one is in front of it now."""

    live = False

    def __init__(self, photos: Sequence[Path], name: str = "sample photos") -> None:
        """Begin with the first of `photos`. Raises BadPhoto."""
        self.name = name
        self._photos = tuple(photos)
        self.show(0)

    def __len__(self) -> int:
        """How many photos there are."""
        return len(self._photos)

    def show(self, index: int) -> None:
        """Hold a photo before the camera from now on, from any thread. Raises BadPhoto."""
        path = self._photos[index]
        self._current = (load(path), index, path.name)

    def read(self, since: float, timeout: float) -> Frame:
        """The photo that is shown; it never has to be waited for."""
        pixels, index, name = self._current
        return Frame(pixels, time.monotonic(), index, name)

    def close(self) -> None:
        """Nothing is held."""


class Folder:
    """The photos of a folder, by name, each shown for a while; then from the first again."""

    live = False

    def __init__(
        self,
        folder: Path,
        seconds: float = SECONDS_PER_PHOTO,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start with the first photo now. Raises SourceLost if the folder holds none."""
        self.name = f"folder {folder.name}"
        self._seconds = seconds
        self._clock = clock
        self._photos = sorted(path for path in folder.iterdir() if is_photo_name(path))
        self._start = clock()
        self._current: Frame | None = None

    def read(self, since: float, timeout: float) -> Frame:
        """The photo whose turn it is. One that cannot be opened is left out, with a warning."""
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
        """Nothing is held."""


def open_source(
    text: str,
    *,
    width: int = 1280,
    height: int = 720,
) -> Source:
    """Open what `text` names: a camera's number, an address, a folder, a photo or a video.

    `width` and `height` are asked of a camera. Returns at once: a camera that cannot be opened is
    told of by `Source.read`.
    Raises SourceLost for what is plainly not there.
    """
    name = spoken_name(text)
    scheme = urlsplit(text).scheme
    if text.isdigit():
        device = Path(f"/dev/video{text}")
        if not device.exists():
            raise _no_camera(name)
        return ChildSource(CaptureRequest("device", str(device), width, height), name)
    if scheme in NETWORK:
        kind: Literal["http", "stream"] = "http" if scheme.startswith("http") else "stream"
        return ChildSource(CaptureRequest(kind, text, width, height), name)
    path = Path(text).expanduser()
    try:
        if path.is_dir():
            return Folder(path)
        if not path.exists():
            if path.is_relative_to(DEVICES):
                raise _no_camera(name)
            reason = f"There is no file {path.name}. Check the name."
            raise SourceLost(CameraFault.MISSING, reason)
        if path.is_char_device():
            return ChildSource(CaptureRequest("device", str(path), width, height), name)
    except OSError as error:
        reason = f"{path.name} cannot be opened: {why(error)}."
        raise SourceLost(CameraFault.REFUSED, reason) from error
    if is_photo_name(path):
        try:
            return Slideshow([path], name)
        except BadPhoto as bad:
            raise SourceLost(CameraFault.REFUSED, str(bad)) from bad
    return ChildSource(CaptureRequest("video", str(path), width, height), name, live=False)


def _no_camera(name: str) -> SourceLost:
    others = frozenset(choice.value for choice in cameras())
    fault = CameraFault.OTHER if others else CameraFault.MISSING
    return SourceLost(fault, f"There is no {name}.", others)


def spoken_name(text: str) -> str:
    """What a source is called aloud; a password in its address is left out."""
    address = urlsplit(text)
    if text.isdigit():
        return f"camera {text}"
    if address.scheme in NETWORK:
        return f"network camera {address.hostname}"
    path = Path(text).expanduser()
    # What may not be looked at is told of when it is opened.
    with contextlib.suppress(OSError):
        if path.is_dir():
            return f"folder {path.name}"
        if path.is_char_device() or (path.is_relative_to(DEVICES) and not path.exists()):
            return f"camera {path.name}"
    return f"{'photo' if is_photo_name(path) else 'video'} {path.name}"
