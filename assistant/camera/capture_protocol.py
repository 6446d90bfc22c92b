"""The messages between the capture process and the program that started it.

For each wanted frame the program writes a line "SINCE UNTIL SHARP": the time of the oldest frame
that will do, when to answer at the latest (monotonic seconds), and 1 to prefer a sharp frame or 0
for the newest. Every answer begins with `HEAD`. A frame's pixels follow it, height x width x 3
bytes. A fault has the length of its text in place of the height; the text follows, UTF-8: the
fault's name, a line feed, the reason.
"""

import struct
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.protocol.faults import CameraFault
from models.interfaces import Picture

HEAD = struct.Struct("<cdIII")
"""Kind, the frame's time, its number, height and width."""
FRESH = 0.3
"""Seconds that a frame may be older than the key press, and for which frames are kept."""
NOTHING, FRAME, FAULT = b"n", b"f", b"x"
STARTED = b"r"
"""Sent once, before the first answer."""


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """What to open."""

    kind: Literal["device", "http", "stream", "video"]
    target: str
    """Path or address."""
    width: int
    height: int


class SourceLost(Exception):  # noqa: N818  # not an error in the program: cables get pulled
    """A source gives no more frames."""

    def __init__(
        self, fault: CameraFault, reason: str = "", others: frozenset[str] = frozenset()
    ) -> None:
        """`reason` is a sentence or empty; `others` are the cameras that are plugged in instead."""
        super().__init__(reason or fault.value)
        self.fault = fault
        self.reason = reason
        self.others = others


class Grabber(Protocol):
    """An open device."""

    settles: bool
    """Whether its exposure has to settle before frames are used."""
    gives_jpegs: bool
    """Whether `retrieve` gives JPEGs and costs nothing."""

    def grab(self) -> None:
        """Wait for the next frame without decoding it. Raises SourceLost."""

    def retrieve(self) -> Picture | bytes | None:
        """The pixels or the JPEG of the frame grabbed last; None if it is damaged."""
