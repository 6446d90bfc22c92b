"""The patterns that somebody sees on photos of clothes."""

from models.claims import PATTERNS
from models.training.held_up.patterns import labels


def test_each_photo_has_one_of_the_patterns() -> None:
    assert {*labels().values()} == {*PATTERNS}
