"""How a long scan is read: its first line's time, its memory, its pages and its characters.

    python -m benchmarks.documents --work .cache

Draws a scan of 100 A4 pages at 200 dots an inch, grey, noisy and a little askew, as a PDF file
without text. Takes the first page five times as the running program does, with the reader loaded.
Then has `lantern read` read the whole in a process of its own. Prints, and writes to
`benchmarks/documents.csv`: the seconds to the first line (median and longest); of the command, the
megabytes that it holds at most, the seconds a page, whether its pages are in order, and the share
of characters that are right (one less the edits that would mend them).
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from statistics import median
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assistant.camera import documents
from assistant.protocol.events import Event, FrameTaken
from assistant.protocol.text import PageRequest
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from benchmarks.command import command
from benchmarks.reading import edits

PAGES: Final = 100
SIZE: Final = (1654, 2339)
"""A4 at 200 dots an inch."""
PRINT: Final = 33
"""Pixels: 12 points."""
MARGIN, LEADING, END = 180, 48, 2150
NOISE: Final = 6.0
ASKEW: Final = 0.4
"""Degrees by which a page is turned, at most."""
OPENED: Final = 5
SEED: Final = 31
WORDS: Final = Path(__file__).parents[1] / "LICENSE"
TABLE: Final = Path(__file__).with_suffix(".csv")


def texts(pages: int) -> list[list[str]]:
    """The lines of each page: words of the licence in any order, and the page's number first."""
    chance = random.Random(SEED)
    words = [word for word in WORDS.read_text(encoding="utf-8").split() if word.isalpha()]
    font = ImageFont.load_default(PRINT)
    made = []
    for page in range(1, pages + 1):
        lines = [f"Page {page} of the report"]
        while MARGIN + LEADING * (len(lines) + 1) < END:
            line = chance.choice(words)
            while font.getlength(line) < SIZE[0] - 2.3 * MARGIN:
                line += f" {chance.choice(words)}"
            lines.append(line)
        made.append(lines)
    return made


def scan(pages: list[list[str]], file: Path) -> None:
    """Draw pages into a PDF file of grey pictures."""
    noise = np.random.default_rng(SEED)

    def drawn() -> Iterator[Image.Image]:
        font = ImageFont.load_default(PRINT)
        for lines in pages:
            sheet = Image.new("L", SIZE, 245)
            pen = ImageDraw.Draw(sheet)
            for row, line in enumerate(lines):
                pen.text((MARGIN, MARGIN + LEADING * row), line, 30, font)
            turn = noise.uniform(-ASKEW, ASKEW)
            sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=245)
            grey = np.asarray(sheet, np.float32) + noise.normal(0, NOISE, SIZE[::-1])
            yield Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))

    first, *more = drawn()
    made = io.BytesIO()
    first.save(made, "PDF", save_all=True, append_images=more, resolution=200, quality=70)
    file.write_bytes(made.getvalue())


def first_lines(file: Path) -> list[float]:
    """Seconds from the request of the first page to its first line, each time."""
    reading = compose.reading(threads=0)
    reading.prepare()
    reading.whole(PictureSession(np.full((64, 64, 3), 255, np.uint8)))
    found = []
    for _ in range(OPENED):
        events: SimpleQueue[Event] = SimpleQueue()
        start = time.perf_counter()
        documents.take(0, PageRequest(file, 1), events.put)
        event = events.get()
        assert isinstance(event, FrameTaken)
        next(iter(reading.read(PictureSession(event.frame.pixels))))
        found.append(time.perf_counter() - start)
    return found


def whole(file: Path, wanted: list[list[str]]) -> Iterator[tuple[str, float]]:
    """What `lantern read` makes of the file."""
    start = time.perf_counter()
    call = [sys.executable, "-m", "assistant", "read", str(file), "--json"]
    child = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    rows = [json.loads(line) for line in child.stdout]
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0
    yield "megabytes at most", usage.ru_maxrss / 1024
    yield "seconds a page", (time.perf_counter() - start) / len(rows)
    numbers = [row["page"] for row in rows]
    named = [row["text"].startswith(lines[0]) for row, lines in zip(rows, wanted, strict=True)]
    yield "pages in order", float(numbers == [*range(1, len(wanted) + 1)] and all(named))
    wrong = sum(mistakes(row["text"], lines) for row, lines in zip(rows, wanted, strict=True))
    yield "characters right", 1 - wrong / sum(len(line) for lines in wanted for line in lines)


def mistakes(text: str, wanted: list[str]) -> int:
    """The edits that would mend a page."""
    lines = text.split("\n")
    if len(lines) != len(wanted):
        return edits(text, "\n".join(wanted))
    return sum(edits(line, other) for line, other in zip(lines, wanted, strict=True))


def measured(arguments: Namespace) -> Iterator[tuple[str, float]]:
    """All figures by what they say."""
    arguments.work.mkdir(parents=True, exist_ok=True)
    file, wanted = arguments.work / "scan.pdf", texts(arguments.pages)
    scan(wanted, file)
    times = first_lines(file)
    yield "pages", arguments.pages
    yield "seconds to the first line", median(times)
    yield "seconds to the first line at most", max(times)
    yield from whole(file, wanted)


def main() -> None:
    """Run the benchmark."""
    parser = command(__doc__)
    parser.add_argument("--work", type=Path, default=Path(".cache"), help="folder for the scan")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"pages of the scan ({PAGES})")
    rows = []
    for name, value in measured(parser.parse_args()):
        rows.append((name, round(value, 4)))
        print(*rows[-1], sep="\t", flush=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("figure", "value"), *rows])


if __name__ == "__main__":
    main()
