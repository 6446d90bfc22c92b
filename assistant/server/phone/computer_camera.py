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
from assistant.protocol.events import Frame
from assistant.protocol.faults import CameraFault
from assistant.saying.messages.core import camera_fault
from assistant.server.chat_request import RefusedError

PATIENCE: Final = 5.0
"""Seconds to wait for a picture; a webcam takes two or three to open."""
QUALITY: Final = 90
"""Of the JPEG file."""


class ComputerCamera:
    """Opens a camera when a phone looks through it, and closes it on `close`, from any thread.

    `name` is the text of the settings.
    """

    def __init__(self, name: str, opener: Callable[[str], Source] = open_source) -> None:
        self._name = name
        self._opener = opener
        self._source: Source | None = None
        self._lock = threading.Lock()

    def look(self) -> bytes:
        """A JPEG file of what it sees now. Raises RefusedError, which says what to do."""
        file = io.BytesIO()
        try:
            Image.fromarray(self._frame().pixels).save(file, "JPEG", quality=QUALITY)
        except SourceLost as lost:
            self.close()
            said = camera_fault(lost.fault, spoken_name(self._name))
            raise RefusedError(said, HTTPStatus.SERVICE_UNAVAILABLE) from lost
        return file.getvalue()

    def _frame(self) -> Frame:
        with self._lock:
            self._source = self._source or self._opener(self._name)
            frame = self._source.read(time.monotonic(), PATIENCE, prefer_sharp=True)
        if frame is None:
            raise SourceLost(CameraFault.STALLED, "No picture came in time.")
        return frame

    def close(self) -> None:
        """Close it until a phone looks again."""
        with self._lock:
            if self._source is not None:
                self._source.close()
                self._source = None
