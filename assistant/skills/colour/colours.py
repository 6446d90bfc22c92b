"""Names the colour in the centre after white balance, with a second colour and a pattern.

Background that touches the border is left out if it differs from the centre. Shade is not a second
colour. All pixels together vote for the base colour; the largest part of that colour says how light
it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.resize import shrunk
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import ColourLine, ColourName
from assistant.skills.colour.base_colour import base_colour
from assistant.skills.colour.colour_space import FloatArray, Name, lab, linear, name, shaded
from assistant.skills.colour.white_balance import balanced, light_of
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from models.interfaces import CancelToken, Certainty, Picture

Mask: TypeAlias = NDArray[np.bool_]

SIDE: Final = 128
"""The shorter side, in pixels, at which colours are searched for."""
_REACH: Final = 0.16
"""Standard deviation of the weight around the centre, as a share of the shorter side."""
_ALIKE: Final = 9.0
"""Distance in CIELAB up to which a pixel continues the background next to it."""
_GROUND: Final = 0.3
"""Least share of the weight that must remain without the background."""
_STUDIO: Final = 0.5
"""The share of the border that is pure white where the background is one, as in a shop's photo."""
_PURE: Final = 0.96
"""Linear light from which red, green and blue are pure white."""
_BEFORE_WHITE: Final = 0.03
"""Least share of the weight that must remain without a background of pure white."""
_CLUSTERS: Final = 6
SECOND: Final = 0.15
"""The share of the weight from which a second colour is said."""
_FILLING: Final = 0.8
"""The share of the weight from which one thing fills the middle."""
_SHADE_TURN, _SHADE_LIGHT = 25.0, 35.0
"""Degrees of hue and steps of lightness between the lit and the shaded side of one colour."""
_SPOT: Final = 6
"""Least pixels of a spot."""
_SPOTS: Final = 6
"""Separate spots that make a pattern."""
PLAIN: Final = 0.9
PROBABLY: Final = 0.7
"""The least probability at which an answer is plain, or probable."""
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


_DIM: Final = frozenset(("grey", "black"))
"""What everything looks like in poor light."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours in the centre."""

    names: tuple[Name, ...]
    """Largest first; empty if there is no light, or far too much."""
    pattern: str = ""
    """"stripes", "checks" or "spots" of the second on the first, or empty."""
    warning: Message | None = None
    """Said where the light is too poor or too strong for colours."""
    probability: float = 0.0
    """Calibrated probability that the base of the first is right, 0…1."""
    alone: bool = False
    """Whether one thing fills the middle or stands before white; else it is part of a scene."""


def colours(picture: Picture) -> Colours:
    """Name the colours in the centre of a picture."""
    small = shrunk(picture, SIDE / min(picture.shape[:2]))
    light = linear(small)
    lamp = light_of(light)
    seen = lab(balanced(light, lamp))
    thing = before_white(light)
    weight = weights(seen) if thing is None else thing
    burnt: Mask = (light > _BURNT).sum(axis=-1) >= 2
    if burnt.mean() > 0.5 and weight[burnt].sum() > 0.5 * weight.sum():
        if thing is not None:
            return _of(seen, weight, True, None)
        return Colours((), warning=ColourLine.BRIGHT.said())
    brightest = _brightest(light.max(axis=-1), weight, burnt)
    if brightest < NONE:
        return Colours((), warning=ColourLine.DARK.said())
    if brightest < DIM:
        return _of(seen, weight, thing is not None, ColourLine.DIM.said())
    warning = None if lamp.sure else ColourLine.COLOURED_LIGHT.said()
    return _of(seen, weight, thing is not None, warning)


def of_parts(picture: Picture, parts: Sequence[Mask]) -> tuple[Colours, ...]:
    """Name the colour of each part of a picture, given as a mask [H, W] of any size."""
    light = linear(shrunk(picture, SIDE / min(picture.shape[:2])))
    lamp = light_of(light)
    seen = lab(balanced(light, lamp))
    warning = None if lamp.sure else ColourLine.COLOURED_LIGHT.said()
    size = (seen.shape[1], seen.shape[0])
    return tuple(
        _of_part(light, seen, cv2.resize(part.astype(np.uint8), size) > 0, warning)
        for part in parts
    )


def _of_part(light: FloatArray, seen: FloatArray, part: Mask, warning: Message | None) -> Colours:
    burnt = (light[part] > _BURNT).sum(axis=-1) >= 2
    if not part.any() or burnt.mean() > 0.5:
        return Colours((), warning=ColourLine.BRIGHT.said())
    if float(np.quantile(light[part], _LIT[0])) < DIM:
        return Colours((), warning=ColourLine.DARK.said())
    voted = base_colour(seen, part.astype(np.float64))
    main = shaded(voted.base, float(np.median(seen[part][:, 0])))
    return Colours((main,), "", warning, voted.probability, True)


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


def _of(
    seen: FloatArray, weight: FloatArray, before_white: bool, warning: Message | None
) -> Colours:
    labels, centres = _clusters(seen, weight)
    shares = np.bincount(labels.ravel(), weight.ravel(), _CLUSTERS) / weight.sum()
    groups = _groups(centres, np.asarray(shares, np.float64))
    parts = [np.isin(labels, one.members) for one in groups]
    large = [place for place, one in enumerate(groups) if not place or one.share >= SECOND]
    own = {place: base_colour(seen, weight * parts[place]) for place in large}
    voted = base_colour(seen, weight)
    names = {place: (own[place].base, name(groups[place].colour).base) for place in large}
    first = next((place for place in large if voted.base in names[place]), None)
    # Many colours side by side may vote for one that none of them has.
    if first is None:
        first, voted = 0, own[0]
    alone = before_white or groups[first].share >= _FILLING
    main = shaded(voted.base, float(groups[first].colour[0]))
    for place in large:
        other = name(groups[place].colour)
        if place != first and other.base != main.base:
            pattern = _pattern(parts[place], weight)
            return Colours((main, other), pattern, warning, voted.probability, alone)
    return Colours((main,), "", warning, voted.probability, alone)


def _about_centre(height: int, width: int) -> FloatArray:
    """The weight of each pixel by its place: high near the centre."""
    y, x = np.mgrid[:height, :width]
    apart = ((y - height / 2 + 0.5) ** 2 + (x - width / 2 + 0.5) ** 2) / min(height, width) ** 2
    return np.asarray(np.exp(-apart / (2 * _REACH**2)), np.float64)


def before_white(light: FloatArray) -> FloatArray | None:
    """The weight of each pixel of a thing on a pure white ground, as in the photos of a shop.

    None if the border is not white, or hardly anything is in front of it. A white thing stands out
    only by pixels that are not quite pure white.
    """
    pure: Mask = light.min(axis=-1) > _PURE
    border = np.concatenate([pure[0], pure[-1], pure[1:-1, 0], pure[1:-1, -1]])
    if border.mean() < _STUDIO:
        return None
    _, parts = cv2.connectedComponents(pure.astype(np.uint8), connectivity=4)
    edge = np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])
    weight = _about_centre(*pure.shape)
    thing: FloatArray = weight * ~(np.isin(parts, edge) & pure)
    return thing if thing.sum() >= _BEFORE_WHITE * weight.sum() else None


def weights(seen: FloatArray) -> FloatArray:
    """The weight of each pixel: high near the centre, and 0 for background."""
    weight = _about_centre(*seen.shape[:2])
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
    """The sentence of the skill: what the pixels in the middle have."""
    if not found.names:
        return Spoken.of(found.warning)
    first, other = _said(found.names[0]), _said(found.names[-1])
    if len(found.names) == 1:
        text = ColourLine.ONE.said(colour=first)
    else:
        line = ColourLine.__members__.get(f"WITH_{found.pattern.upper()}", ColourLine.TWO)
        text = line.said(colour=first, other=other)
    return Spoken.of(found.warning, text.as_sentence())


def answer(found: Colours) -> Spoken:
    """The sentence that answers a question, as sure as the colour is."""
    grade = certainty(found)
    if grade in (Certainty.PLAIN, Certainty.NONE):
        return spoken(found)
    first, other = _said(found.names[0]), _said(found.names[-1])
    if grade is Certainty.UNSURE:
        text = ColourLine.MAY_BE.said(colour=first)
    elif len(found.names) == 1:
        text = ColourLine.PROBABLY.said(colour=first)
    else:
        text = ColourLine.PROBABLY_TWO.said(colour=first, other=other)
    return Spoken.of(found.warning, text.as_sentence())


def unknown(found: Colours) -> Message:
    """What is said of a thing that is not recognised: its colour, if it alone has one."""
    grade = certainty(found) if found.alone and not found.warning else Certainty.NONE
    if found.names and found.names[0].base in _DIM:
        grade = Certainty.NONE
    if grade not in (Certainty.PLAIN, Certainty.PROBABLY):
        return Line.UNKNOWN.said()
    line = Line.UNKNOWN_COLOUR
    if grade is Certainty.PROBABLY:
        line = Line.UNKNOWN_COLOUR_PROBABLY
    return line.said(colour=_said(found.names[0]))


def certainty(found: Colours) -> Certainty:
    """How sure the base of the first colour is."""
    if not found.names:
        return Certainty.NONE
    if found.probability < PROBABLY:
        return Certainty.UNSURE
    return Certainty.PLAIN if found.probability >= PLAIN else Certainty.PROBABLY


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
