"""Write the weights that ship: ONNX files, vocabulary, and the manifest with checksums."""

import gzip
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer

from models import json_files
from models.embedded import manifest, open_answers
from models.embedded.manifest import Manifest, Prompt, Tokens
from models.embedded.pixels import COLOURS
from models.embedded.ranking import Ranking
from models.embedded.tokens import load_tokenizer
from models.lexicon.names import single_words
from models.training.answerer.choice_graph import ChoiceGraph, load_network
from models.training.answerer.photo_arrays import PATCHES, PhotoArrays, find_basis
from models.training.captioner import expected
from models.training.captioner.decoder import Captioner, DecoderShape, load_captioner
from models.training.captioner.expected import Expectation, ExpectedGraph
from models.training.common import onnx_files
from models.training.common.data import SHORT_SIDE, SIZE, Folders, records
from models.training.common.labels import COCO, product_kinds
from models.training.common.signing import signed
from models.training.common.text_encoder import WIDTH
from models.training.export.graphs import NO_SCENE, BridgeGraph, WitnessGraph, extra_names
from models.training.texts import vocabulary_text
from models.training.towers import zero_shot
from models.training.towers.tower_graphs import ImageGraph, TextGraph, load_towers
from models.training.witness.encoder import CHANNELS, write_encoder
from models.training.witness.gates import load_gates
from models.training.witness.witness import Fusion, load_panel

DETECTOR_SIZE = 300
BOX_FROM = -1.0
BYTES = onnx_files.in_bytes("MatMul")


@dataclass(frozen=True)
class Parts:
    """The results of the training steps."""

    features: Path
    detector: Path
    describing: Path
    """The checkpoint of the captioning decoder."""
    choosing: Path
    """The checkpoint of the answer network."""
    towers: Path
    """The checkpoint of the towers."""
    expecting: Path
    """The checkpoint of the network that predicts people's words."""
    text: Path
    """The folder with the text encoder."""


def write_decoder(model: Captioner, target: Path, store: onnx_files.Store = BYTES) -> None:
    """Write `decoder.onnx`, in 8 bits a weight unless `store` says otherwise."""
    shape = model.shape
    past = torch.zeros(shape.layers, 1, shape.heads, 3, shape.width // shape.heads)
    step = torch.zeros(1, 2, shape.width)
    free = {
        "embeddings": {0: "batch", 1: "length"},
        "keys": {1: "batch", 3: "past"},
        "values": {1: "batch", 3: "past"},
        "logits": {0: "batch"},
        "new_keys": {1: "batch", 3: "all"},
        "new_values": {1: "batch", 3: "all"},
    }
    given, found = ["embeddings", "keys", "values"], ["logits", "new_keys", "new_values"]
    onnx_files.write(model.decoder, (step, past, past), target, given, found, free, store)


def write_bridge(model: Captioner, target: Path, names: int) -> None:
    """Write `bridge.onnx`, in half precision."""
    shape = model.shape
    inputs = (torch.zeros(1, shape.patches, shape.channels), torch.rand(1, names))
    free = {name: {0: "batch"} for name in ("patches", "hints", "prefix")}
    graph, given = BridgeGraph(model.bridge), ["patches", "hints"]
    onnx_files.write(graph, inputs, target, given, ["prefix"], free, onnx_files.halved)


def write_witness(
    folders: Folders, features: Path, target: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write `witness.onnx`, in half precision, and return its names and scenes."""
    panel, names = load_panel(features)
    table = json.loads((features / "fusion.json").read_text(encoding="utf-8"))
    fusion = Fusion(np.array(table["coco"]), np.array(table["other"]))
    extra = extra_names(names, product_kinds(records(folders, "grocery")))
    graph = WitnessGraph(panel, names, fusion, load_gates(features), extra)
    given = ["patches", "detector", "closer"]
    inputs = (torch.rand(2, 81, 1280), *(torch.zeros(1, len(COCO)) for _ in given[1:]))
    outputs = ["names", "scenes", "not_a_photo", "where"]
    onnx_files.write(graph, inputs, target, given, outputs, {}, onnx_files.halved)
    scenes = ("" if name == NO_SCENE else name for name in names.choices["room"])
    return extra.names, tuple(scenes)


def barred_words(names: tuple[str, ...], tokenizer: Tokenizer) -> dict[str, tuple[int, ...]]:
    """The tokens that mention each name."""
    found = {}
    for name in names:
        ids = [tokenizer.token_to_id(word) for word in single_words(name)]
        known = tuple(number for number in ids if number is not None)
        if known:
            found[name] = known
    return found


def describe_model(
    target: Path,
    names: tuple[str, ...],
    scenes: tuple[str, ...],
    answers: tuple[str, ...],
    labels: zero_shot.ZeroShotFit,
    ranking: Ranking | None,
    version: str,
) -> Manifest:
    """The manifest of the files in a folder."""
    tokenizer = load_tokenizer(target / manifest.TOKENIZER)
    unspoken = tuple(n for n in range(len(vocabulary_text.SPECIAL)) if n != vocabulary_text.EOS)
    return Manifest(
        name="embedded",
        version=version,
        files=signed(target),
        image_size=SIZE,
        detector_size=DETECTOR_SIZE,
        short_side=SHORT_SIDE,
        coco=COCO,
        names=names,
        scenes=scenes,
        box_from=BOX_FROM,
        tokens=Tokens(bos=vocabulary_text.BOS, eos=vocabulary_text.EOS, unspoken=unspoken),
        prompts={
            "describe": Prompt((vocabulary_text.DESCRIBE,), beams=8, max_tokens=22),
            "detail": Prompt((vocabulary_text.LIST,), beams=3, max_tokens=24),
        },
        positions=DecoderShape.positions,
        length_power=1.0,
        words=barred_words(names, tokenizer),
        sharpness=labels.sharpness,
        same=labels.same,
        none=labels.none,
        answers=answers,
        ranking=ranking,
    )


def write_writer(path: Path, target: Path, names: int) -> None:
    """Write the decoder's three files from its checkpoint; `names`: how many the witness has."""
    model = load_captioner(path).eval()
    write_bridge(model, target / manifest.BRIDGE, names)
    write_decoder(model, target / manifest.DECODER)
    table = model.decoder.embedding.weight.detach().half().numpy()
    np.save(target / manifest.EMBEDDING, table)


def write_expected(path: Path, target: Path) -> None:
    """Write `expected.onnx` in 8 bits a weight, with its runs of words inside."""
    saved = torch.load(path, weights_only=True)
    network = Expectation(expected.ExpectedShape(**saved["shape"]))
    network.load_state_dict(saved["model"])
    inputs = (torch.rand(2, PATCHES, CHANNELS), torch.rand(1, network.shape.names))
    graph, free = ExpectedGraph(network), {"names": {1: "names"}}
    onnx_files.write(graph, inputs, target, ["patches", "names"], ["counts"], free, BYTES)
    model = onnx.load(target)
    notes = (path.parent / expected.RUNS).read_text(encoding="utf-8")
    onnx.helper.set_model_props(model, {"runs": notes})
    onnx.save(model, target)


def write_choices(folders: Folders, path: Path, target: Path) -> tuple[str, ...]:
    """Write `choices.onnx` in 8 bits a weight, and return the answers that it picks from."""
    network, answers = load_network(path)
    graph = ChoiceGraph(network, find_basis(folders), _scale(folders))
    inputs = (
        torch.rand(1, PATCHES, CHANNELS),
        torch.rand(1, PATCHES, COLOURS),
        torch.rand(1, network.shape.names + 1),
        torch.rand(1, 5, WIDTH),
        torch.tensor([[0, 1, 2]]),
    )
    given = ["patches", "colours", "names", "states", "grams"]
    free = {"names": {1: "names"}, "states": {1: "length"}, "grams": {1: "count"}}
    store = onnx_files.in_bytes("MatMul", "Gather")
    onnx_files.write(graph, inputs, target, given, ["likely"], free, store)
    return answers


def write_towers(folders: Folders, path: Path, target: Path) -> None:
    """Write the files of both towers, in 8 bits a weight."""
    towers = load_towers(path)
    image = ImageGraph(towers, find_basis(folders), _scale(folders))
    states = {"states": {1: "length"}}
    for graph, inputs, given, free, name in (
        (image, (torch.rand(2, PATCHES, CHANNELS), torch.rand(1, PATCHES, COLOURS)),
         ["patches", "colours"], {}, manifest.IMAGE_TOWER),
        (TextGraph(towers), (torch.rand(1, 5, WIDTH),), ["states"], states, manifest.TEXT_TOWER),
    ):  # fmt: skip
        onnx_files.write(graph, inputs, target / name, given, ["vector"], free, BYTES)


def kept_labels(target: Path) -> zero_shot.ZeroShotFit:
    """The zero-shot numbers of existing weights."""
    kept = manifest.read(target)
    return zero_shot.ZeroShotFit(kept.sharpness, kept.none, kept.same)


def _scale(folders: Folders) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and spread of the pooled patches."""
    analyses = PhotoArrays(folders)
    return torch.from_numpy(analyses.mean), torch.from_numpy(analyses.spread)


def export(folders: Folders, parts: Parts, target: Path, version: str) -> None:
    """Write the whole folder; parts without a checkpoint stay as they are.

    The folder changes only once everything is written. Raises ValueError if a kept decoder has
    another vocabulary.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        made = Path(folder) / target.name
        shutil.copytree(target, made)
        _write(folders, parts, made, version)
        for path in sorted(made.iterdir(), key=lambda one: one.name == manifest.FILE):
            path.replace(target / path.name)


def take_tokenizer(new: Path, target: Path, kept: bool) -> None:
    """Copy a tokenizer to the weights; ValueError if a kept decoder has another vocabulary."""
    if not new.exists():
        return
    old = target / manifest.TOKENIZER
    if kept and old.exists():
        known, words = (_words(path) for path in (old, new))
        if words[: len(known)] != known:
            raise ValueError(
                f"The decoders that stay know other words than {new}. "
                "Train both of them, or delete that file."
            )
    old.write_bytes(gzip.compress(new.read_bytes(), mtime=0))


def _words(path: Path) -> list[str]:
    """A tokenizer's words in the order of their ids."""
    table = load_tokenizer(path).get_vocab(with_added_tokens=False)
    return sorted(table, key=table.__getitem__)


def _witness(
    folders: Folders, parts: Parts, target: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write a trained witness, or keep the one that is there; returns its names and scenes."""
    if (parts.features / "heads.pt").exists():
        return write_witness(folders, parts.features, target / manifest.WITNESS)
    there = manifest.read(target)
    return there.names, there.scenes


def _write(folders: Folders, parts: Parts, target: Path, version: str) -> None:
    write_encoder(target / manifest.ENCODER, onnx_files.halved)
    shutil.copy(parts.detector, target / manifest.DETECTOR)
    names, scenes = _witness(folders, parts, target)
    if parts.describing.exists():
        write_writer(parts.describing, target, len(names))
    take_tokenizer(folders.work / "tokenizer.json", target, not parts.describing.exists())
    for name in filter(
        lambda name: (parts.text / name).exists(), (manifest.TEXT, manifest.TEXT_TOKENIZER)
    ):
        shutil.copy(parts.text / name, target / name)
    if parts.choosing.exists():
        answers = write_choices(folders, parts.choosing, target / manifest.CHOICES)
    else:
        answers = manifest.read(target).answers
    if parts.towers.exists():
        write_towers(folders, parts.towers, target)
    if parts.expecting.exists():
        write_expected(parts.expecting, target / manifest.EXPECTED)
    fits = folders.work / zero_shot.FILE
    labels = zero_shot.read(fits) if fits.exists() else kept_labels(target)
    if not (target / open_answers.FILE).exists():
        json_files.write(target / open_answers.FILE, open_answers.START)
    ranking = manifest.read(target).ranking if (target / manifest.FILE).exists() else None
    described = describe_model(target, names, scenes, answers, labels, ranking, version)
    json_files.write(target / manifest.FILE, described)
