"""Random drawn labels, straight or degraded, with their text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from assistant.protocol.text import TextProblem
from benchmarks.quality_degradations import Random
from models.interfaces import Picture

SIZE: Final = (1280, 720)
"""Width and height of a picture."""
WORDS: Final = (
    "Tomato soup Whole milk Green tea Oat flakes Ground coffee Olive oil Peeled almonds Rye bread "
    "Apple juice Brown rice Sea salt Honey Ingredients water sugar wheat flour yeast butter eggs "
    "Store cool and dry Shake well before use Keep out of reach of children Contains gluten nuts "
    "Made in Ireland Organic Family pack Serve hot Nutrition energy protein fat of which saturates "
    "carbohydrate fibre Take two tablets daily with food Not for sale Washing powder sensitive"
).split()
FONTS: Final = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono", "")
"""Those of matplotlib, and Pillow's own."""
PAPERS: Final = ((250, 248, 240), (255, 221, 90), (190, 30, 40), (20, 60, 120), (225, 235, 225))
WAYS: Final = ("straight", "tilted", "dark", "upside down", "turned", "seen from the side")


@dataclass(frozen=True, slots=True)
class Label:
    """A picture of a label."""

    picture: Picture
    text: str
    """Its lines, in reading order."""
    rotation: int
    """Degrees by which it is turned clockwise, to the nearest quarter."""


def draw(rng: Random, way: str) -> Label:
    """Draw a label in one of the `WAYS`."""
    lines = [_line(rng) for _ in range(int(rng.integers(3, 8)))]
    paper = _paper(rng, lines)
    angle, rotation = 0.0, 0
    if way == "tilted":
        angle = float(rng.choice([-1, 1]) * rng.uniform(8, 30))
    elif way == "upside down":
        angle, rotation = 180 + float(rng.uniform(-8, 8)), 180
    elif way == "turned":
        rotation = int(rng.choice([90, 270]))
        angle = rotation + float(rng.uniform(-8, 8))
    lean = float(rng.uniform(0.12, 0.25)) if way == "seen from the side" else 0.0
    picture = _held(rng, paper, angle, lean)
    if way == "dark":
        picture = _noisy(picture * rng.uniform(0.08, 0.2), rng, 3.0)
    return Label(_noisy(picture, rng, 3.0), "\n".join(lines), rotation)


def page() -> Picture:
    """A page of 22 lines, as large as the picture."""
    rng = np.random.default_rng(22)
    image = Image.new("RGB", SIZE, PAPERS[0])
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(21)
    for number in range(22):
        start = int(rng.integers(len(WORDS) - 12))
        pen.text((280, 14 + 31 * number), " ".join(WORDS[start : start + 9]), (25, 25, 25), font)
    return _noisy(np.asarray(image), rng, 3.0)


def hard(picture: Picture, rng: Random) -> Picture:
    """Out of focus, or taken from too far away, but still readable."""
    if rng.random() < 0.5:
        blurred = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(2, 6)))
        return _noisy(blurred, rng, 3.0)
    share = float(rng.uniform(0.2, 0.5))
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return _noisy(small, rng, 3.0)


def _line(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.12:
        day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(2026, 2030)
        return f"Best before {day:02d}.{month:02d}.{year}"
    if kind < 0.2:
        return f"Net weight {rng.integers(50, 999)} g"
    if kind < 0.28:
        return f"Tel. 0{rng.integers(20, 99)} {rng.integers(1000, 9999)} {rng.integers(100, 999)}"
    start = int(rng.integers(len(WORDS) - 5))
    return " ".join(WORDS[start : start + int(rng.integers(1, 5))])


def _font(rng: Random, size: int) -> Any:
    name = str(rng.choice(FONTS))
    if not name:
        return ImageFont.load_default(size)
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(folder / f"{name}.ttf", size)


def _paper(rng: Random, lines: list[str]) -> Picture:
    """A piece of paper with lines on it, just large enough."""
    ground = PAPERS[int(rng.integers(len(PAPERS)))]
    ink = (25, 25, 25) if sum(ground) > 380 else (245, 245, 245)
    fonts = [_font(rng, int(rng.integers(24, 46))) for _ in lines]
    boxes = [font.getbbox(line) for font, line in zip(fonts, lines, strict=True)]
    step = [int(font.size * rng.uniform(1.35, 1.6)) for font in fonts]
    image = Image.new("RGB", (int(max(box[2] for box in boxes)) + 60, sum(step) + 50), ground)
    pen, top = ImageDraw.Draw(image), 25
    for line, font, height in zip(lines, fonts, step, strict=True):
        pen.text((30, top), line, ink, font)
        top += height
    return np.asarray(image, np.uint8)


def _held(rng: Random, paper: Picture, angle: float, lean: float) -> Picture:
    """A paper in front of a background without text, turned clockwise by an angle."""
    width, height = SIZE
    back = cv2.resize(rng.uniform(60, 190, (5, 8, 3)), SIZE, interpolation=cv2.INTER_CUBIC)
    tall, wide = paper.shape[:2]
    turn = np.deg2rad(angle)
    cosine, sine = float(np.cos(turn)), float(np.sin(turn))
    needs = (abs(wide * cosine) + abs(tall * sine), abs(wide * sine) + abs(tall * cosine))
    scale = min(1.25, 0.94 * width / needs[0], 0.94 * height / needs[1])
    corners = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2 * scale
    corners[1, 1] *= 1 - 2 * lean
    corners[2, 1] *= 1 - 2 * lean
    corners[1:3, 0] *= 1 - lean
    turned = corners @ np.array([[cosine, sine], [-sine, cosine]]) + np.array([width, height]) / 2
    flat = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    way = cv2.getPerspectiveTransform(flat, turned.astype(np.float32))
    laid = cv2.warpPerspective(paper, way, SIZE, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones((tall, wide), np.float32), way, SIZE)[..., None]
    return _noisy(back * (1 - mask) + laid * mask, rng, 0.0)


def _noisy(picture: NDArray[Any], rng: Random, noise: float) -> Picture:
    grain = rng.normal(0, noise, picture.shape) if noise else 0.0
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def _blurred(picture: Picture, rng: Random) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(8, 14))), np.uint8)


def _darkened(picture: Picture, rng: Random) -> Picture:
    return _noisy(picture * rng.uniform(0.004, 0.012), rng, 2.0)


def _shining(picture: Picture, rng: Random) -> Picture:
    """A lamp that glares on nearly all of it."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    x, y = width * rng.uniform(0.4, 0.6), height * rng.uniform(0.4, 0.6)
    light = np.exp(-((columns - x) ** 2 / (0.7 * width) ** 2 + (rows - y) ** 2 / height**2))
    return _noisy(picture + 300.0 * light[..., None], rng, 0.0)


def before(picture: Picture, share: float, rng: Random) -> Picture:
    """A label shrunk to a share of its size, in the middle of a background without text."""
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    back = cv2.resize(rng.uniform(60, 190, (5, 8, 3)), SIZE, interpolation=cv2.INTER_CUBIC)
    top, left = (SIZE[1] - small.shape[0]) // 2, (SIZE[0] - small.shape[1]) // 2
    back[top : top + small.shape[0], left : left + small.shape[1]] = small
    return _noisy(back, rng, 3.0)


def _far(picture: Picture, rng: Random) -> Picture:
    return before(picture, float(rng.uniform(0.07, 0.12)), rng)


def _empty(picture: Picture, rng: Random) -> Picture:
    back = cv2.resize(rng.uniform(40, 220, (9, 16, 3)), SIZE, interpolation=cv2.INTER_CUBIC)
    return _noisy(back, rng, 3.0)


SPOILT: Final[Mapping[TextProblem, Callable[[Picture, Random], Picture]]] = MappingProxyType(
    {
        TextProblem.NO_TEXT: _empty,
        TextProblem.BLURRED: _blurred,
        TextProblem.DARK: _darkened,
        TextProblem.GLARE: _shining,
        TextProblem.FAR: _far,
    }
)
"""What makes a picture of a label unreadable."""
