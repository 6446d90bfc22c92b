"""The files of a published ONNX checkpoint: its parts, and the precisions that it offers.

Works on the names and sizes of files, so that one can choose before they are fetched.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.hub.machine import SPARE, Precision, PrecisionChoice

FOLDER: Final = "onnx"
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "vision": ("vision_encoder", "embed_images"),
    "embeddings": ("embed_tokens",),
    "decoder": ("decoder_model_merged", "decoder"),
}
"""The parts, each with the names that its file may have.

A decoder that takes the tokens themselves has its embeddings inside.
"""
SUFFIXES: Final[Mapping[Precision, tuple[str, ...]]] = {
    Precision.INT8: ("_q8", "_int8", "_quantized", "_uint8"),
    Precision.INT4: ("_q4", "_bnb4", "_q4f16"),
    Precision.FLOAT16: ("_fp16",),
    Precision.FLOAT32: ("",),
}
"""The precisions, best first, each with the endings of its files.

On a processor 8 bits are faster than 16 and lose next to nothing; 16 and 32 are for repositories
that offer nothing narrower.
"""
_WIDENED: Final = 2.1
"""Bytes in memory for each in a file of 16 bits, which a processor widens to 32."""
_WORK: Final = 1.25
"""The same for other files; `benchmarks/hub_onnx.csv` has what two models took."""
ROOM: Final = 200_000_000
"""Bytes besides the weights: a picture's patches, their attention, the prompt."""


@dataclass(frozen=True, slots=True)
class FileChoice:
    """One way to run a checkpoint."""

    precision: PrecisionChoice
    """The decoder's; another part may have the nearest that there is."""
    files: Mapping[str, str]
    """The file of each part."""
    needed: tuple[str, ...]
    """All files of the parts, those of their weights included."""


def sizes(folder: Path) -> dict[str, int]:
    """The bytes of all files under a folder, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_offered(files: Mapping[str, int]) -> bool:
    """Whether these files make up an ONNX checkpoint."""
    return any(offers(files))


def choices(files: Mapping[str, int], free: int) -> tuple[FileChoice, ...]:
    """The ways to run a checkpoint of these files that fit into the free memory, best first."""
    return tuple(one for one in offers(files) if one.precision.bytes <= free * SPARE)


def least(files: Mapping[str, int]) -> int:
    """The memory that the smallest way needs, in bytes; 0 if there is none."""
    return min((one.precision.bytes for one in offers(files)), default=0)


def best(offered: Iterable[FileChoice], free: int) -> FileChoice | None:
    """The first way that fits into the free memory, or else the smallest; None if there is none."""
    ways = tuple(offered)
    fitting = (one for one in ways if one.precision.bytes <= free * SPARE)
    smallest = min(ways, key=lambda one: one.precision.bytes, default=None)
    return next(fitting, smallest)


def memory(stored: int) -> int:
    """About how many bytes ONNX files of this size take in memory."""
    return int(stored * _WORK) + ROOM


def offers(files: Mapping[str, int]) -> Iterator[FileChoice]:
    """The ways to run a checkpoint of these files, best first."""
    for precision in SUFFIXES:
        # Parts can be mixed; the decoder does most of the work and gives the name.
        order = sorted(SUFFIXES, key=lambda one: one is not precision)
        # A vision encoder loses too much in 4 bits.
        clear = [one for one in order if one is not Precision.INT4]
        found = {
            "vision": _file(files, "vision", clear),
            "embeddings": _table(files, precision, order),
            "decoder": _file(files, "decoder", [precision]),
        }
        parts = {part: file for part, file in found.items() if file}
        if not {"vision", "decoder"} <= parts.keys():
            continue
        needed = tuple(name for file in parts.values() for name in _with_weights(files, file))
        taken = int(sum(files[name] * _grows(name) for name in needed)) + ROOM
        yield FileChoice(PrecisionChoice("cpu", precision, taken), parts, needed)


def _file(files: Mapping[str, int], part: str, order: Sequence[Precision]) -> str | None:
    """The file of a part in the first precision that there is."""
    names = (
        f"{FOLDER}/{name}{suffix}.onnx"
        for precision in order
        for suffix in SUFFIXES[precision]
        for name in PARTS[part]
    )
    return next((name for name in names if name in files), None)


def _table(
    files: Mapping[str, int], precision: Precision, order: Sequence[Precision]
) -> str | None:
    """The embeddings: for a narrow decoder the smallest, which need not be those of its name.

    Some files in 4 bits keep this table in 32.
    """
    if precision not in (Precision.INT8, Precision.INT4):
        return _file(files, "embeddings", order)
    every = [one for one in SUFFIXES if precision is Precision.INT4 or one is not Precision.INT4]
    found = (_file(files, "embeddings", [one]) for one in every)
    tables = [file for file in found if file]
    return min(
        tables,
        key=lambda file: sum(files[name] for name in _with_weights(files, file)),
        default=None,
    )


def _with_weights(files: Mapping[str, int], file: str) -> Iterator[str]:
    """A graph and the files beside it that hold its weights."""
    yield file
    yield from (name for name in sorted(files) if name.startswith(f"{file}_data"))


def _grows(name: str) -> float:
    return _WIDENED if "fp16" in name else _WORK
