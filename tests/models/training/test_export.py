import gzip
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.embedded import manifest
from models.embedded.decoding import Beam, Decoder, Search
from models.embedded.files import WEIGHTS
from models.embedded.runtime import Network
from models.training.captioner.decoder import Captioner, DecoderShape, greedy
from models.training.common import onnx_files
from models.training.common.data import Folders
from models.training.common.signing import facts_of
from models.training.export import export
from models.training.texts import vocabulary_text
from tests.kit import tiny_model

SHAPE = DecoderShape(
    vocabulary=300, names=20, width=128, layers=2, heads=4, channels=64, dropout=0.0
)
BOS, EOS, PROMPT, MOST = 1, 2, 4, 12


@pytest.fixture(scope="module")
def captioner() -> Captioner:
    torch.manual_seed(0)
    model = Captioner(SHAPE).eval()
    # Small random weights say the same about every picture; the files keep half precision.
    with torch.no_grad():
        for weight in model.parameters():
            scale = 3 if weight.dim() > 1 else 1
            weight.copy_((weight * scale).half())
    return model


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.float32]:
    rng = np.random.default_rng(1)
    each = rng.normal(size=(50, 1, SHAPE.channels)) + 0.3 * rng.normal(
        size=(50, 81, SHAPE.channels)
    )
    return each.astype(np.float32)


@pytest.fixture(scope="module")
def names() -> NDArray[np.float32]:
    return np.random.default_rng(2).random((50, SHAPE.names), dtype=np.float32)


def test_a_decoder_that_stays_keeps_its_words(tmp_path: Path) -> None:
    new, target = tmp_path / "tokenizer.json", tmp_path / "weights"
    target.mkdir()
    vocabulary_text.new_tokenizer(["dog", "cat"]).save(str(new))
    export.take_tokenizer(new, target, kept=True)
    new.unlink()
    before = (target / manifest.TOKENIZER).read_bytes()
    export.take_tokenizer(new, target, kept=True)
    assert (target / manifest.TOKENIZER).read_bytes() == before
    vocabulary_text.new_tokenizer(["cat", "dog"]).save(str(new))
    with pytest.raises(ValueError, match="other words"):
        export.take_tokenizer(new, target, kept=True)
    assert (target / manifest.TOKENIZER).read_bytes() == before
    vocabulary_text.new_tokenizer(["dog", "cat", "cup"]).save(str(new))
    export.take_tokenizer(new, target, kept=True)
    assert gzip.decompress((target / manifest.TOKENIZER).read_bytes()) == new.read_bytes()
    vocabulary_text.new_tokenizer(["cat"]).save(str(new))
    export.take_tokenizer(new, target, kept=False)
    assert gzip.decompress((target / manifest.TOKENIZER).read_bytes()) == new.read_bytes()


def test_the_networks_of_other_steps_are_listed(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    tiny_model.write(weights)
    (weights / "more.npz").write_bytes(b"more")
    kept = manifest.read(weights)
    labels = export.kept_labels(weights)
    made = export.describe_model(weights, kept.names, kept.scenes, (), labels, None, "2")
    assert set(made.files) == {path.name for path in weights.iterdir()} - {manifest.FILE}
    assert made.files["more.npz"] == facts_of(weights / "more.npz")


def test_what_cannot_be_written_whole_changes_nothing(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    nothing = tmp_path / "nothing"
    parts = export.Parts(*(nothing for _ in fields(export.Parts)))
    before = {path.name: path.stat().st_mtime_ns for path in weights.iterdir()}
    with pytest.raises(FileNotFoundError):
        export.export(Folders(nothing, nothing), parts, weights, "2")
    assert {path.name: path.stat().st_mtime_ns for path in weights.iterdir()} == before
    assert not list(tmp_path.glob(".export-*"))


def _search(decoder: Decoder, prefix: NDArray[np.float32]) -> list[int]:
    state = decoder.read(decoder.begin(prefix), [PROMPT])
    search = Search(decoder, state, Beam(BOS, EOS, 1, MOST, 1.0))
    while not search.over:
        search.advance()
    return list(search.sentences()[0].tokens)


def _repeats(words: list[int]) -> bool:
    triples = [tuple(words[place : place + 3]) for place in range(len(words) - 2)]
    return len(set(triples)) < len(triples)


def test_torch_and_onnx_write_the_same_captions(
    captioner: Captioner,
    pictures: NDArray[np.float32],
    names: NDArray[np.float32],
    tmp_path: Path,
) -> None:
    export.write_bridge(captioner, tmp_path / "bridge.onnx", SHAPE.names)
    export.write_decoder(captioner, tmp_path / "decoder.onnx", onnx_files.halved)
    table = captioner.decoder.embedding.weight.detach().half().numpy()
    decoder = Decoder(Network(tmp_path / "decoder.onnx", 1), table)
    bridge = Network(tmp_path / "bridge.onnx", 1)
    wanted = greedy(
        [captioner], torch.from_numpy(pictures), torch.from_numpy(names), (PROMPT,), BOS, EOS, MOST
    )
    compared = 0
    for place, words in enumerate(wanted):
        (prefix,) = bridge(patches=pictures[place][None], hints=names[place][None])
        said = _search(decoder, prefix)
        # The runtime never says three words twice; torch's plain search may.
        if words and not _repeats(words):
            compared += 1
            assert said == words
    assert compared >= 25
    assert len({tuple(words) for words in wanted}) > 25


def test_another_picture_gives_another_caption(
    captioner: Captioner, pictures: NDArray[np.float32], names: NDArray[np.float32]
) -> None:
    hints = torch.from_numpy(names)
    straight = greedy([captioner], torch.from_numpy(pictures), hints, (PROMPT,), BOS, EOS, MOST)
    swapped = greedy(
        [captioner], torch.from_numpy(pictures[::-1].copy()), hints, (PROMPT,), BOS, EOS, MOST
    )
    assert sum(one != other for one, other in zip(straight, swapped, strict=True)) > 40
