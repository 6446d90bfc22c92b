"""A weights folder that is not whole says so in a sentence, and is not used."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.embedded import ModelError, files, load, manifest
from tests.kit import tiny_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_model.write(tmp_path / "weights")
    return tmp_path / "weights"


def sentence(folder: Path) -> str:
    with pytest.raises(ModelError) as fault:
        load(folder, threads=1)
    text = str(fault.value)
    assert text.endswith(".")
    return text


def test_what_was_written_is_read_again(folder: Path) -> None:
    written = tiny_model.sign(folder)
    assert manifest.read(folder) == written


@pytest.mark.parametrize("name", manifest.FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert "missing" in sentence(folder)
    assert name in sentence(folder)
    assert "Reinstall Lantern" in sentence(folder)


@pytest.mark.parametrize("name", manifest.FILES)
def test_an_altered_file_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert "was changed or is damaged" in sentence(folder)
    assert name in sentence(folder)


def test_a_cut_file_is_named(folder: Path) -> None:
    path = folder / manifest.ENCODER
    path.write_bytes(path.read_bytes()[:-1])
    assert "was changed or is damaged" in sentence(folder)


def test_a_folder_in_place_of_a_file_is_named(folder: Path) -> None:
    (folder / manifest.BRIDGE).unlink()
    (folder / manifest.BRIDGE).mkdir()
    assert manifest.BRIDGE in sentence(folder)


def test_no_folder_at_all_is_said(tmp_path: Path) -> None:
    assert "not found" in sentence(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b"{}", b"null"])
def test_a_damaged_manifest_is_said(folder: Path, content: bytes) -> None:
    (folder / manifest.FILE).write_bytes(content)
    assert manifest.FILE in sentence(folder)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("image_size", 0, "below 1"),
        ("names", ["apple"], "first names"),
        ("prompts", {}, "prompts"),
        ("words", {"unicorn": [7]}, "does not know"),
        ("files", {}, "does not list"),
        ("surprise", 1, "unknown entry surprise"),
        ("tokens", {"bos": 1, "eos": 2, "unspoken": [2]}, "could end"),
        ("box_from", "high", "another kind than float"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_said(
    folder: Path, key: str, value: Any, said: str
) -> None:
    path = folder / manifest.FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    data[key] = value
    path.write_text(json.dumps(data), encoding="utf-8")
    assert said in sentence(folder)


@pytest.mark.parametrize("key", ["name", "tokens", "scenes", "positions"])
def test_a_manifest_without_an_entry_is_said(folder: Path, key: str) -> None:
    path = folder / manifest.FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    del data[key]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert f"'{key}' is missing" in sentence(folder)


def test_a_file_outside_the_folder_is_refused(folder: Path) -> None:
    path = folder / manifest.FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    data["files"]["../secret"] = {"sha256": "", "bytes": 0}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "outside" in sentence(folder)


@pytest.mark.parametrize("name", [manifest.EXPECTED, manifest.EMBEDDING, manifest.TOKENIZER])
def test_a_file_that_is_what_the_manifest_says_but_no_model_is_said(
    folder: Path, name: str
) -> None:
    (folder / name).write_bytes(b"no model")
    tiny_model.sign(folder)
    assert name in sentence(folder)


def test_a_network_that_is_no_model_is_said_when_it_is_needed(folder: Path) -> None:
    (folder / manifest.DECODER).write_bytes(b"no model")
    tiny_model.sign(folder)
    model = load(folder, threads=1)
    look = model.look(np.full((40, 60, 3), 200, np.uint8))
    with pytest.raises(ModelError, match=manifest.DECODER):
        next(model.generate(look, "describe"))


def test_each_file_can_be_asked_for_its_fault(folder: Path) -> None:
    expected = manifest.read(folder).files[manifest.WITNESS]
    assert files.fault(folder, manifest.WITNESS, expected) is None
    (folder / manifest.WITNESS).write_bytes(b"")
    assert files.fault(folder, manifest.WITNESS, expected) is not None
