"""Python in processes of its own, started in a folder whose owner wants it to run their code."""

import ast
import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image

from assistant.asr.microphone import Microphone
from assistant.camera import large_photo_client
from assistant.camera.capture_client import ChildSource
from assistant.camera.capture_protocol import CaptureRequest, SourceLost
from assistant.camera.pdf_client import PdfFile
from assistant.cli import bench
from assistant.tts.worker_engine import WorkerEngine
from models.hub import chat_template
from models.remote.llama_server import GgufModel, LlamaServer
from tests.kit import pdf

ROOT: Final = Path(__file__).parents[2]
STARTERS: Final = {"ChildProcess", "PythonChild"}
ALLOWED: Final = {
    "models/system/python_child.py": "the one place",
    "models/hub/checkpoint.py": "a command for people to type",
    "assistant/keys/systemd_service.py": "systemd starts it, in Lantern's own folder",
}
"""Modules that may name Python's program, and why."""


def read_photo() -> None:
    Image.new("RGB", (64, 64)).save("holiday.png")
    with Path("holiday.png").open("rb") as file:
        assert isinstance(large_photo_client.decoded(file), np.ndarray)


def read_pdf() -> None:
    Path("letter.pdf").write_bytes(pdf.written(["Good morning"]))
    document = PdfFile(Path("letter.pdf"))
    try:
        assert document.text(1) is not None
    finally:
        document.close()


def play_video() -> None:
    video = ChildSource(CaptureRequest("video", "none.mp4", 640, 480), "none")
    try:
        with pytest.raises(SourceLost, match=r"none\.mp4 is not a video"):
            video.read(0.0, 60.0)
    finally:
        video.close()


def look_for_microphone() -> None:
    microphone = Microphone()
    microphone.start()
    try:
        end = time.monotonic() + 60
        while microphone._ready is None:
            assert time.monotonic() < end
            list(microphone.attend())
            time.sleep(0.02)
    finally:
        microphone.close()


def speak() -> None:
    voice = WorkerEngine("espeak-ng")
    try:
        assert voice._process is not None
        voice._process.fill(memoryview(bytearray(1)), time.monotonic() + 60)
    finally:
        voice.close()


def render_template() -> None:
    made = chat_template.rendered(Path("seer"), "chat_template.jinja", "{{ messages }}", {}, {})
    assert len(made.around) == 2


def run_llama() -> None:
    given_up = threading.Event()
    model = GgufModel("seer", Path("seer.gguf"), Path("mmproj.gguf"))
    server = LlamaServer(model, 1, lambda *_: given_up.set())
    server.start()
    try:
        assert given_up.wait(120)
    finally:
        server.close()


def run_demo() -> None:
    with bench.demonstration() as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.terminate()


STARTS: Final[dict[str, Callable[[], None]]] = {
    "assistant/asr/microphone.py": look_for_microphone,
    "assistant/camera/capture_client.py": play_video,
    "assistant/camera/large_photo_client.py": read_photo,
    "assistant/camera/pdf_client.py": read_pdf,
    "assistant/cli/bench.py": run_demo,
    "assistant/tts/worker_engine.py": speak,
    "models/hub/chat_template.py": render_template,
    "models/remote/llama_server.py": run_llama,
}
"""Each module that starts Python, and what has it do so."""


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Names what has run of the current folder, which has a file for every module that there is."""
    hostile, ran = tmp_path / "hostile", tmp_path / "ran"
    hostile.mkdir()
    names = {"assistant", "models", "sitecustomize", "usercustomize", *sys.stdlib_module_names}
    # Without this one Python ends before it could tell what has run.
    for name in {*names, *metadata.packages_distributions()} - {"encodings"}:
        with contextlib.suppress(OSError):
            (hostile / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r} + ' ')")
    monkeypatch.chdir(hostile)
    return ran


@pytest.mark.program
@pytest.mark.parametrize(
    "path", [None, os.pathsep.join(["", ".", "../hostile", ""])], ids=["usual", "relative"]
)
@pytest.mark.parametrize("starter", STARTS)
def test_no_child_runs_what_lies_in_the_current_folder(
    ran: Path, monkeypatch: pytest.MonkeyPatch, starter: str, path: str | None
) -> None:
    if path is None:
        monkeypatch.delenv("PYTHONPATH", raising=False)
    else:
        monkeypatch.setenv("PYTHONPATH", path)
    try:
        STARTS[starter]()
    finally:
        assert not ran.exists(), f"ran: {ran.read_text()}"


def calls(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    return {
        node.func.id
        for node in tree
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def modules() -> dict[str, Path]:
    found = (path for part in ("assistant", "models") for path in (ROOT / part).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path for path in found}


def test_every_module_that_starts_python_is_tried_in_such_a_folder() -> None:
    assert {name for name, path in modules().items() if calls(path) & STARTERS} == {*STARTS}


def test_python_is_started_in_one_place_alone() -> None:
    starts = {"sys.executable", "executable", "multiprocessing", "ProcessPoolExecutor", "os.fork"}
    found = {
        name
        for name, path in modules().items()
        if not name.startswith("models/training/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute | ast.alias) and ast.unparse(node) in starts
    }
    assert found == {*ALLOWED}
