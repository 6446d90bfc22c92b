"""What runs the embedded model's networks, of what onnxruntime has, and when they are loaded."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from models.embedded import manifest
from models.embedded.model import EmbeddedModel
from models.embedded.runtime import Network, providers
from models.messages import ModelError
from tests.kit import tiny_model

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
ALL = [CPU, "OpenVINOExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider", CUDA]


def test_the_fastest_that_is_there_comes_first_and_the_processor_last() -> None:
    assert providers("auto", [CPU, "AzureExecutionProvider"]) == [CPU]
    assert providers("auto", ALL)[0] == CUDA
    assert providers("auto", ALL)[-1] == CPU
    assert len(providers("auto", ALL)) == 4
    assert providers("cpu", ALL) == [CPU]
    assert providers("openvino", ALL) == ["OpenVINOExecutionProvider", CPU]
    assert providers("mps", ALL) == ["CoreMLExecutionProvider", CPU]
    assert providers("cuda", [CPU]) == [CPU]


def test_a_network_that_a_device_does_not_take_runs_on_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for a driver that fails: onnxruntime refuses a provider that it has not."""
    tiny_model.write(tmp_path)
    tried: list[list[str]] = []
    real = onnxruntime.InferenceSession

    def session(path: str, options: object, providers: list[str]) -> object:
        tried.append(providers)
        if providers[0] == CUDA:
            raise RuntimeError("no driver")
        return real(path, options, providers=providers)

    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [CUDA, CPU])
    network = Network(tmp_path / manifest.BRIDGE, 1, "auto")
    assert tried == [[CUDA, CPU], [CPU]]
    assert network.shape("patches")


def test_a_lazy_network_is_loaded_when_it_is_first_used(tmp_path: Path) -> None:
    path = tmp_path / manifest.BRIDGE
    network = Network(path, 1, lazy=True)
    with pytest.raises(ModelError):
        network.inputs()
    tiny_model.write(tmp_path)
    assert network.shape("patches")
    path.unlink()
    assert network.inputs()


def test_a_picture_loads_no_network_that_writes_or_reads_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_model.write(tmp_path)
    loaded: list[str] = []
    real = onnxruntime.InferenceSession

    def session(path: Path, options: object, providers: list[str]) -> object:
        loaded.append(Path(path).name)
        return real(path, options, providers=providers)

    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    model = EmbeddedModel(tmp_path, 1)
    model.warm_up()
    words = {manifest.BRIDGE, manifest.DECODER, manifest.TEXT, manifest.CHOICES}
    assert loaded
    assert not words.intersection(loaded)
    assert list(model.generate(model.look(np.full((40, 60, 3), 200, np.uint8)), "describe"))
    assert manifest.DECODER in loaded
