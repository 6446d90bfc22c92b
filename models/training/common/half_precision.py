"""Store a network's weights in half precision; it still computes in float32.

onnxruntime converts the weights back once, when it loads the file, so nothing gets slower.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LEAST = 1024
"""Smaller weights stay as they are."""


def store(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of the model whose float32 weights are stored as float16, with a cast after each.

    Raises ValueError if a weight is too large for float16.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    casts = []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < LEAST:
            continue
        values = numpy_helper.to_array(weight)
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ValueError(f"{weight.name} is too large for half precision.")
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [weight.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(result)
    return result
