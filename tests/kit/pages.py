"""Pages with text, drawn in Pillow's own font."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.interfaces import Picture

SENTENCES = (
    "Dear neighbour, the water will be turned off",
    "on Monday from nine to eleven in the morning,",
    "because the old pipes in the cellar are leaking.",
    "Please fill a bucket before that, and keep the",
    "taps closed until somebody rings at your door.",
)

Written = tuple[float, float, str]
"""x, y of the upper left, and the text."""


def draw(
    written: Sequence[Written], size: tuple[int, int] = (1280, 720), height: int = 26
) -> Picture:
    """A white sheet with texts on it."""
    image = Image.new("RGB", size, (250, 248, 242))
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(height)
    for x, y, text in written:
        pen.text((x, y), text, (30, 30, 30), font)
    return np.asarray(image, np.uint8)


def page(lines: int = 22, height: int = 22) -> tuple[Picture, list[str]]:
    """A page of numbered lines, as a camera sees it, and its lines."""
    texts = [f"{n + 1}. {SENTENCES[n % len(SENTENCES)]}" for n in range(lines)]
    step = 690 / lines
    return draw([(300, 12 + step * n, text) for n, text in enumerate(texts)], height=height), texts


def turned(picture: Picture, degrees: int) -> Picture:
    """Turn clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90))
