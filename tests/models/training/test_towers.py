"""The towers: their loss, their metrics, and the files that ship."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.pixels import COLOURS
from models.embedded.runtime import Network
from models.training.answerer.photo_arrays import PATCHES, REDUCED, Basis
from models.training.common import onnx_files
from models.training.common.text_encoder import WIDTH, Texts
from models.training.towers.tower_figures import write_curves
from models.training.towers.tower_graphs import ImageGraph, TextGraph
from models.training.towers.tower_pairs import Pair, named
from models.training.towers.tower_train import alike, recalls
from models.training.towers.towers import TowerNetworks, TowerShape, contrast
from models.training.towers.zero_shot import Episode, fit
from models.training.witness.encoder import CHANNELS

SHAPE = TowerShape(space=16, inner=24, text_inner=12)


@pytest.fixture
def towers() -> TowerNetworks:
    torch.manual_seed(0)
    return TowerNetworks(SHAPE).eval()


@pytest.fixture
def basis() -> Basis:
    rng = np.random.default_rng(0)
    directions = rng.normal(scale=0.03, size=(CHANNELS, REDUCED)).astype(np.float32)
    return Basis(rng.normal(size=CHANNELS).astype(np.float32), directions)


def test_the_loss_is_least_where_every_pair_is_together() -> None:
    apart = torch.zeros(4, 4, dtype=torch.bool)
    right = 10 * torch.eye(4)
    assert contrast(right, apart) < 0.01
    assert contrast(right.roll(1, 0), apart) > 5
    assert torch.isclose(contrast(right.T, apart), contrast(right, apart))


def test_what_fits_as_well_is_no_counter_example() -> None:
    logits = torch.tensor([[5.0, 5.0, 0.0], [5.0, 5.0, 0.0], [0.0, 0.0, 5.0]])
    same = torch.tensor([[1, 1, 0], [1, 1, 0], [0, 0, 1]]).bool()
    assert contrast(logits, same) < 0.1
    assert contrast(logits, torch.eye(3).bool()) > 0.4


def test_a_text_that_is_nearly_right_has_to_be_told_apart() -> None:
    right, apart = 10 * torch.eye(3), torch.zeros(3, 3, dtype=torch.bool)
    none, taken_for_it = torch.full((3,), -1e4), torch.full((3,), 10.0)
    assert torch.isclose(contrast(right, apart, none), contrast(right, apart))
    assert contrast(right, apart, taken_for_it) > contrast(right, apart) + 0.3


def test_the_same_words_or_name_fit_both_photos() -> None:
    drawn = [Pair(("a", 1), ("x",)), Pair(("a", 2), ("x",)), Pair(("b", 1), ("y",), "milk")]
    drawn.append(Pair(("b", 2), ("z",), "milk"))
    found = alike(drawn, ["a dog", "a dog", "milk", "a carton"])
    assert found.tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, True, True],
        [False, False, True, True],
    ]


def test_recall_counts_what_lies_before_the_own_photo() -> None:
    fits = np.array([[0.9, 0.1, 0.2], [0.8, 0.5, 0.1], [0.1, 0.2, 0.3]], np.float32)
    found = recalls(fits, np.array([0, 1, 2]))
    assert found["text to image R@1"] == pytest.approx(100 * 2 / 3)
    assert found["text to image R@5"] == 100
    assert found["image to text R@1"] == 100


def test_torch_and_onnx_give_the_same_vectors(
    towers: TowerNetworks, basis: Basis, tmp_path: Path
) -> None:
    scale = (torch.randn(2 * CHANNELS), torch.rand(2 * CHANNELS) + 0.5)
    image, text = ImageGraph(towers, basis, scale), TextGraph(towers)
    seen = (torch.rand(2, PATCHES, CHANNELS), torch.rand(1, PATCHES, COLOURS))
    onnx_files.write(image, seen, tmp_path / "i.onnx", ["patches", "colours"], ["vector"], {})
    free = {"states": {1: "length"}}
    states = torch.rand(1, 5, WIDTH)
    onnx_files.write(text, (states,), tmp_path / "t.onnx", ["states"], ["vector"], free)
    seen = (torch.rand(2, PATCHES, CHANNELS), torch.rand(1, PATCHES, COLOURS))
    (vector,) = Network(tmp_path / "i.onnx", 1)(patches=seen[0].numpy(), colours=seen[1].numpy())
    with torch.inference_mode():
        assert np.allclose(vector, image(*seen).numpy(), atol=1e-5)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    longer = torch.rand(1, 9, WIDTH)
    (vector,) = Network(tmp_path / "t.onnx", 1)(states=longer.numpy())
    with torch.inference_mode():
        assert np.allclose(vector, text(longer).numpy(), atol=1e-5)


def test_a_mirror_image_has_nearly_the_vector_of_its_picture(
    towers: TowerNetworks, basis: Basis
) -> None:
    graph = ImageGraph(towers, basis, (torch.zeros(2 * CHANNELS), torch.ones(2 * CHANNELS))).eval()
    patches, colours = torch.rand(2, PATCHES, CHANNELS), torch.rand(1, PATCHES, COLOURS)
    flipped = colours.index_select(1, graph.get_buffer("flipped"))
    with torch.inference_mode():
        assert torch.allclose(graph(patches, colours), graph(patches.flip(0), flipped), atol=1e-5)


def test_padding_changes_no_text(towers: TowerNetworks) -> None:
    states = torch.rand(1, 4, WIDTH)
    padded = F.pad(states, (0, 0, 0, 3))
    real = torch.tensor([[True] * 4 + [False] * 3])
    with torch.inference_mode():
        alone = towers.text(states, torch.ones(1, 4, dtype=torch.bool))
        assert torch.allclose(towers.text(padded, real), alone, atol=1e-5)


def test_a_label_is_named_in_every_template() -> None:
    assert "a photo of a cell phone" in named("Cell_phone")


def test_the_fit_knows_which_labels_tell() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for _ in range(300):
        fits = rng.normal(0.1, 0.05, 4)
        right = int(rng.integers(5))
        if right < 4:
            fits[right] = rng.normal(0.45, 0.05)
        rows.append(Episode(torch.tensor(fits).float(), right))
    found, measured = fit(rows)
    assert 0.2 < found.none < 0.4
    assert measured["right"] > 0.9
    assert measured["calibration error"] < 0.05


class CountingEncoder:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def states(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.asked.append(text)
        return np.full((1, len(text), 2), len(self.asked), np.float32)


def test_texts_are_encoded_once_and_kept(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    texts = Texts(encoder, ["ab", "abc", "ab"], tmp_path / "kept.npz")  # type: ignore[arg-type]  # only its states are asked for
    assert encoder.asked == ["ab", "abc"]
    again = Texts(encoder, ["ab", "abc"], tmp_path / "kept.npz")  # type: ignore[arg-type]  # as above
    assert encoder.asked == ["ab", "abc"]
    for one in (texts, again):
        states, real = one.batch(["abc", "ab"])
        assert states[:, :, 0].tolist() == [[2, 2, 2], [1, 1, 0]]
        assert real.tolist() == [[True] * 3, [True, True, False]]
    Texts(encoder, ["new"], tmp_path / "kept.npz")  # type: ignore[arg-type]  # as above
    assert encoder.asked[-1] == "new"


def test_the_curves_hold_what_was_measured_of_every_run(tmp_path: Path) -> None:
    lines = [{"step": 1, "loss": 3.0}, {"step": 2, "grocery": 50.0, "things": 60.0}]
    for name in ("one", "two"):
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)) + "\n")
    lines.append({"step": 3, "grocery": 55.0, "things": 65.0, "things photos": 9})
    (tmp_path / "two").write_text("\n".join(map(json.dumps, lines)) + "\n")
    write_curves({name: tmp_path / name for name in ("one", "two")}, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["run"], row["step"], row["things"]) for row in rows] == [
        ("one", "2", "60.0"),
        ("two", "2", "60.0"),
        ("two", "3", "65.0"),
    ]
