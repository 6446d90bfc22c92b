"""Qwen2-VL's way with pictures, which Qwen3.5 and LFM3-VL share: patches of the whole picture."""

from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.hub.onnx.pictures import (
    SMALL_TOKENS,
    LookSize,
    OnnxFamily,
    PreparedPicture,
    filter_of,
    fitted,
    normalised,
)
from models.hub.onnx.resize import resized
from models.hub.onnx.settings import Settings
from models.interfaces import Picture

USUAL: Final = {
    "resample": 3,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "size": {"shortest_edge": 56 * 56, "longest_edge": 28 * 28 * 1280},
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
}
"""What transformers takes for settings that a repository leaves out, as `settings.USUAL` does.

The edges count pixels of the whole picture.
"""
FULL_TOKENS: Final = 256
"""At the full size: it takes as long as four small looks."""


def prepared(picture: Picture, settings: Settings, size: LookSize, image: str) -> PreparedPicture:
    """Cut a picture in its own proportions into patches; `image` is the image token."""
    patch, merge = settings.number("patch_size"), settings.number("merge_size")
    times, edges = settings.number("temporal_patch_size"), settings.part("size")
    step = patch * merge
    if times * FULL_TOKENS * step**2 > limits.MODEL_SIDE**2:
        raise settings.refuse("patch_size, merge_size, temporal_patch_size")
    tokens = SMALL_TOKENS if size is LookSize.SMALL else FULL_TOKENS
    most = min(int(edges.share("longest_edge")), tokens * step**2)
    least = min(int(edges.share("shortest_edge")), most)
    height, width = picture.shape[:2]
    height, width = fitted(height, width, step, least, most)
    rows, columns = height // step, width // step
    values = normalised(resized(picture, height, width, filter_of(settings)), settings)
    parts = values.reshape(rows, merge, patch, columns, merge, patch, 3)
    # [rows, columns, merge, merge, 3, patch, patch]: the patches of an image token are neighbours.
    blocks = parts.transpose(0, 3, 1, 4, 6, 2, 5)
    # A picture is a film that stands still.
    film = np.repeat(blocks[..., None, :, :], times, axis=5)
    grid: NDArray[Any] = np.array([[1, rows * merge, columns * merge]], np.int64)
    run = {"pixel_values": film.reshape(rows * columns * merge**2, -1), "image_grid_thw": grid}
    return PreparedPicture((run,), image * (rows * columns), (rows, columns))


def _family(image: str) -> OnnxFamily:
    return OnnxFamily(
        prepared=partial(prepared, image=image),
        usual=USUAL,
        image=image,
        needs=("pixel_values", "image_grid_thw"),
        takes=(),
        adds_special=False,
    )


QWEN3_5: Final = _family("<|image_pad|>")
LFM3_VL: Final = _family("<|image|>")
