"""What runs the embedded model's networks, of what onnxruntime has."""

from pathlib import Path

import onnxruntime
import pytest

from models.embedded import manifest
from models.embedded.runtime import Network, providers
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
