"""The page over encrypted connections."""

import http.client
import json
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag

import pytest
from cryptography import x509

from assistant.runtime import stuck_work
from assistant.server.phone.certificate import folder, new_authority, new_certificate
from models import limits
from tests.kit.fakes import FakeModel
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, Serve, Served, texts


def raw(served: Served) -> socket.socket:
    """A connection without anything on it."""
    host, _, port = served.host.partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def test_a_client_that_trusts_nothing_else_gets_the_page(serve: Serve) -> None:
    served = serve(https=True)
    status, head, body = served.request("GET", "/")
    assert status == 200
    assert "Photos travel encrypted inside your own network." in body
    assert "unencrypted" not in body
    assert '<a href="/lantern.crt">Certificate of this computer</a>' in body
    assert head["Content-Security-Policy"].startswith("default-src 'none';")


def test_a_client_that_does_not_trust_it_gets_nothing(serve: Serve) -> None:
    served = serve(https=True)
    context = ssl.create_default_context()
    with raw(served) as plain, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")


def test_the_whole_story_is_the_same(serve: Serve) -> None:
    served = serve(https=True)
    cookie = served.pair()
    first, *events = served.ask(cookie, "wish=describe", jpeg())
    assert texts(events)[0] == "A bottle."
    assert events[-1] == {"end": True}
    assert texts(served.ask(cookie, f"wish=read&photo={first['photo']}"))[0] == "OAT MILK"
    wrong = {"Origin": f"http://{served.host}", "Cookie": cookie}
    assert served.refusal("POST", "/ask?wish=more", b"", **wrong)[0] == 403
    status, said = served.refusal("GET", "/", Host="foreign.example")
    assert (status, said) == (
        421,
        f"Lantern answers phones only at {served.address}. Open that address.",
    )


def test_the_cookie_travels_encrypted_only(serve: Serve) -> None:
    served = serve(https=True)
    code = served.phones.new_code().encode()
    cookie, *marks = served.request("POST", "/pair", code)[1]["Set-Cookie"].split("; ")
    assert cookie.startswith("__Host-lantern-phone=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(marks)
    assert not any(mark.startswith("Domain") for mark in marks)
    assert json.loads(served.request("POST", "/hello", Cookie=cookie)[2]) == {"name": "Phone"}
    # One of the same name that came unencrypted is none.
    other = cookie.removeprefix("__Host-")
    assert json.loads(served.request("POST", "/hello", Cookie=other)[2]) == {"name": None}


def test_without_it_the_page_says_so_and_has_no_certificate(serve: Serve) -> None:
    served = serve()
    body = served.request("GET", "/")[2]
    assert "Photos travel unencrypted inside your own network" in body
    assert "<a " not in body
    assert served.request("GET", "/lantern.crt")[0] == 404
    code = served.phones.new_code().encode()
    assert "Secure" not in served.request("POST", "/pair", code)[1]["Set-Cookie"]


def test_the_certificate_can_be_fetched_and_no_key(serve: Serve) -> None:
    served = serve(https=True)
    assert served.certificate is not None
    with served.answer("GET", "/lantern.crt") as answer:
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        data = answer.read()
    assert data == served.certificate.authority
    x509.load_der_x509_certificate(data)
    for path in ("/page.pem", "/authority.pem", "/../phone-certificate/authority.pem"):
        assert served.request("GET", path)[0] == 404


def test_its_authority_vouches_for_no_website(serve: Serve, tmp_path: Path) -> None:
    """Not even for somebody who has its key."""
    served = serve(https=True)
    from assistant.server.phone.certificate import Signed

    authority = Signed.from_file((folder() / "authority.pem").read_bytes())
    for address in ("8.8.8.8", "127.0.0.1"):
        signed = new_certificate(authority, address, datetime.now(UTC))
        (tmp_path / "forged.pem").write_bytes(signed.to_file())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "forged.pem")
        ours, theirs = socket.socketpair()
        server = threading.Thread(target=_shake, args=(context, theirs))
        server.start()
        try:
            if address == "127.0.0.1":
                served.trusting().wrap_socket(ours, server_hostname=address).close()
            else:
                with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
                    served.trusting().wrap_socket(ours, server_hostname=address)
        finally:
            ours.close()
            server.join()


def _shake(context: ssl.SSLContext, connection: socket.socket) -> None:
    with connection:
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            return


def test_another_authority_is_not_trusted(serve: Serve) -> None:
    served = serve(https=True)
    der = new_authority(datetime.now(UTC)).certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    context = ssl.create_default_context(cadata=der.public_bytes(Encoding.DER))
    with raw(served) as plain, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize(
    "request_", [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"POST /pair HTTP/1.1\r\n\r\n123456"]
)
def test_an_unencrypted_request_is_refused_in_words(serve: Serve, request_: bytes) -> None:
    served = serve(https=True)
    with raw(served) as plain:
        plain.sendall(request_)
        answer = http.client.HTTPResponse(plain)
        answer.begin()
        assert answer.status == 400
        assert answer.read().decode() == (
            f"Lantern answers here only over an encrypted connection. Open {served.address}."
        )
        assert plain.recv(1) == b""


def test_half_a_handshake_keeps_back_no_other_client(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE", 3.0)
    served = serve(https=True)
    silent = [raw(served) for _ in range(8)]
    begun = [raw(served) for _ in range(8)]
    try:
        for one in begun:
            # The beginning of a record, whose rest never comes.
            one.sendall(b"\x16\x03\x01\x02\x00\x01")
        start = time.monotonic()
        assert served.request("GET", "/")[0] == 200
        assert time.monotonic() - start < 2
        for one in (*silent, *begun):
            assert one.recv(1) == b"", "it is closed after a while"
        assert 2.5 < time.monotonic() - start < 8
    finally:
        for one in (*silent, *begun):
            one.close()


def test_single_bytes_do_not_prolong_a_handshake(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE", 1.0)
    served = serve(https=True)
    with raw(served) as slow:
        slow.sendall(b"\x16\x03\x01\x02\x00")
        start = time.monotonic()
        while time.monotonic() - start < 6:
            try:
                slow.sendall(b"\x01")
            except OSError:
                break
            time.sleep(0.1)
        assert time.monotonic() - start < 3


def test_too_many_connections_make_room_for_a_new_one(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS_OF_ADDRESS", 4)
    served = serve(https=True)
    held = [raw(served) for _ in range(4)]
    try:
        assert served.request("GET", "/")[0] == 200
        assert held[0].recv(1) == b""
    finally:
        for one in held:
            one.close()


def test_work_stops_for_a_phone_that_went_away(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.2)
    hold = Flag()
    served = serve(FakeModel(BOTTLE, trusted=False, hold=hold), https=True)
    cookie = served.pair()
    photo = jpeg()
    head = f"POST /ask?wish=describe HTTP/1.1\r\nHost: {served.host}\r\nCookie: {cookie}\r\n"
    origin = f"Origin: {served.origin}\r\nContent-Length: {len(photo)}\r\n\r\n"
    with served.trusting().wrap_socket(raw(served), server_hostname="127.0.0.1") as phone:
        phone.sendall(f"{head}{origin}".encode() + photo)
        assert phone.recv(100).startswith(b"HTTP/1.1 200")
        line = served.running.queue._line
        hold.wait(0.5)
        assert not line[0].over(), "it waits for a phone that is there"
    end = time.monotonic() + 5
    while line and not line[0].over():
        assert time.monotonic() < end
        hold.wait(0.05)
    hold.set()
    assert texts(served.ask(cookie, "wish=describe", jpeg(7)))[0] == "A bottle."


def test_the_end_of_an_answer_is_not_taken_for_a_broken_connection(serve: Serve) -> None:
    served = serve(https=True)
    cookie = served.pair()
    context = served.trusting()
    photo = jpeg()
    head = f"POST /ask?wish=describe HTTP/1.1\r\nHost: {served.host}\r\nCookie: {cookie}\r\n"
    origin = f"Origin: {served.origin}\r\nContent-Length: {len(photo)}\r\n\r\n"
    plain = raw(served)
    with context.wrap_socket(
        plain, server_hostname="127.0.0.1", suppress_ragged_eofs=False
    ) as phone:
        phone.sendall(f"{head}{origin}".encode() + photo)
        got = b""
        while chunk := phone.recv(1000):
            got += chunk
    assert got.rstrip().endswith(b'{"end": true}')
