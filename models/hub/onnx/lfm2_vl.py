"""LFM2-VL and LFM2.5-VL: patches of a picture in its own proportions, and tiles of a large one."""

import math
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
    tiles_of,
)
from models.hub.onnx.resize import resized
from models.hub.onnx.settings import Settings
from models.interfaces import Picture

IMAGE: Final = "<image>"
START, END, THUMBNAIL = "<|image_start|>", "<|image_end|>", "<|img_thumbnail|>"
USUAL: Final = {
    "resample": 2,
    "use_thumbnail": True,
    "downsample_factor": 2,
    "encoder_patch_size": 16,
    "tile_size": 512,
    "min_tiles": 2,
    "max_tiles": 10,
    "min_image_tokens": 64,
    "max_image_tokens": 256,
    "max_pixels_tolerance": 2.0,
}
"""What transformers takes for settings that a repository leaves out, as `settings.USUAL` does."""
MOST_TILES: Final = 4
"""At the full size: each tile takes as long as four small looks."""


class _Plan:
    """The numbers of a look."""

    def __init__(self, settings: Settings, size: LookSize) -> None:
        small = size is LookSize.SMALL
        self.patch = settings.number("encoder_patch_size")
        self.factor = settings.number("downsample_factor")
        self.most = settings.number("max_image_tokens")
        self.least = settings.number("min_image_tokens")
        if small:
            self.most, self.least = min(self.most, SMALL_TOKENS), min(self.least, SMALL_TOKENS)
        self.splits = settings.flag("do_image_splitting") and not small
        self.tile = settings.number("tile_size")
        self.tiles = settings.number("min_tiles"), min(settings.number("max_tiles"), MOST_TILES)
        self.tolerance = settings.share("max_pixels_tolerance")
        self.step = self.patch * self.factor
        if self.tile % self.step or self.tiles[0] > self.tiles[1] or self.least > self.most:
            raise settings.refuse("tile_size, min_tiles, max_tiles, min_image_tokens")
        if self.patches * self.patch**2 > limits.MODEL_SIDE**2:
            raise settings.refuse(f"max_image_tokens, tile_size: {limits.MODEL_SIDE}²")

    @property
    def patches(self) -> int:
        """The patches that every part of a picture is filled up to."""
        tile = (self.tile // self.patch) ** 2 if self.splits else 0
        return max(self.most * self.factor**2, tile)

    def tokens(self, height: int, width: int) -> int:
        """The image tokens of a part of a picture."""
        return math.prod(math.ceil(side // self.patch / self.factor) for side in (height, width))


def prepared(picture: Picture, settings: Settings, size: LookSize) -> PreparedPicture:
    """Cut a large picture into tiles, and the whole as the last; else only the whole."""
    plan, filter_ = _Plan(settings, size), filter_of(settings)
    height, width = picture.shape[:2]
    least, most = (count * plan.step**2 for count in (plan.least, plan.most))
    whole = resized(picture, *fitted(height, width, plan.step, least, most), filter_)
    parts, rows, columns = [whole], 1, 1
    if plan.splits and _is_large(height, width, plan):
        rows, columns = _grid(height, width, plan)
        large = resized(picture, plan.tile * rows, plan.tile * columns, filter_)
        parts = tiles_of(large, rows, columns)
        if settings.flag("use_thumbnail") and rows * columns > 1:
            parts.append(whole)
    runs = tuple(_inputs(part, settings, plan) for part in parts)
    tokens = [plan.tokens(*part.shape[:2]) for part in parts]
    return PreparedPicture(runs, _text(rows, columns, tokens))


def _inputs(part: Picture, settings: Settings, plan: _Plan) -> dict[str, NDArray[Any]]:
    """What the vision encoder reads of a part: its patches, filled up with zeros."""
    patch = plan.patch
    rows, columns = part.shape[0] // patch, part.shape[1] // patch
    values = normalised(part, settings).reshape(rows, patch, columns, patch, 3)
    flat = values.transpose(0, 2, 1, 3, 4).reshape(rows * columns, -1)
    return {
        "pixel_values": np.pad(flat, ((0, plan.patches - len(flat)), (0, 0)))[None],
        "pixel_attention_mask": (np.arange(plan.patches) < len(flat)).astype(np.int64)[None],
        "spatial_shapes": np.array([[rows, columns]], np.int64),
    }


def _is_large(height: int, width: int, plan: _Plan) -> bool:
    high, wide = (max(plan.patch, round(side / plan.step) * plan.step) for side in (height, width))
    return high * wide > plan.most * plan.step**2 * plan.tolerance


def _grid(height: int, width: int, plan: _Plan) -> tuple[int, int]:
    """The rows and columns of tiles nearest to a picture's proportions."""
    least, most = plan.tiles
    grids = {
        (columns, rows)
        for columns in range(1, most + 1)
        for rows in range(1, most + 1)
        if least <= columns * rows <= most
    }
    best, gap = (1, 1), math.inf
    for columns, rows in sorted(grids, key=lambda grid: (grid[0] * grid[1], grid)):
        apart = abs(width / height - columns / rows)
        large_enough = height * width > 0.5 * plan.tile**2 * columns * rows
        if apart < gap or (apart == gap and large_enough):
            best, gap = (columns, rows), apart
    return best[1], best[0]


def _text(rows: int, columns: int, tokens: list[int]) -> str:
    if rows * columns == 1:
        return f"{START}{IMAGE * tokens[0]}{END}"
    places = ((row + 1, column + 1) for row in range(rows) for column in range(columns))
    tiles = [f"<|img_row_{row}_col_{column}|>{IMAGE * tokens[0]}" for row, column in places]
    thumbnail = [f"{THUMBNAIL}{IMAGE * one}" for one in tokens[rows * columns :]]
    return "".join([START, *tiles, *thumbnail, END])


FAMILY: Final = OnnxFamily(
    prepared=prepared,
    usual=USUAL,
    image=IMAGE,
    needs=("pixel_values", "spatial_shapes"),
    takes=("pixel_attention_mask",),
    adds_special=False,
)
