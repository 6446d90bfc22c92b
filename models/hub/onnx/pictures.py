"""What the families' preprocessing shares: how much of a picture to look at, and its numbers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.hub.onnx.resize import FILTERS
from models.hub.onnx.settings import Settings
from models.interfaces import Picture

Numbers = NDArray[np.float32]


SMALL_TOKENS: Final = 64
"""The image tokens of the small size."""


class LookSize(StrEnum):
    """How closely a checkpoint looks at a picture."""

    SMALL = "small"
    """At about 64 image tokens: the first word comes soon."""
    FULL = "full"
    """As closely as is worth its time: for details and for what is written."""


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture as a vision encoder reads it."""

    parts: tuple[Mapping[str, NDArray[Any]], ...]
    """The inputs of the vision encoder by name, for each of its runs."""
    text: str
    """What stands for the picture in the prompt, with one image token for each vector."""
    grid: tuple[int, int] | None = None
    """The rows and columns of its image tokens, for decoders that place them like this."""


@dataclass(frozen=True, slots=True)
class OnnxFamily:
    """How the checkpoints of a family read pictures and prompts."""

    prepared: Callable[[Picture, Settings, LookSize], PreparedPicture]
    usual: Mapping[str, Any]
    """The settings of the image processor that a repository may leave out."""
    image: str
    """The token that stands for a picture in a prompt."""
    needs: tuple[str, ...]
    """The inputs that its vision encoder must have,"""
    takes: tuple[str, ...]
    """and may have."""
    adds_special: bool
    """Whether the tokenizer adds the first token; otherwise the template does."""


def filter_of(settings: Settings) -> int:
    """The resampling filter."""
    found = settings.get("resample")
    if found not in FILTERS:
        raise settings.refuse("resample: " + ", ".join(map(str, FILTERS)))
    return int(found)


def normalised(pixels: Picture, settings: Settings) -> Numbers:
    """Pixels [H, W, 3] as numbers around 0."""
    settings.always("do_resize", "do_rescale", "do_normalize", "do_pad")
    scale = 1.0 / settings.share("rescale_factor")
    mean, deviation = (
        np.array(settings.colours(key), np.float32) * np.float32(scale)
        for key in ("image_mean", "image_std")
    )
    return np.asarray((pixels.astype(np.float32) - mean) / deviation, np.float32)


def fitted(height: int, width: int, step: int, least: int, most: int) -> tuple[int, int]:
    """Height and width in multiples of `step`, with at least and at most so many pixels."""
    high, wide = (max(step, round(side / step) * step) for side in (height, width))
    if high * wide > most:
        beta = math.sqrt(height * width / most)
        high, wide = (max(step, math.floor(side / beta / step) * step) for side in (height, width))
    elif high * wide < least:
        beta = math.sqrt(least / (height * width))
        high, wide = (math.ceil(side * beta / step) * step for side in (height, width))
    return high, wide


def up_to(number: float, step: int) -> int:
    """The next multiple of `step`."""
    return math.ceil(number / step) * step


def tiles_of(pixels: Picture, rows: int, columns: int) -> list[Picture]:
    """The tiles of a picture whose sides are multiples of theirs, row by row."""
    height, width = pixels.shape[0] // rows, pixels.shape[1] // columns
    return [
        pixels[row * height : (row + 1) * height, column * width : (column + 1) * width]
        for row in range(rows)
        for column in range(columns)
    ]
