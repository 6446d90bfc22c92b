"""Whether the text of a page is whole in the picture."""

import numpy as np
import pytest

from assistant.protocol.geometry import Side
from assistant.protocol.text import Framing, TextProblem
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from models.interfaces import Picture, Problem, TextReader
from tests.kit.drawn import BarReader, drawn
from tests.kit.writing import Writing

WIDTH, HEIGHT = 1280, 720
HIGH = 0.04
"""The height of a line, as a share of the picture."""


def page(left: float, top: float, right: float, low: float) -> Picture:
    """A page of lines whose outer borders these are, each as high as the space below it."""
    count = round((low - top + HIGH) / (2 * HIGH))
    starts = [top + (low - top - HIGH) * number / (count - 1) for number in range(count)]
    return drawn(WIDTH, HEIGHT, *((left, start, right, start + HIGH) for start in starts))


def framing(
    picture: Picture, reader: TextReader | None = None, wrong: Problem | None = None
) -> Framing:
    skill = ReadSkill(lambda: reader or BarReader(), lambda _: wrong)
    return skill.framing(PictureSession(picture))


@pytest.mark.parametrize(
    ("borders", "cut"),
    [
        ((0.1, 0.1, 0.9, 0.9), ()),
        ((-0.2, 0.1, 0.7, 0.9), (Side.LEFT,)),
        ((0.3, 0.1, 1.2, 0.9), (Side.RIGHT,)),
        ((0.1, -0.3, 0.9, 0.8), (Side.TOP,)),
        ((0.1, 0.2, 0.9, 1.4), (Side.BOTTOM,)),
        ((-0.2, -0.3, 1.2, 1.4), tuple(Side)),
        # Between the last line and the border, there is no room for another one.
        ((0.1, 0.2, 0.9, 0.98), (Side.BOTTOM,)),
    ],
)
def test_the_borders_beyond_which_the_text_may_go_on(
    borders: tuple[float, float, float, float], cut: tuple[Side, ...]
) -> None:
    found = framing(page(*borders))
    assert found.cut == cut
    assert found.box == pytest.approx(np.clip(borders, 0, 1), abs=HIGH)


def test_a_speck_at_the_border_is_no_line() -> None:
    picture = page(0.1, 0.1, 0.9, 0.9)
    picture[:6, :8] = 255
    assert framing(picture).cut == ()


def test_what_only_looks_like_text_is_none() -> None:
    unclear = Writing([(40, 40, 200, 20, "what? is? this?")], clear=0.4)
    assert framing(drawn(320, 240), unclear) == Framing()
    assert framing(drawn(WIDTH, HEIGHT)) == Framing()


def test_text_upside_down_is_text() -> None:
    turned = Writing([(250, 200, 150, 20, "some words here")], turned=3.1416)
    assert framing(drawn(320, 240), turned).box


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [(Problem.DARK, TextProblem.DARK), (Problem.BLURRED, TextProblem.BLURRED), (None, None)],
)
def test_why_there_is_none(wrong: Problem | None, problem: TextProblem | None) -> None:
    found = framing(drawn(WIDTH, HEIGHT), wrong=wrong)
    assert found == Framing(problem=problem)
