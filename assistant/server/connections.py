"""Which connections are open, and how long somebody who guesses at the key has to wait."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST: Final = 64
"""Connections at once."""
MOST_OF_ADDRESS: Final = 32
"""Of them from one address."""
FREE_GUESSES: Final = 5
"""Wrong keys of an address after which its next ones have to wait."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds of the first wait, doubled with each wrong key."""
FORGOTTEN: Final = 60.0
"""Seconds after its last wrong key in which an address need not wait any more."""
MOST_GUESSING: Final = 1_000
"""Addresses whose wrong keys are remembered."""


def neighbourhood(address: str) -> str:
    """An address as far as it says who asks: of IPv6, one home has all with the same beginning."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address) or found.is_loopback or found.ipv4_mapped:
        return str(found)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


@dataclass(slots=True)
class _Open:
    address: str
    known: bool = False
    """Whether who connects may ask."""


class Connections:
    """Those that are open; the oldest whose client is unknown makes room for a new one."""

    def __init__(self) -> None:
        self._open: dict[socket.socket, _Open] = {}
        self._lock = threading.Lock()

    def admit(self, connection: socket.socket, address: str) -> tuple[bool, socket.socket | None]:
        """Whether there is room for a connection, and the one that has to end for it, if any."""
        with self._lock:
            own = [one for one, about in self._open.items() if about.address == address]
            among = own if len(own) >= MOST_OF_ADDRESS else list(self._open)
            ends = None
            if len(own) >= MOST_OF_ADDRESS or len(self._open) >= MOST:
                ends = next((one for one in among if not self._open[one].known), None)
                if ends is None:
                    return False, None
                del self._open[ends]
            self._open[connection] = _Open(address)
            return True, ends

    def know(self, connection: socket.socket) -> None:
        """Remember that its client may ask."""
        with self._lock:
            if connection in self._open:
                self._open[connection].known = True

    def knows(self, connection: socket.socket) -> bool:
        """Whether its client may ask."""
        with self._lock:
            about = self._open.get(connection)
            return about is not None and about.known

    def ended(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._open.pop(connection, None)


class WrongKeys:
    """How often each address has given a wrong key."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def add(self, address: str) -> None:
        """Count a wrong key."""
        with self._lock:
            count, _ = self._found.pop(address, (0, 0.0))
            while len(self._found) >= MOST_GUESSING:
                del self._found[next(iter(self._found))]
            self._found[address] = count + 1, self._clock()

    def pause(self, address: str) -> float:
        """Seconds before the next key of an address is looked at."""
        with self._lock:
            count, last = self._found.get(address, (0, 0.0))
            if count and self._clock() - last > FORGOTTEN:
                del self._found[address]
                count = 0
        more = count - FREE_GUESSES
        return 0.0 if more < 0 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(more, 10))
