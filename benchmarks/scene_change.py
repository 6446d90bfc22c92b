"""The difference from which a scene has changed: chooses `THRESHOLD` and `EDGE`.

    python -m benchmarks.scene_change --data DATA

The numbers are those of `assistant/camera/scene_change.py`. Takes COCO photos. The same scene
twice: with sensor noise, another exposure, JPEG, and moved by up to two pixels. A changed scene:
another photo; the photo with a thing from another photo; the photo with one of its things moved or
recoloured. Writes `benchmarks/scene_change.csv`: for each way to compare, the threshold at which
one in a hundred scenes with a thing added, moved or recoloured is taken for the same, and how many
scenes of each kind it then takes for the same, on the other half of the photos. Taking a changed
scene for the same makes an answer wrong; the opposite costs one look.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from assistant.camera import scene_change
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.embedded.places import area
from models.interfaces import Box, Picture

OUT: Final = Path(__file__).with_suffix(".csv")
PHOTOS: Final = 2000
THING: Final = 0.015, 0.25
"""Shares of the picture that a thing may cover."""
EDGES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
MISSED: Final = 0.01
"""Share of the scenes with a thing added, moved or recoloured that may be taken for the same."""
COLOURFUL: Final = 60
"""Mean chroma, 0…255, from which a thing has a colour that can be changed."""
KINDS: Final = ("same", "other photo", "thing added", "thing moved", "thing recoloured")

Dice = np.random.Generator


def boxed(data: Path) -> Iterator[tuple[Picture, list[Box]]]:
    """Photos with the boxes that people drew around things neither tiny nor huge."""
    wanted = [row for row in rows_of(data, "coco") if row.get("boxes")][:PHOTOS]
    low, high = THING
    for row, picture in photos(data, "coco", wanted):
        boxes = [(a, b, c, d) for _, a, b, c, d in row["boxes"]]
        yield picture, [box for box in boxes if low <= area(box) <= high]


def taken_again(picture: Picture, dice: Dice) -> Picture:
    """The same scene in a frame a moment later."""
    height, width = picture.shape[:2]
    right, down = dice.uniform(-2, 2, 2)
    moved = cv2.warpAffine(
        picture,
        np.array([[1, 0, right], [0, 1, down]], np.float32),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    exposed = (moved * dice.uniform(0.85, 1.18)) + dice.uniform(-8, 8)
    noisy = exposed + dice.normal(0, dice.uniform(2, 10), exposed.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(50, 95))]
    _, jpeg = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), quality)
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def cut(picture: Picture, box: Box) -> tuple[Picture, int, int]:
    """A thing, and where it was."""
    height, width = picture.shape[:2]
    left, top = round(box[0] * width), round(box[1] * height)
    return picture[top : round(box[3] * height), left : round(box[2] * width)], left, top


def pasted(
    picture: Picture, thing: Picture, dice: Dice, away_from: tuple[int, int] | None = None
) -> Picture:
    """The picture with a thing pasted somewhere."""
    height, width = picture.shape[:2]
    thing = thing[: height - 1, : width - 1]
    for _attempt in range(20):
        left = int(dice.integers(0, width - thing.shape[1]))
        top = int(dice.integers(0, height - thing.shape[0]))
        if away_from is None or np.hypot(left - away_from[0], top - away_from[1]) > width * 0.15:
            break
    result = picture.copy()
    result[top : top + thing.shape[0], left : left + thing.shape[1]] = thing
    return result


def moved(picture: Picture, box: Box, dice: Dice) -> Picture:
    """The picture with one of its things elsewhere."""
    thing, left, top = cut(picture, box)
    hole = np.zeros(picture.shape[:2], np.uint8)
    hole[top : top + thing.shape[0], left : left + thing.shape[1]] = 1
    without = np.asarray(cv2.inpaint(picture, hole, 3, cv2.INPAINT_TELEA), np.uint8)
    return pasted(without, thing, dice, (left, top))


def recoloured(picture: Picture, box: Box, dice: Dice) -> Picture | None:
    """The picture with one of its things recoloured; None if the thing has no colour."""
    thing, left, top = cut(picture, box)
    hsv = cv2.cvtColor(thing, cv2.COLOR_RGB2HSV)
    if (hsv[..., 1] / 255.0 * hsv[..., 2]).mean() < COLOURFUL:
        return None
    # OpenCV's hues go once around from 0 to 180.
    turned = (hsv[..., 0].astype(int) + int(dice.integers(40, 140))) % 180
    hsv[..., 0] = turned.astype(np.uint8)
    result = picture.copy()
    height, width = thing.shape[:2]
    result[top : top + height, left : left + width] = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return result


def pairs(data: Path) -> Iterator[tuple[str, int, Picture, Picture]]:
    """Kind, number of the photo, and two pictures."""
    dice = np.random.default_rng(9)
    before: tuple[Picture, list[Box]] | None = None
    for number, (picture, boxes) in enumerate(boxed(data)):
        yield "same", number, picture, taken_again(picture, dice)
        if before is not None:
            height, width = picture.shape[:2]
            other = np.asarray(cv2.resize(before[0], (width, height)), np.uint8)
            yield "other photo", number, picture, other
            if before[1]:
                thing, _, _ = cut(before[0], before[1][0])
                added = pasted(picture, thing, dice)
                yield "thing added", number, picture, taken_again(added, dice)
        if boxes:
            yield "thing moved", number, picture, taken_again(moved(picture, boxes[0], dice), dice)
            other_colour = recoloured(picture, boxes[0], dice)
            if other_colour is not None:
                yield "thing recoloured", number, picture, taken_again(other_colour, dice)
        before = picture, boxes


def main() -> None:
    """Measure, choose, check, write."""
    found: dict[tuple[float, str, int], list[float]] = {}
    for kind, number, one, other in pairs(data_command(__doc__).parse_args().data):
        reduced = scene_change.small(one), scene_change.small(other)
        for edge in EDGES:
            value = scene_change.change(*reduced, edge=edge)
            found.setdefault((edge, kind, number % 2), []).append(value)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("edge", "threshold", *(f"{kind}: taken for the same" for kind in KINDS)))
        for edge in EDGES:
            changed = [one for kind in KINDS[2:] for one in found[edge, kind, 0]]
            threshold = round(float(np.quantile(changed, MISSED)), 2)
            shares = (np.mean(np.array(found[edge, kind, 1]) < threshold) for kind in KINDS)
            writer.writerow((edge, threshold, *(round(float(share), 3) for share in shares)))


if __name__ == "__main__":
    main()
