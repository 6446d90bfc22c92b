"""A pull, or the hub, is killed at random moments: the end is right, and half is never used."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.asr.recogniser import models_folder
from models.hub import checkpoint_store
from models.messages import HubError
from tests.models.hub.test_distrust import GRAPHS, write_graph

ROOT = Path(__file__).parents[3]
MOMENTS = 10
SIZE = 400_000
PAUSE = 0.02
"""Seconds for each piece of 16 kilobytes: a pull takes about two seconds."""
PULL = """
import json, sys
from dataclasses import replace
from pathlib import Path
from models import limits
from models.hub import fetch, hub_client
from tests.kit.hub_server import TINY
hub_client.PAUSE, limits.DOWNLOAD_PIECE = 0.1, 4096
for one in fetch.pull(replace(TINY, onnx="tiny/model"), Path(sys.argv[1]), lambda: True):
    print(json.dumps(one), flush=True)
"""
LANTERN = """
import sys, threading
from pathlib import Path
from assistant.protocol.events import Pulled
from assistant.runtime import model_choice, remembered, stronger_models
from assistant.settings.config import defaults
from models import limits
from models.hub import hub_client
hub_client.PAUSE, limits.DOWNLOAD_PIECE, stronger_models.SOONEST = 0.1, 4096, 0.1
model_choice.CATALOGUE = Path(sys.argv[1])
here = threading.Event()
def emit(event):
    print(type(event).__name__, flush=True)
    if isinstance(event, Pulled):
        here.set()
current = model_choice.CurrentModel(model_choice.EMBEDDED)
rooms = stronger_models.StrongerModels(defaults(), None, current, emit)
if remembered.recall_pull()[0]:
    rooms.start()
else:
    rooms.pull(stronger_models.Stock(defaults(), current).accepted("tiny", 2))
here.wait()
"""
ENTRY = """
[tiny]
does = "sees"
better = "it writes sentences"
kind = "decoder"
repository = "tiny/model"
onnx = "tiny/model"
revision = ""
languages = ["en"]
licence = "MIT: any use."
megabytes = 2
parameters = 0
gpu_gigabytes = 0
page = ""
read = ""
"""

pytestmark = pytest.mark.program


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*arguments: str, url: str = "") -> Iterator["subprocess.Popen[str]"]:
    environment = os.environ | {"HF_ENDPOINT": url, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def hub_on(repository: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    words = "-m", "tests.kit.hub_server", str(repository), "tiny/model", str(port), str(PAUSE)
    with running(*words) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def usable(folder: Path) -> bool:
    """Whether a model is here, and then it is whole."""
    if not checkpoint_store.is_here(folder, "tiny"):
        with pytest.raises(HubError):
            checkpoint_store.read(folder, "tiny")
        return False
    checkpoint_store.check(folder, checkpoint_store.read(folder, "tiny"))
    return True


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "onnx").mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "idefics3"}')
    for graph in GRAPHS:
        write_graph(folder / "onnx" / f"{graph}_int8.onnx", size=int((SIZE / 8) ** 0.5))
    return folder


def fetched(folder: Path) -> int:
    """The bytes that came of a model's own files, whole or in part."""
    pins = checkpoint_store.PINS
    lists = {checkpoint_store.FACTS, pins, f".{pins}.new"}
    files = (one for one in folder.rglob("*") if one.is_file() and one.name not in lists)
    return sum(path.stat().st_size for path in files)


def assert_same(repository: Path, model: Path) -> None:
    for path in repository.rglob("*.*"):
        assert (model / path.relative_to(repository)).read_bytes() == path.read_bytes()
    assert {path.name for path in model.parent.iterdir()} == {"tiny", checkpoint_store.PINS}


@pytest.mark.parametrize("victim", ["pull", "hub"])
def test_it_ends_right_whoever_is_killed(repository: Path, tmp_path: Path, victim: str) -> None:
    folder = tmp_path / "models"
    chance, port = random.Random(7), free_port()
    url = f"http://127.0.0.1:{port}"
    kept = 0
    for _ in range(MOMENTS):
        with hub_on(repository, port) as hub, running("-c", PULL, str(folder), url=url) as pull:
            time.sleep(0.5 + chance.random() * 0.8)
            (pull if victim == "pull" else hub).kill()
            if victim == "hub":
                assert pull.wait(20) == 0
        there = fetched(folder)
        assert there >= kept
        kept = there
        if usable(folder):
            break
    with hub_on(repository, port), running("-c", PULL, str(folder), url=url) as pull:
        assert pull.stdout is not None
        last = json.loads(pull.stdout.read().splitlines()[-1])
    assert "error" not in last
    assert usable(folder)
    assert_same(repository, folder / "tiny")


def test_lantern_goes_on_by_itself_after_it_was_killed_or_the_hub_was(
    repository: Path, tmp_path: Path
) -> None:
    catalogue, chance, port = tmp_path / "catalog.toml", random.Random(8), free_port()
    catalogue.write_text(ENTRY)
    words, url = ("-c", LANTERN, str(catalogue)), f"http://127.0.0.1:{port}"
    for _ in range(MOMENTS // 2):
        with hub_on(repository, port) as hub, running(*words, url=url):
            time.sleep(1 + chance.random())
            if usable(models_folder()):
                break
            hub.kill()
            time.sleep(chance.random() / 2)
    with running(*words, url=url) as lantern, hub_on(repository, port):
        assert lantern.wait(60) == 0
        assert lantern.stdout is not None
        assert lantern.stdout.read().splitlines()[-1] == "Pulled"
    assert usable(models_folder())
    assert_same(repository, models_folder() / "tiny")
