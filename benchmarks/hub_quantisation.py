"""The fastest way to hold a checkpoint's matrices in 8 or 4 bits on this processor.

`python -m benchmarks.hub_quantisation` times one matrix of a small decoder for one row (a token
that is written) and for many (a prompt that is read), measures how far each result is from
float32's, and writes hub_quantisation.csv. torchao and OpenVINO are tried if they are installed; no
extra requires them. torchao's 4 bits do not run on this kind of processor.
"""

import csv
import importlib.util
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.command import command
from models.hub.quantise import NarrowLinear

OUT = Path(__file__).with_name("hub_quantisation.csv")
COLUMNS, ROWS = 896, 4864
"""The largest matrix of a decoder of half a billion parameters."""


def ways(wide: nn.Linear) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
    """Each way to multiply with the weights of a layer, by name."""
    half = nn.Linear(wide.in_features, wide.out_features, bias=False).bfloat16()
    half.weight.data = wide.weight.data.bfloat16()
    yield "float32", wide
    yield "bfloat16", lambda x: half(x.bfloat16())
    yield "8 bits, torch.quantize_dynamic", _dynamic(wide)
    yield "8 bits, torch._weight_int8pack_mm", _packed(wide)
    yield "8 bits, onnxruntime MatMulNBits", NarrowLinear(wide, 8, None)
    yield "4 bits, onnxruntime MatMulNBits", NarrowLinear(wide, 4, None)
    if importlib.util.find_spec("torchao") is not None:
        yield "8 bits, torchao", _torchao(wide)
    if importlib.util.find_spec("openvino") is not None:
        yield "8 bits, OpenVINO", _openvino(wide, 8)
        yield "4 bits, OpenVINO", _openvino(wide, 4)


def _dynamic(wide: nn.Linear) -> Callable[[Tensor], Tensor]:
    quantise: Any = torch.ao.quantization.quantize_dynamic
    found: Callable[[Tensor], Tensor] = quantise(nn.Sequential(wide), {nn.Linear}, torch.qint8)
    return found


def _packed(wide: nn.Linear) -> Callable[[Tensor], Tensor]:
    scale = wide.weight.abs().amax(1) / 127
    numbers = (wide.weight / scale[:, None]).round().to(torch.int8)
    return lambda x: torch._weight_int8pack_mm(x, numbers, scale)


def _torchao(wide: nn.Linear) -> Callable[[Tensor], Tensor]:
    import copy

    from torchao.quantization import (  # type: ignore[import-not-found]  # not among the extras
        Int8WeightOnlyConfig,
        quantize_,
    )

    model = nn.Sequential(copy.deepcopy(wide))
    quantize_(model, Int8WeightOnlyConfig())
    return model


def _openvino(wide: nn.Linear, bits: int) -> Callable[[Tensor], Tensor]:
    """Integers with a scale for every 64 columns, which OpenVINO multiplies without unpacking."""
    import openvino as ov  # type: ignore[import-not-found]  # not among the extras
    from openvino import opset13 as op

    largest = 2 ** (bits - 1) - 1
    grouped = wide.weight.detach().reshape(len(wide.weight), -1, 64)
    scale = grouped.abs().amax(2, keepdim=True) / largest
    numbers = (grouped / scale).round().to(torch.int8).numpy()
    kind = ov.Type.i8 if bits == 8 else ov.Type.i4
    wanted = op.convert(op.constant(numbers, dtype=kind), "f32")
    weight = op.multiply(wanted, op.constant(scale.numpy()))
    weight = op.reshape(weight, op.constant(list(wide.weight.shape)), special_zero=False)
    x = op.parameter([-1, wide.in_features], ov.Type.f32)
    result = op.matmul(x, weight, transpose_a=False, transpose_b=True)
    settings = {"INFERENCE_NUM_THREADS": torch.get_num_threads(), "PERFORMANCE_HINT": "LATENCY"}
    compiled = ov.Core().compile_model(ov.Model([result], [x]), "CPU", settings)
    request = compiled.create_infer_request()
    return lambda rows: torch.from_numpy(request.infer([rows.numpy()])[0].copy())


def microseconds(work: Callable[[], object], runs: int) -> float:
    """The least time of several runs, without other load on the machine."""
    work()
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def main() -> None:
    """Measure and write the table."""
    parser = command(__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    wide = nn.Linear(COLUMNS, ROWS, bias=False)
    with args.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["way", "one row, microseconds", "128 rows, microseconds", "error, percent"])
        for name, way in ways(wide):
            one, many = torch.randn(1, COLUMNS), torch.randn(128, COLUMNS)
            right = wide(many)
            error = float((way(many).float() - right).norm() / right.norm())
            times = [microseconds(partial(way, x), args.runs) for x in (one, many)]
            table.writerow([name, *map(round, times), round(100 * error, 2)])
            file.flush()
    print(args.out.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
