"""What the model makes of photos."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.interfaces import ImageEncoding, TextChunk, VisionModel
from models.judging.written import text_of
from models.training.common.data import Folders, Record, photo_of
from models.training.common.labels import COCO


@dataclass(frozen=True)
class Observed:
    """The model's output for a photo."""

    row: Record
    encoding: ImageEncoding
    pieces: tuple[TextChunk, ...]

    @property
    def caption(self) -> str:
        """The decoder's own caption."""
        return text_of(self.pieces)


def observe(
    model: VisionModel, folders: Folders, set_name: str, rows: Sequence[Record]
) -> Iterator[Observed]:
    """Encode and caption photos."""
    for row in rows:
        encoding = model.look(photo_of(folders, set_name, row))
        yield Observed(row, encoding, tuple(model.generate(encoding, "describe")))


def names_of(encodings: Sequence[ImageEncoding]) -> NDArray[np.float64]:
    """The witness's probabilities of COCO's names: [N, 80]."""
    seen = [{one.name: one.probability for one in encoding.objects} for encoding in encodings]
    return np.array([[each.get(name, 0.0) for name in COCO] for each in seen])
