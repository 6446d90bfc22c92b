"""Questions and colours as the network of choices reads them."""

import numpy as np
import pytest

from models.embedded.answer_choices import GRAMS, grams
from models.embedded.pixels import COLOURS, patch_colours
from models.lexicon.questions import plain_words
from tests.kit.tiny_model import picture

RED, BLUE = 3, 7


def test_only_words_count() -> None:
    assert plain_words("What\u2019s on the TABLE, please?") == "what's on the table please"


def test_grams_are_the_same_in_every_process() -> None:
    assert grams("is it") == [0, 5703, 377, 4299, 15375, 14624]


def test_grams_know_the_order_of_the_words() -> None:
    assert set(grams("the dog bites")) != set(grams("bites the dog"))
    assert max(grams("how many cups are there on the table")) < GRAMS


def test_nothing_asked_is_still_read() -> None:
    assert grams("") == [0]


@pytest.mark.parametrize(("shown", "place"), [((190, 30, 40), RED), ((40, 80, 180), BLUE)])
def test_a_picture_of_one_colour_has_it_in_every_part(
    shown: tuple[int, int, int], place: int
) -> None:
    found = patch_colours(picture(*shown, height=260, width=260))
    assert found.shape == (81, COLOURS)
    assert (found[:, place] == 1).all()


def test_every_part_has_its_own_colours() -> None:
    halves = picture(190, 30, 40, height=260, width=260)
    halves[:, 130:] = (40, 80, 180)
    found = patch_colours(halves).reshape(9, 9, COLOURS)
    assert (found[:, :4, RED] == 1).all()
    assert (found[:, 5:, BLUE] == 1).all()
    assert np.allclose(found.sum(axis=2), 1)
