"""A server on loopback that gives its callers the same bytes, whatever they are."""

import contextlib
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


@contextmanager
def answering(answer: bytes | Iterable[bytes], login: str = "") -> Iterator[str]:
    """The address of a server that answers with these bytes, or parts one after the other."""
    parts = [answer] if isinstance(answer, bytes) else answer
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                # Who refuses an answer hangs up.
                with caller, contextlib.suppress(OSError):
                    caller.recv(4096)
                    for part in parts:
                        caller.sendall(part)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://{login}127.0.0.1:{server.getsockname()[1]}/"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
