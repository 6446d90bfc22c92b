"""Vectors, names, captions and folders, through the real command on the tiny model.

There a picture lies where its mean colour points; a text lies somewhere.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from assistant.cli import retrieval
from assistant.runtime import compose
from assistant.settings.config import defaults
from models.interfaces import Vector
from tests.kit.fakes import FakeModel
from tests.kit.program import lantern, refused

COLOURS = {"red": (250, 10, 10), "rose": (240, 40, 30), "green": (10, 250, 10)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "photos"
    target.mkdir()
    for name, colour in COLOURS.items():
        cv2.imwrite(str(target / f"{name}.png"), np.full((60, 80, 3), colour[::-1], np.uint8))
    return target


def rows(result: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.program
def test_vectors_have_length_one_and_a_bad_photo_does_not_stop_the_rest(
    weights: Path, folder: Path
) -> None:
    (folder / "bad.png").write_text("no photo")
    photos = [folder / "red.png", folder / "bad.png", folder / "green.png"]
    result = lantern(weights, "embed", *photos, "--text", "a cup", "--text", "a door", "--json")
    found = rows(result)
    assert result.returncode == 1
    assert ["error" in row for row in found] == [False, True, False, False, False]
    vectors = [np.array(row["embedding"]) for row in found if "error" not in row]
    assert [np.linalg.norm(vector) for vector in vectors] == pytest.approx([1] * 4, abs=1e-4)
    assert [row["text"] for row in found[3:]] == ["a cup", "a door"]


@pytest.mark.program
def test_labels_come_with_probabilities_best_first(weights: Path, folder: Path) -> None:
    result = lantern(
        weights, "classify", folder / "red.png", folder / "green.png",
        "--labels", "red cup, plant,blue door,plant", "--json",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    for row in rows(result):
        likely = [one["probability"] for one in row["labels"]]
        assert {one["label"] for one in row["labels"]} == {"red cup", "plant", "blue door"}
        assert likely == sorted(likely, reverse=True)
        assert sum(likely) + row["none"] == pytest.approx(1, abs=1e-3)
    plain = lantern(weights, "classify", folder / "red.png", "--labels", "red cup,plant")
    assert plain.stdout.strip() in ("red cup", "plant", "none of these")


@pytest.mark.parametrize("labels", [["Hund", "Becher", "Tasse"], ["dog", "cup", "Tassen"]])
def test_labels_may_be_in_the_language_that_is_asked_in(
    labels: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose, "embedder", lambda _: FakeModel(near="cup"))
    monkeypatch.setattr(compose, "asks_in", lambda _: "de")
    (found,) = retrieval.classify(defaults(), [str(folder / "red.png")], labels)
    assert isinstance(found["labels"], list)
    assert sorted(one["label"] for one in found["labels"]) == sorted(labels)
    assert found["says"] == labels[1]


def test_labels_are_encoded_once_for_all_photos(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeModel()
    encoded: list[str] = []
    embed = model.embed_text

    def counted(text: str) -> Vector:
        encoded.append(text)
        return embed(text)

    monkeypatch.setattr(model, "embed_text", counted)
    monkeypatch.setattr(compose, "embedder", lambda _: model)
    photos = [str(folder / f"{name}.png") for name in COLOURS]
    found = list(retrieval.classify(defaults(), photos, ["cup", "dog", "cup"]))
    assert len(found) == len(photos)
    assert encoded == ["cup", "dog"]


def test_nothing_to_embed_is_a_wrong_call(weights: Path) -> None:
    assert refused(weights, "embed").returncode == 2


def test_no_label_is_no_question(weights: Path, folder: Path) -> None:
    result = refused(weights, "classify", folder / "red.png", "--labels", " , ")
    assert result.returncode == 2
    assert "must contain at least one name" in result.stderr


@pytest.mark.program
def test_captions_of_a_file_come_best_first(weights: Path, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "captions.txt"
    file.write_text("a red cup\n\na blue door\na man with a dog\na red cup\n", encoding="utf-8")
    result = lantern(
        weights, "captions", folder / "red.png", "--from", file, "--top", "2", "--json"
    )
    (row,) = rows(result)
    scores = [one["score"] for one in row["captions"]]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
    assert lantern(weights, "captions", folder / "red.png", "--from", file).stdout.count("\n") == 3


@pytest.mark.parametrize("content", [b"\n \n", b"\xff\xfe\xff", None])
def test_a_file_without_captions_is_refused(
    weights: Path, folder: Path, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "captions.txt"
    if content is not None:
        file.write_bytes(content)
    result = refused(weights, "captions", folder / "red.png", "--from", file)
    assert result.returncode == 1
    assert str(file) in result.stderr


@pytest.mark.program
def test_a_folder_is_indexed_searched_and_followed(weights: Path, folder: Path) -> None:
    (folder / "bad.png").write_text("no photo")
    result = lantern(weights, "index", folder, "--json")
    *faults, summary = rows(result)
    assert result.returncode == 1
    assert [Path(row["photo"]).name for row in faults] == ["bad.png"]
    assert (summary["photos"], summary["new"]) == (3, 3)
    assert "4 of 4 photos." in result.stderr
    (folder / "bad.png").unlink()
    result = lantern(weights, "similar", folder / "red.png", "--in", folder, "--json")
    found = rows(result)
    assert result.returncode == 0, result.stderr
    assert [Path(row["photo"]).name for row in found] == ["rose.png", "green.png"]
    assert all(list(row) == ["photo", "score", "caption"] for row in found)
    (folder / "rose.png").unlink()
    found = rows(lantern(weights, "search", "a red cup", "--in", folder, "--top", "1", "--json"))
    assert len(found) == 1
    assert found[0]["photo"].endswith(("red.png", "green.png"))


@pytest.mark.program
def test_a_name_that_is_not_utf_8_does_not_stop_the_rest(weights: Path, folder: Path) -> None:
    (folder / "red.png").rename(folder / os.fsdecode(b"caf\xe9.png"))
    result = lantern(weights, "index", folder, "--json")
    fault, summary = rows(result)
    assert result.returncode == 1
    assert fault["photo"] == str(folder / "caf\ufffd.png")
    assert "Rename the file." in fault["error"]
    assert summary["photos"] == 2
    for command in (("search", "a cup"), ("similar", folder / "rose.png")):
        result = lantern(weights, *command, "--in", folder, "--json")
        assert result.returncode == 0, result.stderr
        assert "The name caf\ufffd.png is not valid UTF-8" in result.stderr
        assert {Path(row["photo"]).name for row in rows(result)} <= {"rose.png", "green.png"}


@pytest.mark.parametrize("words", [("search", "a cup"), ("similar", "red.png")])
def test_results_are_told_by_the_photo_and_what_is_on_it(
    weights: Path, folder: Path, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    told = refused(weights, *words, "--in", folder, "--top", "2").stdout.splitlines()
    found = {photo: says for photo, _, says in (line.partition(": ") for line in told)}
    assert len(found) == 2
    assert {*found} <= {str(folder / f"{name}.png") for name in ("red", "rose", "green")}
    assert all(says.endswith(".") for says in found.values())


@pytest.mark.parametrize("command", [("index",), ("search", "a cup", "--in")])
def test_a_folder_that_is_not_there_is_refused(
    weights: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    result = refused(weights, *command, tmp_path / "none")
    assert result.returncode == 1
    assert "Check the name" in result.stderr


def test_an_empty_folder_has_nothing_to_find(weights: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = refused(weights, "search", "a cup", "--in", tmp_path / "empty")
    assert result.returncode == 1
    assert "There are no photos" in result.stderr


def test_why_nothing_is_found_is_told(weights: Path, folder: Path) -> None:
    for name in ("rose", "green"):
        (folder / f"{name}.png").unlink()
    result = refused(weights, "similar", folder / "red.png", "--in", folder)
    assert "There are no other photos in" in result.stderr
    (folder / "red.png").rename(folder / "red.HEIC")
    result = refused(weights, "search", "a cup", "--in", folder)
    assert "HEIC photos that I can't open: 1." in result.stderr
    assert "None of the photos in" in result.stderr
    (folder / "red.HEIC").rename(folder / "red.txt")
    assert "There are no photos in" in refused(weights, "search", "a cup", "--in", folder).stderr
