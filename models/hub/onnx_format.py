"""Looks into an ONNX file without running it: where it says that its weights are.

Only the wire format of protobuf is read, and only the fields that lead to a tensor, in all graphs.
"""

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from models import limits

_LATEST_FIELD: Final = 1 << 29
_MODEL, _GRAPH, _NODE, _ATTRIBUTE, _TENSOR, _SPARSE, _PAIR, _FUNCTION = range(8)
_INSIDE: Final[Mapping[int, Mapping[int, int]]] = {
    _MODEL: {7: _GRAPH, 25: _FUNCTION},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _FUNCTION: {7: _NODE, 11: _ATTRIBUTE},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
    _TENSOR: {13: _PAIR},
    _PAIR: {},
}
"""The messages inside each message, by the number of their field
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto)."""


def data_files(path: Path) -> set[str]:
    """The names of the files in which a model keeps its weights, besides itself.

    Raises OSError, and ValueError if it is no ONNX file.
    """
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as fault:
            raise ValueError("it is empty") from fault
        with data:
            found = set(_locations(data, 0, len(data), _MODEL, 0))
            if not any(number == 7 for number, *_ in _fields(data, 0, len(data))):
                raise ValueError("it has no graph")
            return found


def _locations(data: mmap.mmap, start: int, end: int, kind: int, depth: int) -> Iterator[str]:
    if depth > limits.GRAPH_DEPTH:
        raise ValueError("it is nested too deeply")
    if kind == _PAIR:
        texts = {number: data[begin:stop] for number, begin, stop in _fields(data, start, end)}
        if texts.get(1) == b"location":
            yield texts.get(2, b"").decode()
        return
    inside = _INSIDE[kind]
    for number, begin, stop in _fields(data, start, end):
        if number in inside:
            yield from _locations(data, begin, stop, inside[number], depth + 1)


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, beginning and end of each field of a message."""
    while at < end:
        key, at = _number(data, at, end)
        begin = at
        match key & 7:
            case 0:
                _, at = _number(data, at, end)
            case 1:
                at += 8
            case 2:
                length, begin = _number(data, at, end)
                at = begin + length
            case 5:
                at += 4
            case _:
                raise ValueError("it is not in the format of ONNX")
        if at > end or not 0 < key >> 3 < _LATEST_FIELD:
            raise ValueError("it is not in the format of ONNX")
        if key & 7 == 2:
            yield key >> 3, begin, at


def _number(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("it is not in the format of ONNX")
