"""Fruit that is taken for other fruit."""

from models.embedded.evidence.lookalikes import outdone
from models.interfaces import SeenObject


def probabilities(**likely: float) -> dict[str, float]:
    objects = tuple(SeenObject(name.replace("_", " "), one) for name, one in likely.items())
    return {seen.name: round(seen.probability, 4) for seen in outdone(objects)}


def test_what_is_likely_a_mango_or_a_peach_is_no_apple() -> None:
    found = probabilities(apple=0.95, mango=0.5, peach=0.3, cup=0.9)
    assert found == {"cup": 0.9, "mango": 0.5, "peach": 0.3, "apple": 0.2}
    assert list(found) == ["cup", "mango", "peach", "apple"]


def test_an_apple_stays_one_among_other_things() -> None:
    assert probabilities(apple=0.95, bowl=0.9, mango=0.02)["apple"] == 0.95


def test_a_small_orange_is_an_orange() -> None:
    assert probabilities(orange=0.9, satsumas=0.7)["orange"] == 0.9
    assert probabilities(orange=0.9, melon=0.7)["orange"] == 0.3


def test_nothing_is_less_likely_than_not_at_all() -> None:
    assert probabilities(banana=0.9, pear=0.8, mango=0.4)["banana"] == 0.0
