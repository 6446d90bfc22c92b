"""How far to trust a model that writes, fitted to what people say of photos."""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.hub import checkpoint_store, loading
from models.hub.checkpoint_store import Installed
from models.interfaces import (
    USUALLY,
    Certainty,
    Claim,
    ClaimKind,
    Guess,
    ImageEncoding,
    PromptOptions,
    TextChunk,
    WeighedClaim,
)
from models.judging.written import FEATURES, FILE, UNCALIBRATED, features, load_rule
from models.layered import LayeredModel
from models.training import __main__ as training
from models.training.answerer import answer_rule
from models.training.answerer.answer_rule import Tried
from models.training.calibration import commands, writers
from models.training.calibration.writers import (
    WrittenClaim,
    calibrate_writer,
    fit_answers,
    fit_claims,
    written_claims,
)
from models.training.common.data import Folders
from models.training.texts.question_parts import MadeQuestion
from tests.kit.fakes import FakeModel, look, reply, seen

DOG = Claim(ClaimKind.PRESENCE, "dog", "", "", 0.5)
LOOK = look(seen("dog", 0.9))
Q = "what colour is it"


class Scripted(LayeredModel):
    """Writes the same of every photo."""

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        yield TextChunk("A dog is running.", -0.1, "scripted")


def claim(photo: int, *, agreed: float, right: bool, against: Certainty) -> WrittenClaim:
    one = WeighedClaim(DOG, agreed, against)
    return WrittenClaim(photo, one, features(one, -0.5), right)


def claims(agreed: float, right: int, wrong: int) -> list[WrittenClaim]:
    return [
        claim(photo, agreed=agreed, right=photo < right, against=Certainty.NONE)
        for photo in range(right + wrong)
    ]


def test_agreement_raises_and_dispute_lowers() -> None:
    disputed = [
        claim(photo, agreed=0.0, right=photo < 10, against=Certainty.PROBABLY)
        for photo in range(100)
    ]
    given = [*claims(1.0, 97, 3), *claims(0.0, 60, 40), *disputed]
    weights, measured = fit_claims(given)
    _, agreed, against, _, _ = weights[ClaimKind.PRESENCE]
    assert agreed > 0 > against
    assert measured["presence, agreed, right"] == 0.97
    assert measured["presence, alone, right"] == 0.6
    assert measured["presence, against, right"] == 0.1
    assert measured["presence, plain, right"] > 0.9


def test_nothing_is_learned_where_all_is_right() -> None:
    with pytest.raises(ValueError, match="Choose another model"):
        fit_claims(claims(1.0, 100, 0))
    with pytest.raises(ValueError, match="Choose another model"):
        fit_claims([])


def asked(answer: str, *guesses: Guess) -> Tried:
    item = MadeQuestion("coco", 0, Q, (answer,), "colour")
    return Tried(item, LOOK, (*guesses, Guess("green", -0.1)))


def test_answers_that_both_models_give_are_surer() -> None:
    own = FakeModel(LOOK, replies={Q: reply("green", Certainty.PROBABLY)})
    same = [asked("green", Guess("green", -0.2, "seer")) for _ in range(60)]
    other = [
        asked("red" if place % 3 == 0 else "blue", Guess("red", -0.2, "seer"))
        for place in range(60)
    ]
    silent = [asked("red"), asked("red", Guess("unanswerable", -0.01, "seer"))]
    rule, measured = fit_answers([*same, *other, *silent], own)
    assert rule.answers[1] > 0
    assert measured["answers, agreed"] == measured["answers, alone"] == 60
    assert measured["answers, agreed, right"] == 1.0
    assert rule.bars.plain <= 1
    unknown = [asked("red", Guess("blue", math.nan, "seer")) for _ in range(60)]
    assert fit_answers(unknown, own)[0] == UNCALIBRATED
    assert fit_answers(silent, own)[0] == UNCALIBRATED


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Two sets of photos of dogs, every other one of which runs."""
    for name in ("coco", "flickr8k"):
        photos = tmp_path / "work" / "data" / name
        photos.mkdir(parents=True)
        rows = []
        for photo in range(60):
            cv2.imwrite(str(photos / f"{photo}.webp"), np.zeros((8, 8, 3), np.uint8))
            runs = "A dog is running." if photo % 2 else "A dog sleeps."
            rows.append({"photo": str(photo), "captions": [runs, "A dog."], "split": "val"})
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Folders(tmp_path, tmp_path / "work")


def test_a_writer_is_calibrated_on_photos_with_captions(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = FakeModel(LOOK, claims=(DOG,))
    found = list(written_claims(Scripted(base), base, folders, 30))
    assert {one.weighed.claim.kind for one in found} == {ClaimKind.PRESENCE, ClaimKind.ACTION}
    assert sum(one.right for one in found) == 90
    monkeypatch.setattr(answer_rule, "chosen", lambda folders: [])
    monkeypatch.setattr(writers, "LEAST_OBSERVED", 20)
    rule, measured = calibrate_writer(Scripted(base), base, base, folders, 30)
    assert set(rule.claims) == {ClaimKind.ACTION}
    assert len(rule.claims[ClaimKind.ACTION]) == FEATURES + 1
    assert rule.answers == ()
    assert measured["presence, agreed"] == 60
    assert list(written_claims(base, base, folders, 30)) == [], "of its own texts none counts"


def test_the_command_writes_the_rule_next_to_the_checkpoint(
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = FakeModel(LOOK, claims=(DOG,))
    own = commands.Own(base, base, base)
    monkeypatch.setattr(commands, "_embedded", lambda threads: own)
    monkeypatch.setattr(commands, "SETS", ())
    monkeypatch.setattr(answer_rule, "chosen", lambda folders: [])
    monkeypatch.setattr(writers, "LEAST_OBSERVED", 20)
    models = tmp_path / "models"
    (models / "scripted").mkdir(parents=True)
    Installed("scripted", "decoder", "tiny/scripted", "a" * 40, {}).write(models / "scripted")
    written = models / "scripted" / checkpoint_store.CALIBRATION
    words = ["calibrate-hub", "scripted", "--data", str(folders.data), "--work", str(folders.work)]
    words += ["--models", str(models), "--photos", "30"]
    monkeypatch.setattr(loading, "decoder", lambda *_, **__: (base, None))
    assert commands.main(words) == 1
    assert "Choose another model." in capsys.readouterr().err
    assert not written.exists()
    monkeypatch.setattr(loading, "decoder", lambda *_, **__: (Scripted(base), None))
    monkeypatch.setattr(sys, "argv", ["training", *words])
    with pytest.raises(SystemExit) as ended:
        training.main()
    assert ended.value.code == 0
    assert "action, alone, right: 0.500" in capsys.readouterr().out
    assert set(load_rule(written).claims) == {ClaimKind.ACTION}
    assert (models / "scripted" / checkpoint_store.CALIBRATION / FILE).is_file()
