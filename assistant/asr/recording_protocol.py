"""What the recording process and its owner say to one another.

The owner writes lines: OPEN, SHUT, LOOK, LIST, or USE with a name after it. The process answers
with a head and what follows it.
"""

import struct
from typing import Final

OPEN: Final = "open"
SHUT: Final = "shut"
LOOK: Final = "look"
"""Say whether there is a microphone, without opening it."""
LIST: Final = "list"
"""Say which microphones there are."""
USE: Final = "use"
"""Take the microphone of this name from now on; without a name, the system's own."""

HEAD: Final = struct.Struct("<cdIII")
"""Kind, time of the last sample on the monotonic clock, samples a second, channels, bytes."""
READY: Final = b"r"
"""The process has started and knows which devices there are."""
OPENED: Final = b"o"
"""The microphone is open; its name follows, UTF-8."""
SOUND: Final = b"s"
"""Samples follow, float32, the channels interleaved."""
FOUND: Final = b"f"
"""There is a microphone; its name follows."""
LISTED: Final = b"l"
"""Their names follow, as a list in JSON."""
UNREAD: Final = b"u"
"""The microphone was shut, since nobody read what it gave."""
FAULT: Final = b"x"
"""There is none, or no more; the name of the `MicrophoneFault` follows."""
