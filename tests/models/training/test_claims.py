"""Fitting how likely claims are."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.certainty import Bars
from models.embedded import claim_rule
from models.embedded.evidence.naming import FEATURES as NAMED
from models.embedded.evidence.sentences import FEATURES, Evidence
from models.embedded.model import EmbeddedModel
from models.interfaces import SAYABLE, Certainty, Claim, ClaimKind
from models.training.calibration import claims
from models.training.calibration.claims import (
    ANSWERED,
    BARS,
    PLAIN_NO,
    RIGHT,
    THERE,
    Checked,
    People,
    Placed,
    Seen,
    questions,
    rare_odds,
    scale_of,
)
from models.training.common.data import Folders
from models.training.common.metrics import NEVER
from models.training.common.signing import sign
from tests.kit import tiny_model
from tests.kit.fakes import look


def checked(most: float = 1.0, bias: float = 0.0) -> list[Checked]:
    """Claims of which the likeliest are right with this probability."""
    rng = np.random.default_rng(2)
    found = []
    for photo in range(3_000):
        value = float(rng.normal(0, 2))
        right = bool(rng.random() < most / (1 + np.exp(-value)))
        found.append(Checked(photo, (value + bias, *rng.normal(size=6)), right))
    return found


def shares(placed: Placed) -> list[float]:
    """The share that is right of what has each grade."""
    grades = [placed.bars.grade(one) for one in placed.likely.tolist()]
    return [float(placed.right[[grade is one for grade in grades]].mean()) for one in SAYABLE]


def test_what_people_say_and_what_the_labels_are_is_there() -> None:
    row = {"captions": ["Two men ride a horse."], "objects": ["cell phone", "wall, brick wall"]}
    people = People(row)
    assert {"person", "horse", "cell phone", "wall"} <= people.things
    assert people.confirm(Claim(ClaimKind.PRESENCE, "wall", ""))
    assert not people.confirm(Claim(ClaimKind.PRESENCE, "dog", ""))


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (Claim(ClaimKind.ACTION, "person", "riding", "horse"), True),
        (Claim(ClaimKind.ACTION, "person", "holding", "horse"), False),
        (Claim(ClaimKind.COUNT, "horse", "2"), True),
        (Claim(ClaimKind.COUNT, "horse", "3+"), False),
        (Claim(ClaimKind.RELATION, "horse", "on", "dog"), False),
    ],
)
def test_a_claim_is_right_if_people_or_boxes_say_so(claim: Claim, right: bool) -> None:
    row = {
        "captions": ["A man rides a brown horse."],
        "boxes": [["horse", 0, 0, 1, 1], ["horse", 1, 1, 2, 2]],
    }
    assert People(row).confirm(claim) is right


@pytest.mark.parametrize("bias", [0.0, 3.0])
def test_things_are_right_often_enough_from_the_shared_bars_on(bias: float) -> None:
    placed = Placed.of(checked(bias=bias), THERE).moved()
    assert placed.bars == BARS
    assert all(found >= least - 0.01 for found, least in zip(shares(placed), THERE, strict=True))
    assert max(map(abs, placed.weights[1:-1])) < 0.2 * placed.weights[0]
    assert placed.figures("things")["things, plain"] > 200


def test_things_that_cannot_be_sure_are_never_plain() -> None:
    assert not placed_plainly(Placed.of(checked(most=0.8), THERE).moved())


def placed_plainly(placed: Placed) -> int:
    return int((placed.likely > placed.bars.plain).sum())


def test_another_kind_has_bars_of_its_own() -> None:
    placed = Placed.of(checked(), RIGHT)
    assert 1 > placed.bars.plain > placed.bars.probably > 0.3
    for found, least in zip(shares(placed), RIGHT, strict=True):
        assert found >= least - 0.01
    assert Placed.of(checked(most=0.8), RIGHT).bars.plain == NEVER


def asks(*, blind: bool = False) -> list[tuple[float, float, bool]]:
    """Questions about rare things, of which half are there although photos seldom show them."""
    rng = np.random.default_rng(1)
    found = []
    for place in range(2_000):
        there = place % 2 == 0
        odds = rng.normal(0.5 if there and not blind else -5, 2.5)
        found.append((float(1 / (1 + np.exp(-odds))), 3.0, there))
    return found


def test_photos_are_asked_as_often_for_what_they_do_not_show() -> None:
    rule = replace(claim_rule.START, rare={"dog": 0.0, "cup": 1.0, "cat": 5.0, "bus": 6.0})
    witness = {"dog": 0.9, "cup": 0.8, "cat": 0.02, "bus": 0.01}
    photo = Seen("coco", {"objects": ["dog", "cup"]}, witness, Evidence((), {}, look()))
    found = list(questions([photo] * 20, rule))
    assert sum(there for *_, there in found) == len(found) / 2 == 200
    assert {rare for _, rare, there in found if there} == {0.0, 1.0}
    assert all(likely > 0.5 for likely, _, there in found if there)
    assert {rare for _, rare, there in found if not there} == {5.0, 6.0}


def test_most_questions_are_answered_and_enough_of_them_rightly() -> None:
    scale, measured = scale_of(asks())
    assert scale.bars == BARS
    assert scale.asked > 0
    assert measured["questions, answered"] > 0.7
    assert measured["questions, right of yes"] >= ANSWERED
    assert measured["questions, right of no"] >= ANSWERED
    assert 0.5 < scale.denied.probably <= scale.denied.plain < 1
    claim = Claim(ClaimKind.PRESENCE, "cup", "")
    no = [
        there
        for likely, rare, there in asks()
        if scale.weighed(claim, likely, rare).denied is Certainty.PLAIN
    ]
    assert 1 - np.mean(no) >= PLAIN_NO


def test_nothing_is_denied_where_that_would_be_wrong_too_often() -> None:
    scale, measured = scale_of(asks(blind=True))
    assert scale.denied == Bars(NEVER, NEVER, NEVER)
    assert measured["questions, answered"] == 0


def test_how_rare_a_thing_is_is_counted_on_photos() -> None:
    shown = [["car", "car"], ["car"], *[[]] * 8]
    assert rare_odds(shown) == {"car": 1.099}


def test_the_step_writes_a_rule_and_signs_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On photos of one colour the tiny model knows what is there."""
    weights = tmp_path / "weights"
    tiny_model.write(weights)
    folders = Folders(tmp_path, tmp_path)
    monkeypatch.setattr(claims, "COCO", tiny_model.COCO)
    colours = {"apple": (0, 0, 255), "potted plant": (0, 255, 0), "tv": (255, 0, 0)}
    for name in claims.SETS:
        rows: list[str] = []
        for number in range(60):
            thing = list(colours)[number % 3]
            split = "train" if number > 54 else "val"
            row: dict[str, object] = {"photo": str(number), "split": split}
            if name == "ade20k":
                row |= {"objects": {thing: 0.1}, "scene": "kitchen"}
            else:
                said = thing if number % 7 else "door"
                row |= {"captions": [f"A {said}.", f"The {said} is red."]}
            if name == "coco":
                row |= {"objects": [thing], "unseen": True, "boxes": [[thing, 0, 0, 1, 1]]}
            rows.append(json.dumps(row))
            path = folders.photos(name) / f"{number}.webp"
            path.parent.mkdir(parents=True, exist_ok=True)
            picture = np.full((48, 64, 3), colours[thing], np.uint8)
            cv2.imwrite(str(path), picture)
        (tmp_path / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    measured = claims.calibrate_claims(folders, weights)
    assert measured["questions"] > 100
    rule = claim_rule.read_rule(weights)
    assert len(rule.named) in (0, NAMED + 1)
    assert {len(one) for one in rule.weights.values()} <= {FEATURES + 1}
    assert rule.rare.keys() == set(colours)
    model = EmbeddedModel(weights, threads=1)
    assert claim_rule.FILE in model.manifest.files


def test_a_signed_folder_lists_all_of_its_files(tmp_path: Path) -> None:
    tiny_model.write(tmp_path)
    (tmp_path / "more.npz").write_bytes(b"numbers")
    sign(tmp_path)
    listed = EmbeddedModel(tmp_path, threads=1).manifest.files
    assert set(listed) == {path.name for path in tmp_path.iterdir()} - {"model.json"}
