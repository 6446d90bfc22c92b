"""The computer's own camera, for phones that look through it."""

import io
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from PIL import Image

from assistant.camera.capture_protocol import SourceLost
from assistant.camera.sources import Source, open_source, spoken_name
from assistant.protocol.faults import CameraFault
from assistant.saying.messages.core import camera_fault
from assistant.server.chat_request import RefusedError

PATIENCE: Final = 5.0
"""Seconds to wait for a picture; a webcam takes two or three to open."""
QUALITY: Final = 90
"""Of the JPEG file."""


class ComputerCamera:
    """Opens a camera when a phone looks through it, and closes it on `close`.

    `name` is the text of the settings.
    """

    def __init__(self, name: str, opener: Callable[[str], Source] = open_source) -> None:
        self._name = name
        self._opener = opener
        self._source: Source | None = None
        self._lock = threading.RLock()

    def look(self) -> bytes:
        """A JPEG file of what it sees now. Raises RefusedError, which says what to do."""
        fault = CameraFault.STALLED
        with self._lock:
            try:
                self._source = self._source or self._opener(self._name)
                frame = self._source.read(time.monotonic(), PATIENCE, prefer_sharp=True)
            except SourceLost as lost:
                frame, fault = None, lost.fault
            if frame is None:
                self.close()
        if frame is None:
            said = camera_fault(fault, spoken_name(self._name))
            raise RefusedError(said, HTTPStatus.SERVICE_UNAVAILABLE)
        file = io.BytesIO()
        Image.fromarray(frame.pixels).save(file, "JPEG", quality=QUALITY)
        return file.getvalue()

    def close(self) -> None:
        """Close it until a phone looks again."""
        with self._lock:
            if self._source is not None:
                self._source.close()
                self._source = None
