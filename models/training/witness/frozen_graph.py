"""Read a frozen TensorFlow graph without TensorFlow: nodes, their inputs and their constants.

The file is one protocol buffer (`GraphDef`). Only the few fields that a convolutional network needs
are read, by their numbers in TensorFlow's `graph.proto`, `node_def.proto`, `attr_value.proto` and
`tensor.proto`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FLOAT = 1
"""TensorFlow's number for the element type float."""


@dataclass(frozen=True)
class Node:
    """One operation."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: dict[str, bytes]
    """Each attribute's `AttrValue`, undecoded."""

    @property
    def strides(self) -> tuple[int, int]:
        """Vertical and horizontal strides of a convolution on NHWC data."""
        packed = _first(self.attributes["strides"], 1)
        values = list(_first(packed, 3))
        return values[1], values[2]

    @property
    def constant(self) -> NDArray[np.float32]:
        """The value of a `Const` node of floats. Raises ValueError for other types."""
        tensor = _first(self.attributes["value"], 8)
        if _number(tensor, 1) != _FLOAT:
            raise ValueError(f"{self.name} is not a tensor of floats.")
        values = np.frombuffer(_first(tensor, 4) or _first(tensor, 5), "<f4")
        shape = [_number(size, 1) for number, size in _fields(_first(tensor, 2)) if number == 2]
        whole = values.reshape(shape) if values.size > 1 else np.full(shape, values[0])
        return whole.astype(np.float32)


def parse(graph: bytes) -> dict[str, Node]:
    """All nodes of a frozen graph by name."""
    nodes = (_node(body) for number, body in _fields(graph) if number == 1)
    return {node.name: node for node in nodes}


def _node(message: bytes) -> Node:
    name = op = ""
    inputs: list[str] = []
    attributes: dict[str, bytes] = {}
    for number, body in _fields(message):
        if number == 1:
            name = body.decode()
        elif number == 2:
            op = body.decode()
        elif number == 3:
            inputs.append(body.decode())
        elif number == 5:
            attributes[_first(body, 1).decode()] = _first(body, 2)
    return Node(name, op, tuple(inputs), attributes)


def _first(message: bytes, wanted: int) -> bytes:
    """The first field with this number that has a body; empty if there is none."""
    return next((body for number, body in _fields(message) if number == wanted), b"")


def _number(message: bytes, wanted: int) -> int:
    """The first field with this number as an integer; 0 if there is none."""
    body = _first(message, wanted)
    return _varint(body, 0)[0] if body else 0


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Each field's number and body; an integer's body is its own encoding."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        start = place
        if kind == 0:
            _, place = _varint(message, place)
        elif kind == 2:
            length, start = _varint(message, place)
            place = start + length
        elif kind in (1, 5):
            place += 8 if kind == 1 else 4
        else:
            raise ValueError("This is not a frozen TensorFlow graph. Download the package again.")
        yield key >> 3, message[start:place]


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
