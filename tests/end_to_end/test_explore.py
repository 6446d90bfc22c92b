"""A photo explored with the arrow keys: what is heard at each step, and from which side.

Keys, voice and both ears are real, and so is the model that ships.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.runtime.remembered import remember
from models.embedded import files
from models.interfaces import Picture
from tests.end_to_end.conftest import sample, settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.kit.http_camera import HttpCamera
from tests.kit.program import ROOT, command
from tests.kit.pulse import LOUD, RATE, PulseServer, Recording
from tests.kit.terminal import ProgramOnTerminal

FIRST, SECOND, THIRD = "a bird.", "a cup.", "a cat."
"""What is on the photo from the left, whatever its grade."""
HIGH, WIDE = 480, 300
CLEARLY = 3.0
"""Decibels by which one ear hears more."""
MOMENT = RATE // 20
"""Samples that are compared at once."""


def three_things() -> Picture:
    """Three samples side by side, the middle one from nearer."""
    parts = []
    for name, larger, right in (("bird.jpg", 1.0, 0), ("coffee.jpg", 1.4, 40), ("cat.jpg", 1.0, 0)):
        photo = sample(name)
        scale = larger * HIGH / photo.shape[0]
        large = cv2.resize(photo, None, fx=scale, fy=scale)
        top, left = (large.shape[0] - HIGH) // 2, (large.shape[1] - WIDE) // 2 + right
        parts.append(large[top : top + HIGH, left : left + WIDE])
    return np.asarray(np.concatenate(parts, axis=1), np.uint8)


@dataclass
class Explorer:
    """Somebody who presses keys and hears with both ears."""

    program: ProgramOnTerminal
    left: Recording
    right: Recording

    def hear(self, key: str, words: str) -> float:
        """Press a key and hear words; how much louder they are on the right, in decibels."""
        self.left.wait_quiet(0.5)
        self.program.press(key)
        started = event(self.program, "speech_started")
        while not (started["text"] or "").lower().endswith(words):
            started = event(self.program, "speech_started")
        event(self.program, "speech_ended")
        return self._louder_right(started["at"], time.monotonic())

    def _louder_right(self, after: float, until: float) -> float:
        """By the median of all audible moments: a short sound from the middle changes nothing."""
        powers = []
        for ear in (self.left, self.right):
            ear.wait_until(until)
            heard = ear.between(after, until)[0]
            moments = heard[: len(heard) // MOMENT * MOMENT].reshape(-1, MOMENT)
            powers.append(np.square(moments).mean(1))
        left, right = (one[: min(map(len, powers))] + 1e-12 for one in powers)
        audible = np.maximum(left, right) > LOUD**2
        return float(np.median(10 * np.log10((right / left)[audible])))


@contextmanager
def exploring(pulse: PulseServer, source: str, facing: str) -> Iterator[Explorer]:
    """A program that is ready and looks at a source."""
    settings(camera={"source": source, "facing": facing})
    remember("toured")
    run = command(files.WEIGHTS, "run", "--json")
    with (
        pulse.recording(channel="front-left") as left,
        pulse.recording(channel="front-right") as right,
        ProgramOnTerminal(run, env=os.environ, cwd=ROOT) as program,
    ):
        event(program, "ready")
        left.wait_quiet()
        yield Explorer(program, left, right)
        end(program)


@pytest.mark.slow
def test_from_space_to_the_third_thing_and_its_colour_in_five_keys(
    pulse: PulseServer, home: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "three.png"
    assert cv2.imwrite(str(photo), cv2.cvtColor(three_things(), cv2.COLOR_RGB2BGR))
    with exploring(pulse, str(photo), "world") as user:
        user.program.press("space")
        event(user.program, "described")
        from_the_left = user.hear("e", FIRST)
        from_the_middle = user.hear("right", SECOND)
        from_the_right = user.hear("right", THIRD)
        user.hear("c", "light brown and black.")
        assert from_the_left < -CLEARLY < from_the_middle < CLEARLY < from_the_right
        user.hear("end", THIRD)
        assert user.hear("home", FIRST) < -CLEARLY


@pytest.mark.slow
def test_the_sides_are_the_users_who_faces_the_camera(pulse: PulseServer, home: Path) -> None:
    picture = three_things()
    size = (2 * picture.shape[1], 2 * picture.shape[0])
    with (
        HttpCamera(picture, size=size) as camera,
        exploring(pulse, camera.url, "user") as user,
    ):
        assert user.hear("e", THIRD) < -CLEARLY
        assert user.hear("end", FIRST) > CLEARLY


@pytest.mark.slow
def test_live_each_thing_is_said_when_it_comes_into_the_middle(
    pulse: PulseServer, home: Path
) -> None:
    picture = three_things()
    size = (2 * picture.shape[1], 2 * picture.shape[0])
    with (
        HttpCamera(picture, size=size) as camera,
        exploring(pulse, camera.url, "world") as user,
    ):
        user.hear("e", FIRST)
        user.hear("w", SECOND)
        camera.show(np.roll(picture, -300, axis=1))
        while not (event(user.program, "speech_started")["text"] or "").lower().endswith(THIRD):
            pass
