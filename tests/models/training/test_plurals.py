"""English plurals."""

import pytest

from models.training.texts.plurals import plural


@pytest.mark.parametrize(
    ("one", "many"),
    [("dog", "dogs"), ("person", "people"), ("knife", "knives"), ("bench", "benches"),
     ("fire hydrant", "fire hydrants"), ("scissors", "scissors"), ("baby", "babies")],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
