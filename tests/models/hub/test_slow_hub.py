"""A hub that never comes to an end ends a pull, with the reason."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models import limits
from models.hub import fetch
from tests.kit.hub_server import TINY

ENDLESS = {
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X"),
    "the list": (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
}
"""What a server sends first, and what it then sends again and again."""


@pytest.fixture
def endless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    first, again = ENDLESS[request.param]
    stopped = threading.Event()

    def serve(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.recv(4096)
            client.sendall(first)
            while not stopped.is_set():
                client.sendall(again)
                time.sleep(0.01)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(server.accept()[0],)).start()

    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    yield
    stopped.set()
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.mark.timeout(30)
@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("endless", ENDLESS, indirect=True)
def test_what_a_hub_sends_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HUB_ANSWER", 0.3)
    monkeypatch.setattr(limits, "HUB_PIECE", 0.3)
    *_, last = fetch.pull(replace(TINY, onnx="tiny/model"), tmp_path, lambda: True)
    assert "The hub did not answer: timed out." in str(last["error"])
    assert last["later"] == "network"
