"""Whatever bytes come from outside, a decoder gives its result or its own kind of refusal.

`.ci/run` lets this search for a minute, from a seed that is another one every day. To search again
from the seed that it printed: DECODER_SEED=20261128 DECODER_SECONDS=60 .venv/bin/python -m pytest
tests/house/test_decoders.py
"""

import contextlib
import io
import json
import os
import queue
import struct
import tempfile
import time
import wave
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.asr import wav
from assistant.camera import photo
from assistant.camera.capture_protocol import SourceLost
from assistant.camera.documents import open_document
from assistant.camera.mjpeg import MjpegGrabber, NotMjpegError
from assistant.camera.photo import BadPhoto
from assistant.protocol.printable import clean
from assistant.runtime import remembered
from assistant.settings import config
from assistant.skills.codes import barcodes
from models import json_files
from models.hub import archive, checkpoint_store, hub_client, machine, onnx_format
from models.hub.checkpoint_store import Installed
from models.messages import HubError, ServerError
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from tests.kit import pdf
from tests.kit.http_answer import answering

SECONDS: Final = float(os.environ.get("DECODER_SECONDS", "0"))
"""For all decoders together; 0: a few examples, always the same."""
SEED: Final = int(os.environ.get("DECODER_SEED", "0"))
EXAMPLES: Final = 25
PATIENCE: Final = 20
"""Seconds until a decoder counts as hung."""

pytestmark = pytest.mark.program


def encoded(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    pixels = np.arange(24 * 32 * 3, dtype=np.uint8).reshape(24, 32, 3)
    Image.fromarray(pixels).save(data, kind, **options)
    return data.getvalue()


def wav_of(channels: int, width: int) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(bytes(range(240)))
    return data.getvalue()


def zipped() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        # Always of the same time, or a seed would not find again what it found.
        for name, size in (("model/am/final.mdl", 300), ("model/conf/mfcc.conf", 12)):
            file.writestr(zipfile.ZipInfo(name), bytes(size), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def http(body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def safetensors() -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(16)


def graph() -> bytes:
    """An ONNX file with one tensor, as `onnx_format` reads it."""
    pair = b"\x0a\x08location\x12\x04data"
    tensor = b"\x6a" + bytes([len(pair)]) + pair
    inside = b"\x2a" + bytes([len(tensor)]) + tensor
    return b"\x08\x08" + b"\x3a" + bytes([len(inside)]) + inside


def decode_picture(data: bytes, folder: Path) -> None:
    picture = photo.decode(data, "It")
    assert picture.dtype == np.uint8
    assert picture.ndim == 3


def decode_sound(data: bytes, folder: Path) -> None:
    (folder / "sound.wav").write_bytes(data)
    assert np.isfinite(wav.load(folder / "sound.wav")).all()


def decode_document(data: bytes, folder: Path) -> None:
    (folder / "document.pdf").write_bytes(data)
    with contextlib.closing(open_document(folder / "document.pdf")) as document:
        for number in range(1, min(3, len(document) + 1)):
            document.text(number)
            assert document.picture(number).ndim == 3


def decode_archive(data: bytes, folder: Path) -> None:
    (folder / "archive").write_bytes(data)
    archive.unpack("a", folder / "archive", folder / "unpacked")
    archive.top("a", folder / "unpacked")


def decode_graph(data: bytes, folder: Path) -> None:
    (folder / "graph.onnx").write_bytes(data)
    onnx_format.data_files(folder / "graph.onnx")


def decode_tensors(data: bytes, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(data)
    machine.size_of(folder)


def decode_facts(data: bytes, folder: Path) -> None:
    (folder / checkpoint_store.FACTS).write_bytes(data)
    json_files.read(folder / checkpoint_store.FACTS, Installed)


def decode_state(data: bytes, folder: Path) -> None:
    remembered.state_file().parent.mkdir(parents=True, exist_ok=True)
    remembered.state_file().write_bytes(data)
    assert isinstance(remembered.recall_rate(180), int)
    remembered.recall_pull()


def decode_settings(data: bytes, folder: Path) -> None:
    (folder / "config.toml").write_bytes(data)
    config.load(folder / "config.toml")


def decode_list(data: bytes, folder: Path) -> None:
    with answering(data) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", address)
        for file in hub_client.listing("tiny/model", "").files:
            assert ".." not in file.path.split("/")


def decode_models(data: bytes, folder: Path) -> None:
    with answering(data) as address:
        Client(ServerSettings(parse(address), silence=1)).models()


def decode_stream(data: bytes, folder: Path) -> None:
    with answering(data) as address:
        answer = Client(ServerSettings(parse(address), silence=1)).ask({})
        with contextlib.suppress(queue.Empty):
            while (one := answer.next(PATIENCE)) is not None:
                assert clean(one.text, lines=True) == one.text
        answer.close()


def decode_camera(data: bytes, folder: Path) -> None:
    with answering(data) as address:
        grabber = MjpegGrabber(address)
        for _ in range(3):
            grabber.grab()
            grabber.retrieve()


def decode_code(data: bytes, folder: Path) -> None:
    text = data.decode(errors="surrogateescape")
    said = str(barcodes.spoken((barcodes.Code("QR", text),)))
    assert clean(said) == said
    assert len(said) < 1000


@dataclass(frozen=True)
class Decoder:
    """What reads bytes, good examples of these, and how it may refuse others."""

    decode: Callable[[bytes, Path], None]
    good: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...] = ()


HUB: Final = {"sha": "0" * 40, "siblings": [{"rfilename": "a.json", "size": 3, "blobId": "1" * 40}]}
FACTS: Final = {
    **{"name": "a", "kind": "decoder", "repository": "b", "revision": "c"},
    "files": {"a.json": {"bytes": 3, "sha256": "0", "changed": 5}},
}
LINK: Final = "https://user@sh\u043ep.example:1/\u202e"
EVENT: Final = (
    b'data: {"choices": [{"delta": {"content": "A dog."}, "logprobs": {"content": '
    b'[{"token": "A", "logprob": -0.1}]}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
)
CAMERA: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
    + (b"--frame\r\nContent-Length: 4\r\n\r\n\xff\xd8\xff\xd9\r\n") * 3
)
PICTURES: Final = ("png", "jpeg", "gif", "webp", "tiff", "bmp", "ppm", "avif")

DECODERS: Final = {
    "picture": Decoder(decode_picture, tuple(map(encoded, PICTURES)), (BadPhoto,)),
    "sound": Decoder(decode_sound, (wav_of(1, 2), wav_of(2, 1)), (wav.BadSound,)),
    "document": Decoder(decode_document, (pdf.written(["A letter."]),), (BadPhoto,)),
    "archive": Decoder(decode_archive, (zipped(),), (HubError,)),
    "graph": Decoder(decode_graph, (graph(),), (ValueError,)),
    "tensors": Decoder(decode_tensors, (safetensors(),), (HubError,)),
    "facts": Decoder(decode_facts, (json.dumps(FACTS).encode(),), json_files.FAULTS),
    "state": Decoder(decode_state, (b'{"rate": 200, "settings_rate": 180, "pull": "a"}',)),
    "settings": Decoder(decode_settings, (config.DEFAULTS.read_bytes(),), (config.ConfigError,)),
    "list": Decoder(
        decode_list,
        (http(json.dumps(HUB).encode()),),
        (HubError, hub_client.NetworkError, hub_client.NotFoundError),
    ),
    "models": Decoder(decode_models, (http(b'{"data": [{"id": "seer"}]}'),), (ServerError,)),
    "stream": Decoder(decode_stream, (http(EVENT, "text/event-stream"),), (ServerError,)),
    "camera": Decoder(decode_camera, (CAMERA,), (SourceLost, NotMjpegError)),
    "code": Decoder(
        decode_code,
        (
            "https://user@sh\u043ep.example:1/\u202e".encode(),
            b"BEGIN:VCARD\nFN:A",
            b"4006381333931",
        ),
    ),
}

Change = tuple[float, int, bytes]
"""Where, how many bytes go, and which come."""

CHANGES: Final = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([0, 0, 1, 2, 4, 8, 10**6]),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4), b"[" * 5000, b"9" * 5000]),
        ),
    ),
    max_size=4,
)


def changed(data: bytes, changes: list[Change]) -> bytes:
    for place, gone, come in changes:
        at = int(place * len(data))
        data = data[:at] + come + data[at + gone :]
    return data


def inputs(good: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    made = st.builds(changed, st.sampled_from(good), CHANGES)
    return st.one_of(made, made, made, st.binary(max_size=200))


def rounds() -> Iterator[int]:
    """The seeds of the searches, for this decoder's share of the time."""
    end = time.monotonic() + SECONDS / len(DECODERS)
    number = SEED
    yield number
    while time.monotonic() < end:
        number += 1
        yield number


@pytest.mark.parametrize("name", DECODERS)
def test_any_bytes_are_decoded_or_refused(name: str) -> None:
    one = DECODERS[name]

    def decoded(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            one.decode(data, Path(folder))

    def check(data: bytes) -> None:
        begun = time.monotonic()
        with contextlib.suppress(*one.refusals):
            decoded(data)
        assert time.monotonic() - begun < PATIENCE

    for good in one.good:
        decoded(good)
    chosen = settings(
        max_examples=EXAMPLES,
        derandomize=not SECONDS,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    for number in rounds():
        search = chosen(given(inputs(one.good))(check))
        (seed(number)(search) if SECONDS else search)()
