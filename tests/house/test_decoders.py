"""Whatever comes from outside, a room gives its result or its own kind of refusal.

It does so in time, in a bounded memory, and leaves nothing behind. `tests/corpus/` has what comes.
`.ci/run` lets this search for a minute, from a seed that is another one every day. To search again
from the seed that it printed: DECODER_SEED=20261128 DECODER_SECONDS=60 .venv/bin/python -m pytest
tests/house/test_decoders.py
"""

import base64
import contextlib
import json
import logging
import os
import queue
import random
import re
import resource
import signal
import socket
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from assistant.asr import wav
from assistant.camera import photo
from assistant.camera.capture_protocol import SourceLost
from assistant.camera.documents import open_document
from assistant.camera.mjpeg import MjpegGrabber, NotMjpegError
from assistant.camera.photo import BadPhoto
from assistant.camera.sources import open_source
from assistant.cli import photos
from assistant.protocol.choices import Setting
from assistant.protocol.memory_protocols import DiaryEntry, MemoryFault
from assistant.protocol.printable import clean
from assistant.protocol.text import Text, TextLine
from assistant.runtime import remembered, settings_writer
from assistant.runtime.settings_writer import OwnSettingsError
from assistant.server import api_key
from assistant.server.phone import certificate
from assistant.settings import config
from assistant.skills import receipts, values, written
from assistant.skills.codes import barcodes
from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import PhotoEntry, Store, StoreError
from assistant.storage.memory import StoredDiary, StoredMemory
from assistant.storage.phones import Phones, PhonesFault
from assistant.tts import clauses, numbers
from assistant.understanding import matcher, normaliser, statements
from assistant.understanding.language_file import of
from models import json_files, limits
from models.hub import (
    archive,
    boxes,
    chat_template,
    checkpoint_store,
    fetch,
    hub_client,
    machine,
    onnx_format,
    pins,
)
from models.hub.checkpoint_store import FACTS, PINS, Installed
from models.hub.onnx import settings as onnx_settings
from models.interfaces import TextChunk
from models.judging import bare_answers
from models.lexicon import sentences
from models.messages import HubError, ServerError
from models.remote import chat
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from tests.corpus import clocks, files, heads, hubs, pictures, texts
from tests.corpus.changes import inputs
from tests.kit import pdf
from tests.kit.http_answer import answering
from tests.kit.hub_server import TINY, HubServer
from tests.server.conftest import KEY, jpeg
from tests.server.conftest import serve as programs  # noqa: F401  # it is a fixture
from tests.server.phone.conftest import serve as phone_page  # noqa: F401  # it is a fixture

SECONDS: Final = float(os.environ.get("DECODER_SECONDS", "0"))
"""For all decoders together; 0: a few examples, always the same."""
SEED: Final = int(os.environ.get("DECODER_SEED", "0"))
EXAMPLES: Final = 25
PATIENCE: Final = 60
"""Seconds until a decoder counts as hung, on a busy machine as well."""
WAIT: Final = 5
"""Seconds for which whoever asks waits."""
ARRIVAL: Final = 45
"""The same for a request to a server, which waits for a client that may ask."""
HERE: Final = "192.168.1.20"
"""Where a phone asks from."""
MEMORY: Final = 1 << 30
"""Bytes that anything from outside may take."""

pytestmark = [pytest.mark.program, pytest.mark.timeout(1800)]


class HungError(BaseException):
    """A decoder took too long; no room catches it."""


@contextmanager
def bounded() -> Iterator[None]:
    """Fail if the block takes too long or too much memory, or leaves a temporary file."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise HungError

    # A limit far above keeps the machine alive.
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, ((megabytes("VmData") << 20) + 3 * MEMORY, limits[1]))
    # The highest memory so far is forgotten, see proc_pid_clear_refs(5).
    Path("/proc/self/clear_refs").write_text("5")
    before, there = megabytes("VmRSS"), temporary()
    handler = signal.signal(signal.SIGALRM, ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    except HungError:
        raise AssertionError("it hangs") from None
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, left)
        resource.setrlimit(resource.RLIMIT_DATA, limits)
    more = megabytes("VmHWM") - before
    assert more << 20 < MEMORY, f"it took {more} megabytes"
    assert temporary() == there, "it left a temporary file"


def temporary() -> set[Path]:
    return set(Path(tempfile.gettempdir()).iterdir())


def megabytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) >> 10


def decode_picture(data: bytes, folder: Path) -> None:
    picture = photo.decode(data, "It")
    assert picture.dtype == np.uint8
    assert picture.ndim == 3


def decode_sound(data: bytes, folder: Path) -> None:
    (folder / "sound.wav").write_bytes(data)
    assert np.isfinite(wav.load(folder / "sound.wav")).all()


def decode_document(data: bytes, folder: Path) -> None:
    (folder / "document.pdf").write_bytes(data)
    with closing(open_document(folder / "document.pdf")) as document:
        for number in range(1, min(3, len(document) + 1)):
            document.text(number)
            assert document.picture(number).ndim == 3


def decode_archive(data: bytes, folder: Path) -> None:
    (folder / "archive").write_bytes(data)
    with contextlib.suppress(*DECODERS["archive"].refusals):
        archive.unpack("a", folder / "archive", folder / "unpacked")
        archive.top("a", folder / "unpacked")
    assert {path.name for path in folder.iterdir()} <= {"archive", "unpacked"}


def decode_graph(data: bytes, folder: Path) -> None:
    (folder / "graph.onnx").write_bytes(data)
    onnx_format.data_files(folder / "graph.onnx")


def decode_tensors(data: bytes, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(data)
    machine.size_of(folder)


def decode_facts(data: bytes, folder: Path) -> None:
    (folder / FACTS).write_bytes(data)
    json_files.read(folder / FACTS, Installed)


def decode_list(data: heads.Parts | bytes, folder: Path) -> None:
    with answering(data) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", address)
        patch.setattr(hub_client, "PAUSE", 0.01)
        for name in ("HUB_ANSWER", "HUB_PIECE"):
            patch.setattr(limits, name, WAIT / 2)
        for file in hub_client.listing("tiny/model", "").files:
            assert ".." not in file.path.split("/")


def decode_models(data: heads.Parts | bytes, folder: Path) -> None:
    with answering(data) as address:
        Client(ServerSettings(parse(address), silence=1)).models()


def decode_stream(data: heads.Parts | bytes, folder: Path) -> None:
    ends = time.monotonic() + WAIT
    with answering(data) as address:
        answer = Client(ServerSettings(parse(address), silence=1)).ask({})
        # Who asked gives up after a while.
        with contextlib.suppress(queue.Empty), closing(answer):
            while (left := ends - time.monotonic()) > 0:
                if (one := answer.next(left)) is None:
                    break
                assert clean(one.text, lines=True) == one.text


def decode_camera(data: bytes, folder: Path) -> None:
    with answering(data) as address:
        grabber = MjpegGrabber(address)
        for _ in range(3):
            grabber.grab()
            grabber.retrieve()


def decode_watched_camera(data: heads.Parts, folder: Path) -> None:
    """Its own process may wait as long as it likes, and is killed."""
    with answering(data) as address, closing(open_source(address)) as camera:
        camera.read(0.0, WAIT)


def decode_code(data: bytes | str, folder: Path) -> None:
    text = data if isinstance(data, str) else data.decode(errors="surrogateescape")
    said = str(barcodes.spoken((barcodes.Code("QR", text),)))
    assert clean(said) == said
    assert len(said) < 1000


def decode_text(text: str, folder: Path) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", clean(text))
    lines = tuple(
        TextLine(clean(one), 0.9, (0.1, 0.01 * row, 0.9, 0.01 * row + 0.01), 12.0)
        for row, one in enumerate(text.split("\n")[:200])
    )
    read = Text(lines)
    for line in lines:
        for kind in values.OF_VALUE.values():
            values.labels(kind, line.text)
            values.matches(kind, line.text)
    receipts.paid(read)
    receipts.shop(read)
    receipts.address(read)
    written.prominent(read)
    written.last_words(read)
    clauses.clauses(text)
    numbers.digit_by_digit(text)


def decode_question(text: str, folder: Path) -> None:
    for code in ("en", "de", "es"):
        language = of(code)
        for words in (text, clean(text)):
            matcher.asked(words, language)
            matcher.understand(words, language)
            matcher.named(words, language)
            statements.stated(words, language)
            normaliser.clean(words, language.cleaning)


def decode_answer(text: str, folder: Path) -> None:
    """What a server or a pulled model wrote."""
    piece = chat.delta({"choices": [{"delta": {"content": text}}]}).text
    assert clean(piece, lines=True) == piece, "it controls a terminal"
    pieces = tuple(TextChunk(f" {word}", -0.1, "seer") for word in piece.split(" "))
    unthought = chat.unthought(pieces)
    said = "".join(one.text for one in chat.short_enough(chat.first_sentence(unthought)))
    bare_answers.bare(said)
    sentences.parse(said)
    sentences.unclaimed(said)
    boxes.boxes_in(text)


def decode_hub(prepare: hubs.Prepare, folder: Path) -> None:
    """A pull ends with a sentence, and writes into its own folder alone."""
    repository, models = folder / "repository", folder / "models"
    repository.mkdir()
    (repository / "config.json").write_text('{"model_type": "idefics3"}')
    (repository / "tokenizer.json").write_text("{}")
    (repository / "model.safetensors").write_bytes(hubs.safetensors())
    with closing(HubServer(repository)) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", hub.url)
        patch.setattr(hub_client, "PAUSE", 0.01)
        prepare(hub, models)
        *_, last = fetch.pull(replace(TINY, megabytes=1), models, lambda: True)
        assert "error" in last or checkpoint_store.read(models, "tiny")
    assert {path.name for path in folder.iterdir()} <= {"repository", "models"}
    # What came so far waits in a hidden folder.
    assert {path.name for path in models.glob("[!.]*")} <= {"tiny", PINS}


def decode_template(content: dict[str, bytes], folder: Path) -> None:
    for name, data in content.items():
        (folder / name).write_bytes(data)
    chat_template.of_folder(folder, {})


Reads = Callable[[Path], object]
"""Reads a file that is at a place."""


def reading(read: Reads, name: str = "file") -> Callable[[Any, Path], None]:
    def decode(made: files.Make | bytes, folder: Path) -> None:
        path = folder / name
        (lambda: path.write_bytes(made))() if isinstance(made, bytes) else made(path)
        read(path)

    return decode


def read_settings(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "user_file", lambda: path)
        settings_writer.write([(Setting.RATE, 300)])


def read_state(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembered, "state_file", lambda: path)
        assert isinstance(remembered.recall_rate(180), int)
        remembered.recall_pull()
        remembered.remember("toured")


def read_certificate(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificate, "folder", lambda: path.parent)
        certificate.load("192.168.1.2")


def decode_folder(fill: files.Make, case: Path) -> None:
    folder = case / "photos"
    folder.mkdir()
    fill(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "index_file", lambda folder: case / "index.sqlite")
        with library.open_store(folder, "one") as store:
            found = library.follow(folder, store, photo.is_photo_name, embedded)
            for _, fault in found.faults:
                assert clean(str(fault)) == str(fault)


def embedded(path: Path) -> Any:
    try:
        return unit(photo.load(path).shape[2])
    except BadPhoto as fault:
        raise library.UnshownError(str(fault)) from fault


def unit(size: int = 4) -> Any:
    return np.eye(size, dtype=np.float32)[0]


def damaged(make: Callable[[Path], None], read: Reads) -> Callable[[Any, Path], None]:
    """A database with a row, which is damaged and then read."""

    def decode(damage: files.Make, folder: Path) -> None:
        path = folder / "base.sqlite"
        make(path)
        with contextlib.suppress(sqlite3.Error):
            damage(path)
        read(path)

    return decode


def make_memory(path: Path) -> None:
    StoredMemory("one", path).keep("my mug", unit())
    StoredDiary("one", path).note(DiaryEntry(clocks.TODAY, "A cup.", ("cup",), (), unit()))


def read_memory(path: Path) -> None:
    memory, diary = StoredMemory("one", path), StoredDiary("one", path)
    for view in memory.views():
        assert isinstance(view.name, str)
    memory.names()
    diary.sightings()
    memory.damage()
    memory.forget("my mug")
    diary.note(DiaryEntry(clocks.TODAY, "A cup.", ("cup",), (), unit()))


def make_index(path: Path) -> None:
    with Store(path, "one") as store:
        store.put(PhotoEntry("a.jpg", 1, 2, "digest", unit()))


def read_index(path: Path) -> None:
    with Store(path, "one") as store:
        store.entries()
        store.vectors()
        store.paths("digest")
        store.of_digest("digest")


def make_phones(path: Path) -> None:
    known = Phones(path, lambda: clocks.TODAY)
    known.pair(known.new_code(), "phone", HERE)
    known.new_code()


def read_phones(path: Path) -> None:
    known = Phones(path, lambda: clocks.TODAY)
    known.pair("000000", "phone", HERE)
    known.known("token")
    known.names()
    known.connected()
    known.address()


def decode_clock(case: tuple[float, float], folder: Path) -> None:
    """What was made at one time works at another, is made anew, or refused in words."""
    then, now = case
    for at in (then, now):
        refused = contextlib.suppress(certificate.CertificateFault)
        with refused, pytest.MonkeyPatch.context() as patch:
            patch.setattr(certificate, "folder", lambda: folder / "certificates")
            moment = datetime.fromtimestamp(at, UTC)
            made = certificate.load("192.168.1.2", partial(datetime.fromtimestamp, at, UTC))
            page = certificate.Signed.from_file(made.file.read_bytes())
            assert page.valid(moment, certificate.RENEWED)
    clock, ticks = [then], [0.0]
    known = Phones(folder / "phones.sqlite", lambda: clock[0], lambda: ticks[0])
    paired = known.pair(known.new_code(), "phone", HERE)
    assert not isinstance(paired, int)
    code = known.new_code()
    clock[0], ticks[0] = now, limits.CODE_SECONDS + 1
    assert known.known(paired.token) == paired.name
    assert isinstance(known.pair(code, "phone", HERE), int), "an old code lets in a phone"
    make_memory(folder / "memory.sqlite")
    StoredDiary("one", folder / "memory.sqlite").note(
        DiaryEntry(then, "A cup.", ("cup",), (), unit())
    )
    assert StoredDiary("one", folder / "memory.sqlite").sightings()


def nothing(dice: random.Random) -> Iterator[tuple[str, Any]]:
    yield from ()


@dataclass(frozen=True)
class Decoder:
    """What reads, hostile cases for it, good examples, and how it may refuse what it reads."""

    decode: Callable[[Any, Path], None]
    good: tuple[bytes, ...] = ()
    refusals: tuple[type[Exception], ...] = ()
    cases: Callable[[random.Random], Iterable[tuple[str, Any]]] = nothing


HUB_REFUSALS: Final = HubError, hub_client.NetworkError, hub_client.NotFoundError

DECODERS: Final = {
    "picture": Decoder(decode_picture, pictures.good(), (BadPhoto,), pictures.cases),
    "sound": Decoder(decode_sound, (files.wav(), files.wav(2, 1)), (wav.BadSound,), files.sounds),
    "document": Decoder(decode_document, (pdf.written(["A letter."]),), (BadPhoto,)),
    "archive": Decoder(decode_archive, (files.archive(),), (HubError, OSError), files.archives),
    "graph": Decoder(decode_graph, (hubs.graph(),), (ValueError,)),
    "tensors": Decoder(decode_tensors, (hubs.safetensors(),), (HubError,), hubs.weights),
    "facts": Decoder(decode_facts, (json.dumps(hubs.FACTS).encode(),), json_files.FAULTS),
    "list": Decoder(decode_list, (hubs.LISTING,), HUB_REFUSALS, heads.answers),
    "models": Decoder(decode_models, (heads.MODELS,), (ServerError,), heads.answers),
    "stream": Decoder(decode_stream, (heads.STREAM,), (ServerError,), heads.answers),
    "camera": Decoder(decode_camera, (heads.CAMERA,), (SourceLost, NotMjpegError)),
    "watched camera": Decoder(decode_watched_camera, refusals=(SourceLost,), cases=heads.answers),
    "code": Decoder(decode_code, texts.CODES, (), texts.cases),
    "text": Decoder(decode_text, cases=texts.cases),
    "question": Decoder(decode_question, cases=texts.cases),
    "answer": Decoder(decode_answer, refusals=(ServerError,), cases=texts.cases),
    "hub": Decoder(decode_hub, cases=hubs.cases),
    "template": Decoder(decode_template, refusals=(HubError,), cases=hubs.checkpoints),
    "settings": Decoder(
        reading(config.load),
        (config.DEFAULTS.read_bytes(),),
        (config.ConfigError,),
        files.cases,
    ),
    "changed settings": Decoder(
        reading(read_settings), refusals=(OwnSettingsError,), cases=files.cases
    ),
    "state": Decoder(
        reading(read_state),
        (b'{"rate": 200, "settings_rate": 180, "pull": "a"}',),
        (),
        files.cases,
    ),
    "key": Decoder(
        reading(lambda path: api_key.load("", path)),
        refusals=(api_key.KeyFault,),
        cases=files.cases,
    ),
    "certificate": Decoder(
        reading(read_certificate, "authority.pem"),
        refusals=(certificate.CertificateFault,),
        cases=files.cases,
    ),
    "photo": Decoder(reading(photo.load, "a.jpg"), refusals=(BadPhoto,), cases=files.cases),
    "sound file": Decoder(reading(wav.load), refusals=(wav.BadSound,), cases=files.cases),
    "document file": Decoder(
        reading(lambda path: open_document(path).close()), refusals=(BadPhoto,), cases=files.cases
    ),
    "questions": Decoder(
        reading(photos.batch_questions), refusals=(OSError, UnicodeDecodeError), cases=files.cases
    ),
    "pins": Decoder(
        reading(lambda path: checkpoint_store.pinned(path.parent, "tiny"), PINS),
        refusals=(HubError,),
        cases=files.cases,
    ),
    "sums": Decoder(
        reading(lambda path: pins.read(path, dict[str, str]), archive.SUMS),
        refusals=(HubError,),
        cases=files.cases,
    ),
    "checkpoint": Decoder(
        reading(lambda path: onnx_settings.read(path.parent, "config.json"), "config.json"),
        refusals=(HubError,),
        cases=files.cases,
    ),
    "memory": Decoder(
        damaged(make_memory, read_memory), refusals=(MemoryFault,), cases=files.damages
    ),
    "index": Decoder(damaged(make_index, read_index), refusals=(StoreError,), cases=files.damages),
    "phones": Decoder(
        damaged(make_phones, read_phones), refusals=(PhonesFault,), cases=files.damages
    ),
    "folder": Decoder(decode_folder, cases=lambda dice: [("odd names", files.fill)]),
    "clock": Decoder(decode_clock, cases=clocks.cases),
}


def decoded(one: Decoder, data: object) -> None:
    with tempfile.TemporaryDirectory() as folder, bounded():
        one.decode(data, Path(folder))


def refused_or_decoded(one: Decoder, data: object) -> None:
    with tempfile.TemporaryDirectory() as folder, bounded(), contextlib.suppress(*one.refusals):
        one.decode(data, Path(folder))


SEARCHED: Final = [name for name, one in DECODERS.items() if one.good]
ATTACKED: Final = [name for name, one in DECODERS.items() if one.cases is not nothing]


def rounds() -> Iterator[int]:
    """The seeds of the searches, for this decoder's share of the time."""
    end = time.monotonic() + SECONDS / (len(SEARCHED) + len(ATTACKED))
    number = SEED
    yield number
    while time.monotonic() < end:
        number += 1
        yield number


@pytest.mark.parametrize("name", SEARCHED)
def test_any_bytes_are_decoded_or_refused(name: str) -> None:
    one = DECODERS[name]
    for good in one.good:
        decoded(one, good)

    def check(data: bytes) -> None:
        refused_or_decoded(one, data)

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


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKED)
def test_what_attackers_send_is_decoded_or_refused(name: str) -> None:
    one, faults = DECODERS[name], []
    for number in rounds():
        for case, data in one.cases(random.Random(number)):
            try:
                refused_or_decoded(one, data)
            # Each case is looked at, whatever another one does.
            except Exception as error:
                faults.append(f"{case}: {type(error).__name__}: {error!s:.200}")
    assert not faults, "\n".join(faults)


def sent(address: str, parts: heads.Parts) -> bytes:
    """What a server answers until it hangs up, or goes on waiting."""
    place, answer = urlsplit(address), b""
    with socket.create_connection((str(place.hostname), place.port), PATIENCE) as connection:
        with contextlib.suppress(OSError):
            for part in parts:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while data := connection.recv(1 << 16):
                answer += data
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["programs", "phone_page"])
def test_a_server_answers_or_refuses_whatever_is_requested(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    served = request.getfixturevalue(kind)()
    place = urlsplit(served.address).netloc
    if kind == "programs":
        url = "data:image/jpeg;base64," + base64.b64encode(jpeg()).decode()
        content = [{"type": "image_url", "image_url": {"url": url}}]
        body = json.dumps({"messages": [{"role": "user", "content": content}]}).encode()
        path, known = "/v1/chat/completions", f"Authorization: Bearer {KEY}\r\n"
    else:
        body, path = jpeg(), "/ask?wish=describe"
        known = f"Cookie: {served.pair()}\r\nOrigin: {served.origin}\r\n"
    caplog.set_level(logging.DEBUG, "assistant.server")

    def check(case: tuple[str, heads.Parts]) -> str:
        name, parts = case
        begun = time.monotonic()
        answer = sent(served.address, parts)
        took = time.monotonic() - begun
        odd = re.match(rb"HTTP/1\.[01] 500", answer) or took > ARRIVAL
        return f"{name}: {answer[:80]!r} after {took:.0f} s" if odd else ""

    right = place, path, known, body
    with ThreadPoolExecutor(8) as pool:
        faults = list(filter(None, pool.map(check, heads.requests(random.Random(SEED), *right))))
    answer = sent(served.address, [heads.asked(*right, "Connection: close\r\n")])
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    for record in caplog.records:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, OSError):
            faults.append(f"{type(error).__name__}: {error!s:.200}")
    assert not faults, "\n".join(faults)
