"""Which files of a repository make up a checkpoint, and which of them fit into the memory."""

from pathlib import Path

import pytest

import models
from models.hub import catalogue
from models.hub.machine import Precision
from models.hub.onnx import layout

CATALOGUE = Path(models.__file__).with_name("catalog.toml")
MEGA = 10**6


def repository(**suffixes: tuple[int, int, int]) -> dict[str, int]:
    """Files of SmolVLM's layout: megabytes of each part by the ending of its name."""
    parts = ("vision_encoder", "embed_tokens", "decoder_model_merged")
    return {
        f"onnx/{part}{'' if suffix == 'wide' else '_' + suffix}.onnx": size * MEGA
        for suffix, sizes in suffixes.items()
        for part, size in zip(parts, sizes, strict=True)
    }


SMOLVLM = repository(
    wide=(374, 113, 540), fp16=(187, 57, 270), int8=(94, 28, 136), q4=(66, 113, 87)
)


@pytest.mark.parametrize(
    ("free", "precisions"),
    [
        (8000, ["int8", "int4", "float16", "float32"]),
        (1200, ["int8", "int4"]),
        (560, ["int4"]),
        (300, []),
    ],
)
def test_the_precision_follows_the_free_memory(free: int, precisions: list[str]) -> None:
    found = layout.choices(SMOLVLM, free * MEGA)
    assert [one.precision.precision for one in found] == precisions


def test_a_part_that_is_missing_in_a_precision_comes_in_another() -> None:
    files = dict(SMOLVLM)
    del files["onnx/embed_tokens_int8.onnx"]
    best = layout.choices(files, 8000 * MEGA)[0]
    assert best.precision.precision is Precision.INT8
    assert best.files["embeddings"] == "onnx/embed_tokens_fp16.onnx"
    assert best.files["decoder"] == "onnx/decoder_model_merged_int8.onnx"


def test_four_bits_take_the_smallest_table_of_tokens() -> None:
    (four,) = (one for one in layout.offers(SMOLVLM) if one.precision.precision is Precision.INT4)
    assert four.files["embeddings"] == "onnx/embed_tokens_int8.onnx"
    files = dict(SMOLVLM) | {"onnx/embed_tokens_q4.onnx": 20 * MEGA}
    eight, four, *_ = layout.offers(files)
    assert four.files["embeddings"] == "onnx/embed_tokens_q4.onnx"
    assert eight.files["embeddings"] == "onnx/embed_tokens_int8.onnx"


def test_a_picture_is_never_read_in_four_bits() -> None:
    files = repository(q4=(66, 113, 87), fp16=(187, 57, 270))
    assert {one.files["vision"] for one in layout.offers(files)} == {
        "onnx/vision_encoder_fp16.onnx"
    }
    del files["onnx/vision_encoder_fp16.onnx"]
    assert not layout.is_offered(files)


def test_the_catalogue_has_the_sums_of_what_is_pulled_of_qwen() -> None:
    """The files of Qwen3.5-0.8B-ONNX-OPT, in megabytes."""
    parts = {
        "decoder_model_merged": {"_q4": 484, "_q4f16": 424, "_fp16": 1505, "": 3010},
        "embed_tokens": {"_q4": 163, "_q4f16": 147, "_fp16": 509, "": 1017},
        "vision_encoder": {"_q4": 68, "_q4f16": 61, "_fp16": 205, "": 410},
    }
    files = {
        f"onnx/{part}{suffix}.onnx{weights}": size * MEGA if weights else MEGA
        for part, sizes in parts.items()
        for suffix, size in sizes.items()
        for weights in ("", "_data")
    }
    best = layout.best(layout.offers(files), 8000 * MEGA)
    assert best is not None
    entry = catalogue.entries(CATALOGUE)["qwen3.5-0.8b"]
    assert set(best.needed) == set(entry.sums)


def test_a_decoder_may_have_the_embeddings_inside() -> None:
    """The names of LFM3-VL-2B-ONNX."""
    files = {
        "onnx/decoder_q4.onnx": 1 * MEGA,
        "onnx/decoder_q4.onnx_data": 1400 * MEGA,
        "onnx/vision_encoder_q8.onnx": 290 * MEGA,
        "onnx/vision_encoder_fp16.onnx": 400 * MEGA,
    }
    (only,) = layout.offers(files)
    assert only.precision.precision is Precision.INT4
    assert only.files == {
        "vision": "onnx/vision_encoder_q8.onnx",
        "decoder": "onnx/decoder_q4.onnx",
    }
    assert set(only.needed) == files.keys() - {"onnx/vision_encoder_fp16.onnx"}


def test_the_other_names_and_files_of_weights_are_known() -> None:
    files = {
        "onnx/decoder_q4.onnx": 1 * MEGA,
        "onnx/decoder_q4.onnx_data": 200 * MEGA,
        "onnx/decoder_q4.onnx_data_1": 100 * MEGA,
        "onnx/embed_images_q8.onnx": 90 * MEGA,
        "onnx/embed_tokens.onnx": 260 * MEGA,
        "onnx/decoder_fp16.onnx_data": 900 * MEGA,
    }
    (only,) = layout.choices(files, 8000 * MEGA)
    assert only.precision.precision is Precision.INT4
    assert set(only.needed) == files.keys() - {"onnx/decoder_fp16.onnx_data"}
    assert only.precision.bytes == pytest.approx(651 * 1.25 * MEGA + layout.ROOM, rel=1e-3)


def test_a_repository_without_a_part_has_no_onnx_checkpoint() -> None:
    files = {name: size for name, size in SMOLVLM.items() if "vision" not in name}
    assert not layout.is_offered(files)
    assert layout.choices(files, 8000 * MEGA) == ()
    assert layout.least(files) == 0
    assert layout.is_offered(SMOLVLM)
    assert layout.least(SMOLVLM) == min(
        one.precision.bytes for one in layout.choices(SMOLVLM, 8000 * MEGA)
    )


def test_what_is_fetched_is_the_best_that_fits_or_else_the_smallest() -> None:
    graphs = ("vision_encoder", "embed_tokens", "decoder_model_merged")
    files = {f"onnx/{name}_int8.onnx": 1000 for name in graphs}
    files |= {f"onnx/{name}_q4.onnx": 400 for name in graphs}
    files |= {f"onnx/{name}.onnx": 9000 for name in graphs}
    for free, precision in ((10**9, "int8"), (1, "int4")):
        found = layout.best(layout.offers(files), free)
        assert found is not None
        assert found.precision.precision == precision
    assert layout.best((), 0) is None
