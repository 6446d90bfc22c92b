"""Small checkpoints, made once for all tests of a process, and a hub on loopback."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# The server is on loopback; a library that asked another address would only wait.
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

from tests.kit.hub_server import HubServer


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a small checkpoint, by the name of its maker."""
    import torch

    from tests.kit import tiny_checkpoints

    # Layers this small are done before a second thread has woken up.
    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("checkpoints")
    done: dict[str, Path] = {}

    def make(kind: str) -> Path:
        if kind not in done:
            torch.manual_seed(7)
            done[kind] = getattr(tiny_checkpoints, kind)(root / kind)
        return done[kind]

    return make


@pytest.fixture(scope="session")
def published(
    made: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The folder of a small checkpoint as ONNX files, by the name of its maker."""
    root = tmp_path_factory.mktemp("published")
    done: dict[str, Path] = {}

    def make(kind: str) -> Path:
        if kind not in done:
            from tests.kit.published_onnx import LIQUID, SMOLVLM, TWO_GRAPHS, export

            names = {"lfm2_vl": LIQUID, "lfm3_vl": TWO_GRAPHS}.get(kind, SMOLVLM)
            done[kind] = export(made(kind), root / kind, names)
        return done[kind]

    return make


@pytest.fixture
def hub(
    made: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HubServer]:
    """A hub with a small LLaVA, in a folder that a test may change."""
    import shutil

    shutil.copytree(made("llava"), tmp_path / "repository")
    server = HubServer(tmp_path / "repository")
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    yield server
    server.close()
