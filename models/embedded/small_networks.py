"""What the small networks over the encoder's patches share: what they read, and their files."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.embedded.files import reading
from models.embedded.runtime import Numbers

_Made = TypeVar("_Made")
_PARTS: Final = ("inner", "scale", "bias")


def pooled(patches: Numbers) -> Numbers:
    """Mean and maximum over the patches: [N, 81, C] to [N, 2 C]."""
    return np.concatenate([patches.mean(1), patches.max(1)], axis=1)


def shares(classes: Sequence[str], logits: Numbers) -> dict[str, float]:
    """The probability of each class, by the mean of the logits of several views [N, K]."""
    mean = logits.mean(0)
    found = np.exp(mean - mean.max())
    return dict(zip(classes, (found / found.sum()).tolist(), strict=True))


def stored(layer: Numbers) -> dict[str, Any]:
    """The arrays of a layer [N + 1, H] for a file, in 8 bits a weight; its last row is the bias."""
    scale = np.abs(layer[:-1]).max(0) / 127
    inner = np.round(layer[:-1] / scale).astype(np.int8)
    return dict(zip(_PARTS, (inner, scale.astype(np.float32), layer[-1]), strict=True))


def load(make: Callable[..., _Made], path: Path, encoder: str) -> _Made | None:
    """What is made of a file's layer, arrays and words by their names; None if it is not there, or
    was trained for another encoder than the one with this checksum. Raises ModelError.
    """
    if not path.exists():
        return None
    with reading(path), np.load(path, allow_pickle=False) as file:
        parts = {name: _part(file[name]) for name in file.files}
        fits = parts.pop("encoder") == encoder
        if "scale" in parts:
            inner, scale, bias = (parts.pop(name) for name in _PARTS)
            parts["inner"] = np.vstack([inner * scale, bias])
        made = make(**parts)
    return made if fits else None


def _part(array: NDArray[Any]) -> Any:
    """A word, a tuple of words, or numbers."""
    if array.dtype.kind != "U":
        return np.asarray(array, np.float32)
    return tuple(map(str, array)) if array.ndim else str(array)
