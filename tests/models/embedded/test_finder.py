"""Looking for a thing in windows of a picture."""

from pathlib import Path

import numpy as np
import pytest

from assistant.protocol.cancellation import CancelWhen
from models.embedded.finder import WINDOWS, EmbeddedFinder
from models.embedded.model import EmbeddedModel
from models.interfaces import ImageEncoding, Picture, SeenObject, Vector, WorkCancelledError
from tests.kit import tiny_model

UNNAMED = "unicorn"
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


@pytest.mark.parametrize("thing", [UNNAMED, "wallet"])
def test_what_the_witness_hardly_knows_is_looked_for_by_words_encoded_once(
    model: Counted, thing: str
) -> None:
    finder = EmbeddedFinder(model)
    assert finder.locate(PICTURE, NOTHING, thing) is not None
    assert model.windows == len(WINDOWS)
    assert model.texts < 10


def test_what_the_detector_knows_is_not_looked_for_by_words(model: Counted) -> None:
    assert EmbeddedFinder(model).locate(PICTURE, NOTHING, "cup") is None
    assert model.windows == 0


def test_a_kind_is_found_by_what_is_one_of_it(model: Counted) -> None:
    box = (0.1, 0.2, 0.5, 0.6)
    look = ImageEncoding((SeenObject("laptop", 0.8, box),), None, 0.0, None)
    found = EmbeddedFinder(model).locate(PICTURE, look, "computer")
    assert found is not None
    assert (found.box, model.windows) == (box, 0)


def test_any_dog_is_an_animal(model: Counted) -> None:
    box = (0.1, 0.2, 0.5, 0.6)
    look = ImageEncoding((SeenObject("dog", 0.8, box),), None, 0.0, None)
    found = EmbeddedFinder(model).locate(PICTURE, look, "animals")
    assert found is not None
    assert (found.box, found.kind, model.windows) == (box, False, 0)


def test_a_look_that_nobody_waits_for_ends_before_its_next_window(model: Counted) -> None:
    finder = EmbeddedFinder(model)
    view = model.embed(PICTURE)
    model.windows = 0

    cancel = CancelWhen(lambda: model.windows > 0)

    with pytest.raises(WorkCancelledError):
        finder.locate(PICTURE, NOTHING, UNNAMED, cancel)
    assert model.windows == 1
    model.windows = 0
    with pytest.raises(WorkCancelledError):
        finder.resembling(PICTURE, [view], cancel)
    assert model.windows == 1
