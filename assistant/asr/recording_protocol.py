"""The messages between the recording process and the program that started it.

The program writes lines: one of the commands, `USE` with a name after it. The process answers with
a head and the bytes that belong to it.
"""

import struct
from typing import Final

OPEN: Final = "open"
SHUT: Final = "shut"
LOOK: Final = "look"
"""Say whether there is a microphone, without opening it."""
LIST: Final = "list"
"""Name all microphones."""
USE: Final = "use"
"""Take the microphone of this name from now on; without a name, the system's default."""

HEAD: Final = struct.Struct("<cdIII")
"""Kind, time of the last sample (monotonic), samples a second, channels, length in bytes."""
READY: Final = b"r"
"""The process has started and knows the devices."""
OPENED: Final = b"o"
"""The microphone is open; its name follows, UTF-8."""
SOUND: Final = b"s"
"""Samples follow, float32, the channels interleaved."""
FOUND: Final = b"f"
"""There is a microphone; its name follows."""
LISTED: Final = b"l"
"""The names of all follow, a list in JSON."""
UNREAD: Final = b"u"
"""The microphone was shut because nothing read its sound."""
FAULT: Final = b"x"
"""There is no microphone (any more); the value of a `MicrophoneFault` follows."""
