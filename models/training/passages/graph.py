"""The encoder of passages as ONNX, with four bits a weight."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.embedded.passages import PADDING
from models.training.passages.e5 import BLOCK, E5, HEADS, LAYERS, WIDTH, Packed
from models.training.passages.network import EPSILON, MATRICES, PassageNetwork

OPSET: Final = 20
_TOGETHER: Final = "together"


class _Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Any) -> str:
        """Add a number or an array, and return its name."""
        name = f"c{len(self.constants)}"
        array = np.ascontiguousarray(value)
        self.constants.append(numpy_helper.from_array(array.reshape(np.shape(value)), name))
        return name

    def eight_bits(self, matrix: NDArray[np.float32]) -> str:
        """Add a matrix with eight bits a number and a scale a column, and return its name."""
        scale = np.maximum(np.abs(matrix).max(0), 1e-12).astype(np.float32) / 127
        bits = self.constant(np.round(matrix / scale).astype(np.int8))
        return self.node("DequantizeLinear", bits, self.constant(scale), axis=1)

    def node(self, kind: str, *inputs: str, domain: str = "", **how: Any) -> str:
        """Add a node, and return the name of its output."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **how))
        return name


def write(source: E5, network: PassageNetwork, kept: list[int], path: Path) -> None:
    """Write the network: `pieces` [B, T] to `vectors` [B, 384].

    `together` chooses nothing before the networks are joined.
    """
    graph = _Graph()
    padded = graph.node("Equal", "pieces", graph.constant(np.int64(PADDING)))
    x = _embedded(graph, source, network, kept)
    for layer in range(LAYERS):
        x = _layer(graph, source, network, layer, x, padded)
    real = graph.node("Cast", graph.node("Not", padded), to=TensorProto.FLOAT)
    last = graph.constant(np.array([-1]))
    summed = graph.node(
        "ReduceSum",
        graph.node("Mul", x, graph.node("Unsqueeze", real, last)),
        graph.constant(np.array([1])),
        keepdims=0,
    )
    length = graph.node("ReduceL2", summed, last, keepdims=1)
    graph.nodes.append(helper.make_node("Div", [summed, length], ["vectors"]))
    made = helper.make_graph(
        graph.nodes,
        "passages",
        [
            helper.make_tensor_value_info("pieces", TensorProto.INT64, ["batch", "length"]),
            helper.make_tensor_value_info(_TOGETHER, TensorProto.INT64, []),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])],
        graph.constants,
    )
    sets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(made, opset_imports=sets, ir_version=10), path)


def join(path: Path, reader: Path) -> None:
    """Give a network the constants of another file, which `together` = 1 chooses."""
    model, other = onnx.load(path), onnx.load(reader)
    graph, both = model.graph, []
    nodes = [node for node in graph.node if _TOGETHER not in node.input]
    for mine, its in zip(graph.initializer, other.graph.initializer, strict=True):
        apart, joined = map(numpy_helper.to_array, (mine, its))
        apart = apart[0] if apart.ndim > joined.ndim else apart
        if np.array_equal(apart, joined):
            mine.CopyFrom(its)
            continue
        mine.CopyFrom(numpy_helper.from_array(np.stack([apart, joined]), f"{its.name}s"))
        both.append(helper.make_node("Gather", [mine.name, _TOGETHER], [its.name]))
    del graph.node[:]
    graph.node.extend([*both, *nodes])
    onnx.save(model, path)


def _embedded(graph: _Graph, source: E5, network: PassageNetwork, kept: list[int]) -> str:
    """The states of word pieces; their rows keep four bits a number until they are looked up."""
    words = source.packed("emb.word", WIDTH)
    bits = words.bits[kept]
    halves = bits.reshape(len(kept), -1, 2, BLOCK // 2)
    packed = (halves[:, :, 0] | halves[:, :, 1] << 4).reshape(len(kept), -1)
    found = graph.node("Gather", graph.constant(packed), "pieces")
    low = graph.node("BitwiseAnd", found, graph.constant(np.uint8(15)))
    high = graph.node("BitShift", found, graph.constant(np.uint8(4)), direction="RIGHT")
    blocks = graph.constant(np.array([0, 0, WIDTH // BLOCK, BLOCK // 2]))
    parts = [graph.node("Reshape", one, blocks) for one in (low, high)]
    whole = graph.node("Cast", graph.node("Concat", *parts, axis=-1), to=TensorProto.FLOAT)
    centred = graph.node("Sub", whole, graph.constant(np.float32(8)))
    scale = graph.node("Gather", graph.constant(words.scales[kept]), "pieces")
    scale = graph.node("Cast", scale, to=TensorProto.FLOAT)
    scale = graph.node("Unsqueeze", scale, graph.constant(np.array([-1])))
    flat = graph.constant(np.array([0, 0, WIDTH]))
    states = graph.node("Reshape", graph.node("Mul", centred, scale), flat)
    places = graph.node(
        "Slice",
        graph.constant(network.places.numpy()),
        graph.constant(np.array([0])),
        graph.node("Shape", "pieces", start=1),
        graph.constant(np.array([0])),
    )
    return _norm(graph, network, "emb.ln", graph.node("Add", states, places))


def _layer(
    graph: _Graph, source: E5, network: PassageNetwork, layer: int, x: str, padded: str
) -> str:
    def linear(name: str, states: str) -> str:
        packed = source.packed(f"l{layer}.{name}.w", MATRICES[name][1])
        product = _product(graph, packed, states)
        beside = network.adapter(layer, name)
        if beside is not None:
            for matrix in beside:
                states = graph.node("MatMul", states, graph.eight_bits(matrix.detach().numpy().T))
            product = graph.node("Add", product, states)
        return graph.node("Add", product, graph.constant(network.numbers(f"l{layer}.{name}.b")))

    heads = graph.constant(np.array([0, 0, HEADS, WIDTH // HEADS]))
    q, k, v = (graph.node("Reshape", linear(name, x), heads) for name in "qkv")
    q, v = (graph.node("Transpose", one, perm=[0, 2, 1, 3]) for one in (q, v))
    k = graph.node("Transpose", k, perm=[0, 2, 3, 1])
    scale = graph.constant(np.float32((WIDTH // HEADS) ** -0.5))
    fit = graph.node("Mul", graph.node("MatMul", q, k), scale)
    away = graph.node(
        "Where", padded, graph.constant(np.float32(-1e9)), graph.constant(np.float32(0))
    )
    away = graph.node("Unsqueeze", away, graph.constant(np.array([1, 2])))
    shares = graph.node("Softmax", graph.node("Add", fit, away), axis=-1)
    seen = graph.node("Transpose", graph.node("MatMul", shares, v), perm=[0, 2, 1, 3])
    seen = graph.node("Reshape", seen, graph.constant(np.array([0, 0, WIDTH])))
    x = _norm(graph, network, f"l{layer}.aln", graph.node("Add", x, linear("ao", seen)))
    inner = graph.node("Gelu", linear("fi", x))
    return _norm(graph, network, f"l{layer}.oln", graph.node("Add", x, linear("fo", inner)))


def _product(graph: _Graph, packed: Packed, states: str) -> str:
    """States times a packed matrix, whose neighbours share a byte as onnxruntime wants it."""
    outputs, inputs = packed.bits.shape
    pairs = packed.bits.reshape(outputs, inputs // BLOCK, BLOCK // 2, 2)
    half = graph.constant(packed.scales.reshape(-1))
    return graph.node(
        "MatMulNBits",
        states,
        graph.constant(pairs[..., 0] | pairs[..., 1] << 4),
        graph.node("Cast", half, to=TensorProto.FLOAT),
        domain="com.microsoft",
        K=inputs,
        N=outputs,
        bits=4,
        block_size=BLOCK,
        accuracy_level=4,
    )


def _norm(graph: _Graph, network: PassageNetwork, name: str, x: str) -> str:
    weight, bias = (graph.constant(network.numbers(f"{name}.{one}")) for one in "wb")
    return graph.node("LayerNormalization", x, weight, bias, axis=-1, epsilon=EPSILON)
