"""Texts with one word swapped."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.towers.swaps import KINDS, swapped, twins

GROUPS = [set(group.split()) for groups in KINDS.values() for group in groups]


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("a red ball on the left", {"ball", "red", "left"}),
        ("two dogs play", {"two", "dogs"}),
        ("a boy sits", {"boy", "sits"}),
    ],
)
def test_one_word_becomes_another_of_its_kind(text: str, possible: set[str]) -> None:
    chance = random.Random(0)
    changed = set()
    for _ in range(50):
        twin = swapped(text, chance)
        assert twin is not None
        pairs = zip(text.split(), twin.split(), strict=True)
        ((before, after),) = [(one, other) for one, other in pairs if one != other]
        assert any({before, after} <= group for group in GROUPS)
        changed.add(before)
    assert changed == possible


def test_a_text_without_such_a_word_has_no_twin() -> None:
    assert swapped("something over there", random.Random(0)) is None
    assert twins(["a dog", "something"], 0).keys() == {"a dog"}
    assert twins(["a dog"], 3) == twins(["a dog"], 3)


def test_a_word_that_the_text_holds_is_not_put_a_second_time() -> None:
    for seed in range(20):
        assert swapped("the left hand and the right", random.Random(seed)) is None


def test_no_word_has_two_groups() -> None:
    assert sum(map(len, GROUPS)) == len(set.union(*GROUPS))


@given(st.text(alphabet="abcdeghilnortw ", max_size=40))
def test_nothing_but_a_word_changes(text: str) -> None:
    twin = swapped(text, random.Random(0))
    assert twin is None or len(twin.split()) == len(text.split())
