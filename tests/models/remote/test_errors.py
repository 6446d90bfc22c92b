"""What goes wrong with a server is found out in time, and told as what it is."""

import json
import os
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from models import limits
from models.interfaces import ServerFault
from models.messages import ServerError
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.model import RemoteModel
from tests.kit.chat_server import ChatServer
from tests.kit.fakes import FakeModel, look, seen
from tests.models.remote.test_remote_model import OWN, Clock, Heard, back, said

SAID = "A dog on a sofa."


def remote(address: str, patience: float = 20.0) -> tuple[RemoteModel, Heard, Clock]:
    heard, clock = Heard(), Clock()
    client = Client(ServerSettings(parse(address)))
    model = RemoteModel(FakeModel(look(seen("dog", 0.9)), [OWN]), client, heard, patience, clock)
    model.connect()
    return model, heard, clock


def test_a_server_that_hangs_at_the_start_costs_the_first_key_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        model, heard, _ = remote(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.5)
        assert said(model) == OWN
        assert heard.faults == [ServerFault.SLOW]
        silent.setblocking(False)
        called = []
        with suppress(BlockingIOError):
            while True:
                called.append(silent.accept()[0])
        assert said(model) == OWN
        with pytest.raises(BlockingIOError):
            silent.accept()
        for connection in called:
            connection.close()


def test_a_server_that_does_not_encrypt_is_not_told_as_one_that_nobody_trusts() -> None:
    with ChatServer() as server, pytest.raises(ServerError) as caught:
        Client(ServerSettings(parse(server.address.replace("http:", "https:")))).models()
    assert caught.value.fault is ServerFault.FAILED
    assert caught.value.detail == "it does not use encryption: write http in its address"


def test_a_name_that_no_host_can_have_is_told_as_one_that_is_not_there() -> None:
    with pytest.raises(ServerError) as caught:
        Client(ServerSettings(parse("http://192.168..1.20:8917"))).models()
    assert caught.value.fault is ServerFault.UNREACHABLE


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" "),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    ],
    ids=["list", "interim answers", "head"],
)
def test_a_list_of_models_that_drips_is_given_up(
    monkeypatch: pytest.MonkeyPatch, head: bytes, more: bytes
) -> None:
    monkeypatch.setattr(limits, "SERVER_SILENCE", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            connection, _ = slow.accept()
            with connection, suppress(OSError):
                connection.sendall(head)
                while not over.wait(0.1):
                    connection.sendall(more)

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        with pytest.raises(ServerError) as caught:
            Client(ServerSettings(parse(f"http://127.0.0.1:{slow.getsockname()[1]}"))).models()
        over.set()
        thread.join()
    assert caught.value.fault is ServerFault.SLOW
    assert time.monotonic() - began < 2


def test_a_server_that_refuses_every_picture_is_told_and_a_lantern_is_not() -> None:
    with ChatServer(chat_status=422) as server:
        model, heard, clock = remote(server.address)
        assert [said(model) for _ in range(2)] == [OWN, OWN]
        server.chat_status = 200
        assert said(model) == SAID
        server.chat_status = 415
        assert [said(model) for _ in range(2)] == [OWN, OWN]
        assert heard.faults == [], "not in a row"
        assert said(model) == OWN
        assert heard.faults == [ServerFault.PICTURE]
        server.chat_status = 200
        assert back(model, clock, 6.0) == SAID
        assert heard.faults == [ServerFault.PICTURE, None]
    lantern = {"id": "lantern-words", "owned_by": "lantern"}
    with ChatServer(chat_status=422, models=[lantern]) as server:
        model, heard, _ = remote(server.address)
        assert [said(model) for _ in range(4)] == [OWN] * 4
        assert heard.faults == [], "each time this very picture is meant"


def test_where_a_server_stays_away_for_another_reason_that_is_told() -> None:
    server = ChatServer(chat_status=500)
    model, heard, clock = remote("http://127.0.0.1:9")
    assert said(model) == OWN
    with server:
        model._client = Client(ServerSettings(parse(server.address)))
        assert back(model, clock, 6.0) == OWN
    assert heard.faults == [ServerFault.UNREACHABLE, ServerFault.FAILED]


def test_log_probabilities_are_asked_for_again_where_they_were_not_what_was_refused() -> None:
    with ChatServer(chat_status=400) as server:
        model, heard, clock = remote(server.address)
        assert said(model) == OWN
        server.chat_status = 200
        assert back(model, clock, 6.0) == SAID
        assert "logprobs" in server.asked[-1]
        assert heard.faults == [ServerFault.REQUEST, None]


def test_what_a_server_says_in_the_midst_of_an_answer_is_told() -> None:
    with ChatServer(breaks_after=2, breaks_with="out of\nmemory") as server:
        model, heard, _ = remote(server.address)
        assert said(model) == OWN
        assert (heard.faults, heard.details) == ([ServerFault.FAILED], ["out of memory"])


def events(*data: str) -> str:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    return head + "".join(f"data: {one}\n\n" for one in data)


def delta(text: str, **more: object) -> str:
    return json.dumps({"choices": [{"delta": {"content": text}, **more}]})


@pytest.mark.parametrize(
    "answer",
    [
        events(*[delta("\n")] * 2000),
        events(*[delta("aaaa")] * 5000),
        events("[" * 1_000_000),
        events("9" * 1_000_000),
        events('{"choices": "x"}'),
        events('{"choices": [{"delta": {"content": [1]}, "finish_reason": "stop"}]}'),
        events(delta("\ud800", finish_reason={"a": 1})),
        events(delta("A dog", logprobs={"content": [{"logprob": -(10**400)}]})),
        "HTTP/1.1 200 OK\r\n" + "X: y\r\n" * 100_000,
        "HTTP/1.1 200 OK\r\nX: " + "y" * 1_000_000,
        "HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
        "HTTP/1.1 999999999 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        "",
    ],
    ids=lambda answer: answer.removeprefix(events())[:40],
)
def test_whatever_a_server_sends_the_own_model_speaks_at_once(answer: str) -> None:
    class Hostile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"data": [{"id": "seer"}]}')

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with suppress(OSError):
                self.wfile.write(answer.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        model, _, _ = remote(f"http://127.0.0.1:{server.server_address[1]}")
        began = time.monotonic()
        assert said(model) == OWN
        assert time.monotonic() - began < 3
        server.shutdown()


def test_a_server_without_a_list_of_models_is_no_such_server() -> None:
    with ChatServer(list_status=404) as server, pytest.raises(ServerError) as caught:
        Client(ServerSettings(parse(server.address))).models()
    assert caught.value.fault is ServerFault.FAILED
    assert caught.value.detail == "it does not answer the way OpenAI's server does"


@pytest.mark.parametrize("key", ["one\ntwo", "it\u2019s"])
def test_a_file_that_holds_no_key_is_told_as_that(tmp_path: Path, key: str) -> None:
    file = tmp_path / "key"
    file.write_text(key, encoding="utf-8")
    with ChatServer() as server:
        with pytest.raises(ServerError) as caught:
            Client(ServerSettings(parse(server.address), key_file=file)).models()
        assert server.keys == []
    assert caught.value.fault is ServerFault.KEY_FILE
    assert "on one line" in caught.value.detail


def test_a_key_file_that_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "key"
    os.mkfifo(file)
    with ChatServer() as server, pytest.raises(ServerError) as caught:
        Client(ServerSettings(parse(server.address), key_file=file)).models()
    assert (caught.value.fault, caught.value.detail) == (
        ServerFault.KEY_FILE,
        "it is not a plain file",
    )


@pytest.mark.parametrize("key", ["secret", "schl\u00fcssel"])
def test_a_key_that_an_editor_began_with_a_mark_is_a_key(tmp_path: Path, key: str) -> None:
    file = tmp_path / "key"
    file.write_text(f"{key}\n", encoding="utf-8-sig")
    with ChatServer() as server:
        Client(ServerSettings(parse(server.address), key_file=file)).models()
        assert server.keys == [f"Bearer {key}"]
