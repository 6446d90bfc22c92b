"""Where a head is: a small network that finds faces, and how far heads reach beyond them.

`python -m models.training.witness.convert_faces` makes its file from BlazeFace's weights.
"""

import gzip
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.embedded.pixels import shrunk
from models.embedded.runtime import Network, Numbers
from models.interfaces import Box, Picture
from models.messages import ModelError, ModelFault

FILE: Final = "faces.onnx.gz"
SIDE: Final = 128
"""Of the network's input in pixels."""
WORDS: Final = frozenset({"head", "face"})
"""What users call it."""
BEYOND: Final = (0.1, 0.54, 0.2, 0.06)
"""How far a head reaches beyond its face on the left, at the top, on the right and at the bottom,
in widths and heights of the face: medians that `benchmarks/framing.py` prints."""
ODDS: Final = (1.07, 0.1)
"""Factor and constant that turn the log odds of a score into those of the head being there, fitted
by `benchmarks/framing.py`."""
SQUARES: Final = ((1.2, 0.15), (0.8, 0.2), (2.0, 0.3))
"""Where a person's face is looked for: the sides of squares in widths of the person, and how far
they reach above the person, in sides."""
AROUND: Final = 0.05
"""How far outside the person, as a share of the picture, the middle of the face may be."""


class Faces:
    """Finds faces."""

    def __init__(self, network: Network) -> None:
        """`network` gives boxes and scores for squares of 128 pixels."""
        self._network = network

    def head(self, picture: Picture, person: Box | None) -> tuple[float, Box] | None:
        """The probability and the place of the likeliest head, of this person if there is one.

        The box ends where the head would, also beyond a border that cuts it off.
        """
        seen = (self._likeliest(picture, square, person) for square in _squares(picture, person))
        score, face = max(filter(None, seen), default=(0.0, None))
        return None if face is None else (_probability(score), around(face))

    def _likeliest(
        self, picture: Picture, square: tuple[float, float, float], person: Box | None
    ) -> tuple[float, Box] | None:
        """The score and the box of the likeliest face in a square."""
        left, top, side = square
        height, width = picture.shape[:2]
        scale = SIDE / side
        small = shrunk(picture, scale)
        across, down = scale * width / small.shape[1], scale * height / small.shape[0]
        to = np.array([[across, 0, -left * scale], [0, down, -top * scale]], np.float32)
        # The mirror image of half a face at a border makes it a whole one.
        pixels = cv2.warpAffine(small, to, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT)
        boxes, scores = self._network(pixels=np.asarray(pixels, np.uint8)[None])
        faces = (boxes[0] * side + [left, top, left, top]) / [width, height, width, height]
        scores = np.where(_inside(faces, person), scores[0], 0.0)
        best = int(scores.argmax())
        x0, y0, x1, y1 = (float(edge) for edge in faces[best])
        return (float(scores[best]), (x0, y0, x1, y1)) if scores[best] > 0 else None


def around(face: Box) -> Box:
    """The box of the head that has a face."""
    x0, y0, x1, y1 = face
    wide, high = x1 - x0, y1 - y0
    left, top, right, bottom = BEYOND
    return x0 - left * wide, y0 - top * high, x1 + right * wide, y1 + bottom * high


def _probability(score: float) -> float:
    factor, constant = ODDS
    odds = math.log(max(score, 1e-6) / max(1 - score, 1e-6))
    return 1 / (1 + math.exp(-factor * odds - constant))


def _inside(faces: Numbers, person: Box | None) -> Numbers:
    """Of which faces [N, 4] the middle is in the picture, and at the person if there is one."""
    middle = (faces[:, :2] + faces[:, 2:]) / 2
    low, high = (np.array(edges) for edges in ((0, 0), (1, 1)))
    if person is not None:
        low = np.maximum(low, np.array(person[:2]) - AROUND)
        high = np.minimum(high, np.array(person[2:]) + AROUND)
    return np.asarray(((middle >= low) & (middle <= high)).all(axis=1))


def _squares(picture: Picture, person: Box | None) -> Iterator[tuple[float, float, float]]:
    """The left, the top and the side of each square that is looked at, in pixels."""
    height, width = picture.shape[:2]
    whole = max(width, height)
    yield (width - whole) / 2, (height - whole) / 2, whole
    if person is not None:
        x0, y0, x1, _ = person
        for wide, above in SQUARES:
            side = max(1.0, wide * (x1 - x0) * width)
            yield (x0 + x1) / 2 * width - side / 2, y0 * height - above * side, side


def load_faces(folder: Path, threads: int, device: str) -> Faces | None:
    """Load the network of a weights folder, if it has one. Raises ModelError."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as fault:
        raise ModelError(ModelFault.DAMAGED.said(path=path)) from fault
    return Faces(Network(content, threads, device))
