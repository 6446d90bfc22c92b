"""A model and a reader that really look: at what is drawn in white on a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Corners,
    ImageEncoding,
    Picture,
    ReadText,
    ReadWord,
    TextRegion,
)
from tests.kit.fakes import FakeModel, look, seen

WHITE = 200
GREY = 90


def white(picture: Picture) -> list[tuple[int, int, int, int]]:
    """The left, upper, right and lower border of each white rectangle."""
    _, _, found, _ = cv2.connectedComponentsWithStats((picture[..., 0] > WHITE).astype(np.uint8))
    return [(x, y, x + width, y + height) for x, y, width, height, area in found[1:] if area > 20]


def drawn(width: int, height: int, *boxes: tuple[float, float, float, float]) -> Picture:
    """White rectangles on grey; their borders are shares of the picture, or outside of it."""
    picture = np.full((height, width, 3), GREY, np.uint8)
    size = np.array([width, height] * 2)
    for box in boxes:
        x0, y0, x1, y1 = np.clip(np.array(box) * size, 0, size).astype(int)
        picture[y0:y1, x0:x1] = 255
    return picture


@dataclass
class SquareModel(FakeModel):
    """Takes a white rectangle for a cup."""

    def look(self, picture: Picture) -> ImageEncoding:
        super().look(picture)
        height, width = picture.shape[:2]
        boxes = [(x / width, y / height, u / width, v / height) for x, y, u, v in white(picture)]
        return look(*(seen("cup", 0.95, *box) for box in boxes))


class BarReader:
    """Takes each white bar for a line of text."""

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        boxes = white(picture)
        return tuple(
            TextRegion(((x, y), (u, y), (u, v), (x, v)), 0.9)
            for x, y, u, v in ((float(a), float(b), float(c), float(d)) for a, b, c, d in boxes)
        )

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        return ReadText((ReadWord("A", 0.99), ReadWord("line", 0.99)), 0.99)
