"""Which servers a picture may go to."""

import socket

import pytest

from models.interfaces import ServerFault
from models.messages import ServerError
from models.remote.address import Address, parse


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://10.0.0.2:8000", Address(False, "10.0.0.2", 8000, "")),
        ("http://10.0.0.2:8000/v1/", Address(False, "10.0.0.2", 8000, "")),
        ("https://box.local/llm/v1", Address(True, "box.local", 443, "/llm")),
        ("http://[::1]:9/", Address(False, "::1", 9, "")),
        ("http://box", Address(False, "box", 80, "")),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert parse(text) == address


@pytest.mark.parametrize("text", ["", "ftp://x", "http://", "http://x:99999", "box:80"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # urllib words some of them itself
        parse(text)


def resolves(monkeypatch: pytest.MonkeyPatch, *numeric: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 9)) for one in numeric]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def test_a_name_that_leads_outside_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "socket", None)
    for numeric in (("8.8.8.8",), ("127.0.0.1", "8.8.8.8")):
        resolves(monkeypatch, *numeric)
        with pytest.raises(ServerError) as caught:
            parse("http://box").connect(allow_public=False)
        assert caught.value.fault is ServerFault.PUBLIC


def test_nobody_at_an_address_is_told() -> None:
    # A port that is held, so that nobody else takes it, and at which nobody answers.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(ServerError) as caught:
            parse(f"http://127.0.0.1:{held.getsockname()[1]}").connect(allow_public=False)
    assert caught.value.fault is ServerFault.UNREACHABLE


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        places = [("127.0.0.9", 1), ("127.0.0.1", port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        parse("http://box").connect(allow_public=False).close()
