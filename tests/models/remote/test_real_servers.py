"""The client against servers that others wrote, each with a small random model, on loopback."""

import math
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from assistant.protocol.cancellation import CancelWhen
from models import limits
from models.interfaces import UNCANCELLED, ServerFault, TextChunk
from models.remote import llama_server
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.model import RemoteModel
from tests.kit import random_smolvlm, tiny_gguf
from tests.kit.fakes import FakeModel, look, picture, seen

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def long_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A random model never finds an end."""
    monkeypatch.setattr(limits, "ANSWER_WORDS", 100)


START = 90.0
"""Seconds that a server may take to load."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, env: dict[str, str] | None = None) -> Iterator[str]:
    """A server from when it is well to its end; gives its address."""
    address = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(
            command, env=os.environ | (env or {}), stdout=subprocess.DEVNULL, stderr=told
        ) as process,
    ):
        try:
            end = time.monotonic() + START
            while time.monotonic() < end and process.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=2):
                    break
                time.sleep(0.1)
            if process.poll() is not None:
                told.seek(0)
                pytest.fail(f"{command[0]} ended: {told.read().decode(errors='replace')}")
            yield address
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def asked(server: ServerSettings) -> tuple[list[list[TextChunk]], list[ServerFault | None]]:
    """Descriptions of two pictures, and what the user would be told."""
    told: list[ServerFault | None] = []
    local = FakeModel(look(seen("dog", 0.9)), ["nothing of the server"])
    client = Client(server)
    model = RemoteModel(local, client, lambda fault, _: told.append(fault), 30.0)
    model.connect()
    texts = [list(model.generate(model.look(picture(n)), "describe")) for n in (20, 230)]
    guesses = model.guesses(model.look(picture()), "What colour is it?", ("yes", "no"))
    # A random model's answer never ends, as the server tells.
    assert not any(guess.writer for guess in guesses)
    return texts, told


def words(pieces: list[TextChunk]) -> set[str]:
    return {piece.text.strip() for piece in pieces}


@pytest.fixture(scope="module")
def llama_cpp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerSettings]:
    """llama.cpp's server, as Lantern runs it."""
    pytest.importorskip("xllamacpp")
    decoder, _ = tiny_gguf.write(tmp_path_factory.mktemp("llama"))
    found = llama_server.find(str(decoder), decoder.parent)
    server = llama_server.LlamaServer(found, 1, lambda line, runs: None)
    server.start()
    try:
        assert server.wait(START)
        yield server.client.server
    finally:
        server.close()


def test_llama_cpp_looks_at_pictures_and_says_how_likely_its_words_are(
    llama_cpp: ServerSettings,
) -> None:
    (dark, bright), told = asked(llama_cpp)
    for pieces in (dark, bright):
        assert words(pieces) <= set(tiny_gguf.WORDS)
        assert all(-20 < piece.log_probability < 0 for piece in pieces)
    # The words of a random model may be the same; how likely they are hangs on the picture.
    assert [p.log_probability for p in dark] != [p.log_probability for p in bright]
    assert told == []


def test_llama_cpp_stops_when_nobody_reads_any_more(llama_cpp: ServerSettings) -> None:
    told: list[ServerFault | None] = []
    local = FakeModel(look(seen("dog", 0.9)), ["here"])
    client = Client(llama_cpp)
    model = RemoteModel(local, client, lambda fault, _: told.append(fault), 30.0)
    model.connect()
    for _ in range(3):
        sent = model.look(picture(50))
        assert list(model.generate(sent, "describe"))
        model.cancel_with(CancelWhen(lambda: True))
        began = time.monotonic()
        list(model.generate(sent, "describe"))
        assert time.monotonic() - began < 0.5
        model.cancel_with(UNCANCELLED)
    assert told == []


@pytest.fixture(scope="module")
def transformers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of the transformers library."""
    for name in ("torch", "transformers", "fastapi", "uvicorn", "openai"):
        pytest.importorskip(name)
    folder = tmp_path_factory.mktemp("smolvlm")
    random_smolvlm.write(folder)
    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("transformers")), "serve", str(folder)),
        *("--host", "127.0.0.1", "--port", str(port), "--device", "cpu"),
    ]
    with running(command, port, {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}) as address:
        yield address


def test_transformers_looks_at_pictures_and_its_words_count_as_of_unknown_likelihood(
    transformers: str,
) -> None:
    texts, told = asked(ServerSettings(parse(transformers)))
    for pieces in texts:
        assert words(pieces) <= set(random_smolvlm.WORDS)
        assert all(math.isnan(piece.log_probability) for piece in pieces)
    assert told == []
