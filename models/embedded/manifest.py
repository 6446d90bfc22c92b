"""`model.json`: what a weights folder holds and how its parts fit together."""

import json
from dataclasses import dataclass
from pathlib import Path

from models import json_files
from models.embedded.ranking import Ranking
from models.messages import ModelError, ModelFault

FILE = "model.json"
ENCODER = "encoder.onnx"
DETECTOR = "detector.onnx"
WITNESS = "witness.onnx"
BRIDGE = "bridge.onnx"
DECODER = "decoder.onnx"
EMBEDDING = "embedding.npy"
TOKENIZER = "tokenizer.json.gz"
TEXT = "text.onnx"
TEXT_TOKENIZER = "text-tokenizer.json.gz"
CHOICES = "choices.onnx"
IMAGE_TOWER = "image-tower.onnx"
TEXT_TOWER = "text-tower.onnx"
EXPECTED = "expected.onnx"
FILES = (ENCODER, DETECTOR, WITNESS, BRIDGE, DECODER, EMBEDDING, TOKENIZER,
         TEXT, TEXT_TOKENIZER, CHOICES, IMAGE_TOWER, TEXT_TOWER, EXPECTED)  # fmt: skip
"""The files of every weights folder besides `model.json`."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file's checksum and size."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The decoder's special tokens."""

    bos: int
    eos: int
    unspoken: tuple[int, ...]
    """Never generated: padding, unknown, `bos` and the prompts' tokens."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """How the decoder is prompted for one kind of request."""

    tokens: tuple[int, ...]
    """Read after the picture, and before a question's own words."""
    beams: int
    """The width of the beam search; 1 is greedy."""
    max_tokens: int
    """A longer sentence is truncated."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model's configuration."""

    name: str
    version: str
    files: dict[str, FileFacts]
    image_size: int
    """Side of the encoder's input in pixels."""
    detector_size: int
    """Side of the detector's input in pixels."""
    short_side: int
    """Pictures are reduced to this short side first, like the training photos."""
    coco: tuple[str, ...]
    """The detector's names, in its order."""
    names: tuple[str, ...]
    """The witness's names; the detector's come first."""
    scenes: tuple[str, ...]
    """The witness's scenes; an empty name means "none of these"."""
    box_from: float
    """At this logit the detector's box is a thing's place; below it the witness's patches are."""
    tokens: Tokens
    prompts: dict[str, Prompt]
    """"describe" and "detail"."""
    positions: int
    """The most positions of picture, prompt and sentence together."""
    length_power: float
    """A sentence's log-probability is divided by its length to this power."""
    words: dict[str, tuple[int, ...]]
    """The tokens that assert a name; none is generated while the name is barred."""
    sharpness: float
    """The factor of the towers' cosines before the softmax."""
    same: float
    """The cosine at which two pictures count as pictures of the same thing."""
    none: float
    """The cosine at which a label is as likely as that no label fits."""
    answers: tuple[str, ...]
    """The choices of the network of choices."""
    ranking: Ranking | None
    """How the sentences of a description are ranked; None: by log-probability alone."""


PROMPTS = ("describe", "detail")


def read(folder: Path) -> Manifest:
    """Read and check the manifest of a weights folder. Raises ModelError."""
    path = folder / FILE
    try:
        manifest = json_files.read(path, Manifest)
        _check(manifest)
    except FileNotFoundError:
        raise ModelError(ModelFault.NOT_THERE.said(path=path)) from None
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise ModelError(ModelFault.UNREADABLE.said(path=path, reason=f"({fault})")) from fault
    except json_files.FAULTS as fault:
        missing = isinstance(fault, KeyError)
        reason = ModelFault.MISSING.said(name=fault) if missing else str(fault)
        raise ModelError(ModelFault.DAMAGED_BY.said(path=path, reason=reason)) from fault
    return manifest


def _check(manifest: Manifest) -> None:
    """Raise ValueError if parts contradict one another."""
    missing = set(FILES) - set(manifest.files)
    if missing:
        raise ValueError(f"it does not list {sorted(missing)[0]}")
    if any(Path(name).name != name for name in manifest.files):
        raise ValueError("a file lies outside the folder")
    if manifest.names[: len(manifest.coco)] != manifest.coco:
        raise ValueError("the first names are not the detector's")
    for listed in (manifest.names, manifest.answers):
        if len(set(listed)) != len(listed):
            raise ValueError("a name or an answer occurs twice")
    if set(manifest.prompts) != set(PROMPTS):
        raise ValueError(f"the prompts are not {', '.join(PROMPTS)}")
    if manifest.tokens.eos in manifest.tokens.unspoken:
        raise ValueError("no sentence could end")
    if not set(manifest.words) <= set(manifest.names):
        raise ValueError("there are words for a name that the witness does not know")
    sides = [manifest.image_size, manifest.detector_size, manifest.short_side]
    prompts = manifest.prompts.values()
    sizes = [*sides, manifest.positions, *(prompt.beams for prompt in prompts)]
    sizes += [prompt.max_tokens for prompt in prompts]
    if min(sizes) < 1:
        raise ValueError("a size is below 1")
