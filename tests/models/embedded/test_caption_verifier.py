import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from models.embedded import ModelError
from models.embedded.caption_verifier import (
    FILE,
    START,
    CaptionRule,
    EmbeddedVerifier,
    features,
    load_verifier,
    named,
)
from models.interfaces import Certainty, Grades, ImageEncoding, SeenObject, TextChunk

GRADES = Grades(0.9, 0.6, 0.3, 0.8, 0.5)
LOOK = ImageEncoding(
    objects=(SeenObject("dog", 0.97, (0.1, 0.1, 0.5, 0.9)), SeenObject("couch", 0.5)),
    scene=None,
    not_a_photo=0.0,
    tokens=None,
)


def pieces(text: str, log_probability: float = -0.5) -> tuple[TextChunk, ...]:
    return tuple(TextChunk(f" {word}", log_probability) for word in text.split())


def rule(lowest: float) -> CaptionRule:
    """A rule that looks at the least likely thing alone."""
    return CaptionRule(GRADES, (0.0, 0.0, lowest, 0.0, 0.0, -9.0, 0.0, 0.0), 0.9, 0.6, 0.2)


@pytest.mark.parametrize(
    ("caption", "certainty"),
    [
        ("a dog", Certainty.PLAIN),
        ("a dog on a couch", Certainty.UNSURE),
        ("a dog with a frisbee", Certainty.NONE),
        ("something", Certainty.NONE),
        ("a happy dog", Certainty.NONE),
    ],
)
def test_a_caption_is_as_sure_as_its_least_likely_thing(caption: str, certainty: Certainty) -> None:
    assert EmbeddedVerifier(rule(1.0)).verify(LOOK, pieces(caption)).certainty is certainty


def test_mentions_come_in_the_captions_order_with_what_the_look_knows() -> None:
    things = named(LOOK, "a puppy near a frisbee")
    assert [thing.name for thing in things] == ["dog", "frisbee"]
    assert things[0].box == (0.1, 0.1, 0.5, 0.9)
    assert things[1].probability < 0.02


def test_a_less_likely_wording_lowers_the_probability() -> None:
    verifier = EmbeddedVerifier(
        CaptionRule(GRADES, (1.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.9, 0.6, 0.2)
    )
    fluent = verifier.verify(LOOK, pieces("a dog", -0.1)).probability
    stumbling = verifier.verify(LOOK, pieces("a dog", -3.0)).probability
    assert stumbling < fluent


def test_a_model_without_log_probabilities_or_words_is_judged_all_the_same() -> None:
    assert all(math.isfinite(value) for value in features((), ()))
    unknown = EmbeddedVerifier(rule(1.0)).verify(LOOK, pieces("a dog", math.nan))
    assert math.isfinite(unknown.probability)


def test_captions_are_trusted_where_a_bar_can_be_reached() -> None:
    assert EmbeddedVerifier(rule(1.0)).trusts_captions
    assert EmbeddedVerifier(replace(rule(1.0), plain=1.01)).trusts_captions
    assert not EmbeddedVerifier(replace(rule(1.0), plain=1.01, probably=1.01)).trusts_captions


def test_the_rule_comes_back_as_it_was_written(tmp_path: Path) -> None:
    rule(2.0).write(tmp_path)
    verifier = load_verifier(tmp_path)
    assert verifier.grades == GRADES
    again = EmbeddedVerifier(rule(2.0)).verify(LOOK, pieces("a dog on a couch"))
    assert verifier.verify(LOOK, pieces("a dog on a couch")) == again


@pytest.mark.parametrize("damage", ["missing", "no JSON", "no plain", "short"])
def test_a_damaged_rule_is_told_in_words(tmp_path: Path, damage: str) -> None:
    START.write(tmp_path)
    path = tmp_path / FILE
    data = json.loads(path.read_text())
    if damage == "missing":
        path.unlink()
    elif damage == "no JSON":
        path.write_text("{")
    elif damage == "no plain":
        del data["plain"]
        path.write_text(json.dumps(data))
    else:
        path.write_text(json.dumps(data | {"weights": [1.0]}))
    with pytest.raises(ModelError, match="Reinstall Lantern"):
        load_verifier(tmp_path)
