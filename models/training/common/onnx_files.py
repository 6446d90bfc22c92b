"""Export torch modules to ONNX, and run an encoder file over whole sets."""

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.training.common import half_precision

Store: TypeAlias = Callable[[Path, Path], object]
"""Copies a network with its weights in fewer bits."""


def whole(source: Path, target: Path) -> None:
    """Store the weights as they are."""
    shutil.copy(source, target)


def halved(source: Path, target: Path) -> None:
    """Store the weights in half precision."""
    onnx.save(half_precision.store(onnx.load(source)), target)


def in_bytes(*kinds: str) -> Store:
    """Stores the weights of these kinds of nodes in 8 bits."""
    # Signed weights saturate on processors that have AVX2 but no VNNI.
    unsigned = {"per_channel": True, "weight_type": QuantType.QUInt8}
    return partial(quantize_dynamic, op_types_to_quantize=list(kinds), **unsigned)


def write(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    input_names: Sequence[str],
    output_names: Sequence[str],
    dynamic: dict[str, dict[int, str]],
    store: Store = whole,
) -> None:
    """Export a module in evaluation mode with the named inputs, outputs and dynamic axes."""
    with TemporaryDirectory() as folder:
        exported = Path(folder) / path.name
        torch.onnx.export(
            module.eval(),
            inputs,
            str(exported),
            dynamo=False,
            opset_version=17,
            input_names=list(input_names),
            output_names=list(output_names),
            dynamic_axes=dynamic,
        )
        store(exported, path)


def session(path: Path, threads: int = 2) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run_over(path: Path, pixels: NDArray[np.uint8], mirrored: bool = False) -> NDArray[np.float16]:
    """The first output of an encoder file for photos [N, H, W, 3], as float16 [N, …]."""
    model = session(path)
    rows = []
    for start in range(len(pixels)):
        part = np.asarray(pixels[start : start + 1])
        if mirrored:
            part = np.ascontiguousarray(part[:, :, ::-1])
        rows.append(model.run(None, {"pixels": part})[0].astype(np.float16))
    return np.concatenate(rows)
