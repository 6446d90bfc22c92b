"""Idefics3 and SmolVLM: square tiles, each of the same number of image tokens."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.hub.onnx.pictures import (
    LookSize,
    Numbers,
    OnnxFamily,
    PreparedPicture,
    filter_of,
    normalised,
    tiles_of,
    up_to,
)
from models.hub.onnx.resize import resized
from models.hub.onnx.settings import Settings
from models.interfaces import Picture

IMAGE: Final = "<image>"
AROUND: Final = "<fake_token_around_image>"
WHOLE: Final = "<global-img>"
USUAL: Final = {
    "resample": 1,
    "size": {"longest_edge": 4 * 364},
    "max_image_size": {"longest_edge": 364},
    "image_seq_len": 169,
}
"""What transformers takes for settings that a repository leaves out, as `settings.USUAL` does."""
MOST_TILES: Final = 2
"""Tiles along the longer side at the full size: each takes as long as the whole small look."""


def prepared(picture: Picture, settings: Settings, size: LookSize) -> PreparedPicture:
    """Cut a picture into tiles, and the whole as the last; at the small size only the whole."""
    side = settings.part("max_image_size").number("longest_edge")
    if side * MOST_TILES > limits.MODEL_SIDE:
        raise settings.refuse(f"max_image_size: 1…{limits.MODEL_SIDE // MOST_TILES}")
    full = settings.part("size").number("longest_edge")
    splits = size is LookSize.FULL and settings.flag("do_image_splitting")
    longest = min(full, MOST_TILES * side if splits else side)
    filter_ = filter_of(settings)
    height, width = picture.shape[:2]
    whole = resized(picture, *_fitted(height, width, longest), filter_)
    rows = columns = 0
    tiles: list[Picture] = []
    if splits:
        height, width = whole.shape[:2]
        whole = resized(whole, *_whole_tiles(height, width, side), filter_)
        rows, columns = whole.shape[0] // side, whole.shape[1] // side
        if rows * columns == 1:
            rows = columns = 0
        tiles = tiles_of(whole, rows, columns) if rows else []
    tiles.append(resized(whole, side, side, filter_))
    parts = tuple(_inputs(normalised(tile, settings)) for tile in tiles)
    return PreparedPicture(parts, _text(rows, columns, settings.number("image_seq_len")))


def _inputs(tile: Numbers) -> dict[str, NDArray[Any]]:
    """What the vision encoder reads of a tile: one picture of one part."""
    return {
        "pixel_values": tile.transpose(2, 0, 1)[None, None],
        "pixel_attention_mask": np.ones((1, 1, *tile.shape[:2]), np.bool_),
    }


def _fitted(height: int, width: int, longest: int) -> tuple[int, int]:
    """Height and width of which the longer is `longest` and the shorter even."""
    ratio = width / height
    if width >= height:
        height, width = int(longest / ratio), longest
        height += height % 2
    else:
        height, width = longest, int(longest * ratio)
        width += width % 2
    return min(max(height, 1), limits.MODEL_SIDE), min(max(width, 1), limits.MODEL_SIDE)


def _whole_tiles(height: int, width: int, side: int) -> tuple[int, int]:
    """Height and width as multiples of a tile's side."""
    ratio = width / height
    if width >= height:
        width = up_to(width, side)
        height = up_to(int(width / ratio), side)
    else:
        height = up_to(height, side)
        width = up_to(int(height * ratio), side)
    return max(height, side), max(width, side)


def _text(rows: int, columns: int, tokens: int) -> str:
    last = f"{AROUND}{WHOLE}{IMAGE * tokens}{AROUND}"
    if not rows:
        return last
    lines = (
        "".join(
            f"{AROUND}<row_{row + 1}_col_{column + 1}>{IMAGE * tokens}" for column in range(columns)
        )
        for row in range(rows)
    )
    return "".join(f"{line}\n" for line in lines) + f"\n{last}"


FAMILY: Final = OnnxFamily(
    prepared=prepared,
    usual=USUAL,
    image=IMAGE,
    needs=("pixel_values",),
    takes=("pixel_attention_mask",),
    adds_special=True,
)
