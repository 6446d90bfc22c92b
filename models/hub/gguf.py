"""The files of a model for llama.cpp: a decoder, and its vision encoder, in the best precision.

Works on the names and sizes of files, so that one can choose before they are fetched.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from models.hub.machine import Precision, PrecisionChoice
from models.hub.onnx.layout import FileChoice

ENDING: Final = ".gguf"
EYES: Final = "mmproj"
"""What the name of a vision encoder's file holds."""
MAGIC: Final = b"GGUF"
"""What every file begins with (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""
ROOM: Final = 300_000_000
"""Bytes besides the weights; `benchmarks/hub_onnx.csv` has what one model took."""
_NARROWER: Final[Mapping[Precision, str]] = {Precision.INT8: "q8_0", Precision.INT4: "q4_k_m"}
"""The precisions, best first, with what the names of their files hold."""
_EYES: Final = ("q8_0", "-f16", "")
"""The same of the vision encoder, which is small."""


def memory(stored: int) -> int:
    """About how many bytes files of this size take in memory."""
    return stored + ROOM


def offers(files: Mapping[str, int]) -> Iterator[FileChoice]:
    """The ways to run a model of these files, best first."""
    names = [one for one in sorted(files) if one.lower().endswith(ENDING) and "/" not in one]
    seeing = [one for one in names if EYES in one.lower()]
    found = (one for part in _EYES for one in seeing if part in one.lower())
    eyes = next(found, None)
    for precision, part in _NARROWER.items():
        fitting = (one for one in names if one not in seeing and part in one.lower())
        decoder = next(fitting, None)
        if decoder is not None and eyes is not None:
            taken = memory(files[decoder] + files[eyes])
            parts = {"vision": eyes, "decoder": decoder}
            yield FileChoice(PrecisionChoice("cpu", precision, taken), parts, (eyes, decoder))


def is_gguf(path: Path) -> bool:
    """Whether a file begins as such files do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
