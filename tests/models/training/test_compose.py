import numpy as np
import pytest

from models.lexicon.names import mentions
from models.training.texts import composed_captions


def test_what_people_said_comes_once_and_in_the_order_of_words() -> None:
    row = {
        "captions": ["two zebras in tall grass"],
        "sentences": [
            {"text": "zebras are grazing in tall grass", "how": "subj"},
            {"text": "two zebras in tall grass", "how": "number"},
            {"text": "the grass is green", "how": "colour"},
        ],
    }
    said = ["two zebras in tall grass", "zebras are grazing in tall grass"]
    assert composed_captions.by_people(row) == said


@pytest.mark.parametrize("seed", range(20))
def test_composed_coco_captions_name_nothing_that_is_not_there(seed: int) -> None:
    row = {"objects": ["dog", "frisbee", "person", "bench"]}
    for caption in composed_captions.coco(row, np.random.default_rng(seed)):
        assert set(mentions(caption)) <= set(row["objects"])
        assert mentions(caption)


def test_the_same_seed_gives_the_same_captions() -> None:
    row = {"objects": ["cup", "fork", "knife", "dining table"]}
    first, second = (composed_captions.coco(row, np.random.default_rng(5)) for _ in range(2))
    assert first == second


def test_boxes_count_people_and_put_the_largest_first() -> None:
    row = {
        "objects": ["person", "kite"],
        "boxes": [["kite", 0, 0, 0.1, 0.1], ["person", 0, 0, 0.5, 1], ["person", 0.5, 0, 1, 1]],
    }
    assert composed_captions.coco(row, np.random.default_rng(0))[0] == "two people and a kite"


def test_a_place_is_said_only_where_the_mask_has_it() -> None:
    mask = np.zeros((96, 96), np.uint8)
    mask[40:60, 0:20] = 7
    assert composed_captions.place_of(mask, 7) == "on the left"
    assert composed_captions.place_of(mask[:, ::-1], 7) == "on the right"
    assert composed_captions.place_of(mask, 8) == ""
    assert composed_captions.place_of(np.full((96, 96), 7, np.uint8), 7) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [("cup", "a cup"), ("umbrella", "an umbrella"), ("skis", "skis"), ("glass", "a glass")],
)
def test_articles(name: str, said: str) -> None:
    assert composed_captions.article(name) == said


def test_garments_carry_their_colour_only_where_it_is_known() -> None:
    rng = np.random.default_rng(0)
    assert (
        composed_captions.clothes({"photo": "f_1", "kind": "Shirts", "colour": "Red"}, rng)[0]
        == "a red shirt"
    )
    assert composed_captions.clothes({"photo": "c_1", "kind": "shoes"}, rng)[0] == "a pair of shoes"
    assert (
        composed_captions.clothes({"photo": "f_2", "kind": "Free Gifts", "colour": "Red"}, rng)
        == []
    )
