"""The ONNX path reads and writes what transformers' own classes do with the same weights."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
import transformers

from models.hub.decoder import KeptPrefill
from models.hub.onnx import settings
from models.hub.onnx.checkpoint import OnnxDecoder
from models.hub.onnx.families import FAMILIES
from models.hub.onnx.pictures import LookSize
from models.interfaces import Picture

Make = Callable[[str], Path]
TILES = ("idefics3", "smolvlm")
KINDS = (*TILES, "lfm2_vl", "lfm3_vl", "qwen3_5")
SHAPES = ((48, 64), (100, 100), (64, 200), (300, 90), (241, 333))
"""Heights and widths of five proportions."""
PROMPTS = {LookSize.SMALL: "describe", LookSize.FULL: "detail"}
TOKENS = 12

tf: Any = transformers
"""Its type hints lack settings that its classes accept."""


def scene(height: int, width: int, seed: int = 0) -> Picture:
    """Soft blots of colour, so that resizing matters."""
    noise = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def same_look(kind: str, folder: Path, size: LookSize) -> dict[str, Any]:
    """The settings by which transformers' processor looks as closely as Lantern."""
    own = settings.of_pictures(folder, FAMILIES[kind].usual)
    if kind == "lfm2_vl":
        if size is LookSize.FULL:
            return {"max_tiles": 4}
        most, least = own.number("max_image_tokens"), own.number("min_image_tokens")
        counts = {"max_image_tokens": min(64, most), "min_image_tokens": min(64, least)}
        return {"do_image_splitting": False, **counts}
    if kind not in TILES:
        edges = own.part("size")
        most = (64 if size is LookSize.SMALL else 256) * 32**2
        counts = {
            "longest_edge": most,
            "shortest_edge": min(int(edges.share("shortest_edge")), most),
        }
        return {"size": counts}
    side = own.part("max_image_size").number("longest_edge")
    longest = own.part("size").number("longest_edge")
    if size is LookSize.FULL:
        return {"size": {"longest_edge": min(longest, 2 * side)}}
    return {"do_image_splitting": False, "size": {"longest_edge": min(longest, side)}}


def saved(kind: str, folder: Path) -> Any:
    """The image processor of a published checkpoint, in the file of older repositories."""
    if kind == "lfm2_vl":
        found = tf.Lfm2VlImageProcessor(min_image_tokens=32, max_image_tokens=256)
    elif kind == "qwen3_5":
        edges = {"shortest_edge": 65536, "longest_edge": 16777216}
        found = tf.Qwen2VLImageProcessor(patch_size=16, size=edges)
    else:
        sizes = {"size": {"longest_edge": 2048}, "max_image_size": {"longest_edge": 512}}
        found = tf.Idefics3ImageProcessor(**sizes)
    found.save_pretrained(folder)
    return found


def looks_closer(kind: str, picture: Picture, own: settings.Settings, size: LookSize) -> bool:
    """Whether a size gives more image tokens than the small one."""
    family = FAMILIES[kind]
    small, asked = (
        family.prepared(picture, own, one).text.count(family.image)
        for one in (LookSize.SMALL, size)
    )
    return asked > small


@pytest.mark.parametrize("size", LookSize)
@pytest.mark.parametrize("kind", ["idefics3", "lfm2_vl", "qwen3_5"])
def test_pixels_at_the_published_sizes(tmp_path: Path, kind: str, size: LookSize) -> None:
    processor = saved(kind, tmp_path)
    own = settings.of_pictures(tmp_path, FAMILIES[kind].usual)
    closer = set()
    for seed, shape in enumerate(((480, 640), (720, 1280), (1000, 700), (333, 1000), (500, 500))):
        picture = scene(*shape, seed)
        looks = same_look(kind, tmp_path, size)
        theirs = processor(images=[[picture]], return_tensors="pt", **looks)["pixel_values"]
        parts = FAMILIES[kind].prepared(picture, own, size).parts
        pixels = np.concatenate([part["pixel_values"] for part in parts], int(kind in TILES))
        assert pixels.shape == theirs.shape
        assert np.abs(pixels - theirs.numpy()).max() < 1e-4
        closer.add(looks_closer(kind, picture, own, size))
    assert (True in closer) is (size is LookSize.FULL)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", LookSize)
@pytest.mark.parametrize("kind", KINDS)
def test_pixels_and_tokens_are_those_of_transformers(
    made: Make, published: Make, kind: str, size: LookSize, language: str
) -> None:
    loaded = OnnxDecoder(published(kind), 1, 10**12)
    model = tf.AutoModelForImageTextToText.from_pretrained(made(kind)).eval()
    processor = tf.AutoProcessor.from_pretrained(made(kind))
    prompt = loaded.family.prompt(PROMPTS[size], language)
    content = [{"type": "image"}, {"type": "text", "text": prompt}]
    text = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        add_generation_prompt=True,
        tokenize=False,
        **loaded.family.template,
    )
    assert text.endswith("<think>\n\n</think>\n\n") is (kind == "qwen3_5")
    closer = set()
    for seed, shape in enumerate(SHAPES):
        picture = scene(*shape, seed)
        looks = same_look(kind, published(kind), size)
        theirs = processor(text=[text], images=[[picture]], return_tensors="pt", **looks)
        own = settings.of_pictures(published(kind), FAMILIES[kind].usual)
        parts = FAMILIES[kind].prepared(picture, own, size).parts
        pixels = np.concatenate([part["pixel_values"] for part in parts], int(kind in TILES))
        assert pixels.shape == theirs["pixel_values"].shape
        assert np.abs(pixels - theirs["pixel_values"].numpy()).max() < 1e-4
        closer.add(looks_closer(kind, picture, own, size))

        lengths = {"max_new_tokens": TOKENS, "min_new_tokens": TOKENS, "eos_token_id": None}
        shown = {"output_logits": True, "return_dict_in_generate": True, "do_sample": False}
        with torch.inference_mode():
            wrote = model.generate(**theirs, **lengths, **shown)
        state = loaded.reader.read(picture, size, prompt, KeptPrefill(None))
        tokens = []
        for (logits,) in wrote.logits:
            # Random weights often write one token again and again: numbers tell more.
            assert np.abs(state.logits - logits.numpy()).max() < 1e-3 * float(logits.abs().max())
            tokens.append(int(state.logits.argmax()))
            loaded.reader.step(state, tokens[-1:])
        assert tokens == wrote.sequences[0][theirs["input_ids"].shape[1] :].tolist()
    assert (True in closer) is (size is LookSize.FULL)
