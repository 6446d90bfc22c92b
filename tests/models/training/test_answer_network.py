"""The answer network, in torch and as the file that ships."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.embedded.pixels import COLOURS
from models.embedded.runtime import Network
from models.training.answerer.answer_choices import answers_of, shares_of
from models.training.answerer.answer_network import AnswerNetwork, AnswerShape
from models.training.answerer.choice_graph import ChoiceGraph
from models.training.answerer.photo_arrays import PATCHES, REDUCED, Basis, PhotoFeatures
from models.training.common import onnx_files
from models.training.common.text_encoder import WIDTH
from models.training.texts.question_parts import ask
from models.training.witness.encoder import CHANNELS

SHAPE = AnswerShape(names=6, width=16, gram_width=8, place_width=4, inner=24)


@pytest.fixture
def network() -> AnswerNetwork:
    torch.manual_seed(0)
    return AnswerNetwork(SHAPE, torch.randn(5, WIDTH), torch.arange(5.0)).eval()


def photos(count: int = 2) -> PhotoFeatures:
    torch.manual_seed(1)
    return PhotoFeatures(
        torch.randn(count, PATCHES, REDUCED),
        torch.rand(count, PATCHES, COLOURS),
        torch.randn(count, 2 * CHANNELS),
        torch.rand(count, SHAPE.names),
    )


def test_padding_changes_no_answer(network: AnswerNetwork) -> None:
    seen = photos(1)
    states, grams = torch.randn(1, 4, WIDTH), torch.tensor([[0, 7, 9]])
    real = torch.ones(1, 4, dtype=torch.bool)
    padded = torch.nn.functional.pad(states, (0, 0, 0, 2))
    longer = torch.tensor([[True] * 4 + [False] * 2])
    with torch.inference_mode():
        plain = network(states, real, grams, seen)
        other = network(padded, longer, torch.tensor([[0, 7, 9, -1]]), seen)
    assert torch.allclose(plain, other, atol=1e-5)


@pytest.mark.parametrize("part", ["patches", "colours", "pooled", "names"])
def test_everything_that_is_seen_counts(network: AnswerNetwork, part: str) -> None:
    seen = photos(1)
    changed = replace(seen, **{part: torch.rand_like(getattr(seen, part))})
    states, grams = torch.randn(1, 4, WIDTH), torch.tensor([[0, 7]])
    real = torch.ones(1, 4, dtype=torch.bool)
    with torch.inference_mode():
        apart = network(states, real, grams, seen) - network(states, real, grams, changed)
    assert apart.abs().max() > 1e-5


def test_torch_and_onnx_give_the_same_answers(network: AnswerNetwork, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    directions = rng.normal(scale=0.03, size=(CHANNELS, REDUCED)).astype(np.float32)
    basis = Basis(rng.normal(size=CHANNELS).astype(np.float32), directions)
    scale = (torch.randn(2 * CHANNELS), torch.rand(2 * CHANNELS) + 0.5)
    graph = ChoiceGraph(network, basis, scale).eval()

    def inputs(length: int, words: int, names: int) -> tuple[torch.Tensor, ...]:
        return (
            torch.rand(1, PATCHES, CHANNELS),
            torch.rand(1, PATCHES, COLOURS),
            torch.rand(1, names),
            torch.rand(1, length, WIDTH),
            torch.randint(0, 100, (1, words)),
        )

    given = ["patches", "colours", "names", "states", "grams"]
    free = {"names": {1: "names"}, "states": {1: "length"}, "grams": {1: "count"}}
    path = tmp_path / "choices.onnx"
    onnx_files.write(graph, inputs(5, 3, SHAPE.names + 1), path, given, ["likely"], free)
    ask_for = inputs(8, 11, SHAPE.names + 4)
    (likely,) = Network(path, 1)(**dict(zip(given, (one.numpy() for one in ask_for), strict=True)))
    with torch.inference_mode():
        assert np.allclose(likely, graph(*ask_for).numpy(), atol=1e-4)
    assert np.exp(likely).sum() == pytest.approx(1, abs=1e-4)


def test_answers_that_people_gave_twice_can_be_chosen() -> None:
    items = [
        *[ask("coco", n, "is it", "yes", "check") for n in range(3)],
        *[ask("coco", n, "what is it", "zebra", "vqa") for n in range(2)],
    ]
    assert answers_of(items) == {"yes": 3, "zebra": 2}


def test_the_kinds_share_what_is_left_by_the_roots_of_their_sizes() -> None:
    rows = [ask("coco", 1, "q", "a", "vqa")]
    shares = shares_of({"vqa": rows, "count": rows * 4, "side": rows * 16}, {"vqa": 0.4})
    assert shares == pytest.approx({"vqa": 0.4, "count": 0.2, "side": 0.4})
