"""What taking the sharpest of the last frames is worth: words read on things held before a webcam.

    python -m benchmarks.sharpest_frame

Draws a thing with print, held before a room. The hand drifts and trembles, the focus may hunt
between the thing and the room, the exposure drifts, and the lamp flickers while the picture is
exposed row by row. A key is pressed at a random moment. Prints, and writes to
`benchmarks/sharpest_frame.csv`, how many of the words that can be read on a still and focused
frame are read on the newest frame and on the sharpest of the last 300 milliseconds. Then another
thing takes its place at most 300 milliseconds before the key: it must never be read.
"""

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.capture_protocol import FRESH
from assistant.camera.photo import load
from assistant.camera.sharpest_frame import KeptFrame
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from benchmarks.command import command
from benchmarks.reading import plain
from models.interfaces import Picture
from models.training.held_up import objects
from models.training.held_up.artwork import Surface

Random: TypeAlias = np.random.Generator
Pixels: TypeAlias = NDArray[np.float32]

SIZE: Final = (1280, 720)
SAMPLES: Final = Path(__file__).parent.parent / "assistant" / "cli" / "samples"
THINGS: Final = (
    *(Surface.BOX, Surface.PACKET, Surface.CARD, Surface.BOOK),
    *(Surface.ENVELOPE, Surface.SHEET, Surface.RECEIPT, Surface.MENU),
)
EXPOSURES: Final = (1 / 100, 1 / 50, 1 / 30)
PERIODS: Final = (1 / 30, 1 / 30, 1 / 15)
"""Seconds from one frame to the next; webcams slow down in a dim room."""
READOUT: Final = 1 / 45
"""Seconds from the first row to the last."""
GRAIN: Final = 64
"""Pixels by which the noise is larger than the picture, so that it can be shifted."""
KEY: Final = 5.0


@dataclass(frozen=True, slots=True)
class Wave:
    """A sine of the time."""

    hertz: float
    height: float
    phase: float

    def __call__(self, at: float) -> float:
        """Its value at a time."""
        return self.height * math.sin(2 * math.pi * (self.hertz * at + self.phase))


def wave(rng: Random, hertz: tuple[float, float], height: float) -> Wave:
    """A wave of a random frequency and phase."""
    return Wave(rng.uniform(*hertz), height, rng.uniform(0, 1))


@dataclass(frozen=True, slots=True)
class Thing:
    """What is held up."""

    pixels: Pixels
    """[720, 1280, 4]: colour times opacity, and opacity."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """A webcam, its light and the hand before it."""

    room: Pixels
    grain: Pixels
    noise: float
    near: float
    """Where the focus is: 0 on the room, 1 on the thing."""
    hunting: Wave
    softness: float
    """Sigma of the blur, in pixels, of a thing that is as far from the focus as the room."""
    path: tuple[tuple[Wave, Wave], tuple[Wave, Wave]]
    """The hand's drift and tremor, across and down, in pixels."""
    exposure: float
    period: float
    gain: Wave
    flicker: Wave

    def shift(self, at: float) -> NDArray[np.float64]:
        """Where the hand is, x y."""
        return np.array([drift(at) + tremor(at) for drift, tremor in self.path])

    def times(self) -> list[float]:
        """When the last frames before the key were taken."""
        first = math.ceil((KEY - FRESH) / self.period)
        return [number * self.period for number in range(first, int(KEY / self.period) + 1)]


def draw_thing(rng: Random) -> Thing:
    """A thing that nearly fills the picture."""
    layer = objects.draw(rng, THINGS[int(rng.integers(len(THINGS)))])
    height, width = layer.opacity.shape
    scale = min(0.9 * SIZE[1] / height, 0.75 * SIZE[0] / width) * rng.uniform(0.75, 1.0)
    pixels = np.dstack([layer.colour * layer.opacity[..., None], layer.opacity])
    if scale < 0.8:
        pixels = soft(pixels, 0.4 / scale)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 4), scale)
    matrix[:, 2] += np.array(SIZE) / 2 + rng.normal(0, 25, 2) - (width / 2, height / 2)
    words = [plain(word) for line in layer.lines for word in line.text.split()]
    return Thing(
        np.asarray(cv2.warpAffine(pixels, matrix, SIZE), np.float32), tuple(filter(None, words))
    )


def draw_camera(rng: Random) -> Camera:
    """A webcam at work."""
    photos = sorted(SAMPLES.glob("*.jpg"))
    room = cv2.resize(load(photos[int(rng.integers(len(photos)))]), SIZE)
    hunts = rng.random() < 0.6
    exposure = float(rng.choice(EXPOSURES))
    lamp = float(rng.choice([100, 120]))
    drift, way = rng.uniform(0.8, 2.5), rng.uniform(0, 2 * np.pi)
    # The fastest that the hand drifts, in pixels a second, over its frequency.
    reach = rng.uniform(0, 250) / (2 * np.pi * drift)

    def along(share: float) -> tuple[Wave, Wave]:
        tremor = wave(rng, (7, 11), rng.uniform(0, 2))
        return wave(rng, (drift, drift), reach * abs(share)), tremor

    return Camera(
        room=room.astype(np.float32),
        grain=rng.normal(0, 1, (SIZE[1] + GRAIN, SIZE[0] + GRAIN, 3)).astype(np.float32),
        noise=rng.uniform(2, 6),
        near=rng.uniform(0.5, 0.9) if hunts else 1 - abs(rng.normal(0, 0.05)),
        hunting=wave(rng, (0.5, 1.2), rng.uniform(0.3, 0.6) if hunts else 0.0),
        softness=rng.uniform(4, 9),
        path=(along(math.cos(way)), along(math.sin(way))),
        exposure=exposure,
        period=float(rng.choice(PERIODS)) * rng.uniform(0.97, 1.03),
        gain=wave(rng, (0.4, 1.0), rng.uniform(0, 0.2)),
        # A lamp flickers less in a picture the longer it is exposed.
        flicker=wave(rng, (lamp, lamp), rng.uniform(0, 0.6) * abs(np.sinc(lamp * exposure))),
    )


def still(camera: Camera) -> Camera:
    """The same, with a quiet hand and the thing in focus."""
    calm = Wave(0, 0, 0)
    return replace(camera, near=1.0, hunting=calm, path=((calm, calm), (calm, calm)))


def filmed(rng: Random, camera: Camera, thing: Thing, at: float) -> bytes:
    """A frame as the camera's JPEG."""
    focus = camera.near + camera.hunting(at)
    moments = np.linspace(at - camera.exposure, at, 17)
    places = np.array([camera.shift(float(moment)) for moment in moments])
    middle = places.mean(axis=0)
    # The rows are exposed one after another, so what moves is slanted.
    slant = (places[-1] - places[0]) / camera.exposure * READOUT / SIZE[1]
    start = middle - slant * SIZE[1] / 2
    matrix = np.array([[1, slant[0], start[0]], [0, 1 + slant[1], start[1]]])
    held = np.asarray(cv2.warpAffine(thing.pixels, matrix, SIZE), np.float32)
    held = soft(held, camera.softness * abs(focus - 1))
    held = np.asarray(cv2.filter2D(held, -1, streak(places - middle)), np.float32)
    room = soft(camera.room, camera.softness * abs(focus))
    picture = room * (1 - held[..., 3:]) + held[..., :3]
    rows = at + np.arange(SIZE[1]) / SIZE[1] * READOUT
    light = (1 + camera.gain(at)) * (1 + np.array([camera.flicker(row) for row in rows]))
    down, across = rng.integers(0, GRAIN, 2)
    grain = camera.grain[down : down + SIZE[1], across : across + SIZE[0]]
    picture = np.clip(picture * light[:, None, None] + camera.noise * grain, 0, 255)
    bgr = picture[..., ::-1].astype(np.uint8)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, 85))[1].tobytes()


def soft(picture: Pixels, sigma: float) -> Pixels:
    """A picture out of focus."""
    if sigma < 0.3:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)


def streak(places: NDArray[np.float64]) -> Pixels:
    """What a moving point leaves: the share of the time that it spends in each pixel."""
    reach = math.ceil(float(np.abs(places).max())) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for x, y in places + reach:
        left, top = int(x), int(y)
        across, down = np.array([left + 1 - x, x - left]), np.array([top + 1 - y, y - top])
        kernel[top : top + 2, left : left + 2] += np.outer(down, across)
    return np.asarray(kernel / kernel.sum(), np.float32)


def kept(rng: Random, camera: Camera, *shown: tuple[float, Thing]) -> list[KeptFrame]:
    """The frames before the key; each thing is shown from its moment on."""
    frames = []
    for number, at in enumerate(camera.times()):
        thing = [one for since, one in shown if at >= since][-1]
        frames.append(KeptFrame(at, number, filmed(rng, camera, thing, at)))
    return frames


def right(read: ReadSkill, picture: Picture | None, words: tuple[str, ...]) -> Counter[str]:
    """The words of a thing that are read, as often as they are there."""
    assert picture is not None
    lines = read.whole(PictureSession(picture)).lines
    return Counter(words) & Counter(plain(word) for line in lines for word in line.words)


def held_still(keys: int, read: ReadSkill) -> Iterator[tuple[str, float]]:
    """The words that are read with the newest and with the sharpest frame."""
    rng = np.random.default_rng(1)
    readable, newest, sharpest, older = 0, 0, 0, 0
    for _ in range(keys):
        camera, thing = draw_camera(rng), draw_thing(rng)
        focused = KeptFrame(KEY, 0, filmed(rng, still(camera), thing, KEY))
        words = tuple(right(read, focused.picture, thing.words).elements())
        frames = kept(rng, camera, (0.0, thing))
        chosen = frames[-1].or_sharper(frames[:-1])
        before = right(read, frames[-1].picture, words).total()
        after = before
        if chosen is not frames[-1]:
            older += 1
            after = right(read, chosen.picture, words).total()
        readable, newest, sharpest = readable + len(words), newest + before, sharpest + after
    yield "keys", keys
    yield "words read when still and in focus", readable
    yield "of these, read on the newest frame", newest / readable
    yield "of these, read on the sharpest frame", sharpest / readable
    yield "keys with a frame before the newest", older / keys


def exchanged(keys: int) -> Iterator[tuple[str, float]]:
    """How often the thing that was there before is taken."""
    rng = np.random.default_rng(2)
    wrong = 0
    for _ in range(keys):
        camera = draw_camera(rng)
        since = rng.uniform(camera.times()[0], camera.times()[-1])
        frames = kept(rng, camera, (0.0, draw_thing(rng)), (since, draw_thing(rng)))
        wrong += frames[-1].or_sharper(frames[:-1]).at < since
    yield "keys after another thing came", keys
    yield "of these, keys that took the thing before", wrong


def main() -> None:
    """Measure, print and write."""
    parser = command(__doc__)
    parser.add_argument("--keys", type=int, default=100, help="key presses of each part")
    keys = parser.parse_args().keys
    read = compose.reading(threads=0)
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("figure", "value"))
        for part in (held_still(keys, read), exchanged(keys)):
            for figure, value in part:
                writer.writerow((figure, round(value, 4)))
                print(f"{figure}: {value:.4g}", flush=True)


if __name__ == "__main__":
    main()
