"""Export torch modules to ONNX, and run an encoder file over whole sets."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


def write(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    input_names: Sequence[str],
    output_names: Sequence[str],
    dynamic: dict[str, dict[int, str]],
) -> None:
    """Export a module in evaluation mode with the named inputs, outputs and dynamic axes."""
    module.eval()
    torch.onnx.export(
        module,
        inputs,
        str(path),
        dynamo=False,
        opset_version=17,
        input_names=list(input_names),
        output_names=list(output_names),
        dynamic_axes=dynamic,
    )


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
