"""A thing held before a webcam: placed, turned, cut off, lit, blurred, with its truth."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.held_up import objects
from models.training.held_up.artwork import Line, Surface
from models.training.held_up.objects import Layer
from models.training.held_up.words import Random

Pixels: TypeAlias = NDArray[np.float32]

SIZE: Final = (640, 480)
"""Width and height of a picture; a webcam's frame is read at about this size."""
SIDES: Final = ("left", "top", "right", "bottom")
LEGIBLE: Final = 6.0
"""Pixels that a capital must be high to be read by a person."""
SHARP: Final = 4.0
"""How many times the blur's sigma it must be high."""
CONTRAST: Final = 25.0
"""Grey levels that must be between ink and paper."""


@dataclass(frozen=True, slots=True)
class Read:
    """A line of text in the picture."""

    text: str
    corners: Pixels
    """[4, 2], x y, 0…1 of the picture; may lie outside."""
    height: float
    """Of its capitals, in pixels of the picture."""
    legible: bool
    """Whether a person could read it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and its truth."""

    picture: NDArray[np.uint8]
    """[480, 640, 3], RGB."""
    surface: Surface
    lines: tuple[Read, ...]
    rotation: int
    """By how many degrees clockwise the thing is turned, to the next quarter."""
    cut: tuple[str, ...]
    """The sides of the picture at which the thing runs out."""
    box: tuple[float, float, float, float]
    """x0 y0 x1 y1 of what shows of it, 0…1."""
    tellable: bool
    """Whether a person could tell what kind of thing it is."""
    blur: float
    """Sigma of all blur together, in pixels."""
    light: float
    """Mean brightness, 0…255."""


def draw(rng: Random, room: NDArray[np.uint8] | None, surface: Surface | None = None) -> Sample:
    """Draw a thing, by a seeded generator; `room` is a photo [H, W, 3] to stand behind it."""
    kinds = list(Surface)
    chosen = surface if surface is not None else kinds[int(rng.integers(len(kinds)))]
    layer = objects.draw(rng, chosen)
    angle = _angle(rng)
    matrix = _placement(rng, layer, angle)
    scene = _background(rng, room)
    if rng.random() < 0.5 and chosen is not Surface.SIGN:
        scene = _hand(rng, scene, layer, matrix, behind=True)
    colour = _warp(layer.colour, matrix)
    opacity = _warp(layer.opacity, matrix)[..., None]
    scene = scene * (1 - opacity) + colour * opacity
    if rng.random() < 0.6 and chosen not in {Surface.SIGN, Surface.SCREEN}:
        scene = _hand(rng, scene, layer, matrix, behind=False)
    glare = np.zeros(scene.shape[:2], np.float32)
    if layer.glossy and rng.random() < 0.5:
        glare = _glare(rng) * opacity[..., 0]
        scene = scene + 255 * glare[..., None]
    return _taken(rng, scene, layer, matrix, angle, glare)


def _angle(rng: Random) -> float:
    """Degrees clockwise: mostly upright, else upside down, on a side, or anyhow."""
    way = rng.choice(["up", "down", "side", "any"], p=[0.62, 0.14, 0.16, 0.08])
    if way == "any":
        return float(rng.uniform(0, 360))
    turn = {"up": 0.0, "down": 180.0, "side": float(rng.choice([90.0, 270.0]))}[str(way)]
    return (turn + float(rng.normal(0, 7))) % 360


def _placement(rng: Random, layer: Layer, angle: float) -> Pixels:
    """The homography [3, 3] from the layer to the picture."""
    height, width = layer.opacity.shape
    reach = float(np.exp(rng.uniform(np.log(0.4), np.log(1.7))))
    scale = reach * SIZE[1] / max(height, 0.75 * width)
    centre = np.array(SIZE) * rng.normal(0.5, 0.13, 2)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    points = (corners - (width / 2, height / 2)) * scale
    turn = np.radians(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = points @ rotation.T
    # A plane that leans is nearer on one side: a pinhole camera two and a half heights away.
    lean = np.radians(rng.normal(0, 16, 2))
    depth = points @ np.sin(lean)
    points = points * np.cos(lean) / (1 + depth / (2.5 * SIZE[1]))[:, None] + centre
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), points.astype(np.float32)),
        np.float32,
    )


def _warp(layer: Pixels, matrix: Pixels) -> Pixels:
    # A large layer is averaged first, or fine print would alias.
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if scale < 0.8:
        layer = _soft(layer, 0.4 / max(scale, 0.1))
    return np.asarray(cv2.warpPerspective(layer, matrix, SIZE, flags=cv2.INTER_LINEAR), np.float32)


def _background(rng: Random, room: NDArray[np.uint8] | None) -> Pixels:
    """A room out of focus, a table's top, or a plain ground."""
    if room is not None and rng.random() < 0.75:
        scene = cv2.resize(room, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
        return _soft(scene, float(rng.uniform(0.5, 4)))
    tone = rng.uniform(40, 220) + rng.normal(0, 18, 3)
    small = rng.normal(tone, rng.uniform(2, 20), (6, 8, 3))
    ground = cv2.resize(small.astype(np.float32), SIZE, interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        grain = rng.normal(0, rng.uniform(2, 12), (SIZE[1], 1, 1)).astype(np.float32)
        ground = ground + cv2.GaussianBlur(grain, (1, 9), 0).reshape(SIZE[1], 1, 1)
    return np.asarray(np.clip(ground, 0, 255), np.float32)


def _hand(
    rng: Random,
    scene: Pixels,
    layer: Layer,
    matrix: Pixels,
    *,
    behind: bool,
) -> Pixels:
    """Fingers over an edge of the thing, or a palm behind it."""
    height, width = layer.opacity.shape
    edge = int(rng.integers(4))
    share = rng.uniform(0.2, 0.8)
    x, y = {
        0: (0.0, share * height),
        1: (width * share, 0.0),
        2: (float(width), share * height),
        3: (width * share, float(height)),
    }[edge]
    place = cv2.perspectiveTransform(np.array([[[x, y]]], np.float32), matrix)[0, 0]
    middle = cv2.perspectiveTransform(np.array([[[width / 2, height / 2]]], np.float32), matrix)
    inwards = middle[0, 0] - place
    inwards = inwards / max(float(np.linalg.norm(inwards)), 1e-3)
    along = np.array([-inwards[1], inwards[0]])
    tone = float(rng.uniform(0.25, 1.0))
    skin = np.array([235, 190, 160], np.float32) * tone + np.array([15, 5, 0], np.float32)
    thick = rng.uniform(0.05, 0.09) * SIZE[1]
    mask = np.zeros((SIZE[1], SIZE[0]), np.float32)
    for finger in range(int(rng.integers(1, 5))):
        root = place + along * (finger - 1.5) * 2.1 * thick - inwards * 3 * thick
        tip = root + inwards * (3 + rng.uniform(0.3, 2.2)) * thick
        cv2.line(mask, _point(root), _point(tip), 1.0, max(2, round(1.8 * thick)), cv2.LINE_AA)
    if behind or rng.random() < 0.7:
        palm = place - inwards * 4.5 * thick
        axes = (max(2, round(4 * thick)), max(2, round(3 * thick)))
        cv2.ellipse(mask, _point(palm), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    depth = _soft(mask, 0.5 * thick)
    shaded = skin * (0.55 + 0.5 * depth[..., None])
    soft = _soft(mask, 1.0)[..., None]
    return np.asarray(scene * (1 - soft) + shaded * soft, np.float32)


def _soft(picture: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)


def _point(place: NDArray[np.floating[Any]]) -> tuple[int, int]:
    x, y = np.clip(place, -4000, 4000)
    return int(x), int(y)


def _glare(rng: Random) -> Pixels:
    """A lamp's reflection, 0…1."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    x, y = rng.uniform(0.15, 0.85, 2) * SIZE
    wide, high = rng.uniform(20, 130, 2)
    spot = np.exp(-(((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2))
    return np.asarray(np.clip(spot * rng.uniform(0.4, 2.5), 0, 1), np.float32)


def _taken(
    rng: Random,
    scene: Pixels,
    layer: Layer,
    matrix: Pixels,
    angle: float,
    glare: Pixels,
) -> Sample:
    """The scene as a webcam takes it, and what can be told of it."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    way = rng.uniform(0, 2 * np.pi)
    slope = (columns / SIZE[0] - 0.5) * np.cos(way) + (rows / SIZE[1] - 0.5) * np.sin(way)
    exposure = float(np.exp(rng.normal(-0.1, 0.3)))
    if rng.random() < 0.07:
        exposure *= float(rng.uniform(0.05, 0.3))
    light = exposure * (1 + rng.uniform(0, 0.7) * slope)
    tint = 1 + rng.normal(0, 0.06, 3).astype(np.float32)
    scene = scene * light[..., None] * tint
    defocus = float(rng.gamma(1.2, 1.1)) if rng.random() < 0.7 else float(rng.uniform(0, 0.6))
    motion = float(rng.uniform(2, 14)) if rng.random() < 0.2 else 0.0
    if defocus > 0.3:
        scene = _soft(scene, defocus)
    if motion:
        streak = _streak(motion, rng.uniform(0, np.pi))
        scene = np.asarray(cv2.filter2D(scene, -1, streak), np.float32)
    noise = float(rng.gamma(2, 1.5)) + (8 if exposure < 0.35 else 0)
    scene = np.clip(scene + rng.normal(0, noise, scene.shape), 0, 255)
    quality = int(rng.integers(45, 96))
    _, coded = cv2.imencode(".jpg", scene[..., ::-1].astype(np.uint8), (1, quality))
    picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1].copy()
    blur = float(np.hypot(defocus, 0.29 * motion))
    lines = tuple(_seen(line, matrix, picture, glare, blur, noise) for line in layer.lines)
    outline = _outline(layer, matrix)
    x0, y0 = np.clip(outline.min(0), 0, SIZE)
    x1, y1 = np.clip(outline.max(0), 0, SIZE)
    shows = cv2.contourArea(outline) > 0 and (x1 - x0) * (y1 - y0) > 0.02 * SIZE[0] * SIZE[1]
    brightness = float(picture.mean())
    tellable = shows and brightness > 18 and blur < 0.035 * min(x1 - x0, y1 - y0) + 2
    return Sample(
        picture=picture,
        surface=layer.surface,
        lines=lines,
        rotation=round(angle / 90) % 4 * 90,
        cut=_cut(outline),
        box=(x0 / SIZE[0], y0 / SIZE[1], x1 / SIZE[0], y1 / SIZE[1]),
        tellable=bool(tellable),
        blur=blur,
        light=brightness,
    )


def _outline(layer: Layer, matrix: Pixels) -> Pixels:
    """The corners of the thing in the picture, [4, 2]."""
    height, width = layer.opacity.shape
    corners = np.array([[(0, 0), (width, 0), (width, height), (0, height)]], np.float32)
    return np.asarray(cv2.perspectiveTransform(corners, matrix)[0], np.float32)


def _cut(outline: Pixels) -> tuple[str, ...]:
    beyond = (
        -outline[:, 0].min(),
        -outline[:, 1].min(),
        outline[:, 0].max() - SIZE[0],
        outline[:, 1].max() - SIZE[1],
    )
    return tuple(side for side, by in zip(SIDES, beyond, strict=True) if by > 4)


def _streak(length: float, way: float) -> Pixels:
    side = int(length) | 1
    kernel = np.zeros((side, side), np.float32)
    middle, reach = side // 2, length / 2
    along = np.array([np.cos(way), np.sin(way)]) * reach
    start, end = _point(middle - along), _point(middle + along)
    cv2.line(kernel, start, end, 1.0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _seen(
    line: Line,
    matrix: Pixels,
    picture: NDArray[np.uint8],
    glare: Pixels,
    blur: float,
    noise: float,
) -> Read:
    """A line as it stands in the picture, and whether a person could read it there."""
    corners = cv2.perspectiveTransform(line.corners[None], matrix)[0]
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    drawn = max(float(np.linalg.norm(line.corners[3] - line.corners[0])), 1.0)
    height = line.height * tall / drawn
    inside = bool(((corners >= -2) & (corners <= np.array(SIZE) + 2)).all())
    legible = inside and height >= LEGIBLE and height >= SHARP * blur
    if legible:
        mask = np.zeros(picture.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, corners.astype(np.int32), 1)
        pixels = picture[mask > 0]
        spread = np.percentile(pixels.mean(1), [3, 97]) if len(pixels) else np.zeros(2)
        strong = float(spread[1] - spread[0]) > max(CONTRAST, 3 * noise)
        legible = strong and float(glare[mask > 0].mean() if mask.any() else 0) < 0.45
    return Read(line.text, (corners / SIZE).astype(np.float32), height, legible)
