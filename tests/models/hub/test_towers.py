"""CLIP and SigLIP as the space of pictures and texts."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.hub import checkpoint_store
from models.hub.checkpoint import Checkpoint
from models.hub.machine import Machine
from models.hub.towers import NEVER, HubTowers, Marks, marks
from models.messages import HubError
from tests.kit.fakes import FakeModel

Make = Callable[[str], Path]


def towers(folder: Path) -> HubTowers:
    loaded = Checkpoint(folder, on=lambda: Machine(10**12))
    return HubTowers(loaded, FakeModel(), "0123456789abcdef0123")


@pytest.mark.parametrize("kind", ["clip", "siglip2"])
def test_pictures_and_texts_lie_in_one_space(made: Make, kind: str) -> None:
    model = towers(made(kind))
    picture = np.random.default_rng(1).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    image, text = model.embed(picture), model.embed_text("a dog")
    assert image.shape == text.shape
    assert np.linalg.norm(image) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(text) == pytest.approx(1, abs=1e-5)
    assert not np.allclose(text, model.embed_text("a red cup"))
    assert np.allclose(model.embed_text("word " * 500), model.embed_text("word " * 400))
    look = model.look(picture)
    assert np.array_equal(model.embed_look(look), image)
    assert look.objects == FakeModel().look(picture).objects
    assert model.space == f"{kind} 0123456789abcdef"
    assert model.same == NEVER
    found = model.zero_shot(image, model.embed_labels(["dog", "cup"]))
    total = found.none + sum(probability for _, probability in found.labels)
    assert total == pytest.approx(1)
    with pytest.raises(ValueError, match="uint8"):
        model.embed(picture.astype(np.float32))
    assert tuple(model.generate(look, "describe"))


def test_without_marks_of_its_own_half_is_for_none_of_the_labels(made: Make) -> None:
    model = towers(made("clip"))
    image = model.embed(np.zeros((40, 40, 3), np.uint8))
    assert model.zero_shot(image, model.embed_labels(["dog"])).none == pytest.approx(0.5)


def test_siglip_knows_itself_from_where_on_a_text_fits(made: Make) -> None:
    model = towers(made("siglip2"))
    network = model.checkpoint.model
    scale, bias = math.exp(float(network.logit_scale)), float(network.logit_bias)
    image = model.embed(np.zeros((40, 40, 3), np.uint8))
    found = model.zero_shot(image, model.embed_labels(["dog"]))
    from models import clip

    cosine = float(image @ clip.label_vector("dog", model.embed_text))
    right = 1 / (1 + math.exp(-(scale * cosine + bias)))
    assert found.labels[0][1] == pytest.approx(right, abs=1e-4)


def test_marks_are_kept_with_the_checkpoint(tmp_path: Path) -> None:
    assert marks(tmp_path) is None
    Marks(0.8, 0.2).write(tmp_path / checkpoint_store.CALIBRATION)
    assert marks(tmp_path) == Marks(0.8, 0.2)
    (tmp_path / checkpoint_store.CALIBRATION / "towers.json").write_text("{}")
    with pytest.raises(HubError, match="is damaged"):
        marks(tmp_path)
