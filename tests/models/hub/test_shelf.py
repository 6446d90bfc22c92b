"""What the list of models says of one that was pulled as ONNX files."""

from pathlib import Path

import pytest

from models.hub import checkpoint_store, machine
from models.hub.shelf import Shelf

CATALOGUE = """
[tiny]
does = "sees"
kind = "decoder"
repository = "x/tiny"
onnx = "x/tiny-ONNX"
revision = ""
licence = "any"
megabytes = 1
parameters = 1
gpu_gigabytes = 0
page = ""
read = ""
"""


@pytest.mark.parametrize(("free", "precision"), [(8 * 10**9, "int8"), (500 * 10**6, "int4")])
def test_the_list_says_in_which_precision_a_pulled_model_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, precision: str
) -> None:
    monkeypatch.setattr(machine, "free_memory", lambda: free)
    (tmp_path / "catalog.toml").write_text(CATALOGUE)
    sizes = {"vision_encoder_int8": 90, "embed_tokens_int8": 30, "decoder_model_merged_int8": 400}
    sizes["decoder_model_merged_q4"] = 10
    sizes["vision_encoder_q4"] = 10
    files = {
        f"onnx/{name}.onnx": checkpoint_store.File(size * 10**6, "", 0)
        for name, size in sizes.items()
    }
    (tmp_path / "tiny").mkdir()
    checkpoint_store.Installed("tiny", "decoder", "x/y", "", files).write(tmp_path / "tiny")
    (one,) = Shelf(tmp_path / "catalog.toml", tmp_path).listed()
    assert one["precision"] == precision
    assert f"It runs in {precision} on the processor." in str(one["says"])


def test_the_list_says_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(
        CATALOGUE.replace('onnx = "x/tiny-ONNX"\n', "")
        .replace("megabytes = 1", "megabytes = 0")
        .replace("parameters = 1", "parameters = 500")
    )
    (one,) = Shelf(tmp_path / "catalog.toml", tmp_path).listed()
    for part in (
        "Download: about 1000 megabytes, going by how it is built.",
        "Memory: about 1.6 gigabytes",
        "Languages: unknown.",
        "Published figures: none known.",
        "The catalogue has no checksums of it.",
    ):
        assert part in str(one["says"])
