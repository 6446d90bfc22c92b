import json
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.lexicon.names import mentions
from models.training.common.data import Folders, Record, records
from models.training.texts import question_unanswerable
from models.training.texts.question_only import (
    Lookup,
    QuestionOnlyRecipe,
    features,
    score,
    train,
)
from models.training.texts.question_words import extended, unknown
from models.training.texts.questions import KINDS, MadeQuestion, asked, mirrored
from models.training.texts.vocabulary_text import new_tokenizer

WHITE_DOG = [
    "A white dog runs on the grass .", "A white dog is running on grass .",
    "A white dog running .", "A dog runs on the grass .", "The white dog runs .",
]  # fmt: skip
SITTING_MAN = [
    "A man in a red shirt sits on a bench .", "A man sits on a wooden bench .",
    "A man in a red shirt is sitting .", "A man sitting on a bench .", "A man waits .",
]  # fmt: skip
GIRLS = [
    "Two girls play in the snow .", "Two girls are playing in snow .", "Two girls .",
    "Two girls in the snow .", "Two young girls play .",
]  # fmt: skip
BLIND = ["when does this expire", "what does this label say", "what flavor is this coffee",
         "what brand of cereal is this", "how much money is this", "read the screen please",
         "what is the title of this cd", "what is this"]  # fmt: skip


def write(folder: Path, name: str, rows: list[Record]) -> None:
    filled = [{"photo": f"{name}{i}", "split": "val" if i % 3 == 2 else "train", **row}
              for i, row in enumerate(rows)]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in filled)
    (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A little of every set, with the fields of the real ones."""
    data, work = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("work")
    write(data, "flickr8k", [
        {"captions": (WHITE_DOG, SITTING_MAN, GIRLS)[i // 3 % 3]} for i in range(36)
    ])  # fmt: skip
    write(data, "coco", [
        {"objects": [("dog",), ("person", "bus"), ("cat", "bed")][i % 4 % 3],
         "vqa": [{"question": "What color is the bus?", "answers": ["red"] * 8 + ["blue"] * 2}],
         "cocoqa": [{"question": "what is sleeping on a bed?", "answer": "cat", "kind": "object"}]}
        for i in range(30)
    ])  # fmt: skip
    write(data, "ade20k", [{"scene": "bedroom", "objects": {"bed": 0.3, "floor": 0.2}}] * 6)
    write(data, "daquar", [
        {"qa": [{"question": "what is on the table ?", "answer": "garbage_bin, book"}] * 2}
    ] * 6)  # fmt: skip
    write(data, "doors", [{"boxes": [["door", 0.0, 0.1, 0.2, 0.9]]}] * 6)
    write(data, "grocery", [{"name": "Granny Smith", "category": "Apple"}] * 6)
    write(data, "clothes", [
        {"kind": "Shirts", "colour": "Red" if i < 6 else "Green"} for i in range(12)
    ])  # fmt: skip
    write(data, "things", [{"name": "grand_piano"}] * 6)
    names = {str(n): {1: "bed", 2: "floor"}.get(n, f"thing {n}") for n in range(1, 151)}
    (data / "ade20k_classes.json").write_text(json.dumps(names), encoding="utf-8")
    asks = [{"question": q, "answerable": 1, "answers": ["yes"] * 10} for q in BLIND]
    (data / "vizwiz_questions.jsonl").write_text("\n".join(map(json.dumps, asks)), "utf-8")
    mask = np.full((96, 96), 2, np.uint8)
    mask[30:70, 2:30] = 1
    folder = work / "data" / "ade20k"
    folder.mkdir(parents=True)
    for index in range(6):
        cv2.imwrite(str(folder / f"ade20k{index}.mask.png"), mask)
    return Folders(data, work)


@pytest.fixture(scope="module")
def learned(folders: Folders) -> Mapping[str, list[MadeQuestion]]:
    return asked(folders, "train")


def test_every_source_asks(learned: Mapping[str, list[MadeQuestion]]) -> None:
    assert tuple(learned) == KINDS
    assert [kind for kind in KINDS if not learned[kind]] == []
    assert all(item.kind == kind for kind, items in learned.items() for item in items)


def test_questions_keep_to_the_photos_of_their_split(
    folders: Folders, learned: Mapping[str, list[MadeQuestion]]
) -> None:
    for split, found in (("train", learned), ("val", asked(folders, "val"))):
        for items in found.values():
            rows = {name: records(folders, name) for name in {item.set_name for item in items}}
            assert {rows[item.set_name][item.index]["split"] for item in items} <= {split}


def test_the_seed_decides(folders: Folders, learned: Mapping[str, list[MadeQuestion]]) -> None:
    assert asked(folders, "train") == learned
    assert asked(folders, "train", seed=1) != learned


def test_answers_are_short_and_lower_case(learned: Mapping[str, list[MadeQuestion]]) -> None:
    for items in learned.values():
        for item in items:
            assert item.answers
            assert all(answer == answer.lower().strip() for answer in item.answers)
    assert {len(item.answers) for item in learned["vqa"]} == {10}
    assert {item.answer for item in learned["daquar"]} == {"garbage bin book"}
    assert {len(i.answers) for kind, items in learned.items() for i in items
            if kind not in ("vqa", "describe")} == {1}  # fmt: skip


def test_validation_keeps_what_is_asked_twice(folders: Folders) -> None:
    train_rows, judged = asked(folders, "train")["daquar"], asked(folders, "val")["daquar"]
    assert len(train_rows) == 4
    assert len(judged) == 4  # two photos, the question twice on each


def test_nothing_that_is_asked_in_vain_is_there(
    folders: Folders, learned: Mapping[str, list[MadeQuestion]]
) -> None:
    vain = learned["unanswerable"]
    assert {item.answer for item in vain} == {"unanswerable"}
    for item in vain:
        row = records(folders, item.set_name)[item.index]
        shown = {name for caption in row.get("captions", ()) for name in mentions(caption)}
        shown |= set(row.get("objects", ()))
        assert not shown & set(mentions(item.question)), item
    answered = {item.question for kind in ("colour", "doing", "vqa") for item in learned[kind]}
    assert any(item.question in answered for item in vain)


def test_blind_peoples_wordings_are_parted_and_leave_out_what_any_photo_answers(
    folders: Folders,
) -> None:
    learned = question_unanswerable.wordings(folders, "train")
    judged = question_unanswerable.wordings(folders, "val")
    assert learned
    assert judged
    assert not learned.keys() & judged.keys()
    assert learned.keys() | judged.keys() == set(BLIND) - {"what is this"}


@pytest.mark.parametrize(
    ("row", "name", "missing"),
    [({"captions": WHITE_DOG}, "cat", True), ({"captions": WHITE_DOG}, "dog", False),
     ({"captions": WHITE_DOG}, "cup", False), ({"captions": WHITE_DOG}, "shirt", True),
     ({"captions": SITTING_MAN}, "shoes", False)],
)  # fmt: skip
def test_captions_prove_the_absence_of_plain_things_only(
    row: Record, name: str, missing: bool
) -> None:
    assert question_unanswerable.lacks("flickr8k", row, name) is missing


def test_the_mirror_image_turns_left_and_right() -> None:
    item = MadeQuestion("daquar", 1, "what is right of the bed", ("left lamp", "lefty"), "daquar")
    turned = mirrored(item)
    assert turned == MadeQuestion(
        "daquar", 1, "what is left of the bed", ("right lamp", "lefty"), "daquar"
    )
    assert mirrored(turned) == item


def items(count: int = 400) -> list[MadeQuestion]:
    """The colour follows from the thing; yes or no is random."""
    colours = {"bus": "red", "cat": "black", "banana": "yellow"}
    rng = np.random.default_rng(0)
    found = []
    for i in range(count):
        thing = ("bus", "cat", "banana")[i % 3]
        found.append(
            MadeQuestion("coco", i, f"what color is the {thing}", (colours[thing],), "colour")
        )
        said = "yes" if rng.random() < 0.5 else "no"
        found.append(MadeQuestion("coco", i, f"is there a {thing} here", (said,), "presence"))
    return found


def test_the_question_alone_tells_what_it_can_and_no_more() -> None:
    torch.set_num_threads(1)
    every = items()
    colour, presence = every[::2], every[1::2]
    model = train(every[:600], QuestionOnlyRecipe(passes=12, batch=32, answers=10))
    assert score(model.said([item.question for item in colour]), colour) == 100
    assert score(model.said([item.question for item in presence]), presence) < 65
    assert model.probability(["what color is the bus"], "red")[0] > 0.8
    lookup = Lookup(colour[:200], 4)
    assert score(lookup.said([item.question for item in colour]), colour) < 50
    assert lookup.said(["where is it"]) == Lookup(colour[:200], 0).said([""])


def test_features_know_the_beginning() -> None:
    assert features("is it red") == [
        "is", "it", "red", "is_it", "it_red", "^is", "^is_it", "^is_it_red"
    ]  # fmt: skip


def test_new_words_stand_behind_the_old_ones() -> None:
    tokenizer = new_tokenizer(["what", "dog"])
    longer = extended(tokenizer, ["cat", "dog", "'s"])
    assert longer.encode("what dog").ids == tokenizer.encode("what dog").ids
    assert unknown(tokenizer, "What dog's cat, please?") == ["'s", "cat", "please"]
    assert unknown(longer, "What dog's cat, please?") == ["please"]
