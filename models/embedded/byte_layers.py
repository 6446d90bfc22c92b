"""Linear layers that are stored in 8 bits a weight, with a scale for each output."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Numbers

PARTS: Final = ("inner", "scale", "bias")


def stored(layer: Numbers) -> dict[str, Any]:
    """The arrays of a layer [N + 1, H] for a file; its last row is the bias."""
    scale = np.abs(layer[:-1]).max(0) / 127
    inner = np.round(layer[:-1] / scale).astype(np.int8)
    return dict(zip(PARTS, (inner, scale.astype(np.float32), layer[-1]), strict=True))


def restored(parts: Mapping[str, NDArray[Any]]) -> Numbers:
    """The layer of a file's arrays. KeyError or ValueError if it is another file's."""
    inner, scale, bias = (np.asarray(parts[name], np.float32) for name in PARTS)
    return np.vstack([inner * scale, bias])
