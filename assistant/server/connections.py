"""Which connections are open, and which of them make room for others."""

import ipaddress
import socket
import threading
from dataclasses import dataclass

from models import limits


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
            among = own if len(own) >= limits.CONNECTIONS_OF_ADDRESS else list(self._open)
            ends = None
            if len(own) >= limits.CONNECTIONS_OF_ADDRESS or len(self._open) >= limits.CONNECTIONS:
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
