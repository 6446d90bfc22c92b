"""llama.cpp's server as Lantern runs it: found, started, watched, and never left behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.hub.checkpoint_store import Installed, facts
from models.messages import HubError, HubLine, LlamaLine, ModelSentence
from models.remote import llama_server
from models.remote.llama_server import NOWHERE, GgufModel, LlamaServer, find
from tests.kit import tiny_gguf
from tests.kit.processes import alive
from tests.kit.program import ROOT

PATIENCE = 30.0
ANSWERS = """
import json, sys
sys.stdin.readline()
print(json.dumps({"address": "http://127.0.0.1:9"}), flush=True)
sys.stdin.read()
"""
"""A worker that answers at once, and does what a real one does when its input ends."""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(llama_server, "PACKAGE", "json")
    for name in ("seer-Q8_0.gguf", "mmproj-seer-Q8_0.gguf", "mmproj-other-f16.gguf"):
        (tmp_path / name).touch()
    return tmp_path


def refused(chosen: str, folder: Path) -> ModelSentence:
    with pytest.raises(HubError) as fault:
        find(chosen, folder)
    return fault.value.sentence


def test_the_vision_encoder_beside_a_file_is_the_one_with_its_name(files: Path) -> None:
    found = find(str(files / "seer-Q8_0.gguf"), files)
    assert found == GgufModel(
        "seer-Q8_0.gguf", files / "seer-Q8_0.gguf", files / "mmproj-seer-Q8_0.gguf"
    )


def test_a_pulled_model_is_found_by_its_name(files: Path) -> None:
    name, decoder = files.name, files / "seer-Q8_0.gguf"
    there = {path.name: facts(path) for path in files.glob("*.gguf")}
    Installed(name, "gguf", "x/y", "", there).write(files)
    found = find(name, files.parent)
    assert (found.name, found.decoder) == (name, decoder)
    decoder.write_text("something else")
    sentence = refused(name, files.parent)
    assert sentence.message is HubLine.UNUSABLE
    assert "seer-Q8_0.gguf was changed" in sentence


def test_a_file_that_is_not_there_or_cannot_see_is_refused(files: Path) -> None:
    assert refused(str(files / "none.gguf"), files).message is LlamaLine.NO_FILE
    assert refused("seer", files).message is HubLine.NOT_PULLED
    for eyes in files.glob("mmproj*"):
        eyes.unlink()
    assert refused(str(files / "seer-Q8_0.gguf"), files).message is LlamaLine.NO_EYES


def test_without_the_package_the_sentence_says_what_to_install(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_server, "PACKAGE", "no_such_package")
    said = refused(str(files / "seer-Q8_0.gguf"), files)
    assert said.startswith("llama.cpp is not installed. Run: ")
    assert "-m pip install" in said


def test_what_pip_cannot_be_asked_for_needs_another_installation(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_server, "PACKAGE", "no_such_package")
    monkeypatch.setitem(sys.modules, "pip", None)
    assert refused(str(files / "seer-Q8_0.gguf"), files).message is HubLine.NO_PIP


class Kept:
    """A server that is kept running, and what it says."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.said: list[tuple[str, bool]] = []
        script = folder / "worker.py"
        script.write_text(worker)
        model = GgufModel("seer", folder / "seer.gguf", folder / "mmproj.gguf")
        self.server = LlamaServer(model, 1, lambda line, runs: self.say(line, runs=runs), script)

    def say(self, line: ModelSentence, *, runs: bool) -> None:
        self.said.append((line.message.name, runs))

    def pid(self) -> int:
        process = self.server._process
        assert process is not None
        return process.pid


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Kept]]:
    monkeypatch.setattr(llama_server, "PAUSE", 0.01)
    made: list[Kept] = []

    def start(worker: str) -> Kept:
        made.append(Kept(tmp_path, worker))
        made[-1].server.start()
        return made[-1]

    yield start
    for one in made:
        one.server.close()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


@pytest.mark.program
def test_a_killed_server_is_started_again_and_both_are_said(
    keep: Callable[[str], Kept],
) -> None:
    kept = keep(ANSWERS)
    assert kept.server.wait(PATIENCE)
    first = kept.pid()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(kept.said) == 3)
    assert kept.said == [("RUNS", True), ("STOPPED", False), ("RUNS", True)]
    assert kept.pid() != first


@pytest.mark.program
@pytest.mark.parametrize(
    ("worker", "line"),
    [
        ("raise SystemExit(1)", "NOT_LOADED"),
        (ANSWERS.replace("sys.stdin.read()", ""), "KEEPS_STOPPING"),
        ("import os; os.kill(os.getpid(), 4)", "OTHER_PROCESSOR"),
    ],
)
def test_a_server_that_keeps_ending_is_given_up_with_the_reason(
    keep: Callable[[str], Kept], worker: str, line: str
) -> None:
    kept = keep(worker)
    until(lambda: (line, False) in kept.said)
    assert kept.said.count((line, False)) == 1
    assert kept.server.client.server is NOWHERE


@pytest.mark.program
def test_closing_ends_it_at_once_and_says_nothing(keep: Callable[[str], Kept]) -> None:
    kept = keep(ANSWERS)
    assert kept.server.wait(PATIENCE)
    kept.server.close()
    assert not alive(kept.pid())
    time.sleep(0.1)
    assert kept.said == [("RUNS", True)]


OWNER = """
import sys, time
from pathlib import Path
from models.remote.llama_server import LlamaServer, find
server = LlamaServer(find(sys.argv[1], Path()), 1, lambda line, runs: None)
server.start()
assert server.wait(60)
asked = server.client.server
print(server._process.pid, asked.address.port, flush=True)
time.sleep(600)
"""


@pytest.mark.program
def test_the_real_server_answers_only_its_owner_and_ends_when_that_is_killed(
    tmp_path: Path,
) -> None:
    pytest.importorskip("xllamacpp")
    decoder, _ = tiny_gguf.write(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(decoder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as owner:
        assert owner.stdout is not None
        pid, port = map(int, owner.stdout.readline().split())
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/chat/completions", b"{}")
        assert refusal.value.code == 401
        owner.kill()
    until(lambda: not alive(pid))
