"""What was pulled first stays on record, whoever pulls at the same time and whatever lies there."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.hub import checkpoint_store, fetch
from models.hub.checkpoint_store import File, Installed
from models.messages import HubError
from tests.kit.hub_server import REVISION, TINY, HubServer
from tests.models.hub.test_distrust import GRAPHS, write_graph

ENTRY = replace(TINY, onnx="tiny/model")
AT_ONCE, EACH = 8, 12


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    repository = tmp_path / "repository"
    (repository / "onnx").mkdir(parents=True)
    (repository / "config.json").write_text('{"model_type": "idefics3"}')
    for graph in GRAPHS:
        write_graph(repository / "onnx" / f"{graph}_int8.onnx")
    server = HubServer(repository)
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    yield server
    server.close()


def pulled(folder: Path) -> dict[str, object]:
    *_, last = fetch.pull(ENTRY, folder, lambda: True)
    return last


def installed(name: str, revision: str = REVISION, sha256: str = "0" * 64) -> Installed:
    files = {"config.json": File(1, sha256, 0)}
    return Installed(name, "decoder", "tiny/model", revision, files)


def test_pulls_at_the_same_time_keep_each_other_s_pins(tmp_path: Path) -> None:
    faults: list[Exception] = []
    begin = threading.Barrier(AT_ONCE)

    def pull(one: int) -> None:
        begin.wait()
        try:
            for number in range(EACH):
                name = f"model-{one}-{number}"
                checkpoint_store.pin(tmp_path, name, installed(name))
        except (HubError, OSError) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=pull, args=(one,)) for one in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    names = [f"model-{one}-{number}" for one in range(AT_ONCE) for number in range(EACH)]
    lost = [name for name in names if not checkpoint_store.pinned(tmp_path, name).revision]
    assert not lost


def test_of_two_pulls_of_one_name_that_bring_other_files_the_first_counts(tmp_path: Path) -> None:
    checkpoint_store.pin(tmp_path, "tiny", installed("tiny"))
    with pytest.raises(HubError, match=r"config\.json of tiny has the wrong checksum"):
        checkpoint_store.pin(tmp_path, "tiny", installed("tiny", "e" * 40, "1" * 64))
    assert checkpoint_store.pinned(tmp_path, "tiny").revision == REVISION


@pytest.mark.parametrize(
    "pin",
    [
        [],
        "x",
        None,
        {"revision": []},
        {"revision": [], "files": {}},
        {"revision": "", "files": []},
        {"revision": "", "files": {"config.json": ["0"]}},
    ],
)
def test_a_pin_of_another_kind_ends_the_pull_with_the_reason(
    hub: HubServer, tmp_path: Path, pin: object
) -> None:
    pins = tmp_path / "models" / checkpoint_store.PINS
    pins.parent.mkdir()
    pins.write_text(json.dumps({"tiny/model": pin}))
    assert f"{pins} is damaged or can't be read" in str(pulled(pins.parent)["error"])
    assert not hub.given


@pytest.mark.timeout(20)
def test_a_pipe_in_place_of_the_pins_ends_the_pull_with_the_reason(
    hub: HubServer, tmp_path: Path
) -> None:
    pins = tmp_path / "models" / checkpoint_store.PINS
    pins.parent.mkdir()
    os.mkfifo(pins)
    assert f"{pins} is damaged or can't be read" in str(pulled(pins.parent)["error"])


@pytest.mark.parametrize("name", ["revisions.json", "Lantern.json", "lantern-prompt.json"])
def test_a_file_of_the_hub_with_a_name_of_lantern_s_harms_nothing(
    hub: HubServer, tmp_path: Path, name: str
) -> None:
    (hub.folder / name).write_text('{"of": "the hub"}')
    folder = tmp_path / "models"
    assert "error" not in pulled(folder)
    checkpoint_store.check(folder, checkpoint_store.read(folder, "tiny"))
    assert checkpoint_store.pinned(folder, "tiny/model").revision == REVISION
