"""Colours: the difference, the names, the light, and what is told of the centre."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from assistant.skills.colour import colours as naming
from assistant.skills.colour.colour_space import Name, difference, lab, linear, name
from assistant.skills.colour.colours import (
    Colours,
    answer,
    certainty,
    colours,
    run,
    spoken,
    unknown,
)
from assistant.skills.colour.white_balance import DAYLIGHT, light_of
from assistant.skills.picture_session import PictureSession
from benchmarks.colours import LIGHTS, PATCHES, drawn, lit
from models.interfaces import UNCANCELLED, Certainty, Picture

SHARMA = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
)
"""Pairs and differences from the paper's table of test data."""


def rgb(red: int, green: int, blue: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return lab(linear(np.array([red, green, blue])))


def flat(*value: int) -> Picture:
    return np.full((120, 160, 3), value, np.uint8)


def before(ground: int | tuple[int, ...], value: tuple[int, ...], share: float = 0.25) -> Picture:
    """A thing that fills a part of the picture."""
    picture = np.full((120, 160, 3), ground, np.uint8)
    down, across = (round(size * (1 - share**0.5) / 2) for size in (120, 160))
    picture[down : 120 - down, across : 160 - across] = value
    return picture


def with_lamp(picture: Picture) -> Picture:
    picture[:14, :16] = 255
    return picture


def striped(one: tuple[int, ...], other: tuple[int, ...], *, upright: bool) -> Picture:
    picture = flat(*one)
    for start in range(0, 160, 16):
        part = slice(start, start + 6)
        if upright:
            picture[:, part] = other
        else:
            picture[part] = other
    return picture


@pytest.mark.parametrize(("one", "other", "apart"), SHARMA)
def test_the_difference_is_that_of_the_paper(
    one: tuple[float, ...], other: tuple[float, ...], apart: float
) -> None:
    assert difference(np.array(one), np.array(other)) == pytest.approx(apart, abs=1e-4)
    assert difference(np.array(other), np.array(one)) == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ((0, 0, 0), "black"),
        ((235, 235, 235), "white"),
        ((128, 128, 128), "grey"),
        ((60, 60, 62), "black"),
        ((85, 85, 85), "dark grey"),
        ((190, 25, 30), "red"),
        ((20, 30, 90), "dark blue"),
        ((170, 205, 240), "light blue"),
        ((60, 160, 60), "green"),
        ((250, 220, 40), "yellow"),
        ((120, 75, 40), "brown"),
        ((250, 180, 200), "light pink"),
        ((135, 60, 150), "purple"),
        ((240, 130, 20), "orange"),
        ((225, 210, 175), "beige"),
    ],
)
def test_a_plain_colour_has_its_name(value: tuple[int, int, int], words: str) -> None:
    if words == "black":
        assert name(rgb(*value)).base == "black"
    assert str(name(rgb(*value))) == words
    assert [str(one) for one in colours(flat(*value)).names] == [words] or words == "black"


@pytest.mark.slow
@pytest.mark.parametrize("light", LIGHTS)
def test_the_chart_is_named_by_every_light(light: str) -> None:
    right = 0
    for place, (_, _, names) in enumerate(PATCHES):
        found = colours(drawn(place, "chart", LIGHTS[light], place))
        right += found.names[0].base in names.split()
    assert right >= (22 if light == "daylight" else 20)


def test_an_orange_thing_that_fills_the_picture_stays_orange() -> None:
    assert light_of(linear(flat(230, 130, 40))) is DAYLIGHT
    assert colours(flat(230, 130, 40)).names[0].base == "orange"


def test_a_yellow_lamp_that_only_the_ground_tells_of_is_told() -> None:
    found = colours(drawn(2, "ground", LIGHTS["tungsten"], 0))
    assert found.names[0].base == "blue"
    assert "may be wrong" in str(found.warning)
    assert str(spoken(found)).startswith(str(found.warning))


def test_the_light_of_a_lamp_is_found() -> None:
    white = lit(np.ones((1, 3)), LIGHTS["tungsten"])[0]
    seen = light_of(linear(drawn(20, "chart", LIGHTS["tungsten"], 1))).white
    assert seen / seen[1] == pytest.approx(white / white[1], abs=0.2)


@pytest.mark.parametrize("upright", [True, False])
def test_stripes_are_told(upright: bool) -> None:
    found = colours(striped((25, 30, 90), (245, 245, 245), upright=upright))
    assert str(spoken(found)) == "Dark blue with white stripes."


def test_checks_and_spots_are_told_from_two_colours() -> None:
    rows, columns = np.mgrid[:120, :160] // 10
    checks = flat(200, 30, 40)
    checks[(rows + columns) % 2 == 1] = 245
    assert "checks" in str(spoken(colours(checks)))
    spots = flat(200, 30, 40)
    for row in range(10, 120, 16):
        for column in range(10 + row % 32 // 2, 160, 18):
            cv2.circle(spots, (column, row), 5, (245, 245, 245), -1)
    assert str(spoken(colours(spots))) == "Red with a white pattern."
    halves = flat(200, 30, 40)
    halves[:, 85:] = (70, 110, 230)
    assert str(spoken(colours(halves))) == "Red and blue."


def test_shade_on_one_thing_is_no_second_colour() -> None:
    shade = np.linspace(0.45, 1, 160)[None, :, None]
    picture = np.asarray(flat(60, 90, 200) * shade, np.uint8)
    assert [one.base for one in colours(picture).names] == ["blue"]


def test_the_ground_does_not_count() -> None:
    picture = flat(255, 255, 255)
    cv2.ellipse(picture, (80, 60), (22, 30), 0, 0, 360, (190, 30, 40), -1)
    assert [one.base for one in colours(picture).names] == ["red"]


def test_too_little_light_is_told() -> None:
    nothing = colours(flat(3, 3, 3))
    assert nothing.names == ()
    assert str(spoken(nothing)) == "I can't tell the colour. It is too dark: turn on a light."
    assert run(PictureSession(flat(3, 3, 3)), UNCANCELLED).details["name"] is None
    dim = colours(flat(40, 12, 12))
    assert dim.names
    assert "turn on a light" in str(spoken(dim))


@pytest.mark.parametrize(
    "picture",
    [
        with_lamp(before((12, 8, 8), (20, 6, 6))),
        with_lamp(before((30, 22, 20), (32, 12, 12))),
        before(255, (26, 8, 8)),
        cv2.GaussianBlur(with_lamp(before((12, 8, 8), (20, 6, 6))), (0, 0), 2),
    ],
)
def test_a_lamp_or_window_beside_it_does_not_light_the_thing(picture: Picture) -> None:
    assert "turn on a light" in str(colours(picture).warning)


@pytest.mark.parametrize("level", [150, 200, 235])
@pytest.mark.parametrize("thing", [(26, 10, 10), (10, 24, 10)])
def test_a_lit_part_of_a_dark_room_does_not_light_the_thing(
    level: int, thing: tuple[int, ...]
) -> None:
    picture = before((12, 8, 8), thing)
    picture[:30, :40] = level
    assert "turn on a light" in str(colours(picture).warning)


def test_black_cloth_in_a_lit_room_is_plainly_black() -> None:
    assert str(spoken(colours(before(150, (22, 20, 20))))) == "Black."


@pytest.mark.parametrize("share", [0.8, 0.85, 0.9])
@pytest.mark.parametrize("level", [22, 30, 40, 46])
def test_black_cloth_held_close_is_plainly_black(level: int, share: float) -> None:
    assert str(spoken(colours(before(150, (level, level, level), share)))) == "Black."


def test_what_is_burnt_out_has_no_colour() -> None:
    burnt = colours(flat(255, 252, 250))
    assert burnt.names == ()
    told = "I can't tell the colour. It is too bright: turn away from the light."
    assert str(spoken(burnt)) == told
    assert str(spoken(colours(before(255, (235, 235, 235))))) == "White."


@pytest.mark.parametrize("level", [246, 250])
def test_a_white_thing_on_the_white_of_a_shop_is_white(level: int) -> None:
    assert str(spoken(colours(before(255, (level, level, level - 2))))) == "White."


def test_an_answer_is_as_sure_as_the_colour() -> None:
    said = {
        likely: str(answer(Colours((Name("blue", "dark"), Name("red")), "", None, likely)))
        for likely in (0.95, 0.8, 0.5)
    }
    assert said == {
        0.95: "Dark blue and red.",
        0.8: "Probably dark blue and red.",
        0.5: "I am not sure. It may be dark blue.",
    }
    one = Colours((Name("grey"),), probability=0.8)
    assert (str(answer(one)), certainty(one)) == ("Probably grey.", Certainty.PROBABLY)
    dark = colours(flat(3, 3, 3))
    assert (answer(dark), certainty(dark)) == (spoken(dark), Certainty.NONE)


def test_the_object_of_the_command() -> None:
    stripes = striped((25, 30, 90), (245, 245, 245), upright=True)
    shown = run(PictureSession(stripes), UNCANCELLED).details
    assert list(shown) == ["name", "names", "warning"]
    assert (shown["name"], shown["names"]) == ("dark blue", ["dark blue", "white"])
    assert shown["warning"] is None


@pytest.mark.parametrize("shape", [(8, 8), (8, 2000), (1500, 9)])
def test_any_shape_can_be_named(shape: tuple[int, int]) -> None:
    assert colours(np.full((*shape, 3), (30, 60, 170), np.uint8)).names[0].base == "blue"
    assert naming.SIDE > 8


def test_of_a_thing_that_is_not_recognised_the_colour_is_said_as_sure_as_it_is() -> None:
    red = Colours((Name("red"),), probability=0.99, alone=True)
    tail = "but I can't tell what it is. Hold it closer, or turn on a light."
    assert str(unknown(red)) == f"It is red, {tail}"
    assert str(unknown(replace(red, probability=0.8))) == f"It is probably red, {tail}"
    dim = replace(red, names=(Name("grey", "dark"),))
    for other in (replace(red, probability=0.3), replace(red, alone=False), dim, Colours(())):
        assert str(unknown(other)).startswith("I can't tell what this is.")
