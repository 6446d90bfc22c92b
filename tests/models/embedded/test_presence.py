"""How likely a thing is there and worth a word."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.embedded.files import WEIGHTS
from models.embedded.presence import PresenceRule, load_presence
from models.interfaces import Certainty, SeenObject
from models.messages import ModelError

HORSE = SeenObject("horse", 0.95, (0.1, 0.2, 0.8, 0.9), outlined=True)
DOG = SeenObject("dog", 0.6, (0.1, 0.2, 0.8, 0.9), outlined=True)


@pytest.fixture(scope="module")
def rule() -> PresenceRule:
    """The rule that ships."""
    found = load_presence(WEIGHTS)
    assert found is not None
    return found


def test_a_thing_that_people_would_speak_of_is_likelier(rule: PresenceRule) -> None:
    horse, dog = rule.claims((HORSE, DOG), {"horse": 0.001, "dog": 0.9, "dogs": 0.05})
    assert dog.probability > DOG.probability
    assert dog.certainty is Certainty.PLAIN
    assert horse.probability < HORSE.probability
    assert horse.certainty is not Certainty.PLAIN
    assert horse.box == HORSE.box


def test_of_what_people_speak_of_with_several_words_the_likeliest_counts(
    rule: PresenceRule,
) -> None:
    (once,) = rule.claims((DOG,), {"dog": 0.9})
    (often,) = rule.claims((DOG,), {"dog": 0.9, "puppy": 0.1, "dogs": 0.05})
    assert once == often


def test_what_people_never_name_and_unfamiliar_pictures_are_left_to_the_witness(
    rule: PresenceRule,
) -> None:
    assert not list(rule.claims((HORSE,), {"dog": 0.9}))
    assert not list(rule.claims((HORSE,), {"horse": 0.01, "dog": 0.1}))


def test_hands_what_is_held_and_what_is_unlikely_are_left_to_others(rule: PresenceRule) -> None:
    others = (
        SeenObject("hand", 0.9),
        SeenObject("box", 0.9, held=True),
        SeenObject("cup", 0.1),
    )
    assert not list(rule.claims(others, {"hand": 0.5, "box": 0.5, "cup": 0.5}))


def test_without_a_rule_nothing_is_claimed(tmp_path: Path) -> None:
    assert load_presence(tmp_path) is None


def test_a_rule_for_another_program_is_refused(tmp_path: Path, rule: PresenceRule) -> None:
    replace(rule, weights=rule.weights[1:]).write(tmp_path)
    with pytest.raises(ModelError):
        load_presence(tmp_path)
    rule.write(tmp_path)
    assert load_presence(tmp_path) == rule
