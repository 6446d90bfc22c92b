"""What the capture process and its owner say to one another."""

import struct
from dataclasses import dataclass
from typing import Literal

HEAD = struct.Struct("<cdIII")
"""Begins each answer: its kind, the frame's time, its number, its height, its width.

A frame's pixels follow, height x width x 3 bytes. A fault gives the length of its text in the
height's place; the text follows, UTF-8: the fault's name, a line feed, the reason.
"""
NOTHING, FRAME, FAULT = b"n", b"f", b"x"
RUNS = b"r"
"""Comes before the first answer, once the process has started."""


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """What to open."""

    kind: Literal["device", "http", "stream", "video"]
    target: str
    """Path or address."""
    width: int
    height: int
