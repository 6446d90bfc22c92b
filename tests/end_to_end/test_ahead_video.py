"""Anticipation on a recorded video: it changes when the answer is there, and never the answer."""

from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.camera import photo
from assistant.cli.demo import SAMPLES
from assistant.dialog.anticipating import EVERY, GLANCE, PAUSE, SHARP
from assistant.dialog.state import Ahead, State
from assistant.protocol.effects import Describe, LookAt, TakeFrame
from assistant.protocol.events import Action, Frame, FrameTaken
from assistant.protocol.spoken import Spoken
from assistant.runtime import compose
from assistant.settings.config import defaults
from models.interfaces import Picture
from tests.kit.talk import Talk

CHANGES = 200
HELD = 3
"""Frames of the video, one each time that Lantern glances, for which a scene holds still."""
SIZE = 320, 240
PART = 120
"""The side of what comes into a scene, in pixels."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def scenes() -> Iterator[Picture]:
    """Photos, and the same ones with a part of another one, so that all that follow each other
    differ."""
    paths = sorted(SAMPLES.glob("*.jpg"))
    photos = [np.asarray(cv2.resize(photo.load(path), SIZE), np.uint8) for path in paths]
    chosen = np.random.default_rng(1)
    last = 0
    for number in range(CHANGES + 1):
        if number % 2:
            last = int(chosen.choice([one for one in range(len(photos)) if one != last]))
            yield photos[last]
            continue
        other = photos[(last + 1) % len(photos)]
        x, y = (int(chosen.integers(0, most - PART)) for most in SIZE)
        shown = photos[last].copy()
        shown[y : y + PART, x : x + PART] = other[y : y + PART, x : x + PART]
        yield shown


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> list[list[Picture]]:
    """The frames of each scene, as a camera's video has them."""
    path = tmp_path_factory.mktemp("video") / "video.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 1 / EVERY, SIZE)
    noise = np.random.default_rng(2)
    for scene in scenes():
        for _ in range(HELD):
            seen = scene + noise.normal(0, 2, scene.shape)
            writer.write(np.asarray(seen.clip(0, 255), np.uint8)[:, :, ::-1])
    writer.release()
    return [*played(path)]


def played(path: Path) -> Iterator[list[Picture]]:
    reader = cv2.VideoCapture(str(path))
    for _ in range(CHANGES + 1):
        yield [np.asarray(reader.read()[1][:, :, ::-1], np.uint8) for _ in range(HELD)]
    reader.release()


class Watcher:
    """Somebody before a camera that plays the video."""

    def __init__(self) -> None:
        self.talk = Talk(State(ready=True, ahead=Ahead()))
        self.numbers = count(1)

    def frame(self, pixels: Picture) -> Frame:
        return Frame(pixels, self.talk.now, next(self.numbers))

    def see(self, pixels: Picture) -> list[Frame]:
        """What is looked at ahead once the next frame has come."""
        asked = self.talk.wait(EVERY)
        if any(isinstance(one, TakeFrame) and one.generation == GLANCE for one in asked):
            asked = self.talk(FrameTaken(GLANCE, self.frame(pixels)))
        if any(isinstance(one, TakeFrame) and one.generation == SHARP for one in asked):
            asked = self.talk(FrameTaken(SHARP, self.frame(pixels)))
        return [one.frame for one in asked if isinstance(one, LookAt) and one.ahead]

    def described(self, pixels: Picture) -> Frame:
        """What is described if the key comes with this frame."""
        self.talk.press(Action.DESCRIBE)
        effects = self.talk(FrameTaken(self.talk.state.generation, self.frame(pixels)))
        (found,) = (one.frame for one in effects if isinstance(one, Describe))
        self.talk.press(Action.STOP)
        return found


def test_a_key_at_the_moment_of_a_change_never_gets_the_answer_of_before(
    video: list[list[Picture]],
) -> None:
    watcher = Watcher()
    looked, old = 0, 0
    for held, (new, *_) in pairwise(video):
        watcher.talk.wait(PAUSE)
        looked += any([watcher.see(pixels) for pixels in held])
        old += watcher.described(new).pixels is not new
    assert looked > 0.9 * CHANGES, "else nothing was there to be mistaken"
    assert old == 0


def test_what_was_looked_at_ahead_is_described_as_if_it_had_not_been(
    video: list[list[Picture]],
) -> None:
    ahead, plain = (compose.skills(defaults(), "world") for _ in range(2))
    for pixels, *_ in video[:16]:
        before, at_the_key = ahead.session(pixels), plain.session(pixels)
        ahead.look_ahead(before)
        lead = ahead.lead(before)
        assert lead == plain.lead(at_the_key)
        first, other = ahead.describe(before), plain.describe(at_the_key)
        assert (first.spoken, first.follows) == (other.spoken, other.follows)
        assert isinstance(first.spoken, Spoken)
        more, others = ahead.describe(before, 1), plain.describe(at_the_key, 1)
        assert more.spoken == others.spoken
