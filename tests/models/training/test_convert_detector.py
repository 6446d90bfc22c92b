"""The detector's conversion, on a frozen graph of a few nodes that is written here."""

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.training.common import half_precision
from models.training.witness import frozen_graph
from models.training.witness.convert_detector import KEPT, Converter, prior_boxes

INPUT = "Preprocessor/sub"


def varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def message(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def integer(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def node(name: str, op: str, inputs: tuple[str, ...] = (), **attributes: bytes) -> bytes:
    body = message(1, name.encode()) + message(2, op.encode())
    body += b"".join(message(3, one.encode()) for one in inputs)
    for key, value in attributes.items():
        body += message(5, message(1, key.encode()) + message(2, value))
    return message(1, body)


def constant(name: str, value: NDArray[np.float32]) -> bytes:
    shape = b"".join(message(2, integer(1, size)) for size in value.shape)
    content = message(4, value.astype("<f4").tobytes())
    return node(name, "Const", value=message(8, integer(1, 1) + message(2, shape) + content))


def strides(step: int) -> bytes:
    return message(1, message(3, bytes([1, step, step, 1])))


def block(
    name: str, before: str, kernel: NDArray[np.float32], op: str, step: int, shift: float
) -> bytes:
    """A convolution with batch normalisation and Relu6 in the graph's own form."""
    channels = kernel.shape[3] if op == "Conv2D" else kernel.shape[2]
    scale = np.linspace(0.5, 1.5, channels, dtype=np.float32)
    return b"".join(
        [
            constant(f"{name}/kernel", kernel),
            node(f"{name}/kernel/read", "Identity", (f"{name}/kernel",)),
            node(f"{name}/conv", op, (before, f"{name}/kernel/read"), strides=strides(step)),
            constant(f"{name}/variance", (1 / scale**2).astype(np.float32)),
            node(f"{name}/scale", "Rsqrt", (f"{name}/variance",)),
            node(f"{name}/scaled", "Mul", (f"{name}/conv", f"{name}/scale")),
            constant(f"{name}/shift", np.full(channels, shift, np.float32)),
            node(f"{name}/moved", "Add", (f"{name}/scaled", f"{name}/shift")),
            node(name, "Relu6", (f"{name}/moved",)),
        ]
    )


def same_convolution(
    x: NDArray[np.float32], kernel: NDArray[np.float32], step: int, depthwise: bool
) -> NDArray[np.float32]:
    """TensorFlow's "SAME" convolution of [H, W, C], written out."""
    size = kernel.shape[0]
    side = -(-x.shape[0] // step)
    padding = max((side - 1) * step + size - x.shape[0], 0)
    around = (padding // 2, padding - padding // 2)
    x = np.pad(x, (around, around, (0, 0)))
    rows = []
    for row in range(0, side * step, step):
        for column in range(0, side * step, step):
            part = x[row : row + size, column : column + size]
            if depthwise:
                rows.append((part * kernel[..., 0]).sum((0, 1)))
            else:
                rows.append(np.tensordot(part, kernel, 3))
    result: NDArray[np.float32] = np.stack(rows).reshape(side, side, -1)
    return result


def relu6(x: NDArray[np.float32], shift: float) -> NDArray[np.float32]:
    scale = np.linspace(0.5, 1.5, x.shape[2], dtype=np.float32)
    result: NDArray[np.float32] = np.clip(x * scale + shift, 0, 6)
    return result


def test_normalisation_is_folded_and_padding_is_tensorflows() -> None:
    rng = np.random.default_rng(0)
    first = rng.normal(size=(3, 3, 3, 4)).astype(np.float32)
    second = rng.normal(size=(3, 3, 4, 1)).astype(np.float32)
    graph = node(INPUT, "Sub") + block("first", INPUT, first, "Conv2D", 2, 0.5)
    graph += block("second", "first", second, "DepthwiseConv2dNative", 1, -0.25)
    graph += node("sum", "Add", ("first", "second"))
    work = Converter(frozen_graph.parse(graph))
    work.constant(np.array(0, np.float32), "zero")
    work.constant(np.array(6, np.float32), "six")
    last = work.layer("sum")
    assert {one.op_type for one in work.nodes} == {"Conv", "Clip", "Add"}
    pixels = rng.normal(size=(300, 300, 3)).astype(np.float32)
    values = run(work, last, pixels)
    middle = relu6(same_convolution(pixels, first, 2, False), 0.5)
    expected = middle + relu6(same_convolution(middle, second, 1, True), -0.25)
    assert values == pytest.approx(expected, abs=1e-3)


def run(work: Converter, output: str, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    graph = helper.make_graph(
        work.nodes,
        "part",
        [helper.make_tensor_value_info("normal", TensorProto.FLOAT, [1, 3, 300, 300])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        work.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (values,) = session.run(None, {"normal": pixels.transpose(2, 0, 1)[None]})
    result: NDArray[np.float32] = values[0].transpose(1, 2, 0)
    return result


def test_an_unknown_operation_is_named() -> None:
    graph = frozen_graph.parse(node("odd", "Softplus", (INPUT,)))
    with pytest.raises(ValueError, match="Softplus"):
        Converter(graph).layer("odd")


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="not a frozen TensorFlow graph"):
        frozen_graph.parse(b"\x0f\x0f\x0f")


def test_eighty_of_the_ninety_classes_are_kept() -> None:
    assert len(KEPT) == 80
    assert KEPT[:12] == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13)
    assert KEPT[-1] == 90


def test_the_anchors_cover_the_picture_on_six_grids() -> None:
    boxes = prior_boxes()
    assert boxes.shape == (1917, 4)
    assert boxes[0] == pytest.approx([0.5 / 19, 0.5 / 19, 0.1, 0.1])
    assert boxes[1] == pytest.approx([0.5 / 19, 0.5 / 19, 0.2 / 2**0.5, 0.2 * 2**0.5])
    assert boxes[-1] == pytest.approx([0.5, 0.5, 0.95**0.5, 0.95**0.5])
    assert boxes[:, :2].min() > 0
    assert boxes[:, :2].max() < 1


def doubling(weight: NDArray[np.float32]) -> onnx.ModelProto:
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, len(weight)])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, weight.shape[1]])],
        [numpy_helper.from_array(weight, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def test_half_precision_halves_the_file_and_keeps_the_result() -> None:
    rng = np.random.default_rng(0)
    whole = doubling(rng.normal(size=(64, 64)).astype(np.float32))
    half = half_precision.store(whole)
    assert half.ByteSize() < 0.6 * whole.ByteSize()
    x = rng.normal(size=(1, 64)).astype(np.float32)
    results = [
        onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
        for model in (whole, half)
    ]
    assert results[0].dtype == results[1].dtype == np.float32
    assert results[1] == pytest.approx(results[0], abs=0.02)


def test_a_weight_beyond_half_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        half_precision.store(doubling(np.full((64, 64), 1e6, np.float32)))
