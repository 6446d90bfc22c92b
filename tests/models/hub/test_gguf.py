"""Models for llama.cpp: which files are pulled, and what they are checked for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from models.hub import checkpoint_store, fetch, gguf, loading, machine
from models.hub.onnx import layout
from models.messages import HubError
from tests.kit.hub_server import TINY, HubServer

FILES: Mapping[str, int] = {
    "README.md": 1,
    "Seer-F16.gguf": 1600,
    "Seer-Q4_K_M.gguf": 500,
    "Seer-Q8_0.gguf": 800,
    "mmproj-Seer-bf16.gguf": 90,
    "mmproj-Seer-f16.gguf": 90,
    "old/Seer-Q8_0.gguf": 800,
}
"""Megabytes of a repository's files."""
SEER = replace(TINY, gguf="tiny/model")


def chosen(files: Mapping[str, int], free: int) -> tuple[str, ...] | None:
    sizes = {name: size * 10**6 for name, size in files.items()}
    found = layout.best(gguf.offers(sizes), free * 10**6)
    return None if found is None else found.needed


@pytest.mark.parametrize(("free", "precision"), [(8000, "Q8_0"), (1200, "Q4_K_M"), (1, "Q4_K_M")])
def test_the_widest_that_fits_is_chosen_with_its_eyes(free: int, precision: str) -> None:
    assert chosen(FILES, free) == ("mmproj-Seer-f16.gguf", f"Seer-{precision}.gguf")


@pytest.mark.parametrize("part", ["mmproj", "Seer-Q"])
def test_without_one_of_the_two_there_is_no_choice(part: str) -> None:
    assert chosen({name: size for name, size in FILES.items() if part not in name}, 0) is None


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    (tmp_path / "repository").mkdir()
    for name in ("Seer-Q8_0.gguf", "mmproj-Seer-Q8_0.gguf"):
        (tmp_path / "repository" / name).write_bytes(gguf.MAGIC + bytes(100))
    (tmp_path / "repository" / "run.py").touch()
    server = HubServer(tmp_path / "repository")
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    yield server
    server.close()


def test_the_two_files_arrive_and_nothing_else(hub: HubServer, tmp_path: Path) -> None:
    *_, last = fetch.pull(SEER, tmp_path, lambda: True)
    assert "error" not in last
    installed = checkpoint_store.read(tmp_path, "tiny")
    assert installed.kind == "gguf"
    assert set(installed.files) == {"Seer-Q8_0.gguf", "mmproj-Seer-Q8_0.gguf"}
    assert not (tmp_path / "tiny" / "run.py").exists()
    kind, says = loading.usable(tmp_path, "tiny")
    assert (kind, "int8 on the processor" in says) == ("gguf", True)


def test_what_only_is_called_gguf_is_refused(hub: HubServer, tmp_path: Path) -> None:
    (hub.folder / "Seer-Q8_0.gguf").write_bytes(b"\x80\x04 a pickle")
    *_, last = fetch.pull(SEER, tmp_path, lambda: True)
    assert "no GGUF file" in str(last["error"])
    assert not (tmp_path / "tiny").exists()


def test_what_does_not_fit_is_refused(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "error" not in [*fetch.pull(SEER, tmp_path, lambda: True)][-1]
    monkeypatch.setattr(machine, "free_memory", lambda: 1000)
    with pytest.raises(HubError, match="memory"):
        loading.usable(tmp_path, "tiny")
