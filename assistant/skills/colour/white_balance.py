"""Estimates the colour of the light, and shows a picture as it would be by daylight. Pure.

The white of lamps is close to that of a black body (x and y after Y. Kang et al.: Design of
advanced color-temperature control system, 2002). The light is the one on that line under which the
most parts of the picture, of the most lightnesses, are grey. A picture without grey things of
several lightnesses among coloured ones does not show its light, and stays as it is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.skills.colour.colour_space import FloatArray, lab

_FROM_XYZ: Final = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560],
     [0.0556434, -0.2040259, 1.0572252]]
)  # fmt: skip
_HEATS: Final = (2300, 2600, 2856, 3200, 3600, 4100, 4700, 5500, 6504, 7500, 9000)
"""Kelvin, from a candle to shade under a blue sky; 6504 is daylight, which is what sRGB holds."""
_X_WARM: Final = (-0.2661239, -0.2343589, 0.8776956, 0.179910)
_X_COLD: Final = (-3.0258469, 2.1070379, 0.2226347, 0.240390)
_Y_WARM: Final = (-0.9549476, -1.37418593, 2.09137015, -0.16748867)
_Y_COLD: Final = (3.0817580, -5.87338670, 3.75112997, -0.37001483)
"""Polynomials for the line below and above 4000 kelvin; x is in 1000 / kelvin, y in x."""
_TINTS: Final = (0.9, 1.0, 1.1, 1.2)
"""How much greener than the line; tubes and cheap lamps are."""
_GREY: Final = 4.0
"""Standard deviation of the chroma of a part that counts as grey."""
_STEPS: Final = 8
"""Ranges of lightness that are counted."""
_PARTS: Final = 24
"""Rows and columns into which a picture is divided."""
MORE: Final = 1.5
"""How many times better than daylight a light must explain the greys."""
_CLIPPED: Final = 0.9
"""Red, green and blue above it are white by daylight."""
_QUADRANTS: Final = 3
"""Quadrants of hue, of four, that must have colours beside the greys."""
_LAMP_BELOW: Final = 3300
"""Kelvin of a lamp: so strong a cast that hardly any surface has that colour."""
_ALL_AROUND: Final = 0.6
"""The share of the border that must be grey by a lamp if nothing else shows it."""


def _light(kelvin: float, tint: float) -> FloatArray:
    """Linear red, green and blue of white under a light, with green 1."""
    warm = kelvin <= 4000
    x = np.polyval(_X_WARM if warm else _X_COLD, 1e3 / kelvin)
    y = np.polyval(_Y_WARM if warm else _Y_COLD, x)
    rgb = np.maximum(_FROM_XYZ @ np.array([x / y, 1, (1 - x - y) / y]), 0.02)
    return np.asarray(rgb / rgb[1] / np.array([tint, 1, tint]), np.float64)


_LIGHTS: Final = tuple(
    (kelvin, _light(kelvin, tint) / _light(6504, 1.0))
    for kelvin in _HEATS
    for tint in _TINTS
    if kelvin != 6504
)


@dataclass(frozen=True, slots=True)
class Lamp:
    """The light of a picture."""

    white: FloatArray
    """Its factors for red, green and blue, with green 1."""
    sure: bool = True
    """False if only the surroundings of the centre show it."""


DAYLIGHT: Final = Lamp(np.ones(3))


def light_of(picture: FloatArray) -> Lamp:
    """The light of a linear picture [H, W, 3]."""
    grid = _means(picture)
    parts = grid.reshape(-1, 3)
    clipped = (parts.min(axis=1) > _CLIPPED).mean()
    parts = parts[(parts.max(axis=1) < 0.98) & (parts.max(axis=1) > 0.01)]
    if clipped > 0.02 or len(parts) < _PARTS:
        return DAYLIGHT
    scores = [_score(parts, white) for _, white in _LIGHTS]
    best = int(np.argmax(scores))
    if scores[best] > MORE * _score(parts, DAYLIGHT.white, any_colours=True):
        return Lamp(_LIGHTS[best][1])
    return _around(grid)


def _around(grid: FloatArray) -> Lamp:
    """The lamp by which nearly all around a centre of another colour is grey.

    An orange thing that fills the picture looks like a grey one by a lamp, and stays orange.
    """
    border = np.concatenate([grid[0], grid[-1], grid[1:-1, 0], grid[1:-1, -1]])
    middle = grid[len(grid) // 2 - 1 : len(grid) // 2 + 1]
    middle = middle[:, middle.shape[1] // 2 - 1 : middle.shape[1] // 2 + 1].mean(axis=(0, 1))
    best, most = DAYLIGHT, _ALL_AROUND
    for kelvin, white in _LIGHTS:
        if kelvin > _LAMP_BELOW:
            continue
        share = float(_greyness(border, white)[1].mean())
        if share > most and _greyness(middle[None], white)[1][0] < 0.5:
            best, most = Lamp(white, sure=False), share
    return best


def balanced(picture: FloatArray, lamp: Lamp) -> FloatArray:
    """A linear picture as it would be by daylight."""
    return np.asarray(np.minimum(picture / (lamp.white / lamp.white.max()), 1.0), np.float64)


def _means(picture: FloatArray) -> FloatArray:
    """The mean colours of the parts of a picture, [rows, columns, 3]."""
    height, width = (max(1, size // _PARTS) for size in picture.shape[:2])
    rows, columns = picture.shape[0] // height, picture.shape[1] // width
    cut = picture[: rows * height, : columns * width]
    means: FloatArray = cut.reshape(rows, height, columns, width, 3).mean(axis=(1, 3))
    return means


def _greyness(parts: FloatArray, white: FloatArray) -> tuple[FloatArray, FloatArray]:
    """CIELAB of parts [N, 3] as they would be by daylight, and how grey each is, 0…1."""
    seen = lab(np.minimum(parts / white, 1.0))
    return seen, np.exp(-((np.hypot(seen[:, 1], seen[:, 2]) / _GREY) ** 2))


def _score(parts: FloatArray, white: FloatArray, *, any_colours: bool = False) -> float:
    """How well a light explains greys of many lightnesses; 0 without colours on all sides."""
    seen, grey = _greyness(parts, white)
    coloured = seen[np.hypot(seen[:, 1], seen[:, 2]) > 3 * _GREY]
    turn = np.degrees(np.arctan2(coloured[:, 2], coloured[:, 1])) % 360 // 90
    if not any_colours and (np.bincount(turn.astype(int), minlength=4) >= 2).sum() < _QUADRANTS:
        return 0.0
    steps = np.clip((seen[:, 0] / 100 * _STEPS).astype(int), 0, _STEPS - 1)
    return float(np.sqrt(np.bincount(steps, grey, _STEPS)).sum())
