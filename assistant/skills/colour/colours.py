"""Names the colour in the centre after white balance, with a second colour and a pattern.

Background that touches the border is left out if it differs from the centre. Shade is not a second
colour.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.resize import shrunk
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.senses_lines import ColourLine, ColourName
from assistant.skills.colour.colour_space import FloatArray, Name, lab, linear, name
from assistant.skills.colour.white_balance import balanced, light_of
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from models.interfaces import CancelToken, Picture

Mask: TypeAlias = NDArray[np.bool_]

SIDE: Final = 128
"""The shorter side, in pixels, at which colours are searched for."""
_REACH: Final = 0.16
"""Standard deviation of the weight around the centre, as a share of the shorter side."""
_ALIKE: Final = 9.0
"""Distance in CIELAB up to which a pixel continues the background next to it."""
_GROUND: Final = 0.3
"""Least share of the weight that must remain without the background."""
_CLUSTERS: Final = 6
SECOND: Final = 0.15
"""The share of the weight from which a second colour is said."""
_SHADE_TURN, _SHADE_LIGHT = 25.0, 35.0
"""Degrees of hue and steps of lightness between the lit and the shaded side of one colour."""
_SPOT: Final = 6
"""Least pixels of a spot."""
_SPOTS: Final = 6
"""Separate spots that make a pattern."""
DIM: Final = 0.03
"""Linear light below which colours are unreliable."""
NONE: Final = 0.006
"""Linear light below which no colour is named."""
_LIT: Final = (0.9, 0.75, 0.5)
"""Quantiles of the centre, the picture and its border; the brightest is the light of the picture.
If a thing is held close, only the border may show the room."""
_BORDER: Final = 3
"""Width of the border, in pixels."""
_BURNT: Final = 0.94
"""Linear light from which a pixel may be overexposed."""
_GLOW: Final = 7
"""Pixels around an overexposed one that it brightens."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours in the centre."""

    names: tuple[Name, ...]
    """Largest first; empty if there is no light, or far too much."""
    pattern: str = ""
    """"stripes", "checks" or "spots" of the second on the first, or empty."""
    warning: Message | None = None
    """Said where the light is too poor or too strong for colours."""


def colours(picture: Picture) -> Colours:
    """Name the colours in the centre of a picture."""
    small = shrunk(picture, SIDE / min(picture.shape[:2]))
    light = linear(small)
    lamp = light_of(light)
    seen = lab(balanced(light, lamp))
    weight = _weights(seen)
    burnt: Mask = (light > _BURNT).sum(axis=-1) >= 2
    if burnt.mean() > 0.5 and weight[burnt].sum() > 0.5 * weight.sum():
        return Colours((), warning=ColourLine.BRIGHT.said())
    brightest = _brightest(light.max(axis=-1), weight, burnt)
    if brightest < NONE:
        return Colours((), warning=ColourLine.DARK.said())
    if brightest < DIM:
        return _of(seen, weight, ColourLine.DIM.said())
    return _of(seen, weight, None if lamp.sure else ColourLine.COLOURED_LIGHT.said())


def _brightest(light: FloatArray, weight: FloatArray, burnt: Mask) -> float:
    """The light on the centre; an overexposed lamp or window does not count."""
    centre = np.quantile(light * ~burnt, _LIT[0], weights=weight, method="inverted_cdf")
    near = cv2.dilate(burnt.astype(np.uint8), np.ones((_GLOW, _GLOW), np.uint8))
    border = np.ones_like(burnt)
    border[_BORDER:-_BORDER, _BORDER:-_BORDER] = False
    parts = (light[near == 0], light[border & (near == 0)])
    quantiles = (
        np.quantile(part, share) for part, share in zip(parts, _LIT[1:], strict=True) if part.size
    )
    return float(max(centre, *quantiles))


def _of(seen: FloatArray, weight: FloatArray, warning: Message | None) -> Colours:
    labels, centres = _clusters(seen, weight)
    shares = np.bincount(labels.ravel(), weight.ravel(), _CLUSTERS) / weight.sum()
    first, *rest = _groups(centres, np.asarray(shares, np.float64))
    main = name(first.colour)
    for one in rest:
        if one.share >= SECOND and (other := name(one.colour)) != main:
            pattern = _pattern(np.isin(labels, one.members), weight)
            return Colours((main, other), pattern, warning)
    return Colours((main,), warning=warning)


def _weights(seen: FloatArray) -> FloatArray:
    """The weight of each pixel: high near the centre, and 0 for background."""
    height, width = seen.shape[:2]
    y, x = np.mgrid[:height, :width]
    apart = ((y - height / 2 + 0.5) ** 2 + (x - width / 2 + 0.5) ** 2) / min(height, width) ** 2
    weight = np.asarray(np.exp(-apart / (2 * _REACH**2)), np.float64)
    thing: FloatArray = weight * ~_ground(seen)
    return thing if thing.sum() >= _GROUND * weight.sum() else weight


def _ground(seen: FloatArray) -> Mask:
    """The pixels that are connected to the border through similar ones."""
    height, width = seen.shape[:2]
    image = np.clip(seen + np.array([0, 128, 128]), 0, 255).astype(np.uint8)
    mask = np.zeros((height + 2, width + 2), np.uint8)
    step = (_ALIKE / 4,) * 3
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    edge = [(x, y) for y in (0, height - 1) for x in range(0, width, 4)]
    edge += [(x, y) for x in (0, width - 1) for y in range(0, height, 4)]
    for point in edge:
        if not mask[point[1] + 1, point[0] + 1]:
            cv2.floodFill(image, mask, point, 0, step, step, flags)
    return mask[1:-1, 1:-1].astype(np.bool_)


def _clusters(seen: FloatArray, weight: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
    """The cluster of each pixel, and the colours of the clusters."""
    flat = seen.reshape(-1, 3).astype(np.float32)
    counts = np.flatnonzero(weight.ravel() > 0.05 * weight.max())
    some = flat[counts[:: max(1, len(counts) // 3000)]]
    cv2.setRNGSeed(1)
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    amount, unlabelled = min(_CLUSTERS, len(some)), np.zeros((0, 1), np.int32)
    _, _, centres = cv2.kmeans(some, amount, unlabelled, ends, 2, cv2.KMEANS_PP_CENTERS)
    apart = ((flat[:, None] - centres[None]) ** 2).sum(-1)
    return apart.argmin(1).reshape(seen.shape[:2]), np.asarray(centres, np.float64)


@dataclass(slots=True)
class _Group:
    """Clusters of one colour."""

    members: list[int]
    colour: FloatArray
    """The colour of the largest."""
    share: float


def _groups(centres: FloatArray, shares: FloatArray) -> list[_Group]:
    """Clusters merged into colours, largest first."""
    found: list[_Group] = []
    for index in np.argsort(-shares[: len(centres)], kind="stable"):
        colour, share = centres[index], float(shares[index])
        group = next((one for one in found if _same(one.colour, colour)), None)
        if group is None:
            found.append(_Group([int(index)], colour, share))
        else:
            group.members.append(int(index))
            group.share += share
    return sorted(found, key=lambda group: -group.share)


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two colours are one in light and shade, or have one name."""
    chroma = [float(np.hypot(each[1], each[2])) for each in (one, other)]
    if name(one).base == name(other).base or max(chroma) < 12:
        return bool(abs(one[0] - other[0]) < _SHADE_LIGHT)
    turn = np.degrees(np.arctan2(one[2], one[1]) - np.arctan2(other[2], other[1]))
    near = abs((turn + 180) % 360 - 180) < _SHADE_TURN
    light, dark = (one, other) if one[0] >= other[0] else (other, one)
    paler = np.hypot(dark[1], dark[2]) <= np.hypot(light[1], light[2]) + 10
    return bool(near and min(chroma) > 5 and paler and light[0] - dark[0] < _SHADE_LIGHT)


def _pattern(second: Mask, weight: FloatArray) -> str:
    """The pattern of a second colour on the first."""
    rows, columns = np.flatnonzero(weight.max(axis=1) > 0.3), np.flatnonzero(weight.max(0) > 0.3)
    if len(rows) < 8 or len(columns) < 8:
        return ""
    there = second[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8)
    there = np.asarray(cv2.medianBlur(there, 3), np.uint8)
    changes = [np.abs(np.diff(there.astype(np.int8), axis=axis)) for axis in (0, 1)]
    few, many = sorted(float(np.median(one.sum(axis=n))) for n, one in enumerate(changes))
    if many >= 4 and few <= many / 3:
        return "stripes"
    amount, _, sizes, _ = cv2.connectedComponentsWithStats(there)
    areas = sizes[1:amount, cv2.CC_STAT_AREA]
    areas = areas[areas >= _SPOT]
    in_a_grid = all(one.mean(axis=1 - n).max() > 0.6 for n, one in enumerate(changes))
    if few >= 3 and in_a_grid:
        return "checks"
    return "spots" if len(areas) >= _SPOTS and areas.max() < 0.3 * areas.sum() else ""


def spoken(found: Colours) -> Spoken:
    """The sentence."""
    if not found.names:
        return Spoken.of(found.warning)
    first, other = _said(found.names[0]), _said(found.names[-1])
    if len(found.names) == 1:
        text = ColourLine.ONE.said(colour=first)
    else:
        line = ColourLine.__members__.get(f"WITH_{found.pattern.upper()}", ColourLine.TWO)
        text = line.said(colour=first, other=other)
    return Spoken.of(found.warning, text.as_sentence())


def _said(one: Name) -> Message:
    text = ColourName[one.base.upper()].said()
    return ColourName[one.shade.upper()].said(colour=text) if one.shade else text


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Name the colours in the middle of a picture. Raises WorkCancelledError."""
    cancel.raise_if_cancelled()
    found = colours(session.pixels)
    names = [str(one) for one in found.names]
    details = {"name": names[0] if names else None, "names": names}
    return SkillResult(spoken(found), details | {"warning": found.warning})
