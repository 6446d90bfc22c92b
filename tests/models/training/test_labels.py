import json
from pathlib import Path

import numpy as np
import pytest

from models.training.common import nothing
from models.training.common.data import Folders
from models.training.common.labels import COCO, LabelNames, collect_names, room, targets

CLASSES = {str(number): f"class {number}" for number in range(1, 151)} | {
    "1": "wall",
    "2": "sofa",
    "3": "windowpane",
}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Training data of a handful of photos."""
    rows: dict[str, list[dict[str, object]]] = {
        "coco": [
            {"photo": "1", "split": "train", "objects": ["dog", "toilet"], "unseen": False},
            {"photo": "2", "split": "val", "objects": [], "unseen": True},
        ],
        "flickr8k": [
            {"photo": "3", "split": "train", "captions": ["A brown dog runs ."] * 5}
            for _ in range(30)
        ],
        "ade20k": [
            {
                "photo": "4",
                "split": "train",
                "scene": "kitchen",
                "objects": {"wall": 0.5, "sofa": 0.2},
            }
        ],
        "grocery": [{"photo": "5", "split": "train", "name": "Oatly", "category": "Oat Milk"}],
        "clothes": [{"photo": "6", "split": "train", "kind": "shirt"}] * 5,
        "things": [{"photo": "k_7", "split": "train", "name": "anchor"}] * 4,
    }
    for name, lines in rows.items():
        text = "\n".join(json.dumps(line) for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text + "\n")
    (tmp_path / "ade20k_classes.json").write_text(json.dumps(CLASSES))
    return Folders(tmp_path, tmp_path / "work")


@pytest.fixture
def names(folders: Folders) -> LabelNames:
    return collect_names(folders)


def test_words_come_from_captions_and_choices_from_their_sets(names: LabelNames) -> None:
    assert {"word:brown", "word:dog", "word:runs"} <= set(names.tags)
    assert names.choices["product"] == ("Oatly",)
    assert names.choices["garment"] == ("shirt",)


def test_a_set_is_silent_on_what_it_does_not_know(folders: Folders, names: LabelNames) -> None:
    tags = targets(folders, names, "coco").tags
    assert tags[0, COCO.index("dog")] == 1
    assert tags[0, COCO.index("cat")] == 0
    assert tags[0, names.tags.index("word:dog")] == -1
    assert (targets(folders, names, "grocery").tags == -1).all()


def test_an_ade_photo_speaks_of_the_coco_names_that_it_knows(
    folders: Folders, names: LabelNames
) -> None:
    tags = targets(folders, names, "ade20k").tags[0]
    assert tags[COCO.index("couch")] == 1
    assert tags[COCO.index("bed")] == 0
    assert tags[COCO.index("dog")] == -1


@pytest.mark.parametrize(
    ("set_name", "row", "expected"),
    [
        ("ade20k", {"scene": "hotel_room", "objects": {"bed": 0.3}}, "bedroom"),
        ("ade20k", {"scene": "attic", "objects": {"ceiling": 0.3}}, "another room"),
        ("ade20k", {"scene": "valley", "objects": {"sky": 0.3}}, "outdoors"),
        ("ade20k", {"scene": "misc", "objects": {"sky": 0.3}}, None),
        ("coco", {"objects": ["toilet", "sink"]}, "bathroom"),
        ("coco", {"objects": ["oven", "sink"]}, "kitchen"),
        ("coco", {"objects": ["person"]}, None),
    ],
)
def test_rooms(set_name: str, row: dict[str, object], expected: str | None) -> None:
    assert room(set_name, row) == expected


@pytest.mark.parametrize("kind", list(nothing.KINDS))
def test_pictures_of_nothing_are_pictures_and_follow_their_seed(kind: str) -> None:
    for seed in range(5):
        one, two = (nothing.KINDS[kind](np.random.default_rng(seed)) for _ in range(2))
        assert one.dtype == np.uint8
        assert one.ndim == 3
        assert (one == two).all()


def test_ruined_photos_are_dark_or_without_detail() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (240, 320, 3)).astype(np.uint8)
    for seed in range(10):
        bad = nothing.ruined(photo, np.random.default_rng(seed))
        assert bad.mean() < 20 or np.abs(np.diff(bad.astype(int), axis=1)).mean() < 3
