"""Random pictures with nothing to describe: pages, screens, drawings, blanks.

They train the not-a-photo gate and measure it; the validation pictures use other seeds.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]

_SYLLABLES = "ta ne ro mi ka so lu den vor est ing ment pre al ion the and of in to for".split()


def _word(rng: np.random.Generator) -> str:
    word = "".join(rng.choice(_SYLLABLES, int(rng.integers(1, 4))))
    return word.capitalize() if rng.random() < 0.15 else word


def _line(rng: np.random.Generator, words: int) -> str:
    return " ".join(_word(rng) for _ in range(words))


def _colour(rng: np.random.Generator, low: int = 0, high: int = 256) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(240, 520)), int(rng.integers(240, 520))


def plain(rng: np.random.Generator) -> Pixels:
    """One colour, often black or white, sometimes with a little noise."""
    height, width = _size(rng)
    colour = _colour(rng)
    if rng.random() < 0.5:
        colour = (0, 0, 0) if rng.random() < 0.5 else (255, 255, 255)
    picture = np.full((height, width, 3), colour, np.float32)
    if rng.random() < 0.5:
        picture += rng.normal(0, rng.uniform(0.5, 6), picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def gradient(rng: np.random.Generator) -> Pixels:
    """A smooth change between two or three colours, straight or radial."""
    height, width = _size(rng)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    if rng.random() < 0.6:
        angle = rng.uniform(0, 2 * np.pi)
        way = columns / width * np.cos(angle) + rows / height * np.sin(angle)
    else:
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        way = np.hypot((columns - x) / width, (rows - y) / height)
    way = (way - way.min()) / max(float(np.ptp(way)), 1e-6)
    stops = rng.integers(0, 256, (int(rng.integers(2, 4)), 3)).astype(np.float32)
    at = np.linspace(0, 1, len(stops))
    picture = np.stack([np.interp(way, at, stops[:, channel]) for channel in range(3)], axis=-1)
    return picture.astype(np.uint8)


def noise(rng: np.random.Generator) -> Pixels:
    """Noise, grey or coloured, fine or cloudy."""
    height, width = _size(rng)
    cell = int(rng.choice([1, 1, 2, 4, 16, 60]))
    shape = (height // cell + 2, width // cell + 2, 3)
    small = rng.uniform(0, 255, shape) if rng.random() < 0.5 else rng.normal(128, 60, shape)
    if rng.random() < 0.4:
        small[:] = small.mean(axis=2, keepdims=True)
    way = cv2.INTER_CUBIC if cell > 4 else cv2.INTER_NEAREST
    picture = cv2.resize(
        np.clip(small, 0, 255).astype(np.float32), (width, height), interpolation=way
    )
    return np.clip(picture, 0, 255).astype(np.uint8)


def page(rng: np.random.Generator) -> Pixels:
    """A page of text, upright or slightly turned, on paper of any shade."""
    height, width = _size(rng)
    height, width = height * 2, width * 2
    dark = rng.random() < 0.15
    paper = _colour(rng, 0, 60) if dark else _colour(rng, 205, 256)
    ink = _colour(rng, 190, 256) if dark else _colour(rng, 0, 90)
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    size = int(rng.integers(12, 44))
    font = ImageFont.load_default(size)
    columns = 1 if rng.random() < 0.75 else 2
    margin = int(rng.integers(5, 80))
    for column in range(columns):
        left = margin + column * (width - margin) // columns
        y = margin
        if rng.random() < 0.5:
            title = ImageFont.load_default(size * 2)
            draw.text((left, y), _line(rng, 3), fill=ink, font=title)
            y += size * 3
        per_line = max(2, (width // columns - margin) // (size * 3))
        while y < height - margin:
            if rng.random() < 0.9:
                draw.text((left, y), _line(rng, int(rng.integers(1, per_line + 2))), ink, font)
            y += int(size * rng.uniform(1.2, 1.7))
    return _turned(np.asarray(image), rng)


def _turned(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """Sometimes photographed at an angle, in uneven light."""
    height, width = picture.shape[:2]
    shown: NDArray[np.floating] = picture.astype(np.float32)
    if rng.random() < 0.5:
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        moved = corners + rng.uniform(-0.08, 0.08, (4, 2)).astype(np.float32) * (width, height)
        around = [float(value) for value in rng.integers(0, 256, 3)]
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        shown = np.asarray(
            cv2.warpPerspective(
                shown, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=around
            ),
            np.float32,
        )
        light = np.linspace(rng.uniform(0.7, 1), rng.uniform(0.7, 1.1), width)
        shown = shown * light[None, :, None]
    small = cv2.resize(shown, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.clip(small, 0, 255).astype(np.uint8)


def screen(rng: np.random.Generator) -> Pixels:
    """A screenshot or a grid of buttons: bars, panels, fields, icons and labels."""
    height, width = (side * 2 for side in _size(rng))
    dark = rng.random() < 0.4
    base = _colour(rng, 0, 70) if dark else _colour(rng, 215, 256)
    ink = (230, 230, 230) if dark else (25, 25, 25)
    image = Image.new("RGB", (width, height), base)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(int(rng.integers(14, 30)))
    bar = int(rng.integers(20, 70))
    draw.rectangle((0, 0, width, bar), fill=_colour(rng))
    draw.text((10, bar // 4), _line(rng, 3), fill=ink, font=font)
    for _ in range(int(rng.integers(3, 26))):
        x, y = int(rng.integers(0, width)), int(rng.integers(bar, height))
        w, h = int(rng.integers(30, width // 2)), int(rng.integers(20, height // 4))
        kind = rng.random()
        if kind < 0.5:
            edge = int(rng.integers(0, 14))
            draw.rounded_rectangle((x, y, x + w, y + h), edge, fill=_colour(rng), outline=ink)
            draw.text((x + 8, y + h // 3), _line(rng, int(rng.integers(1, 4))), ink, font)
        elif kind < 0.75:
            for row in range(int(rng.integers(2, 9))):
                draw.text((x, y + row * 30), _line(rng, int(rng.integers(2, 8))), ink, font)
        elif kind < 0.9:
            side = min(w, h)
            draw.ellipse((x, y, x + side, y + side), fill=_colour(rng))
        else:
            draw.line((0, y, width, y), fill=_colour(rng), width=2)
    return _turned(np.asarray(image), rng) if rng.random() < 0.4 else np.asarray(image)


def drawing(rng: np.random.Generator) -> Pixels:
    """Lines and flat shapes: a chart, a sketch, a pattern."""
    height, width = _size(rng)
    ground = _colour(rng, 220, 256) if rng.random() < 0.7 else _colour(rng)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    kind = rng.random()
    if kind < 0.35:
        bars = int(rng.integers(3, 12))
        for place in range(bars):
            x = width * (place + 1) // (bars + 1)
            top = int(rng.integers(height // 8, height - 20))
            draw.rectangle((x - 8, top, x + 8, height - 20), fill=_colour(rng))
        draw.line((10, height - 20, width - 10, height - 20), fill=(0, 0, 0), width=2)
    elif kind < 0.7:
        for _ in range(int(rng.integers(2, 30))):
            points = [(int(rng.integers(width)), int(rng.integers(height))) for _ in range(3)]
            if rng.random() < 0.5:
                draw.line(points, fill=_colour(rng), width=int(rng.integers(1, 6)))
            else:
                draw.polygon(points, outline=_colour(rng), fill=None)
    else:
        step = int(rng.integers(6, 60))
        one, two = _colour(rng), _colour(rng)
        checks = rng.random() < 0.5
        for y in range(0, height, step):
            for x in range(0, width, step):
                odd = (x // step + (y // step if checks else 0)) % 2
                draw.rectangle((x, y, x + step, y + step), fill=one if odd else two)
    return np.asarray(image)


def ruined(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """A photo ruined beyond recognition by heavy blur or near darkness."""
    if rng.random() < 0.5:
        sigma = min(photo.shape[:2]) * rng.uniform(0.05, 0.15)
        return np.asarray(cv2.GaussianBlur(photo, (0, 0), float(sigma)), np.uint8)
    dark = photo.astype(np.float32) * rng.uniform(0.005, 0.05)
    dark += rng.normal(0, rng.uniform(0.5, 4), photo.shape)
    return np.asarray(np.clip(dark, 0, 255), np.uint8)


KINDS: dict[str, Callable[[np.random.Generator], Pixels]] = {
    "plain": plain,
    "gradient": gradient,
    "noise": noise,
    "page": page,
    "screen": screen,
    "drawing": drawing,
}
"""Every kind of picture drawn from scratch."""


def draw(rng: np.random.Generator) -> Pixels:
    """A picture of a random kind; pages and screens are more frequent."""
    shares = {"plain": 1, "gradient": 1, "noise": 1, "page": 3, "screen": 3, "drawing": 1.5}
    weights = np.array([shares[kind] for kind in KINDS])
    return KINDS[str(rng.choice(list(KINDS), p=weights / weights.sum()))](rng)
