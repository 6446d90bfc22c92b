"""Builds small ONNX files, node by node."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]

KINDS = {
    "pixels": TensorProto.UINT8,
    **dict.fromkeys(("pieces", "together", "grams"), TensorProto.INT64),
}
"""The inputs that are not float32."""


class Graph:
    """Collects nodes and weights of one network."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def put(self, value: Array | float | list[int]) -> str:
        """A constant: floats as float32, integers as int64."""
        array = np.asarray(value)
        name = f"w{len(self.weights)}"
        kind = np.float32 if array.dtype.kind == "f" else np.int64
        self.weights.append(numpy_helper.from_array(array.astype(kind), name))
        return name

    def add(self, op: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add a node, and return the name of its output."""
        name = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], **attributes))
        return name

    def save(
        self,
        path: Path,
        inputs: dict[str, Any],
        outputs: dict[str, Any],
        notes: dict[str, str] | None = None,
    ) -> None:
        """Write the file; strings in shapes are dynamic axes."""

        def values(shapes: dict[str, Any]) -> list[onnx.ValueInfoProto]:
            return [
                helper.make_tensor_value_info(name, KINDS.get(name, TensorProto.FLOAT), shape)
                for name, shape in shapes.items()
            ]

        graph = helper.make_graph(
            self.nodes, path.stem, values(inputs), values(outputs), self.weights
        )
        opset = [helper.make_opsetid("", 17)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=9)
        helper.set_model_props(model, notes or {})
        onnx.checker.check_model(model)
        onnx.save(model, path)
