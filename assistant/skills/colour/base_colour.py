"""Which base colour a thing has: each of its pixels votes. Pure.

One colour out of many pixels is no mean: a checked shirt, a strap and its watch, an arm beside a
sleeve. So every pixel counts for the reference colours near it, and their weights, learned from
photos of clothes, give each base colour a score. `python -m benchmarks.colour_votes` learns them.
"""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.skills.colour.colour_space import FloatArray

SPREAD: Final = 5.0
"""Standard deviation, in CIELAB, of what counts for a reference colour."""
LIGHTNESS: Final = 0.6
"""How much a step of lightness counts against one of chroma."""
_LEAST: Final = 0.03
"""Share of the greatest weight below which a pixel is left out."""
_MOST: Final = 2000
"""About how many pixels vote."""
_SCALE: Final = np.array([LIGHTNESS, 1.0, 1.0])
_LEARNED: Final = tomllib.loads(
    Path(__file__).with_name("colour_votes.toml").read_text(encoding="utf-8")
)
_REFERENCES: Final = np.array(_LEARNED["references"], np.float64) * _SCALE
_VOTES: Final = np.array(_LEARNED["votes"], np.float64)
_BIAS: Final = np.array(_LEARNED["bias"], np.float64)
CALIBRATION: Final = tuple(_LEARNED["calibration"])
"""The slope and the offset of the log odds."""


@dataclass(frozen=True, slots=True)
class BaseColour:
    """A base colour, with how likely it is."""

    base: str
    """"blue"."""
    probability: float
    """Calibrated, 0…1."""


def base_colour(seen: FloatArray, weight: FloatArray) -> BaseColour:
    """The likeliest base colour of the pixels [H, W, 3] in CIELAB, by their weights [H, W]."""
    scores = shares(seen, weight, _REFERENCES) ** 0.5 @ _VOTES + _BIAS
    likely = np.exp(scores - scores.max())
    best = int(likely.argmax())
    return BaseColour(_LEARNED["bases"][best], calibrated(float(likely[best] / likely.sum())))


def calibrated(likely: float, numbers: tuple[float, float] = CALIBRATION) -> float:
    """How often a colour is right whose votes have this share of all, 0…1."""
    slope, offset = numbers
    share = min(max(likely, 1e-6), 1 - 1e-6)
    odds = slope * math.log(share / (1 - share)) + offset
    return 1 / (1 + math.exp(-odds))


def shares(seen: FloatArray, weight: FloatArray, references: FloatArray) -> FloatArray:
    """How much of the weight counts for each reference colour [R]; they add up to 1.

    `references` [R, 3] are scaled by `LIGHTNESS`.
    """
    places = np.flatnonzero(weight > _LEAST * weight.max())
    places = places[:: max(1, len(places) // _MOST)]
    pixels, weights = seen.reshape(-1, 3)[places] * _SCALE, weight.ravel()[places]
    apart = (pixels**2).sum(1)[:, None] - 2 * pixels @ references.T + (references**2).sum(1)[None]
    near = np.exp((apart.min(1, keepdims=True) - apart) / (2 * SPREAD**2))
    near /= near.sum(1, keepdims=True)
    total = weights @ near
    return np.asarray(total / total.sum(), np.float64)
