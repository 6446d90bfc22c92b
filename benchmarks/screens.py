"""How well a screen is read and described: drawn windows of 1920 by 1080 pixels with small print.

    python -m benchmarks.screens --data DATA --work .cache

Prints, and writes to `benchmarks/screens.csv`: the share of wrong characters at three sizes of
print, dark on light and light on dark; the processor's seconds until a screen is described, until
its first line is read, and until everything is read; and how many street photos have so much text
that, as a copied picture, they would be described as a page.
"""

import csv
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assistant.protocol.desktop import Surface
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.screen import Screens
from benchmarks.command import work_command
from benchmarks.reading import edits
from models.interfaces import Picture
from models.training.common.data import Folders, read_photo, records

WIDTH, HEIGHT = 1920, 1080
SIZES: Final = (11, 13, 15)
"""Pixels of the print; most desktops use 13 to 15."""
PHOTOS: Final = 40
FONT: Final = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
LIGHT, DARK = ("white", (30, 30, 30)), ((30, 30, 34), (220, 220, 220))
WORDS: Final = tuple(
    "the water will be turned off on Monday from nine to eleven because old pipes are leaking "
    "please keep your taps closed until somebody rings report quarterly budget meeting invoice "
    "2026 total amount 1,249.50 reply forward settings network printer update restart later".split()
)
FOLDERS: Final = ("Inbox (12)", "Drafts", "Sent", "Archive", "Spam", "Bin", "Receipts", "Travel")


def window(seed: int, size: int, colours: tuple[object, object]) -> tuple[Picture, list[str]]:
    """A mail program with a title, a menu, folders, a letter and a calendar; and its lines."""
    rng = random.Random(seed)
    ground, ink = colours
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)  # type: ignore[arg-type]  # a colour
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, size)
    step, lines = int(1.7 * size), []

    def put(x: int, y: int, text: str) -> None:
        pen.text((x, y), text, ink, font)  # type: ignore[arg-type]  # as above
        lines.append(text)

    def filled(width: int) -> str:
        text = rng.choice(WORDS).capitalize()
        while pen.textlength(f"{text} {(word := rng.choice(WORDS))}", font) <= width:
            text = f"{text} {word}"
        return text

    put(WIDTH // 2 - 120, 6, "Inbox - Anna Example - Mail")
    put(16, 14 + step, "File  Edit  View  Go  Message  Tools  Help")
    top = 30 + 2 * step
    for number, name in enumerate(FOLDERS):
        put(20, top + number * (step + 4), name)
    for x, width, pitch, below in ((260, 1000, step, 60), (1350, 480, 2 * step, 300)):
        for y in range(top, HEIGHT - below, pitch):
            put(x, y, filled(width))
    put(20, HEIGHT - 26, "12 unread, 480 in all")
    return np.asarray(image, np.uint8), lines


def errors(read: ReadSkill) -> Iterator[tuple[str, float]]:
    """The share of wrong characters, by size and colours, in reading order."""
    for size in SIZES:
        for name, colours in (("dark on light", LIGHT), ("light on dark", DARK)):
            picture, lines = window(size, size, colours)
            text = " ".join(" ".join(lines).split())
            wrong = edits(" ".join(read.whole(PictureSession(picture)).verbatim.split()), text)
            yield f"print of {size} pixels, {name}: wrong characters", wrong / len(text)


def seconds(read: ReadSkill) -> Iterator[tuple[str, float]]:
    """Processor time for one window, with everything loaded."""
    picture, _ = window(0, SIZES[1], LIGHT)
    start = time.process_time()
    Screens(read).describe(PictureSession(picture, surface=Surface.SCREEN))
    yield "processor seconds until described", time.process_time() - start
    start = time.process_time()
    texts = read.read(PictureSession(picture))
    next(texts)
    yield "processor seconds until the first line is read", time.process_time() - start
    for _ in texts:
        pass
    yield "processor seconds until all is read", time.process_time() - start


def crowded(read: ReadSkill, folders: Folders) -> Iterator[tuple[str, float]]:
    """How many street photos have as much text as a page."""
    screens = Screens(read)
    rows = list(records(folders, "text"))[:PHOTOS]
    photos = (read_photo(folders.photos("text") / f"{row['photo']}.webp") for row in rows)
    yield "street photos", len(rows)
    yield (
        "street photos that would be described as a page",
        sum(screens.crowded(PictureSession(photo)) for photo in photos),
    )


def main() -> None:
    """Measure, print and write the figures."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/screens.csv"))
    args = parser.parse_args()
    read = compose.reading(threads=0)
    figures: list[tuple[str, float]] = []
    folders = Folders(args.data, args.work)
    for measured in (errors(read), seconds(read), crowded(read, folders)):
        for name, value in measured:
            print(f"{name}: {value:.3g}", flush=True)
            figures.append((name, value))
    with args.out.open("w", newline="") as file:
        csv.writer(file).writerows([("figure", "value"), *((n, f"{v:.4g}") for n, v in figures)])


if __name__ == "__main__":
    main()
