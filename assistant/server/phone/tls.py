"""Encrypted connections: the handshake with a limit, and what a plain socket does otherwise.

Each function works on one connection, in its own thread.
"""

import socket
import ssl
import time
from contextlib import suppress
from typing import Final

from models import limits

BEGINS: Final = b"\x16"
"""The first byte of a client that begins an encrypted connection."""


def begins(connection: ssl.SSLSocket) -> bool:
    """Wait for the client's first byte, and do the handshake if it begins one.

    False: it wrote something else, which is still unread. Raises OSError if it comes too slowly or
    does not understand.
    """
    end = time.monotonic() + limits.HANDSHAKE
    connection.settimeout(limits.HANDSHAKE)
    first = socket.socket.recv(connection, 1, socket.MSG_PEEK)
    if first != BEGINS:
        return False
    connection.settimeout(max(end - time.monotonic(), 0.01))
    connection.do_handshake()
    return True


def is_open(connection: ssl.SSLSocket) -> bool:
    """Whether the client, who has sent all that it had to, is still connected."""
    waits = connection.gettimeout()
    connection.settimeout(0.0)
    try:
        return bool(connection.recv(1))
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    finally:
        connection.settimeout(waits)


def end(connection: ssl.SSLSocket) -> None:
    """Say that nothing more comes, so that the client knows that it has all; waits for nothing."""
    with suppress(OSError, ValueError):
        connection.settimeout(0.0)
        connection.unwrap()
