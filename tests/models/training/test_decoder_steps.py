"""Training steps of the decoder: its inputs, and several decoders together or averaged."""

import gzip
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from benchmarks.decoder_steps import mean_of
from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, DecoderShape, greedy, load_captioner
from models.training.captioner.scores import absent
from models.training.common.data import HANDHELD, SETS, Folders
from models.training.common.features import Views
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Corpus

SHAPE = DecoderShape(vocabulary=150, names=20, width=64, layers=1, heads=1, channels=32)
PLAIN, HELD = 1.0, 2.0


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """One photo of Flickr8k, whose features say whether it is the handheld version."""
    found = Folders(tmp_path, tmp_path / "work")
    features = found.work / "features"
    features.mkdir(parents=True)
    rows = {
        "flickr8k": {"photo": "dog", "split": "train", "captions": ["a dog runs"]},
        "ade20k": {"photo": "room", "split": "val"},
        "coco": {"photo": "cat", "split": "val", "objects": [], "captions": ["A cat, asleep."]},
    }
    for name in SETS:
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(rows[name]) if name in rows else "")
    classes = {str(number): f"thing {number}" for number in range(1, 151)}
    (tmp_path / "ade20k_classes.json").write_text(json.dumps(classes))
    found.photos("ade20k").mkdir(parents=True)
    cv2.imwrite(str(found.photos("ade20k") / "room.mask.png"), np.zeros((96, 96), np.uint8))
    for name in ("coco", "vizwiz"):
        with gzip.open(tmp_path / f"captions_{name}_text.txt.gz", "wt") as lines:
            lines.write("a dog\na cat asleep\nQuality issues are too severe.\n")
    np.save(features / "flickr8k.names.npy", np.zeros((1, len(names())), np.float16))
    for name, value in (("flickr8k", PLAIN), (HANDHELD, HELD)):
        np.save(features / f"{name}.patches.npy", np.full((1, 2, 81, 4), value, np.float16))
    return found


def held_share(folders: Folders, handheld: float) -> float:
    """The share of a batch's photos that are shown in their handheld version."""
    tokenizer = vocabulary_text.new_tokenizer(["a", "dog", "runs"])
    views = Views(folders.work / "features")
    corpus = Corpus(folders, tokenizer, views, 1, {"flickr8k": 1.0}, True, handheld)
    patches = corpus.photos(200).patches
    assert patches is not None
    return float((patches[:, 0, 0] == HELD).float().mean())


def test_so_many_photos_are_shown_as_held_in_a_hand(folders: Folders) -> None:
    assert held_share(folders, 0.0) == 0
    assert 0.2 < held_share(folders, 0.3) < 0.4
    assert held_share(folders, 1.0) == 1


def test_what_is_said_of_validation_photos_is_not_learned(folders: Folders) -> None:
    assert vocabulary_text.read_captions(folders, "coco") == ["a dog"]


def made(seed: int) -> Captioner:
    torch.manual_seed(seed)
    return Captioner(SHAPE).eval()


def test_the_mean_lies_between_the_weights() -> None:
    both = [made(seed) for seed in (1, 2)]
    one, other = (model.state_dict() for model in both)
    for name, value in mean_of(both).state_dict().items():
        torch.testing.assert_close(value, (one[name] + other[name]) / 2)


def test_two_say_together_what_neither_would_say_alone() -> None:
    """Each prefers another of three words, and both like the third nearly as much."""
    torch.manual_seed(0)
    shown = torch.randn(1, 81, 32), torch.rand(1, 20)
    both = [made(seed) for seed in (1, 2)]
    for model, liked in zip(both, (40, 41), strict=True):
        model.decoder.norm.weight.data.zero_()
        model.decoder.norm.bias.data.fill_(1.0)
        table = model.decoder.embedding.weight.data
        table.zero_()
        table[liked], table[42] = 0.2, 0.15
    say = [
        greedy(
            some, *shown, (vocabulary_text.DESCRIBE,), vocabulary_text.BOS, vocabulary_text.EOS, 2
        )
        for some in ([both[0]], [both[1]], both)
    ]
    assert say == [[[40, 40]], [[41, 41]], [[42, 42]]]


def test_a_new_word_begins_as_the_rarest_are_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    torch.save({"shape": vars(SHAPE), "model": made(1).state_dict()}, path)
    known = load_captioner(path).decoder.embedding.weight
    grown = load_captioner(path, 152).decoder.embedding.weight
    assert grown.shape == (152, 64)
    torch.testing.assert_close(grown[:150], known)
    torch.testing.assert_close(grown[150:], known[50:].mean(0).expand(2, -1))
    assert load_captioner(path, 10).shape.vocabulary == 150


def test_what_is_named_and_is_not_there_counts_as_absent() -> None:
    said = ["a dog and a cat", "a man on a horse", "a tree"]
    assert absent(said, [{"dog"}, {"person", "horse"}, set()]) == 1 / 4
    assert absent(["a tree"], [set()]) is None
