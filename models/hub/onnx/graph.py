"""An ONNX graph with its inputs and outputs by name, which it must have as expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Network
from models.hub.onnx.settings import misfit
from models.interfaces import UNCANCELLED, CancelToken
from models.messages import HubError

KINDS: Final = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
}
"""The kinds of numbers that are given and taken."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output."""

    kind: str
    shape: tuple[int | str | None, ...]
    """Fixed sides are numbers."""


class Graph:
    """A part of a checkpoint."""

    def __init__(self, checkpoint: str, path: Path, threads: int) -> None:
        """Load it. Raises HubError and ModelError."""
        self._checkpoint, self._file = checkpoint, path.name
        self._network = Network(path, threads, pooled=True)
        self.inputs = _tensors(self._network.inputs())
        self.outputs = _tensors(self._network.outputs())
        for name, tensor in (self.inputs | self.outputs).items():
            if tensor.kind not in KINDS:
                raise self.misfit(f"{name}: {', '.join(KINDS)}")

    def misfit(self, expected: str) -> HubError:
        """The error for a graph that is not as expected."""
        return misfit(self._checkpoint, self._file, expected)

    def expect(
        self, inputs: Sequence[str], optional: Sequence[str], outputs: Sequence[str]
    ) -> None:
        """Refuse the graph unless it has these inputs and outputs, and no other inputs."""
        for name in inputs:
            if name not in self.inputs:
                raise self.misfit(name)
        for name in outputs:
            if name not in self.outputs:
                raise self.misfit(name)
        if strange := sorted(self.inputs.keys() - {*inputs, *optional}):
            allowed = ", ".join((*inputs, *optional)[:8])
            raise self.misfit(f"{allowed} ({strange[0]}?)")

    def only_output(self, usual: str) -> str:
        """The name of the one output that counts: the usual one, or the only one there is."""
        if usual in self.outputs:
            return usual
        if len(self.outputs) != 1:
            raise self.misfit(usual)
        return next(iter(self.outputs))

    def check(self, given: Mapping[str, Array]) -> None:
        """Refuse the graph if it takes arrays of other sides than these."""
        for name, value in given.items():
            own = self.inputs[name].shape if name in self.inputs else value.shape
            fixed = [side for side in own if isinstance(side, int)]
            fits = len(own) == value.ndim and all(
                side == length
                for side, length in zip(own, value.shape, strict=True)
                if isinstance(side, int)
            )
            if not fits:
                raise self.misfit(f"{name}: {list(value.shape)} ({fixed}?)")

    def width(self, name: str) -> int | None:
        """The last side of an input or output, if it is fixed."""
        last = (self.inputs | self.outputs)[name].shape[-1:]
        return last[0] if last and isinstance(last[0], int) else None

    def run(
        self,
        given: Mapping[str, Array],
        wanted: Sequence[str],
        cancel: CancelToken = UNCANCELLED,
    ) -> list[Array]:
        """Some of the outputs; what else the graph could give is not computed.

        Raises WorkCancelledError midway once `cancel` is cancelled.
        """
        arrays: dict[str, Array] = {
            name: np.ascontiguousarray(value, KINDS[self.inputs[name].kind])
            for name, value in given.items()
            if name in self.inputs
        }
        return self._network.some(wanted, cancel, arrays)


def _tensors(slots: Sequence[tuple[str, str, Sequence[Any]]]) -> dict[str, Tensor]:
    return {name: Tensor(kind, tuple(shape)) for name, kind, shape in slots}
