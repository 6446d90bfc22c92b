"""Words, pixels and places, each alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import WhitespaceSplit

from models.embedded import pixels, places
from models.embedded.tokens import WordTokenizer

VOCABULARY = ["<unk>", "a", "man", "'s", "hat", ",", "red", ".", "?", "n't", "is", "42"]


@pytest.fixture(scope="module")
def words() -> WordTokenizer:
    tokenizer = Tokenizer(
        WordLevel({word: number for number, word in enumerate(VOCABULARY)}, unk_token="<unk>")
    )
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return WordTokenizer(tokenizer)


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("a man 's red hat .", "a man's red hat."),
        ("a man , a hat", "a man, a hat"),
        ("is n't a hat ?", "isn't a hat?"),
        ("42", "42"),
        ("", ""),
    ],
)
def test_tokens_become_natural_text(words: WordTokenizer, tokens: str, text: str) -> None:
    assert words.text([VOCABULARY.index(token) for token in tokens.split()]) == text


def test_text_becomes_tokens(words: WordTokenizer) -> None:
    assert words.numbers("Is a Zeppelin red") == [10, 1, 0, 6]
    assert words.size == len(VOCABULARY)


def test_large_pictures_are_reduced_and_small_ones_left() -> None:
    assert pixels.reduce(np.zeros((720, 1280, 3), np.uint8), 224).shape == (224, 398, 3)
    small = np.zeros((100, 90, 3), np.uint8)
    assert pixels.reduce(small, 224) is small


def test_a_square_keeps_its_halves() -> None:
    shown = np.zeros((40, 80, 3), np.uint8)
    shown[:, 40:] = 200
    batch = pixels.square(shown, 20)
    assert batch.shape == (1, 20, 20, 3)
    assert batch[0, :, :9].max() == 0
    assert batch[0, :, 11:].min() == 200


def test_the_best_anchor_is_the_pictures_own_and_its_logit_the_mean_of_both_images() -> None:
    both = np.array([[[0, 5], [3, 1], [2, 4]], [[1, 1], [0, 1], [0, 3]]], np.float32)
    logits = np.concatenate([both, np.full((4, 3, 2), -9, np.float32)])
    boxes = np.arange(72, dtype=np.float32).reshape(6, 3, 4)
    best = places.best_anchors(logits, boxes)
    assert best.logits.tolist() == [2, 4]
    assert best.boxes.tolist() == [boxes[0, 1].tolist(), boxes[0, 0].tolist()]
    assert best.box(0, 0.0) is not None
    assert best.box(0, 2.5) is None


def test_what_a_quarter_shows_has_its_box_in_the_whole_picture() -> None:
    logits = np.full((6, 3, 1), -5, np.float32)
    logits[4, 1] = 2  # the quarter at the bottom left
    boxes = np.zeros((6, 3, 4), np.float32)
    boxes[4, 1] = (0.2, 0.4, 0.6, 0.8)
    best = places.best_anchors(logits, boxes)
    assert best.closer.tolist() == [2]
    assert best.box(0, 0.0) == pytest.approx((0.125, 0.625, 0.375, 0.875))


def test_the_six_looks_are_the_picture_its_mirror_image_and_its_quarters() -> None:
    shown = np.zeros((80, 160, 3), np.uint8)
    shown[:30, :60] = (255, 0, 0)
    shown[50:, 100:] = (0, 255, 0)
    looks = pixels.six_looks(shown, 20)
    assert looks.shape == (6, 20, 20, 3)
    red, green = (looks[..., channel].mean((1, 2)) for channel in (0, 1))
    assert red[2] > 2 * red[0] > 0
    assert green[5] > 2 * green[0] > 0
    assert red[3] == red[5] == green[2] == green[4] == 0
    assert np.array_equal(looks[1], looks[0][:, ::-1])
    assert pixels.six_looks(np.zeros((1, 1, 3), np.uint8), 20).shape == (6, 20, 20, 3)


def test_the_mirror_image_comes_second() -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(1, 2, 2, 3)
    both = pixels.with_mirror_image(picture)
    assert both.shape == (2, 2, 2, 3)
    assert both[1, :, 0].tolist() == picture[0, :, 1].tolist()


def test_a_box_without_area_is_none() -> None:
    assert places.as_box(np.array([0.5, 0.1, 0.5, 0.9])) is None
    assert places.as_box(np.array([0.1, 0.2, 0.3, 0.4])) == (0.1, 0.2, 0.3, 0.4)


def test_patches_that_say_the_same_have_no_place() -> None:
    assert places.box_of_patches(np.zeros(81, np.float32)) is None


def test_the_place_is_the_region_around_the_strongest_patch() -> None:
    grid = np.zeros((9, 9), np.float32)
    grid[1:3, 4:6] = 5
    grid[2, 5] = 6
    grid[7, 0] = 5
    assert places.box_of_patches(grid.ravel()) == pytest.approx(
        (4 / 9, 1 / 9, 6 / 9, 3 / 9), abs=1e-3
    )


@given(st.lists(st.floats(-50, 50, width=32), min_size=81, max_size=81))
def test_a_place_holds_its_strongest_patch(scores: list[float]) -> None:
    values = np.array(scores, np.float32)
    box = places.box_of_patches(values)
    if box is None:
        assert values.min() == values.max()
        return
    row, column = divmod(int(values.argmax()), 9)
    x0, y0, x1, y1 = box
    assert 0 <= x0 < (column + 0.5) / 9 < x1 <= 1
    assert 0 <= y0 < (row + 0.5) / 9 < y1 <= 1
