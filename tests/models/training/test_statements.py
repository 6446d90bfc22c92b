"""The calibration of statements, on numbers that are easy to see through."""

import json
import random
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from models.embedded.model import EmbeddedModel
from models.training.answerer.photo_arrays import Basis
from models.training.common.data import Folders
from models.training.common.metrics import NEVER
from models.training.statements.calibrate import (
    auc,
    bars_of,
    collect,
    companions,
)
from models.training.statements.graph import StatementGraph
from models.training.statements.network import StatementNetwork, StatementShape
from models.training.statements.sentences import Told, told
from models.training.statements.train import GroupSampler, StatementRecipe, loss_of, things
from tests.kit import tiny_model

ROWS: list[dict[str, Any]] = [
    {"photo": "a", "split": "val", "captions": ["A dog runs .", "Dogs ."]},
    {"photo": "b", "split": "val", "captions": ["A dog sleeps ."]},
    {"photo": "c", "split": "val", "captions": ["A cat ."]},
    {"photo": "d", "split": "train", "captions": ["A cow ."]},
    {
        "photo": "e",
        "split": "val",
        "statements": [
            {"text": "A bus.", "true": True, "source": "sick"},
            {"text": "No bus.", "true": False, "source": "esnlive"},
        ],
    },
]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "flickr8k.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    return Folders(tmp_path, tmp_path)


def test_only_true_sentences_that_may_be_used_are_told(folders: Folders) -> None:
    found = {one.photo[1]: set(one.sentences) for one in told(folders, "val", ("flickr8k",))}
    assert found == {0: {"a dog runs .", "dogs ."}, 1: {"a dog sleeps ."}, 2: {"a cat ."}}


def test_a_photo_is_like_one_with_the_same_main_thing() -> None:
    found = companions({1: "dog", 2: "dog", 3: "cat"}, random.Random(0))
    assert found == {1: 2, 2: 1}


def test_each_sentence_is_put_to_its_own_photo_and_to_another(
    folders: Folders, tmp_path: Path
) -> None:
    weights = tmp_path / "weights"
    tiny_model.write(weights)
    (tmp_path / "coco.jsonl").write_text(
        "\n".join(
            json.dumps({"photo": str(n), "split": "val", "objects": [name], "captions": [name]})
            for n, name in enumerate(["apple", "tv", "apple"])
        )
    )
    for name, photo, red in [("coco", "0", 255), ("coco", "1", 0), ("coco", "2", 250)] + [
        ("flickr8k", row["photo"], 255) for row in ROWS
    ]:
        path = folders.photos(name) / f"{photo}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), tiny_model.picture(255 - red, 0, red))
    found = collect(folders, EmbeddedModel(weights, threads=1))
    assert found.sets.count("coco") == 4
    # The sentences of a photo are put to it, and then to the other one; the third has two.
    one, two = [True, False], [True, True, False, False]
    assert found.true.tolist() == [*one, *one, *two, *one, *one]


def test_bars_stand_where_verdicts_begin_to_be_wrong() -> None:
    scores = np.linspace(0, 1, 2000)
    sure = bars_of(scores, scores > 0.5)
    assert 0.5 < sure.true_probably <= sure.true_plain < 0.56
    assert 0.44 < sure.false_plain <= sure.false_probably < 0.5
    guessed = bars_of(scores, np.arange(2000) % 2 == 0)
    assert guessed.true_probably == NEVER
    assert guessed.false_probably < 0


def test_equal_scores_count_by_half() -> None:
    assert auc(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == 0.875


SMALL = StatementShape(width=8, heads=2, place_width=4)


def test_no_sentence_depends_on_the_padding_of_others() -> None:
    torch.manual_seed(0)
    network = StatementNetwork(SMALL).eval()
    patches, colours = torch.randn(1, 2, 81, 256), torch.rand(1, 2, 81, 15)
    states = torch.randn(1, 1, 5, 384)
    real = torch.ones(1, 1, 5, dtype=torch.bool)
    padded = torch.cat([states, torch.randn(1, 1, 3, 384)], 2)
    longer = torch.cat([real, torch.zeros(1, 1, 3, dtype=torch.bool)], 2)
    alone = network(patches, colours, states, real)
    assert torch.allclose(alone, network(patches, colours, padded, longer), atol=1e-5)
    assert alone.shape == (1, 2, 1)


def test_another_picture_fits_differently() -> None:
    torch.manual_seed(0)
    basis = Basis(np.zeros(1280, np.float32), np.eye(1280, 256, dtype=np.float32))
    graph = StatementGraph(StatementNetwork(SMALL).eval(), basis)
    states, colours = torch.randn(1, 4, 384), torch.rand(1, 81, 15)
    one, other = (graph(torch.randn(1, 81, 1280), colours, states) for _ in range(2))
    assert one[0] != other[0]
    assert one[1] == other[1]


def test_the_loss_is_low_where_each_sentence_fits_its_own_photo_best() -> None:
    apart = loss_of(torch.eye(3, 2)[None] * 9)
    assert apart < 0.01 < loss_of(torch.zeros(1, 3, 2))
    # What is the same for all photos, no picture included, is no evidence.
    assert torch.isclose(loss_of(torch.eye(3, 2)[None] * 9 + 5), apart)


def test_groups_hold_photos_that_show_the_same() -> None:
    photos = [Told(("coco", row), (f"{row}",)) for row in range(40)]
    shown = {one.photo: frozenset(["dog" if one.photo[1] < 20 else "cat"]) for one in photos}
    sampler = GroupSampler(photos, shown, StatementRecipe(near=1.0), 0)
    for _ in range(20):
        group = sampler.group()
        assert len({one.photo for one in group}) == StatementRecipe.size
        assert len({one.photo[1] < 20 for one in group}) == 1


def test_things_are_what_two_people_mention() -> None:
    assert things({"objects": ["dog"], "captions": ["A cat ."]}) == {"dog"}
    assert things({"captions": ["A dog runs .", "A dog and a cat ."]}) == {"dog"}
    assert things({"sentences": [{"text": "a bed"}]}) == {"bed"}
