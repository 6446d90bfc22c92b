"""Resizes pictures to the very pixels that torchvision gives, whose weights have 16 bits."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture

Numbers = NDArray[np.float64]


def _triangle(x: Numbers) -> Numbers:
    return np.asarray(np.maximum(1 - np.abs(x), 0), np.float64)


def _cubic(x: Numbers) -> Numbers:
    x = np.abs(x)
    a = -0.5
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return np.asarray(np.where(x < 1, near, np.where(x < 2, far, 0)), np.float64)


def _lanczos(x: Numbers) -> Numbers:
    return np.asarray(np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0), np.float64)


FILTERS: Final[dict[int, tuple[Callable[[Numbers], Numbers], int]]] = {
    1: (_lanczos, 6),
    2: (_triangle, 2),
    3: (_cubic, 4),
}
"""The filters by Pillow's numbers, each with its width in pixels."""


@lru_cache(maxsize=64)
def _weights(before: int, after: int, filter_: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """The pixels [after, K] that each new pixel is made of, and their weights [after, K + 1].

    The last column of the weights holds the number of their bits behind the point.
    """
    shape, width = FILTERS[filter_]
    scale = before / after
    support = width / 2 * max(scale, 1.0)
    centre = scale * (np.arange(after) + 0.5)
    first = np.maximum((centre - support + 0.5).astype(np.int64), 0)
    end = np.minimum((centre + support + 0.5).astype(np.int64), before)
    taps = np.arange(int((end - first).max()))
    places = first[:, None] + taps
    weights = shape((places - centre[:, None] + 0.5) * min(1.0, 1 / scale))
    weights = np.where(places < end[:, None], weights, 0)
    weights /= weights.sum(1, keepdims=True)
    bits = 0
    while bits < 22 and int(0.5 + float(weights.max()) * (1 << (bits + 1))) < 1 << 15:
        bits += 1
    whole = np.trunc(weights * (1 << bits) + np.where(weights < 0, -0.5, 0.5)).astype(np.int32)
    bits_column = np.full((after, 1), bits, np.int32)
    return np.minimum(places, before - 1), np.hstack([whole, bits_column])


def _along(pixels: Picture, after: int, filter_: int, axis: int) -> Picture:
    """Resize along one axis."""
    if pixels.shape[axis] == after:
        return pixels
    places, weights = _weights(pixels.shape[axis], after, filter_)
    bits = int(weights[0, -1])
    shape = [1, 1, 1]
    shape[axis] = after
    target = list(pixels.shape)
    target[axis] = after
    total = np.full(target, 1 << (bits - 1), np.int32)
    for tap in range(places.shape[1]):
        part = pixels.take(places[:, tap], axis)
        total += part * weights[:, tap].reshape(shape)
    return np.asarray(np.clip(total >> bits, 0, 255), np.uint8)


def resized(pixels: Picture, height: int, width: int, filter_: int) -> Picture:
    """Resize [H, W, 3] with one of `FILTERS`, without aliasing."""
    return _along(_along(pixels, width, filter_, 1), height, filter_, 0)
