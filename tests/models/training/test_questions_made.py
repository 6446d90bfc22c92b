from collections import Counter

import numpy as np
import pytest

from models.training.common.data import Record
from models.training.texts.made_questions import (
    LabelFact,
    checks,
    far_apart,
    garments,
    products,
    rooms,
)
from models.training.texts.question_objects import (
    ade_presence,
    coco_presence,
    counts,
    presence,
    which,
)
from models.training.texts.question_parts import MadeQuestion, ask, levelled, wording
from models.training.texts.question_places import (
    PlacedThing,
    box_of,
    from_boxes,
    from_masks,
    relation,
    side,
)


def photos(count: int = 400, seed: int = 0) -> list[tuple[int, Record]]:
    """People everywhere, forks only next to plates and cups."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, Record]] = []
    for index in range(count):
        names = {"person"} if rng.random() < 0.6 else set()
        if index % 2:
            names |= {name for name in ("cup", "fork", "dining table") if rng.random() < 0.6}
        else:
            names |= {name for name in ("car", "bus", "bicycle") if rng.random() < 0.6}
        rows.append((index, {"objects": sorted(names)}))
    return rows


def name_of(question: str) -> str:
    people = ("person", "people", "anyone", "anybody", "someone", "somebody")
    names = {"person": people, "bicycle": ("bike", "bicycle"), "cup": ("mug", "cup")}
    for name in ("cup", "fork", "table", "car", "bus", "bicycle", "person"):
        if any(word in question for word in names.get(name, (name,))):
            return name
    raise AssertionError(question)


def test_presence_is_true_and_as_often_yes_as_no_for_every_name() -> None:
    rows = photos()
    found = coco_presence(rows, np.random.default_rng(0))
    each: dict[str, Counter[str]] = {}
    for item in found:
        name = name_of(item.question)
        there = any(one.endswith(name) for one in rows[item.index][1]["objects"])
        assert item.answer == ("yes" if there else "no"), item
        each.setdefault(name, Counter())[item.answer] += 1
    assert len(found) > 1000
    assert all(votes["yes"] == votes["no"] for votes in each.values())
    assert len({item.question for item in found}) > 60


def test_absent_things_are_asked_about_where_they_would_fit() -> None:
    rows = photos()
    found = coco_presence(rows, np.random.default_rng(0))
    absent = [item for item in found if "fork" in item.question and item.answer == "no"]
    tables = sum(item.index % 2 for item in absent) / len(absent)
    without = [i for i, row in rows if "fork" not in row["objects"]]
    assert tables > 1.3 * sum(i % 2 for i in without) / len(without)


def test_what_is_doubted_is_not_asked_about() -> None:
    seen = {i: frozenset(("lamp",)) if i % 3 == 0 else frozenset[str]() for i in range(90)}
    doubted = {i: frozenset(("lamp",)) if i % 3 == 1 else frozenset[str]() for i in range(90)}
    found = presence("ade20k", seen, doubted, np.random.default_rng(0))
    assert {item.index % 3 for item in found if item.answer == "no"} == {2}


def test_ade_absence_minds_the_kin_of_a_label() -> None:
    rows: list[tuple[int, Record]] = [
        (0, {"objects": {"lamp": 0.1}}),
        (1, {"objects": {"chandelier": 0.1}}),
        (2, {"objects": {"lamp": 0.001}}),
        (3, {"objects": {"wall": 0.5}}),
    ]
    found = ade_presence(rows, np.random.default_rng(0))
    assert {(item.index, item.answer) for item in found} == {(0, "yes"), (3, "no")}


def test_which_names_the_only_one_of_its_kind() -> None:
    rows: list[tuple[int, Record]] = [
        (i, {"objects": ["cat"] if i % 2 else ["dog"]}) for i in range(40)
    ]
    found = which(rows, np.random.default_rng(0))
    assert all(item.answer == ("cat" if item.index % 2 else "dog") for item in found)
    either = Counter(item.answer for item in found if " or " in item.question)
    assert either["cat"] == either["dog"] > 0


def test_counts_come_from_boxes_and_no_answer_is_most_of_them() -> None:
    box = [0.1, 0.1, 0.3, 0.3]
    rows: list[tuple[int, Record]] = []
    for i in range(60):
        many = 1 if i % 3 else 2 + i % 4
        rows.append((i, {"objects": ["cup"], "boxes": [["cup", *box]] * many}))
    rows += [(60 + i, {"objects": ["dog", "fork"]}) for i in range(10)]
    found = counts(rows, np.random.default_rng(0))
    for item in found:
        cups = len(rows[item.index][1]["boxes"])
        about_cups = "cup" in item.question or "mug" in item.question
        assert item.answer == (str(cups) if about_cups else "0")
    said = Counter(item.answer for item in found)
    assert said.most_common(1)[0][1] <= 0.45 * len(found)


def test_levelling_keeps_the_order_and_takes_from_the_commonest_only() -> None:
    items = [ask("coco", i, "what", "red" if i % 5 else "blue", "colour") for i in range(50)]
    level = levelled(items, np.random.default_rng(0))
    said = Counter(item.answer for item in level)
    assert said["blue"] == 10
    assert said["red"] == 6
    assert [item.index for item in level] == sorted(item.index for item in level)


@pytest.mark.parametrize(
    ("box", "where"),
    [((0.0, 0.2, 0.3, 0.9), "left"), ((0.8, 0, 1, 0.2), "right"), ((0.4, 0.4, 0.6, 0.6), "middle"),
     ((0.4, 0.0, 0.6, 0.2), "top"), ((0.4, 0.8, 0.6, 1), "bottom"), ((0.1, 0, 0.9, 1), "")],
)  # fmt: skip
def test_sides(box: tuple[float, float, float, float], where: str) -> None:
    assert side(PlacedThing("cup", *box)) == where


def test_relations_are_said_only_where_they_are_plain() -> None:
    left, right = PlacedThing("cup", 0, 0.4, 0.3, 0.6), PlacedThing("fork", 0.4, 0.3, 0.6, 0.7)
    assert relation(left, right) == "left"
    assert relation(right, left) == "right"
    over = PlacedThing("clock", 0.4, 0.0, 0.6, 0.2)
    assert relation(over, right) == "above"
    assert relation(right, over) == "below"
    assert relation(left, over) == ""
    assert relation(left, PlacedThing("plate", 0.2, 0.4, 0.5, 0.6)) == ""


def test_places_leave_out_what_is_there_twice() -> None:
    boxes = [["cup", 0, 0, 0.2, 0.5], ["cup", 0.8, 0, 1, 0.5], ["dog", 0.7, 0.2, 1, 0.9]]
    found = from_boxes("coco", [(4, {"boxes": boxes})], np.random.default_rng(0))
    assert {item.answer for item in found if "dog" in item.question} == {"right"}
    assert not [item for item in found if "cup" in item.question]
    assert "what is on" in " ".join(item.question for item in found if item.answer == "dog")


def test_masks_place_their_classes() -> None:
    masks = np.zeros((1, 96, 96), np.uint8)
    masks[0, 20:70, 2:20] = 1
    masks[0, 30:60, 70:90] = 2
    rows: list[tuple[int, Record]] = [(0, {"objects": {"lamp": 0.1, "bed": 0.1}})]
    numbers = Counter({"lamp": 1, "bed": 2})
    found = from_masks(rows, masks, numbers, np.random.default_rng(0))
    assert {item.answer for item in found if "of the" not in item.question} <= {
        "left", "right", "lamp", "bed"
    }  # fmt: skip
    where = [item for item in found if item.question.startswith(("where", "on which"))]
    assert {(item.answer, "lamp" in item.question) for item in where} == {
        ("left", True), ("right", False)
    }  # fmt: skip
    assert box_of(np.zeros((96, 96), bool)) is None


def test_checks_ask_every_value_as_often_with_yes_as_with_no() -> None:
    colours = ("red", "blue", "green")
    facts = [
        LabelFact("clothes", i, "shirt", colours[i % 3], frozenset(colours) - {colours[i % 3]})
        for i in range(30)
    ]

    def words(group: str, value: str, rng: np.random.Generator) -> str:
        return f"is the {group} {value}"

    found = checks(facts, words, np.random.default_rng(0))
    votes = Counter((item.question, item.answer) for item in found)
    assert len(votes) == 6
    assert set(votes.values()) == {10}
    for item in found:
        assert (colours[item.index % 3] in item.question) == (item.answer == "yes")


def test_near_colours_are_not_asked_against_one_another() -> None:
    assert far_apart("red", "green")
    assert not far_apart("red", "maroon")
    assert not far_apart("red", "red")


def test_rooms_inside_and_outside() -> None:
    rows: list[tuple[int, Record]] = [
        (0, {"scene": "kitchen", "objects": {"floor": 0.2}}),
        (1, {"scene": "beach", "objects": {"sky": 0.5}}),
        (2, {"scene": "misc", "objects": {"sky": 0.5}}),
    ]
    found = rooms("ade20k", rows, np.random.default_rng(0))
    said = {item.index: set[str]() for item in found}
    for item in found:
        said[item.index].add(item.answer)
    assert said.keys() == {0, 1}
    assert "kitchen" in said[0]
    assert "beach" in said[1]
    assert said[0] & {"inside", "indoors"}
    assert said[1] & {"outside", "outdoors"}


def test_garments_and_products_say_no_more_than_their_labels() -> None:
    rng = np.random.default_rng(0)
    worn: list[tuple[int, Record]] = [
        (0, {"kind": "Tshirts", "colour": "Grey"}), (1, {"kind": "shoes"}),
        (2, {"kind": "Free Gifts", "colour": "Red"}), (3, {"kind": "Shirts", "colour": "Multi"}),
    ]  # fmt: skip
    said = {(item.index, item.kind, item.answer) for item in garments(worn, rng)}
    assert said == {(0, "garment", "t shirt"), (0, "colour", "gray"), (1, "garment", "shoes"),
                    (3, "garment", "shirt")}  # fmt: skip
    shop: list[tuple[int, Record]] = [
        (0, {"name": "Granny Smith", "category": "Apple"}),
        (1, {"name": "Bravo Apple Juice", "category": "Juice"}),
        (2, {"name": "God Morgon Orange Red Grapefruit Juice", "category": "Juice"}),
    ]
    answers: dict[int, set[str]] = {0: set(), 1: set(), 2: set()}
    for item in products(shop, rng):
        answers[item.index].add(item.answer)
    assert answers == {0: {"apple", "granny smith"}, 1: {"juice", "apple"}, 2: {"juice"}}


def test_questions_are_words_alone() -> None:
    assert wording(" What\u2019s THIS, please?") == "what's this please"
    assert ask("coco", 1, "How many?", "Two.", "count") == MadeQuestion(
        "coco", 1, "how many", ("2",), "count"
    )
