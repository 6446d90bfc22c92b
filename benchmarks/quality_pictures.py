"""Pictures of nothing, drawn at random, from which the quality gate learns."""

import math
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.quality_degradations import Random, clipped, gained
from models.interfaces import Picture

Colour = tuple[int, int, int]

_LETTERS = np.array(list("eeeeettttaaaooiinnsshhrrddllccuummwwffggyyppbbvvkkxjqz"))
_HERSHEY = (
    *(cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX),
    *(cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX),
)


# ------------------------------------------------------------------- blanks


def one_colour(rng: Random) -> Picture:
    """One colour, with a little noise and shade sometimes; black would be a covered lens."""
    level = int(rng.integers(40, 256))
    colour = (level, level, level) if rng.random() < 0.3 else _between(rng, 40, 255)
    picture = np.full((*_size(rng), 3), colour, np.float64)
    if rng.random() < 0.5:
        picture += _ramp(picture.shape[0], picture.shape[1], rng)[..., None] * rng.uniform(0, 25)
    if rng.random() < 0.6:
        picture += rng.normal(0, rng.uniform(0.3, 6), picture.shape)
    return clipped(picture)


def gradient(rng: Random) -> Picture:
    """Colours that run into one another, straight, round or between the corners."""
    height, width = _size(rng)
    kind = rng.random()
    if kind < 0.4:
        corners = rng.uniform(0, 255, (int(rng.integers(2, 4)), int(rng.integers(2, 4)), 3))
        way = cv2.INTER_LINEAR if rng.random() < 0.5 else cv2.INTER_CUBIC
        picture: NDArray[Any] = cv2.resize(corners, (width, height), interpolation=way)
    else:
        share = _ramp(height, width, rng) if kind < 0.8 else _round(height, width, rng)
        stops = rng.uniform(0, 255, (int(rng.integers(2, 5)), 3))
        at = np.linspace(0, 1, len(stops))
        picture = np.stack([np.interp(share, at, stops[:, part]) for part in range(3)], axis=-1)
    if rng.random() < 0.3:
        picture = picture + rng.normal(0, rng.uniform(0.5, 4), picture.shape)
    return clipped(picture)


def _ramp(height: int, width: int, rng: Random) -> NDArray[np.float64]:
    angle = rng.uniform(0, 2 * math.pi)
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    share = columns * math.cos(angle) + rows * math.sin(angle)
    return np.asarray((share - share.min()) / np.ptp(share), np.float64)


def _round(height: int, width: int, rng: Random) -> NDArray[np.float64]:
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    share = np.hypot(columns - rng.random(), rows - rng.random())
    return np.asarray(share / share.max(), np.float64)


def noise(rng: Random) -> Picture:
    """Noise: of any distribution, grey or coloured, in dots, blocks or clouds of many sizes."""
    height, width = _size(rng)
    depth = 3 if rng.random() < 0.6 else 1
    if rng.random() < 0.25:
        return _clouds(height, width, depth, rng)
    cell = int(rng.choice([1, 1, 1, 2, 3, 4, 8, 16, 32, 64]))
    shape = (height // cell + 2, width // cell + 2, depth)
    kind = int(rng.integers(4))
    if kind == 0:
        grain: NDArray[Any] = rng.uniform(0, 255, shape)
    elif kind == 1:
        grain = rng.normal(rng.uniform(60, 200), rng.uniform(15, 90), shape)
    elif kind == 2:
        grain = (rng.random(shape) < rng.uniform(0.1, 0.9)) * 255.0
    else:
        grain = np.where(rng.random(shape) < 0.15, rng.choice([0.0, 255.0], shape), 128.0)
    way = int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    picture = cv2.resize(np.clip(grain, 0, 255), (width, height), interpolation=way)
    return clipped(np.broadcast_to(picture.reshape(height, width, depth), (height, width, 3)))


def _clouds(height: int, width: int, depth: int, rng: Random) -> Picture:
    total = np.zeros((height, width, depth))
    fall, cells = rng.uniform(0.4, 1.0), 3
    strength = 1.0
    while cells < min(height, width):
        grain = rng.normal(0, strength, (cells, cells, depth))
        total += cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC).reshape(
            total.shape
        )
        cells, strength = cells * 2, strength * fall
    total = total / total.std() * rng.uniform(20, 60) + rng.uniform(80, 170)
    return clipped(np.broadcast_to(total, (height, width, 3)))


# ---------------------------------------------------------- pages and screens


def _size(rng: Random) -> tuple[int, int]:
    """Height and width of a picture, as cameras and screens have them."""
    width, height = [(640, 480), (800, 600), (1280, 720), (512, 512), (600, 800), (320, 240)][
        int(rng.integers(6))
    ]
    return height, width


def _any_colour(rng: Random) -> Colour:
    if rng.random() < 0.3:
        grey = int(rng.choice([0, 128, 255]))
        return grey, grey, grey
    return _between(rng, 0, 255)


def _between(rng: Random, low: int, high: int) -> Colour:
    red, green, blue = (int(value) for value in rng.integers(low, high + 1, 3))
    return red, green, blue


def _ground_and_ink(rng: Random, dark: float) -> tuple[Colour, Colour]:
    if rng.random() < dark:
        base = int(rng.integers(0, 60))
        return (base, base, min(255, base + int(rng.integers(0, 30)))), _between(rng, 170, 255)
    base = int(rng.integers(205, 256))
    return (base, base, max(0, base - int(rng.integers(0, 40)))), _between(rng, 0, 80)


def _words(rng: Random, letters: int) -> str:
    text = ""
    while len(text) < letters:
        word = "".join(rng.choice(_LETTERS, int(rng.integers(2, 10))))
        shape = rng.random()
        word = word.capitalize() if shape < 0.15 else word.upper() if shape < 0.2 else word
        text += f"{word} " if rng.random() < 0.9 else f"{word}, {int(rng.integers(1, 3000))} "
    return text[:letters]


class _Sheet:
    """A picture being drawn on, with one hand of writing."""

    def __init__(self, rng: Random, height: int, width: int, ground: Colour) -> None:
        self.rng = rng
        self.height, self.width = height, width
        self.image = Image.new("RGB", (width, height), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.hershey = int(rng.choice(_HERSHEY)) if rng.random() < 0.35 else None

    def write(self, x: float, y: float, letters: int, size: float, ink: Colour) -> None:
        text = _words(self.rng, max(1, letters))
        if self.hershey is None:
            self.draw.text((x, y), text, ink, ImageFont.load_default(max(6, size)))
            return
        pixels = np.array(self.image)
        thick = 1 if size < 26 else 2
        place = (int(x), int(y + size))
        cv2.putText(pixels, text, place, self.hershey, size / 30, ink, thick, cv2.LINE_AA)
        self.image = Image.fromarray(pixels)
        self.draw = ImageDraw.Draw(self.image)

    def picture(self) -> Picture:
        return np.array(self.image)


def page(rng: Random) -> Picture:
    """A page of text: one or two columns, headings, lists, tables."""
    height, width = _size(rng)
    ground, ink = _ground_and_ink(rng, 0.15)
    sheet = _Sheet(rng, height, width, ground)
    size = float(rng.uniform(0.018, 0.07) * height)
    margin = rng.uniform(0.01, 0.12) * width
    columns = int(rng.choice([1, 1, 1, 2]))
    span = (width - 2 * margin) / columns
    pitch = size * rng.uniform(1.15, 2.2)
    table = rng.random() < 0.15
    for column in range(columns):
        x, y = margin + column * span, margin
        while y < height - margin * rng.uniform(0, 1.5):
            big = 1.8 if rng.random() < 0.06 else 1.0
            share = 0.92 if rng.random() < 0.75 else rng.uniform(0.1, 0.9)
            if rng.random() > 0.08:
                sheet.write(x, y, int(span * share / (size * big * 0.52)), size * big, ink)
            if table:
                sheet.draw.line((x, y + pitch - 2, x + span * 0.95, y + pitch - 2), fill=ink)
            y += pitch * big
    return sheet.picture()


def screen(rng: Random) -> Picture:
    """A screen: a wall or a flat ground, windows with bars, text, lists, icons, fields."""
    height, width = _size(rng)
    ground, _ = _ground_and_ink(rng, 0.4)
    sheet = _Sheet(rng, height, width, ground)
    if rng.random() < 0.3:
        wall = cv2.resize(gradient(rng), (width, height), interpolation=cv2.INTER_AREA)
        sheet.image = Image.fromarray(np.asarray(wall, np.uint8))
        sheet.draw = ImageDraw.Draw(sheet.image)
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, 0.5) * width, rng.uniform(0, 0.5) * height
        _window(sheet, x, y, rng.uniform(0.35, 1) * width, rng.uniform(0.35, 1) * height)
    if rng.random() < 0.6:
        _bar(sheet, height * rng.uniform(0.9, 0.96))
    return sheet.picture()


def _window(sheet: _Sheet, x: float, y: float, width: float, height: float) -> None:
    rng, draw = sheet.rng, sheet.draw
    ground, ink = _ground_and_ink(rng, 0.4)
    accent = _any_colour(rng)
    bar = sheet.height * rng.uniform(0.03, 0.08)
    draw.rectangle((x, y, x + width, y + height), fill=ground, outline=ink)
    draw.rectangle((x, y, x + width, y + bar), fill=accent)
    for dot in range(3):
        side = x + width - (dot + 1) * bar
        draw.ellipse((side, y + bar * 0.3, side + bar * 0.4, y + bar * 0.7), fill=_any_colour(rng))
    sheet.write(x + bar * 0.3, y + bar * 0.2, 12, bar * 0.5, ink)
    left = x + (width * rng.uniform(0.15, 0.3) if rng.random() < 0.5 else 0)
    if left > x:
        sheet.draw.rectangle((x, y + bar, left, y + height), fill=_between(rng, 0, 255))
    size = bar * rng.uniform(0.35, 0.7)
    top = y + bar * 1.4
    while top < min(y + height, sheet.height) - size:
        kind = rng.random()
        if kind < 0.15:
            side = size * rng.uniform(1, 3)
            box = (left + size, top, left + size + side, top + side)
            sheet.draw.rounded_rectangle(box, side * 0.2, fill=_any_colour(rng))
            top += side
        elif kind < 0.25:
            box = (left + size, top, left + (x + width - left) * 0.8, top + size * 1.8)
            sheet.draw.rectangle(box, outline=ink, fill=_any_colour(rng))
            top += size * 1.2
        else:
            letters = (x + width - left) * rng.uniform(0.2, 0.9) / (size * 0.55)
            sheet.write(left + size * 0.7, top, int(letters), size, ink)
        top += size * rng.uniform(1.3, 2.2)


def _bar(sheet: _Sheet, top: float) -> None:
    rng = sheet.rng
    sheet.draw.rectangle((0, top, sheet.width, sheet.height), fill=_any_colour(rng))
    step = (sheet.height - top) * 1.2
    for place in range(int(rng.integers(2, 12))):
        box = (place * step + 4, top + 4, place * step + step * 0.7, sheet.height - 4)
        sheet.draw.rounded_rectangle(box, 4, fill=_any_colour(rng))


def buttons(rng: Random) -> Picture:
    """One large button or a grid of them, with labels or signs."""
    height, width = _size(rng)
    ground = _any_colour(rng)
    sheet = _Sheet(rng, height, width, ground)
    rows, columns = (int(value) for value in rng.integers(1, 6, 2))
    cell_w, cell_h = width / columns, height / rows
    same = _any_colour(rng) if rng.random() < 0.5 else None
    gap, edge = rng.uniform(0.03, 0.3), rng.uniform(0, 0.5)
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.1:
                continue
            x0, y0 = (column + gap) * cell_w, (row + gap) * cell_h
            x1, y1 = (column + 1 - gap) * cell_w, (row + 1 - gap) * cell_h
            face = same or _any_colour(rng)
            ink = (0, 0, 0) if sum(face) > 380 else (255, 255, 255)
            corner = edge * min(x1 - x0, y1 - y0)
            outline = ink if rng.random() < 0.5 else None
            sheet.draw.rounded_rectangle((x0, y0, x1, y1), corner, face, outline, 2)
            size = (y1 - y0) * rng.uniform(0.2, 0.6)
            letters = min(int(rng.integers(1, 9)), int((x1 - x0) / (size * 0.6)))
            sheet.write(x0 + (x1 - x0) * 0.15, y0 + (y1 - y0) * 0.25, letters, size, ink)
    return sheet.picture()


def _squares(rng: Random, sheet: _Sheet, width: int, height: int) -> None:
    """Stripes, or the squares of a chessboard."""
    step = int(rng.integers(8, 90))
    one = _any_colour(rng)
    checks = rng.random() < 0.5
    for y in range(0, height, step):
        for x in range(0, width, step):
            if (x // step + (y // step if checks else 0)) % 2:
                sheet.draw.rectangle((x, y, x + step - 1, y + step - 1), fill=one)


def drawing(rng: Random) -> Picture:
    """Lines and flat shapes: a sketch, a chart, an icon, a pattern, a code of squares or bars."""
    height, width = _size(rng)
    ground, ink = _ground_and_ink(rng, 0.2)
    sheet = _Sheet(rng, height, width, ground if rng.random() < 0.7 else _any_colour(rng))
    draw, kind = sheet.draw, rng.random()
    if kind < 0.2:
        cells = (rng.random((int(rng.integers(8, 40)), int(rng.integers(8, 40)))) < 0.5) * 255
        if rng.random() < 0.3:
            cells = np.repeat(cells[:1], 8, axis=0)
        code = cv2.resize(cells.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
        return np.repeat(np.asarray(code, np.uint8)[..., None], 3, axis=2)
    if kind < 0.4:
        _squares(rng, sheet, width, height)
        return sheet.picture()
    for _ in range(int(rng.integers(2, 40))):
        points = [(rng.uniform(0, width), rng.uniform(0, height)) for _ in range(4)]
        thick, shape = int(rng.integers(1, 7)), rng.random()
        box = (*np.min(points[:2], axis=0).tolist(), *np.max(points[:2], axis=0).tolist())
        colour = _any_colour(rng) if rng.random() < 0.5 else ink
        if shape < 0.3:
            draw.line(points, colour, thick)
        elif shape < 0.5:
            draw.ellipse(box, None if kind < 0.7 else colour, ink, thick)
        elif shape < 0.7:
            draw.rectangle(box, None if kind < 0.7 else colour, ink, thick)
        elif shape < 0.85:
            draw.polygon(points[:3], None if kind < 0.7 else colour, ink)
        else:
            draw.arc(box, rng.uniform(0, 180), rng.uniform(180, 360), colour, thick)
    return sheet.picture()


DRAWINGS: dict[str, Callable[[Random], Picture]] = {
    "one_colour": one_colour,
    "gradient": gradient,
    "noise": noise,
    "page": page,
    "screen": screen,
    "buttons": buttons,
    "drawing": drawing,
}


def as_photographed(picture: Picture, rng: Random) -> Picture:
    """A page or screen as a camera sees it: aslant, under uneven light, a little soft and noisy."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to = corners + rng.uniform(-0.12, 0.12, (4, 2)).astype(np.float32) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, to.astype(np.float32))
    around = [float(value) for value in rng.integers(0, 256, 3)]
    seen = cv2.warpPerspective(
        picture, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=around
    )
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 1.5))
    light = 1 - _ramp(height, width, rng)[..., None] * rng.uniform(0, 0.5)
    tint = rng.uniform(0.8, 1.0, 3)
    return gained(clipped(seen * light * tint), rng.uniform(0, 5), rng)
