"""Whether a picture is good enough for an answer, from cheap statistics of its pixels.

This comes before any model. `benchmarks/quality_thresholds.py` fits the weights and chooses the
thresholds of `quality.toml`.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.resize import shrunk
from models.interfaces import Picture, Problem

SHORT_SIDE: Final = 224
"""Pixels to which pictures are reduced, as for the encoder."""
REACH: Final = 5.0
"""Standard deviations to which each feature is clipped."""

_Grey: TypeAlias = NDArray[np.float32]
"""[h, w], 0…255."""
Quality: TypeAlias = NDArray[np.float64]
"""[features], the statistics of a reduced picture in the order of `NAMES`."""

NAMES: Final = (
    # Percentiles of the luminance, 0…1: 1, 10, 50, 90 and 99.
    *("lowest", "low", "middle", "high", "highest"),
    # Shares of pixels darker than 5 % and brighter than 98 %. Bits of the luminance's histogram.
    *("black", "clipped", "tone_entropy"),
    # Log of the mean detail in five octaves, from the finest. All logarithms are to the base 2.
    *("detail_0", "detail_1", "detail_2", "detail_3", "detail_4"),
    # Log of the 99th percentile of the detail over its mean: high for edges, low for noise.
    *("peak_0", "peak_1", "peak_2", "peak_3"),
    # Log of the finest detail in the smoothest quarter of the cells, which is the noise, and in the
    # busiest tenth, which is the sharpness. Share of cells with almost no detail.
    *("quiet", "busy", "empty"),
    # Shares of pixels that equal their neighbours, and that nearly equal them.
    *("flat", "smooth"),
    # Log of the strongest over the weakest of four directions of change: high for motion blur.
    "direction",
    # Log of straight over slanted change: high for screens and pages.
    "upright",
    # Log of the strongest edges along a row or column over the usual ones.
    "long_lines",
    # How unevenly the edges are spread over the rows and the columns.
    *("rows", "columns"),
    # Mean distance of the largest and smallest channel, 0…1. Share of pixels with clear colour.
    *("colour", "colourful"),
    # Share of the most common of 4,096 colours, of the 4 and the 16 most common. Bits of the
    # histogram of those colours.
    *("top_1", "top_4", "top_16", "colour_entropy"),
    # How well two levels explain the luminance, 0…1: high for print.
    "two_tone",
)


@dataclass(frozen=True, slots=True)
class Detector:
    """Two logistic regressions: a problem against good photos, and against the other problems."""

    weights: NDArray[np.float64]
    """[2 * features], for what `prepared` gives."""
    bias: float
    threshold: float
    """The logit from which it counts; chosen for a false alarm rate."""
    naming_weights: NDArray[np.float64]
    """[2 * features]"""
    naming_bias: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What `verdict` needs, as in `quality.toml`."""

    mean: NDArray[np.float64]
    """[features]"""
    scale: NDArray[np.float64]
    """[features]"""
    detectors: Mapping[Problem, Detector]


def reduced(picture: Picture) -> Picture:
    """The picture with its short side at most `SHORT_SIDE`."""
    return shrunk(picture, SHORT_SIDE / min(picture.shape[:2]))


def measure(picture: Picture) -> Quality:
    """The statistics of a picture of any size; about 3 ms."""
    small = reduced(picture)
    grey8 = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    grey = grey8.astype(np.float32)
    brightness = *_tones(grey8), *_details(grey), *_cells(grey), *_flatness(grey8), *_edges(grey)
    return np.array([*brightness, *_colours(small), _two_tone(grey8)])


def _log(value: float, floor: float = 0.02) -> float:
    return math.log2(max(float(value), floor))


def _tones(grey: NDArray[np.uint8]) -> tuple[float, ...]:
    shares = np.bincount(grey.ravel(), minlength=256) / grey.size
    below = np.cumsum(shares)
    percentiles = np.searchsorted(below, (0.01, 0.1, 0.5, 0.9, 0.99)) / 255
    used = shares[shares > 0]
    entropy = float(-(used * np.log2(used)).sum())
    return (*map(float, percentiles), float(below[12]), float(1 - below[249]), entropy)


def _details(grey: _Grey) -> tuple[float, ...]:
    means, peaks = [], []
    level = grey
    for _ in range(5):
        detail = np.abs(level - cv2.GaussianBlur(level, (5, 5), 1.0))
        mean = float(detail.mean())
        means.append(_log(mean))
        ordered = np.partition(detail.ravel(), int(detail.size * 0.99))
        peaks.append(_log(ordered[int(detail.size * 0.99)]) - means[-1])
        half = (max(2, level.shape[1] // 2), max(2, level.shape[0] // 2))
        level = np.asarray(cv2.resize(level, half, interpolation=cv2.INTER_AREA), np.float32)
    return (*means, *peaks[:4])


def _cells(grey: _Grey) -> tuple[float, ...]:
    """Of cells of 16 x 16: the quietest, the busiest, the share of empty ones."""
    detail = np.abs(grey - cv2.GaussianBlur(grey, (3, 3), 0.8))
    cells = (max(1, grey.shape[1] // 16), max(1, grey.shape[0] // 16))
    details, means, squares = (
        cv2.resize(each, cells, interpolation=cv2.INTER_AREA).astype(np.float64)
        for each in (detail, grey, grey * grey)
    )
    details = np.sort(details.ravel())
    spread = np.sqrt(np.maximum(squares - means**2, 0))
    return (
        _log(details[len(details) // 4]),
        _log(details[len(details) * 9 // 10]),
        float((spread < 2.0).mean()),
    )


def _flatness(grey: NDArray[np.uint8]) -> tuple[float, float]:
    kernel = np.ones((3, 3), np.uint8)
    span = cv2.dilate(grey, kernel) - cv2.erode(grey, kernel)
    return float((span <= 1).mean()), float((span <= 5).mean())


def _edges(grey: _Grey) -> tuple[float, ...]:
    across = np.abs(grey[:-1, 1:] - grey[:-1, :-1])
    down = np.abs(grey[1:, :-1] - grey[:-1, :-1])
    falling = np.abs(grey[1:, 1:] - grey[:-1, :-1])
    rising = np.abs(grey[1:, :-1] - grey[:-1, 1:])
    four = [float(change.mean()) + 0.05 for change in (across, down, falling, rising)]
    straight, slanted = four[0] + four[1], four[2] + four[3]
    by_row, by_column = down.mean(axis=1), across.mean(axis=0)
    lines = max(
        _log(by_row.max()) - _log(np.median(by_row), 0.2),
        _log(by_column.max()) - _log(np.median(by_column), 0.2),
    )
    edges = across + down
    return (
        _log(max(four)) - _log(min(four)),
        _log(straight) - _log(slanted),
        lines,
        _unevenness(edges.mean(axis=1)),
        _unevenness(edges.mean(axis=0)),
    )


def _unevenness(profile: NDArray[np.float32]) -> float:
    return float(profile.std() / (profile.mean() + 0.1))


def _colours(small: Picture) -> tuple[float, ...]:
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(small))
    largest, smallest = np.maximum(np.maximum(red, green), blue), np.minimum(red, green)
    distance = largest - np.minimum(smallest, blue)
    codes = ((red >> 4).astype(np.intp) << 8) | ((green & 0xF0).astype(np.intp)) | (blue >> 4)
    shares = np.sort(np.bincount(codes.ravel(), minlength=4096))[::-1] / codes.size
    used = shares[shares > 0]
    return (
        float(distance.mean()) / 255,
        float((distance > 48).mean()),
        float(shares[0]),
        float(shares[:4].sum()),
        float(shares[:16].sum()),
        float(-(used * np.log2(used)).sum()),
    )


def _two_tone(grey: NDArray[np.uint8]) -> float:
    """The share of the variance that two classes at the best level explain (Otsu's method)."""
    shares = np.bincount(grey.ravel(), minlength=256) / grey.size
    levels = np.arange(256)
    total = float((shares * levels).sum())
    variance = float((shares * (levels - total) ** 2).sum())
    weight = np.cumsum(shares)
    mean = np.cumsum(shares * levels)
    inside = weight * (1 - weight)
    between = np.divide((total * weight - mean) ** 2, inside, where=inside > 1e-9, out=0 * inside)
    return float(between.max()) / (variance + 1.0)


def prepared(values: NDArray[np.float64], thresholds: Thresholds) -> NDArray[np.float64]:
    """[…, features] -> […, 2 * features]: standardised and clipped, with their squares."""
    standard = np.clip((values - thresholds.mean) / thresholds.scale, -REACH, REACH)
    return np.concatenate([standard, standard**2], axis=-1)


def verdict(quality: Quality, thresholds: Thresholds | None = None) -> Problem | None:
    """The likeliest problem of those whose threshold is exceeded, or None.

    `thresholds` are the shipped ones by default.
    """
    thresholds = thresholds or shipped()
    values = prepared(quality, thresholds)
    likely = {
        problem: float(values @ of.naming_weights) + of.naming_bias
        for problem, of in thresholds.detectors.items()
        if float(values @ of.weights) + of.bias > of.threshold
    }
    return max(likely, key=lambda problem: likely[problem], default=None)


@cache
def shipped() -> Thresholds:
    """The thresholds that come with Lantern."""
    return read_thresholds(Path(__file__).with_name("quality.toml").read_text("utf-8"))


def read_thresholds(text: str) -> Thresholds:
    """Parse the text of `quality.toml`. Raises ValueError if it was made for other features."""
    table = tomllib.loads(text)
    if tuple(table["features"]) != NAMES:
        raise ValueError("quality.toml was made for other features: run quality_thresholds.py.")
    return Thresholds(
        mean=np.array(table["mean"]),
        scale=np.array(table["scale"]),
        detectors={
            Problem(name): Detector(
                np.array(of["weights"]),
                of["bias"],
                of["threshold"],
                np.array(of["naming_weights"]),
                of["naming_bias"],
            )
            for name, of in table["problems"].items()
        },
    )
