"""A model with random weights for llama.cpp's server: it sees, and generates random words.

It takes a few hundred kilobytes, unless a larger shape is wanted. It is built as SmolVLM: a small
Llama and, next to it (`mmproj`), a vision encoder whose patches are shuffled together and
projected. The files follow
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, the names llama.cpp's `gguf-py`.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from tests.kit.tiny_graph import Array

Value: TypeAlias = str | bool | int | float | list[str] | list[float] | list[int]

PATCH: Final = 16
WORDS: Final = "a the dog cat cup table on under red blue small big sits stands".split()
SPECIAL: Final = ("<unk>", "<s>", "</s>")
AROUND: Final = ("\n\n", "\n", "<fake_token_around_image>", "<global-img>", "<row_1_col_1>")
"""The text around a picture."""
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
"""Kinds of token."""
TEMPLATE: Final = (
    "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
)


@dataclass(frozen=True)
class Transformer:
    """The shape of a decoder or of a vision encoder."""

    width: int = 64
    wider: int = 128
    layers: int = 2
    heads: int = 4
    shared_heads: int = 4
    """Heads for keys and values."""


@dataclass(frozen=True)
class Shape:
    """What a model is made of."""

    text: Transformer = Transformer()
    vision: Transformer = Transformer()
    side: int = 64
    """Pixels of a picture."""
    shuffle: int = 2
    """So many patches in a row and in a column become one token."""
    more_words: int = 0
    narrow: bool = False
    """Whether matrices are in 8 bits."""


def write(folder: Path, seed: int = 1, shape: Shape = Shape()) -> tuple[Path, Path]:
    """Write both files, and return the paths of the decoder and of the vision encoder."""
    rng = np.random.default_rng(seed)
    words, eyes = folder / "tiny.gguf", folder / "mmproj-tiny.gguf"
    _save(words, *_decoder(rng, shape), narrow=shape.narrow)
    _save(eyes, *_encoder(rng, shape), narrow=shape.narrow)
    return words, eyes


def _random(rng: np.random.Generator, *shape: int) -> Array:
    numbers = rng.standard_normal(shape, np.float32)
    return numbers / np.float32(np.sqrt(shape[-1]))


def _decoder(rng: np.random.Generator, shape: Shape) -> tuple[dict[str, Value], dict[str, Array]]:
    text, width = shape.text, shape.text.width
    letters = [f"<0x{byte:02X}>" for byte in range(256)]
    words = [*WORDS, *(f"word{n}" for n in range(shape.more_words))]
    tokens = [*SPECIAL, *AROUND, *letters, *(f"\u2581{word}" for word in words)]
    kinds = [UNKNOWN, *[CONTROL] * 2, *[CONTROL] * len(AROUND), *[BYTE] * 256]
    kinds += [NORMAL] * len(words)
    facts: dict[str, Value] = {
        "general.architecture": "llama",
        "llama.context_length": 2048,
        "llama.embedding_length": width,
        "llama.block_count": text.layers,
        "llama.feed_forward_length": text.wider,
        "llama.attention.head_count": text.heads,
        "llama.attention.head_count_kv": text.shared_heads,
        "llama.rope.dimension_count": width // text.heads,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * len(tokens),
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.chat_template": TEMPLATE,
    }
    head = _random(rng, len(tokens), width) * 3
    # It can only generate words: half of all directions favour some word.
    head[: -len(words)] = 0
    tensors = {
        "token_embd.weight": _random(rng, len(tokens), width) * 8,
        "output_norm.weight": np.ones(width, np.float32),
        "output.weight": head,
    }
    shared = width // text.heads * text.shared_heads
    for layer in range(text.layers):
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{name}.weight"] = np.ones(width, np.float32)
        for name, out in (("q", width), ("k", shared), ("v", shared), ("output", width)):
            tensors[f"blk.{layer}.attn_{name}.weight"] = _random(rng, out, width)
        for name in ("ffn_gate", "ffn_up"):
            tensors[f"blk.{layer}.{name}.weight"] = _random(rng, text.wider, width)
        tensors[f"blk.{layer}.ffn_down.weight"] = _random(rng, width, text.wider)
    return facts, tensors


def _encoder(rng: np.random.Generator, shape: Shape) -> tuple[dict[str, Value], dict[str, Array]]:
    vision, width = shape.vision, shape.vision.width
    facts: dict[str, Value] = {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "general.file_type": 0,
        "clip.has_vision_encoder": True,
        "clip.projector_type": "idefics3",
        "clip.use_gelu": True,
        "clip.vision.projection_dim": shape.text.width,
        "clip.vision.image_size": shape.side,
        "clip.vision.preproc_image_size": shape.side,
        "clip.vision.patch_size": PATCH,
        "clip.vision.embedding_length": width,
        "clip.vision.feed_forward_length": vision.wider,
        "clip.vision.block_count": vision.layers,
        "clip.vision.attention.head_count": vision.heads,
        "clip.vision.attention.layer_norm_epsilon": 1e-6,
        "clip.vision.image_mean": [0.5, 0.5, 0.5],
        "clip.vision.image_std": [0.5, 0.5, 0.5],
        "clip.vision.projector.scale_factor": shape.shuffle,
    }
    tensors = {
        "mm.model.fc.weight": _random(rng, shape.text.width, width * shape.shuffle**2) * 4,
        "v.patch_embd.weight": _random(rng, width, 3, PATCH, PATCH),
        "v.patch_embd.bias": np.zeros(width, np.float32),
        "v.position_embd.weight": _random(rng, (shape.side // PATCH) ** 2, width),
        "v.post_ln.weight": np.ones(width, np.float32),
        "v.post_ln.bias": np.zeros(width, np.float32),
    }
    for layer in range(vision.layers):
        for name in ("ln1", "ln2"):
            tensors[f"v.blk.{layer}.{name}.weight"] = np.ones(width, np.float32)
            tensors[f"v.blk.{layer}.{name}.bias"] = np.zeros(width, np.float32)
        shapes = {name: (width, width) for name in ("attn_q", "attn_k", "attn_v", "attn_out")}
        shapes |= {"ffn_up": (vision.wider, width), "ffn_down": (width, vision.wider)}
        for name, (out, into) in shapes.items():
            tensors[f"v.blk.{layer}.{name}.weight"] = _random(rng, out, into)
            tensors[f"v.blk.{layer}.{name}.bias"] = np.zeros(out, np.float32)
    return facts, tensors


OTHER_TOKENS: Final = len(SPECIAL) + len(AROUND) + 256 + len(WORDS)
"""Those of a vocabulary that has no more words."""
ALIGNMENT: Final = 32
WIDE, EIGHT = 0, 8
"""GGUF's types of tensors: float32, and Q8_0."""
_NUMBERS: Final = {int: (4, "<I"), float: (6, "<f")}
"""GGUF's number of a type, and its packing."""
_IN_LISTS: Final = {int: (5, "<i"), float: (6, "<f")}
"""As `_NUMBERS`, of what stands in a list: kinds of token have a sign."""


def _save(
    path: Path, facts: Mapping[str, Value], tensors: Mapping[str, Array], *, narrow: bool
) -> None:
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(facts))
    for name, value in facts.items():
        head += _text(name) + _value(value)
    body = bytearray()
    for name, tensor in tensors.items():
        # The fastest dimension comes first.
        shape = tensor.shape[::-1]
        narrows = narrow and len(shape) == 2 and "position" not in name
        kind, data = (EIGHT, _in_8_bits(tensor)) if narrows else (WIDE, tensor.tobytes())
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, len(body))
        body += _padded(data)
    path.write_bytes(_padded(head) + body)


def _in_8_bits(tensor: Array) -> bytes:
    """GGUF's Q8_0: blocks of 32 numbers, each with a scale in 16 bits."""
    blocks = tensor.reshape(-1, 32)
    scales = np.abs(blocks).max(axis=1, keepdims=True) / 127
    numbers = np.round(blocks / np.where(scales, scales, 1)).astype(np.int8)
    packed = np.concatenate([scales.astype("<f2").view(np.int8), numbers], axis=1)
    return packed.tobytes()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % ALIGNMENT)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, list):
        if isinstance(value[0], str):
            rows = b"".join(_text(str(one)) for one in value)
            return struct.pack("<IIQ", 9, 8, len(value)) + rows
        kind, form = _IN_LISTS[type(value[0])]
        rows = b"".join(struct.pack(form, one) for one in value)
        return struct.pack("<IIQ", 9, kind, len(value)) + rows
    kind, form = _NUMBERS[type(value)]
    return struct.pack("<I", kind) + struct.pack(form, value)
