"""What comes over HTTP: to the servers of Lantern, and from the servers that it asks."""

import json
import random
import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Final

LONG: Final = 1 << 20
DRIP: Final = 0.2
"""Seconds between the lines of one who never ends."""
ENDS: Final = 180.0
"""Seconds after which they do, or a test would never fail."""
Parts = Iterable[bytes]


def http(body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


EVENT: Final = (
    b'data: {"choices": [{"delta": {"content": "A dog."}, "logprobs": {"content": '
    b'[{"token": "A", "logprob": -0.1}]}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
)
MODELS: Final = http(b'{"data": [{"id": "seer"}]}')
STREAM: Final = http(EVENT, "text/event-stream")
CAMERA: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
    + (b"--frame\r\nContent-Length: 4\r\n\r\n\xff\xd8\xff\xd9\r\n") * 3
)


def dripping(line: bytes) -> Iterator[bytes]:
    """A line again and again, so that the connection is never silent."""
    ends = time.monotonic() + ENDS
    while time.monotonic() < ends:
        yield line
        time.sleep(DRIP)


def answers(dice: random.Random) -> Iterator[tuple[str, Parts]]:
    """What a server may answer."""
    ok, body = b"HTTP/1.1 200 OK\r\n", json.dumps({"data": []}).encode()
    size = dice.choice(("-1", str(1 << 63), "9" * 5000, "0x10", "5, 5"))
    yield "a long first line", [b"HTTP/1.1 200 " + b"a" * LONG]
    yield "a long line", [ok + b"A: " + b"a" * LONG]
    yield "many lines", [ok + b"A: b\r\n" * 100_000 + b"\r\n"]
    yield "a head without end", dripping(b"A: b\r\n")
    yield "a good head without end", chain([ok], dripping(b"A: b\r\n"))
    yield "Continue again and again", [b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000]
    yield "Continue without end", dripping(b"HTTP/1.1 100 Continue\r\n\r\n")
    yield "a length that lies", [ok + b"Content-Length: %d\r\n\r\n" % (1 << 40) + body]
    yield "a length that is none", [ok + f"Content-Length: {size}\r\n\r\n".encode() + body]
    yield "a body without end", chain([ok + b"\r\n"], dripping(b"data: {}\n\n"))
    yield "a line of a body without end", chain([ok + b"\r\n"], dripping(b" " * 1000))
    for chunk in (b"ffffffffffffffff", b"-1", b"0x10", b"", b"1" * 5000, b"7fffffff"):
        head = ok + b"Transfer-Encoding: chunked\r\n\r\n"
        yield f"a chunk of {chunk[:20]!r}", [head + chunk + b"\r\n" + body + b"\r\n0\r\n\r\n"]
    yield (
        "a body that says it is packed",
        [ok + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08" + body],
    )
    for place in ("file:///etc/passwd", "http://169.254.169.254/", "//[", "\\\\evil\\share"):
        yield f"it leads to {place}", [f"HTTP/1.1 302 Found\r\nLocation: {place}\r\n\r\n".encode()]
    yield "nested without end", [http(b"[" * 200_000)]
    yield "a number without end", [http(b'{"data": ' + b"9" * 5000 + b"}")]
    yield "half a letter", [http(rb'{"data": [{"id": "\ud800"}], "sha": "\ud800"}')]
    yield "an answer to nobody", [b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + dice.randbytes(600)]


def asked(
    host: str, path: str, known: str, data: bytes, more: str = "", length: object = None
) -> bytes:
    """A request to a path; `known` are the lines of a client that may ask."""
    size = len(data) if length is None else length
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n{known}{more}\r\n"
    return head.encode("latin-1") + data


def requests(
    dice: random.Random, host: str, path: str, known: str, body: bytes
) -> Iterator[tuple[str, Parts]]:
    """What a client may send instead of a right request, see `asked`."""
    right = partial(asked, host, path)

    whole = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n".encode()
    yield "a long first line", [b"GET /" + b"a" * LONG]
    yield "a long line", [right(known, body, f"A: {'a' * LONG}\r\n")]
    yield "many lines", [right(known, body, "A: b\r\n" * 100_000)]
    yield "a head without end", dripping(b"A: b\r\n")
    yield "a good head without end", chain([whole], dripping(b"A: b\r\n"))
    yield "silence", [b""]
    yield "half a head", [whole]
    for length in (-1, "+5", "\xb3", "1_0", "0x10", 1 << 40, "9" * 5000, "5, 5", "", " "):
        yield f"a length of {str(length)[:20]}", [right(known, body, length=length)]
    yield "two lengths", [right(known, body, "Content-Length: 1\r\n")]
    for chunk in (b"ffffffffffffffff", b"-1", b"0x10", b"1" * 5000):
        head = whole + known.encode() + b"Transfer-Encoding: chunked\r\n\r\n"
        yield f"a chunk of {chunk[:20]!r}", [head + chunk + b"\r\n" + body + b"\r\n0\r\n\r\n"]
    yield "it waits for Continue", [right(known, b"", "Expect: 100-continue\r\n", 10)]
    for key in ("", "Bearer", "Bearer \xff", f"Bearer {'a' * 60_000}", "Basic Og==", "Bearer \0"):
        yield f"the key {key[:20]!r}", [right(f"Authorization: {key}\r\nCookie: {key}\r\n", body)]
    for origin in (
        "null",
        "http://evil.example",
        f"http://{host}.evil.example",
        "http://[",
        "\xff",
    ):
        yield f"from {origin!r}", [right("", body, f"Origin: {origin}\r\n")]
        yield f"the host {origin!r}", [right(known, body, f"Host: {origin}\r\n")]
    for data in (
        b"[" * 200_000,
        b"9" * 5000,
        rb'{"messages": "\ud800"}',
        b"NaN",
        b"{}",
        b"\xff" * 9,
    ):
        yield f"the body {data[:12]!r}", [right(known, data)]
    yield "a body without end", chain([right(known, b"", length=1 << 24)], dripping(b" "))
    yield "encrypted to one who is not", [b"\x16\x03\x01\x02\0\x01\0" + dice.randbytes(500)]
    yield "an older protocol", [b"GET /\r\n\r\n"]
    yield "a newer protocol", [b"GET / HTTP/9.9\r\n\r\n"]
    good = bytearray(right(known, body))
    for number in range(10):
        at = dice.randrange(len(good))
        yield f"changed {number}", [bytes(good[:at] + dice.randbytes(3) + good[at + 2 :])]
