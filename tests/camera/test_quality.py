from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw, ImageFont

from assistant.camera.photo import load
from assistant.camera.quality import (
    NAMES,
    Thresholds,
    measure,
    read_thresholds,
    reduced,
    shipped,
    verdict,
)
from models.interfaces import Picture, Problem

SAMPLES = files("assistant") / "cli" / "samples"
GOOD = sorted(
    entry.name
    for entry in SAMPLES.iterdir()
    if entry.name.endswith(".jpg") and entry.name != "blurred.jpg"
)


def photo(name: str = "coffee.jpg") -> Picture:
    return load(str(SAMPLES / name))


def problem_of(picture: Picture) -> Problem | None:
    return verdict(measure(picture))


@pytest.mark.parametrize("name", GOOD)
def test_good_photos_pass(name: str) -> None:
    assert problem_of(photo(name)) is None


@pytest.mark.parametrize("name", GOOD)
def test_good_photos_pass_with_the_size_and_noise_of_a_camera(name: str) -> None:
    picture = photo(name)
    scale = 720 / picture.shape[0]
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(1).normal(0, 3, large.shape)
    assert problem_of(np.clip(large + noise, 0, 255).astype(np.uint8)) is None


def dark(picture: Picture) -> Picture:
    noise = np.random.default_rng(2).normal(0, 1.5, picture.shape)
    return np.asarray(np.clip(picture * 0.03 + noise, 0, 255), np.uint8)


def bright(picture: Picture) -> Picture:
    return np.asarray(np.clip(picture * 3.0 + 150, 0, 255), np.uint8)


def blurred(picture: Picture) -> Picture:
    sigma = min(picture.shape[:2]) * 0.05
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def shaken(picture: Picture) -> Picture:
    length = picture.shape[1] // 6
    return np.asarray(cv2.blur(picture, (length, 1)), np.uint8)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(
    ("spoil", "problems"),
    [
        (dark, {Problem.DARK, Problem.COVERED}),
        (bright, {Problem.BRIGHT, Problem.BLANK}),
        (blurred, {Problem.BLURRED, Problem.BLANK}),
        (shaken, {Problem.BLURRED, Problem.BLANK}),
    ],
)
def test_a_spoiled_photo_is_refused_for_its_reason(
    name: str, spoil: Callable[[Picture], Picture], problems: set[Problem]
) -> None:
    assert problem_of(spoil(photo(name))) in problems


@pytest.mark.parametrize(
    ("level", "problems"),
    [
        ((0, 0, 0), {Problem.COVERED}),
        ((255, 255, 255), {Problem.BRIGHT, Problem.BLANK}),
        ((128, 128, 128), {Problem.BLANK}),
        ((200, 30, 30), {Problem.BLANK}),
    ],
)
def test_a_single_colour_is_refused(level: tuple[int, int, int], problems: set[Problem]) -> None:
    assert problem_of(np.full((720, 1280, 3), level, np.uint8)) in problems


def test_noise_is_refused_at_any_size() -> None:
    rng = np.random.default_rng(3)
    for shape in ((224, 224, 3), (480, 640, 3), (720, 1280, 3)):
        assert problem_of(rng.integers(0, 256, shape, np.uint8)) is not None


def text_page() -> Picture:
    image = Image.new("RGB", (800, 1000), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(22)
    for line in range(34):
        draw.text(
            (60, 50 + 27 * line), "Lantern tells what is in front of you. " * 2, "black", font
        )
    return np.asarray(image)


def button() -> Picture:
    image = Image.new("RGB", (640, 480), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((180, 180, 460, 300), 20, fill=(30, 110, 220))
    draw.text((270, 215), "Submit", "white", ImageFont.load_default(40))
    return np.asarray(image)


def window() -> Picture:
    image = Image.new("RGB", (1280, 720), (30, 90, 120))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 60, 1160, 660), fill="white")
    draw.rectangle((120, 60, 1160, 100), fill=(60, 60, 70))
    font = ImageFont.load_default(18)
    for line in range(18):
        draw.text((150, 120 + 28 * line), f"Message {line}: see you at the station", "black", font)
        draw.rectangle((1080, 122 + 28 * line, 1100, 142 + 28 * line), fill=(200, 60, line * 9))
    return np.asarray(image)


@pytest.mark.parametrize("draw", [text_page, button, window])
def test_pages_buttons_and_windows_are_not_photos(draw: Callable[[], Picture]) -> None:
    assert problem_of(draw()) is Problem.NOT_A_PHOTO


@settings(max_examples=40)
@given(
    arrays(
        np.uint8,
        st.tuples(st.integers(8, 60), st.integers(8, 60), st.just(3)),
        elements=st.integers(0, 255),
    )
)
def test_every_picture_has_finite_statistics(picture: Picture) -> None:
    assert np.isfinite(measure(picture)).all()
    problem_of(picture)


@pytest.mark.parametrize("shape", [(8, 2560, 3), (2560, 8, 3), (8, 8, 3), (223, 5000, 3)])
def test_odd_shapes_are_measured(shape: tuple[int, int, int]) -> None:
    assert np.isfinite(measure(np.full(shape, 90, np.uint8))).all()


def test_reducing_keeps_aspect_and_never_enlarges() -> None:
    assert reduced(np.zeros((720, 1280, 3), np.uint8)).shape == (224, 398, 3)
    assert reduced(np.zeros((100, 300, 3), np.uint8)).shape == (100, 300, 3)


def test_the_verdict_follows_the_thresholds() -> None:
    measured = measure(np.zeros((300, 300, 3), np.uint8))
    assert verdict(measured, with_thresholds(-1e9)) is Problem.COVERED
    assert verdict(measured, with_thresholds(1e9)) is None
    assert verdict(measure(photo()), with_thresholds(-1e9)) is not None


def with_thresholds(threshold: float) -> Thresholds:
    detectors = shipped().detectors
    return replace(
        shipped(),
        detectors={name: replace(of, threshold=threshold) for name, of in detectors.items()},
    )


def test_the_shipped_file_knows_every_problem() -> None:
    assert set(shipped().detectors) == set(Problem)


def test_thresholds_for_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        read_thresholds('features = ["lowest"]\nmean = [0]\nscale = [1]\n[problems]\n')


def test_statistics_are_what_their_names_say() -> None:
    def named(picture: Picture) -> dict[str, float]:
        return dict(zip(NAMES, measure(picture).tolist(), strict=True))

    flat = named(np.full((300, 300, 3), 128, np.uint8))
    assert (flat["empty"], flat["flat"], flat["top_1"]) == (1.0, 1.0, 1.0)
    sharp, soft = named(photo()), named(blurred(photo()))
    assert soft["detail_0"] < sharp["detail_0"]
    assert soft["busy"] < sharp["busy"]
    assert named(shaken(photo()))["direction"] > sharp["direction"]
    assert named(dark(photo()))["black"] > 0.5
    assert named(bright(photo()))["clipped"] > 0.5
