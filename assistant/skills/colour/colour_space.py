"""Names colours: CIELAB, the CIEDE2000 difference, and the nearest names. Pure.

A colour with hardly any chroma is black, grey or white by its lightness; any other takes the name
of its nearest neighbours in the table.
"""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]

_TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
"""IEC 61966-2-1: linear red, green and blue to X, Y and Z."""
_WHITE: Final = _TO_XYZ.sum(axis=1)
"""D65."""
NEIGHBOURS: Final = 7
"""Nearest entries that vote, weighted by nearness."""
NEUTRAL_BELOW: Final = 7.0
"""The chroma below which a colour is black, grey or white; see `benchmarks/colours.py`."""
_GREYS: Final = (
    (28.0, "", "black"),
    (44.0, "dark", "grey"),
    (70.0, "", "grey"),
    (86.0, "light", "grey"),
    (np.inf, "", "white"),
)
"""The lightness up to which a colour without chroma has a name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A colour in words."""

    base: str
    """"blue"."""
    shade: str = ""
    """"light", "dark", or neither."""

    def __str__(self) -> str:
        """The words: "dark blue"."""
        return f"{self.shade} {self.base}".lstrip()


def linear(values: NDArray[np.integer]) -> FloatArray:
    """Linear light, 0…1, of sRGB values, 0…255."""
    share = np.asarray(values, np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(light: FloatArray) -> FloatArray:
    """CIELAB (L 0…100, a, b) of linear red, green and blue, for D65; [..., 3] both."""
    ratio = np.maximum(light @ _TO_XYZ.T / _WHITE, 0)
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def difference(one: FloatArray, other: FloatArray) -> FloatArray:
    """CIEDE2000 between colours in CIELAB.

    G. Sharma, W. Wu, E. N. Dalal: The CIEDE2000 color-difference formula (2005).
    """
    c1, c2 = (np.hypot(x[..., 1], x[..., 2]) for x in (one, other))
    mean7 = ((c1 + c2) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean7 / (mean7 + 25.0**7))
    a1, a2 = one[..., 1] * stretch, other[..., 1] * stretch
    c1, c2 = np.hypot(a1, one[..., 2]), np.hypot(a2, other[..., 2])
    h1 = np.degrees(np.arctan2(one[..., 2], a1)) % 360
    h2 = np.degrees(np.arctan2(other[..., 2], a2)) % 360
    coloured = c1 * c2 > 0
    turn = np.where(coloured, (h2 - h1 + 180) % 360 - 180, 0.0)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    h = np.where(coloured, (h1 + turn / 2) % 360, h1 + h2)
    light, c = (one[..., 0] + other[..., 0]) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c, 1 + 0.015 * c * weight
    bend = np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))
    rotation = -2 * np.sqrt(c**7 / (c**7 + 25.0**7)) * np.sin(bend)
    d_l = (other[..., 0] - one[..., 0]) / s_l
    d_c, d_h = (c2 - c1) / s_c, hue / s_h
    total = d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h
    return np.asarray(np.sqrt(np.maximum(total, 0)), np.float64)


TABLE: Final[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("colour_table.toml").read_text(encoding="utf-8")
)
"""Colours in hex, by their names."""
_ENTRIES: Final = {
    Name(base, shade): lab(linear(np.array([list(bytes.fromhex(one)) for one in text.split()])))
    for (shade, _, base), text in ((key.rpartition(" "), text) for key, text in TABLE.items())
}
_BASES: Final = [one.base for one, colours in _ENTRIES.items() for _ in colours]
_COLOURS: Final = np.concatenate(list(_ENTRIES.values()))


@cache
def _limit(base: str, shade: str) -> float:
    """The lightness from which a colour is "light", or below which it is "dark".

    It is halfway between the mean lightness of its entries with and without that word.
    """
    means = [float(_ENTRIES[Name(base, word)][:, 0].mean()) for word in ("", shade)]
    return sum(means) / 2


def name(colour: FloatArray) -> Name:
    """The name of a colour in CIELAB [3]."""
    if float(np.hypot(colour[1], colour[2])) < NEUTRAL_BELOW:
        shade, base = next((s, b) for most, s, b in _GREYS if colour[0] < most)
        return Name(base, shade)
    apart = difference(colour, _COLOURS)
    says: dict[str, float] = defaultdict(float)
    for index in np.argsort(apart, kind="stable")[:NEIGHBOURS]:
        says[_BASES[index]] += 1 / (2 + float(apart[index]))
    return shaded(max(says, key=lambda one: says[one]), float(colour[0]))


def shaded(base: str, lightness: float) -> Name:
    """A colour of a lightness, 0…100, with "light" or "dark" where that fits it."""
    if base in ("black", "white"):
        return Name(base)
    if base == "grey":
        light = next(most for most, shade, one in _GREYS[::-1] if shade == "" and one == base)
        dark = next(most for most, shade, one in _GREYS if shade == "dark")
        return Name(base, "light" if lightness >= light else "dark" if lightness < dark else "")
    if lightness > _limit(base, "light"):
        return Name(base, "light")
    return Name(base, "dark" if lightness < _limit(base, "dark") else "")
