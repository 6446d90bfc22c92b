"""A model of a few hundred kilobytes for llama.cpp's server; it sees, and generates random words.

Its shape is SmolVLM's: a small Llama and, next to it (`mmproj`), a vision encoder whose patches are
shuffled together and projected. The files follow
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, the names llama.cpp's `gguf-py`.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from tests.kit.tiny_graph import Array

Value: TypeAlias = str | bool | int | float | list[str] | list[float] | list[int]

WIDTH, WIDER, LAYERS, HEADS, SIDE, PATCH, SHUFFLE = 64, 128, 2, 4, 64, 16, 2
WORDS: Final = "a the dog cat cup table on under red blue small big sits stands".split()
SPECIAL: Final = ("<unk>", "<s>", "</s>")
AROUND: Final = ("\n\n", "\n", "<fake_token_around_image>", "<global-img>", "<row_1_col_1>")
"""The text around a picture."""
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
"""Kinds of token."""
TEMPLATE: Final = (
    "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
)


def write(folder: Path, seed: int = 1) -> tuple[Path, Path]:
    """Write both files, and return the paths of the decoder and of the vision encoder."""
    rng = np.random.default_rng(seed)
    words, eyes = folder / "words.gguf", folder / "eyes.gguf"
    _save(words, *_decoder(rng))
    _save(eyes, *_encoder(rng))
    return words, eyes


def _random(rng: np.random.Generator, *shape: int) -> Array:
    numbers: Array = (rng.normal(size=shape) / np.sqrt(shape[-1])).astype(np.float32)
    return numbers


def _decoder(rng: np.random.Generator) -> tuple[dict[str, Value], dict[str, Array]]:
    letters = [f"<0x{byte:02X}>" for byte in range(256)]
    tokens = [*SPECIAL, *AROUND, *letters, *(f"\u2581{word}" for word in WORDS)]
    kinds = [UNKNOWN, *[CONTROL] * 2, *[CONTROL] * len(AROUND), *[BYTE] * 256]
    kinds += [NORMAL] * len(WORDS)
    facts: dict[str, Value] = {
        "general.architecture": "llama",
        "llama.context_length": 2048,
        "llama.embedding_length": WIDTH,
        "llama.block_count": LAYERS,
        "llama.feed_forward_length": WIDER,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": HEADS,
        "llama.rope.dimension_count": WIDTH // HEADS,
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
    head = _random(rng, len(tokens), WIDTH) * 3
    # It can only generate words: half of all directions favour some word.
    head[: -len(WORDS)] = 0
    tensors = {
        "token_embd.weight": _random(rng, len(tokens), WIDTH) * 8,
        "output_norm.weight": np.ones(WIDTH, np.float32),
        "output.weight": head,
    }
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{name}.weight"] = np.ones(WIDTH, np.float32)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensors[f"blk.{layer}.{name}.weight"] = _random(rng, WIDTH, WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            tensors[f"blk.{layer}.{name}.weight"] = _random(rng, WIDER, WIDTH)
        tensors[f"blk.{layer}.ffn_down.weight"] = _random(rng, WIDTH, WIDER)
    return facts, tensors


def _encoder(rng: np.random.Generator) -> tuple[dict[str, Value], dict[str, Array]]:
    facts: dict[str, Value] = {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "general.file_type": 0,
        "clip.has_vision_encoder": True,
        "clip.projector_type": "idefics3",
        "clip.use_gelu": True,
        "clip.vision.projection_dim": WIDTH,
        "clip.vision.image_size": SIDE,
        "clip.vision.preproc_image_size": SIDE,
        "clip.vision.patch_size": PATCH,
        "clip.vision.embedding_length": WIDTH,
        "clip.vision.feed_forward_length": WIDER,
        "clip.vision.block_count": LAYERS,
        "clip.vision.attention.head_count": HEADS,
        "clip.vision.attention.layer_norm_epsilon": 1e-6,
        "clip.vision.image_mean": [0.5, 0.5, 0.5],
        "clip.vision.image_std": [0.5, 0.5, 0.5],
        "clip.vision.projector.scale_factor": SHUFFLE,
    }
    tensors = {
        "mm.model.fc.weight": _random(rng, WIDTH, WIDTH * SHUFFLE**2) * 4,
        "v.patch_embd.weight": _random(rng, WIDTH, 3, PATCH, PATCH),
        "v.patch_embd.bias": np.zeros(WIDTH, np.float32),
        "v.position_embd.weight": _random(rng, (SIDE // PATCH) ** 2, WIDTH),
        "v.post_ln.weight": np.ones(WIDTH, np.float32),
        "v.post_ln.bias": np.zeros(WIDTH, np.float32),
    }
    for layer in range(LAYERS):
        for name in ("ln1", "ln2"):
            tensors[f"v.blk.{layer}.{name}.weight"] = np.ones(WIDTH, np.float32)
            tensors[f"v.blk.{layer}.{name}.bias"] = np.zeros(WIDTH, np.float32)
        shapes = {name: (WIDTH, WIDTH) for name in ("attn_q", "attn_k", "attn_v", "attn_out")}
        shapes |= {"ffn_up": (WIDER, WIDTH), "ffn_down": (WIDTH, WIDER)}
        for name, (out, into) in shapes.items():
            tensors[f"v.blk.{layer}.{name}.weight"] = _random(rng, out, into)
            tensors[f"v.blk.{layer}.{name}.bias"] = np.zeros(out, np.float32)
    return facts, tensors


ALIGNMENT: Final = 32
_NUMBERS: Final = {int: (4, "<I"), float: (6, "<f")}
"""GGUF's number of a type, and its packing."""


def _save(path: Path, facts: Mapping[str, Value], tensors: Mapping[str, Array]) -> None:
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(facts))
    for name, value in facts.items():
        head += _text(name) + _value(value)
    body = b""
    for name, tensor in tensors.items():
        # The fastest dimension comes first; type 0 is float32.
        shape = tensor.shape[::-1]
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(body))
        body += _padded(tensor.astype("<f4").tobytes())
    path.write_bytes(_padded(head) + body)


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
        kind, form = _NUMBERS[type(value[0])]
        rows = b"".join(struct.pack(form, one) for one in value)
        return struct.pack("<IIQ", 9, kind, len(value)) + rows
    kind, form = _NUMBERS[type(value)]
    return struct.pack("<I", kind) + struct.pack(form, value)
