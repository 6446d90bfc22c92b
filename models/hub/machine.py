"""Which device and precision a checkpoint can run in on this machine."""

import json
import math
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from models import json_files, limits
from models.messages import HubError, HubLine, ModelSentence
from models.system import SYSTEM

ROOM: Final = 600_000_000
"""Bytes besides the weights: the picture, the prompt and the program itself."""
SPARE: Final = 0.9
"""The share of the free memory that may be used."""


class Precision(StrEnum):
    """The precision of the weights in memory."""

    BFLOAT16 = "bfloat16"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"
    INT4 = "int4"


_BYTES: Final = {
    Precision.BFLOAT16: 2.0,
    Precision.INT8: 1.05,
    Precision.INT4: 0.63,
}
"""Bytes a matrix parameter, scales included."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine's free memory in bytes."""

    memory: int
    cuda: int = 0
    mps: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """A checkpoint's size."""

    stored: int
    """Bytes of the weights on disk."""
    matrices: int
    """Parameters that can be quantised."""
    others: int
    """Parameters that cannot: embeddings and tied weights, norms, convolutions."""


@dataclass(frozen=True, slots=True)
class PrecisionChoice:
    """One way to run a checkpoint."""

    device: str
    precision: Precision
    bytes: int
    """Memory in use."""

    @property
    def says(self) -> ModelSentence:
        """In words, such as "int8 on the processor"."""
        return HubLine[f"ON_{self.device.upper()}"].said(precision=self.precision)


def need(size: Size, precision: Precision) -> int:
    """The peak memory of a checkpoint in bytes.

    On the processor the files are read whole before their weights are quantised.
    """
    narrow = precision in (Precision.INT8, Precision.INT4)
    wide = 4.0 if narrow else 2.0
    work = int(size.matrices * _BYTES[precision] + size.others * wide)
    return max(work, size.stored if narrow else 0) + ROOM


def choices(size: Size, machine: Machine, device: str = "auto") -> tuple[PrecisionChoice, ...]:
    """The choices that fit into the free memory, best first; on one `device` or "auto".

    On the processor 8 bits come first: faster than 16, at next to no loss. 4 bits are the fallback.
    """
    ways = (
        ("cuda", Precision.BFLOAT16, machine.cuda),
        ("mps", Precision.BFLOAT16, machine.mps),
        ("cpu", Precision.INT8, machine.memory),
        ("cpu", Precision.INT4, machine.memory),
    )
    # Only the embedded model runs on OpenVINO.
    devices = {"auto": ("cuda", "mps", "cpu"), "openvino": ("cpu",)}.get(device, (device,))
    return tuple(
        PrecisionChoice(place, precision, bytes_)
        for place, precision, free in ways
        if place in devices and (bytes_ := need(size, precision)) <= free * SPARE
    )


def needs(name: str, bytes_: int) -> ModelSentence:
    """The sentence for a checkpoint that needs more memory than is free."""
    return HubLine.NEEDS_MEMORY.said(name=name, gigabytes=f"{bytes_ / 1e9:.1f}")


def size_of(folder: Path) -> Size:
    """A checkpoint's size, from the headers of its safetensors. Raises HubError."""
    stored = matrices = others = 0
    for path in sorted(folder.glob("*.safetensors")):
        stored += path.stat().st_size
        for name, shape in _shapes(path).items():
            count = math.prod(shape)
            narrow = len(shape) == 2 and not any(part in name for part in _WIDE)
            matrices, others = matrices + narrow * count, others + (not narrow) * count
    if not stored:
        raise HubError(HubLine.NO_SAFETENSORS.said(name=folder.name))
    return Size(stored, matrices, others)


_WIDE: Final = ("embed", "lm_head", "shared", "norm", "position", "projection_dim")


def _shapes(path: Path) -> dict[str, list[int]]:
    """The shape of every tensor (https://github.com/huggingface/safetensors#format)."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > limits.TENSORS_HEADER:
                raise ValueError("its header is too long")
            header = json.loads(file.read(length))
        shapes = {name: one["shape"] for name, one in header.items() if name != "__metadata__"}
        if not all(_holds(path.stat().st_size, shape) for shape in shapes.values()):
            raise ValueError("it holds no such tensor")
        return shapes
    except (*json_files.FAULTS, struct.error) as fault:
        raise HubError(HubLine.FILE_BROKEN.said(file=path.name)) from fault


def _holds(size: int, shape: object) -> bool:
    """Whether so many bytes can hold a tensor of this shape; a value takes a bit or more."""
    count = 1
    for side in shape if isinstance(shape, list) else [None]:
        if type(side) is not int or not 0 <= side <= 8 * size:
            return False
        count *= side
        if count > 8 * size:
            return False
    return True


def free_memory() -> int:
    """Bytes of free memory."""
    return SYSTEM.free_memory()


def this_machine() -> Machine:
    """This machine's free memory; imports torch."""
    import torch

    cuda = mps = 0
    if torch.cuda.is_available():
        cuda = int(torch.cuda.mem_get_info()[0])
    if torch.backends.mps.is_available():
        mps = int(torch.mps.recommended_max_memory())
    return Machine(free_memory(), cuda, mps)
