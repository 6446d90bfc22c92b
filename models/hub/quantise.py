"""Quantises matrices to 8 or 4 bits on the processor, with onnxruntime's MatMulNBits.

With AVX2, only torch's dynamic quantisation is faster for one token at a time, and its error is
three times as large (`benchmarks/hub_quantisation.csv`). An output head tied to the embedding stays
as it is: a quantised copy would add memory, not save it.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from models.embedded.runtime import Network

GROUP: Final = 32
"""Weights that share a scale."""
ROWS: Final = 16
"""Rows from which the work is shared between threads."""


def narrowed(weight: NDArray[np.float32], bits: int) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Quantise a matrix [N, K] into the numbers and scales of MatMulNBits.

    Symmetric, with zero in the middle of the unsigned range; K must be a multiple of `GROUP`.
    """
    rows, columns = weight.shape
    groups = weight.reshape(rows, columns // GROUP, GROUP)
    half = 2 ** (bits - 1)
    scale = np.maximum(np.abs(groups).max(-1), 1e-12) / (half - 1)
    numbers = np.clip(np.round(groups / scale[..., None]), 1 - half, half - 1) + half
    numbers = numbers.astype(np.uint8)
    if bits == 4:
        numbers = numbers[..., 0::2] | (numbers[..., 1::2] << 4)
    return numbers, scale.astype(np.float32)


def _network(weight: NDArray[np.float32], bits: int) -> Network:
    rows, columns = weight.shape
    numbers, scale = narrowed(weight, bits)
    node = helper.make_node(
        "MatMulNBits",
        ["x", "numbers", "scale"],
        ["y"],
        domain="com.microsoft",
        K=columns,
        N=rows,
        bits=bits,
        block_size=GROUP,
        # Level 4 sums products of 8 bits; wider sums are far slower.
        accuracy_level=4,
    )
    graph = helper.make_graph(
        [node],
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["M", columns])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["M", rows])],
        [numpy_helper.from_array(numbers, "numbers"), numpy_helper.from_array(scale, "scale")],
    )
    sets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=sets, ir_version=10)
    # A thread pool for each of some hundred layers would be hundreds of threads.
    return Network(model.SerializeToString(), threads=1)


class NarrowLinear(nn.Module):
    """A linear layer with weights in 8 or 4 bits."""

    def __init__(self, linear: nn.Linear, bits: int, threads: ThreadPoolExecutor | None) -> None:
        """Quantise a layer; `threads` help with many rows."""
        super().__init__()
        weight = linear.weight.detach().to(torch.float32).contiguous().numpy()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self._network = _network(weight, bits)
        self._threads = threads
        bias = None if linear.bias is None else linear.bias.detach().to(torch.float32)
        self.register_buffer("bias", bias)

    bias: Tensor | None

    def forward(self, x: Tensor) -> Tensor:
        """[..., K] → [..., N], float32."""
        rows = x.detach().reshape(-1, self.in_features).to(torch.float32).contiguous().numpy()
        if self._threads is None or len(rows) < ROWS:
            (found,) = self._network(x=rows)
        else:
            half = len(rows) // 2
            other = self._threads.submit(self._network, x=rows[half:])
            found = np.concatenate([*self._network(x=rows[:half]), *other.result()])
        y = torch.from_numpy(found).view(*x.shape[:-1], self.out_features)
        return y if self.bias is None else y + self.bias


def quantise(model: nn.Module, bits: int, threads: int) -> None:
    """Replace a model's linear layers, except tied and odd ones."""
    pool = ThreadPoolExecutor(1, "rows") if threads > 1 else None
    shared = _shared(model)
    for path, parent in list(model.named_modules()):
        for name, child in list(parent.named_children()):
            # Subclasses and patch embeddings may be used by their weights alone.
            if type(child) is not nn.Linear or child.in_features % GROUP:
                continue
            if child.weight.data_ptr() in shared or "embed" in f"{path}.{name}":
                continue
            setattr(parent, name, NarrowLinear(child, bits, pool))


def _shared(model: nn.Module) -> set[int]:
    """The addresses of weights that two modules share."""
    weights = (module._parameters.get("weight") for module in model.modules())
    places = Counter(weight.data_ptr() for weight in weights if weight is not None)
    return {place for place, count in places.items() if count > 1}
