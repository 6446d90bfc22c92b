"""Hubs that lie about their files, and checkpoints with files that no honest one has."""

import json
import os
import random
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from models.hub.checkpoint_store import PINS
from tests.corpus.heads import http
from tests.kit.hub_server import HubServer, git_sum

HUB: Final = {"sha": "0" * 40, "siblings": [{"rfilename": "a.json", "size": 3, "blobId": "1" * 40}]}
LISTING: Final = http(json.dumps(HUB).encode())
FACTS: Final = {
    **{"name": "a", "kind": "decoder", "repository": "b", "revision": "c"},
    "files": {"a.json": {"bytes": 3, "sha256": "0", "changed": 5}},
}
PATHS: Final = (
    *(PINS, "lantern.json", "../evil.json", "/tmp/evil.json", "a/../../evil.json", "..\\evil.json"),
    *(".", "..", "", "a//b.json", "config.json/evil.json", "a\nb.json", "a\0b.json", "\ud800.json"),
    *("a" * 300 + ".json", "b/" * 3000 + "c.json", "con.json", ".hidden.json", "\u202enosj.a"),
)
SIZES: Final[tuple[Any, ...]] = (
    -1,
    0,
    1 << 63,
    1 << 200,
    1.5,
    "3",
    True,
    None,
    float("inf"),
    [],
    {},
)
GROWING: Final = {
    "counts without end": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}"
    "{% endfor %}",
    "writes without end": "{% for a in range(99999) %}{% for b in range(99999) %}a{% endfor %}"
    "{% endfor %}",
    "doubles a text": "{% set n = namespace(t='a') %}{% for a in range(31) %}"
    "{% set n.t = n.t + n.t %}{% endfor %}",
    "multiplies a text": "{% set t = 'a' * 2000000000 %}",
    "fills a text": "{{ ('a'|center(2000000000))|length }}",
    "formats a text": "{{ ('%2000000000d' % 1)|length }}",
    "multiplies a list": "{{ ([1] * 200000000)|length }}",
    "raises a number": "{{ 7 ** 7 ** 9 > 1 }}",
    "calls itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "nests": "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "leaves the sandbox": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "imports": "{% include '/etc/passwd' %}",
    "forms a date": "{{ strftime_now('%99999999d') }}",
}
Prepare = Callable[[HubServer, Path], None]
"""What is wrong with a hub, or with the folder that a pull goes to."""


def lists(**what: Any) -> Prepare:
    """One more file is listed."""

    def prepare(hub: HubServer, folder: Path) -> None:
        one = {"rfilename": "tokenizer.json", "size": 2, "blobId": git_sum(b"{}")}
        hub.also_listed = [one | what]

    return prepare


def says(data: bytes) -> Prepare:
    """It sends this instead of its list."""

    def prepare(hub: HubServer, folder: Path) -> None:
        hub.listing = data

    return prepare


def pins(content: bytes) -> Prepare:
    """This was pinned before."""

    def prepare(hub: HubServer, folder: Path) -> None:
        folder.mkdir()
        (folder / PINS).write_bytes(content)

    return prepare


def pipe(hub: HubServer, folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / PINS)


def file_for_folder(hub: HubServer, folder: Path) -> None:
    folder.mkdir()
    (folder / "tiny").write_text("no folder")


def cases(dice: random.Random) -> Iterator[tuple[str, Prepare]]:
    for path in PATHS:
        yield f"the path {path[:20]!r}", lists(rfilename=path)
    for size in SIZES:
        yield f"the size {size!r:.20}", lists(rfilename="vocab.json", size=size)
    for name in ("sha", "siblings", "rfilename", "blobId", "lfs"):
        wrong: Any = dice.choice([None, 7, [], {}, "x" * 300, "../..", [[]], {"sha256": 7}])
        facts: dict[str, Any] = json.loads(json.dumps(HUB))
        (facts if name in facts else facts["siblings"][0])[name] = wrong
        yield f"{name} is {wrong!r:.20}", says(json.dumps(facts).encode())
    many = [{"rfilename": f"{one}.json", "size": 2, "blobId": "1" * 40} for one in range(100_000)]
    yield "a hundred thousand files", says(json.dumps(HUB | {"siblings": many}).encode())
    for content in (
        b"[]",
        b"7",
        b'{"tiny": 7}',
        b'{"tiny": {"files": []}}',
        b"[" * 100_000,
        b"\xff",
    ):
        yield f"pins that are {content[:20]!r}", pins(content)
    for kind in ('{"tiny": {"files": {"config.json": 7}}}', '{"tiny": {"revision": []}}'):
        yield f"pins that are {kind}", pins(kind.encode())
    yield "a pipe for pins", pipe
    yield "a file in place of the folder", file_for_folder
    for length in (0, 1, 1 << 40):
        yield f"a file of {length} bytes", partial(_claims, length)
    yield "a file without end", lambda hub, folder: hub.endless.add("config.json")


def _claims(length: int, hub: HubServer, folder: Path) -> None:
    hub.lengths["config.json"] = length


def checkpoints(dice: random.Random) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Files of a checkpoint by name, with a chat template that grows or never ends."""
    good = {"tokenizer_config.json": b"{}"}
    for name, template in GROWING.items():
        yield f"a template that {name}", good | {"chat_template.jinja": template.encode()}
    deep = b'{"chat_template": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "a template nested without end", {"tokenizer_config.json": deep}
    yield (
        "tokens that are none",
        {
            "tokenizer_config.json": b'{"bos_token": {"content": 7}, "eos_token": ["a"]}',
            "chat_template.jinja": b"{{ bos_token }}{{ eos_token }}",
        },
    )
    yield "a large template", good | {"chat_template.jinja": b"a" * (1 << 26)}


def safetensors(header: bytes | None = None, length: int | None = None) -> bytes:
    if header is None:
        tensor = {"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}
        header = json.dumps(tensor).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + bytes(16)


def weights(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    for length in (0, 1 << 40, (1 << 64) - 1, dice.randrange(1 << 64)):
        yield f"a header of {length} bytes", safetensors(length=length)
    for shape in ([-1], [1 << 63, 1 << 63], ["a"], None, [0.5], [1] * 100_000):
        tensor = {"w": {"dtype": "F32", "shape": shape, "data_offsets": [0, 1 << 62]}}
        yield f"a shape of {shape!r:.20}", safetensors(json.dumps(tensor).encode())
    yield "a header nested without end", safetensors(b"[" * 100_000)


def graph() -> bytes:
    """An ONNX file with one tensor, as `onnx_format` reads it."""
    pair = b"\x0a\x08location\x12\x04data"
    tensor = b"\x6a" + bytes([len(pair)]) + pair
    inside = b"\x2a" + bytes([len(tensor)]) + tensor
    return b"\x08\x08" + b"\x3a" + bytes([len(inside)]) + inside
