"""Looking for a thing in windows of a picture."""

from pathlib import Path

import numpy as np
import pytest

from models.embedded.finder import WINDOWS, EmbeddedFinder
from models.embedded.model import EmbeddedModel
from models.interfaces import AbandonedError, ImageEncoding, Picture, Vector
from tests.kit import tiny_model

UNNAMED = "wallet"
"""What only the towers know."""


class Counted(EmbeddedModel):
    """Counts what it encodes."""

    windows = 0
    texts = 0

    def embed(self, picture: Picture) -> Vector:
        self.windows += 1
        return super().embed(picture)

    def embed_text(self, text: str) -> Vector:
        self.texts += 1
        return super().embed_text(text)


@pytest.fixture
def model(tmp_path: Path) -> Counted:
    tiny_model.write(tmp_path)
    return Counted(tmp_path, threads=1)


PICTURE = np.full((48, 64, 3), 120, np.uint8)
NOTHING = ImageEncoding((), None, 0.0, None)


def test_a_look_by_words_encodes_the_words_once(model: Counted) -> None:
    finder = EmbeddedFinder(model)
    assert finder.locate(PICTURE, NOTHING, UNNAMED) is not None
    assert model.windows == len(WINDOWS)
    assert model.texts < 10


def test_a_look_that_nobody_waits_for_ends_before_its_next_window(model: Counted) -> None:
    finder = EmbeddedFinder(model)
    view = model.embed(PICTURE)
    model.windows = 0

    def abandoned() -> bool:
        return model.windows > 0

    with pytest.raises(AbandonedError):
        finder.locate(PICTURE, NOTHING, UNNAMED, abandoned)
    assert model.windows == 1
    model.windows = 0
    with pytest.raises(AbandonedError):
        finder.resembling(PICTURE, [view], abandoned)
    assert model.windows == 1
