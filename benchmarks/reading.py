"""How well text is read: street photos, drawn labels, and pictures without any text.

    python -m benchmarks.reading --data DATA --work .cache

Prints, and writes to `benchmarks/reading.csv`: of the readable words of the validation photos of
ICDAR 2015 the share that is read, in its place and letter by letter; of the words read clearly on
them and on labels the share that is right; the share of wrong characters on labels drawn tilted,
dark, upside down and turned by a quarter; on how many pictures without text something is read; and
how often the reason is told right where nothing can be read.
"""

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant import app
from assistant.skills.read import Read
from assistant.text import Text
from benchmarks import quality_pictures, reading_labels
from models.interfaces import Box
from models.training.data import Folders, read_photo, records

SEED: Final = 5
EMPTY: Final = 60
LABELS: Final = 24


def plain(word: str) -> str:
    """A word as it is compared: without case and punctuation."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def edits(a: str, b: str) -> int:
    """Levenshtein's distance: letters to take, add and exchange."""
    row = list(range(len(b) + 1))
    for number, letter in enumerate(a, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(b, start=1):
            change = before + (letter != other)
            before = row[place]
            row[place] = min(change, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def found_words(text: Text, words: Sequence[dict[str, Any]], size: Sequence[int]) -> list[bool]:
    """For each word of a photo whether it is read where it stands."""
    found = []
    for word in words:
        across, down = word["corners"][0::2], word["corners"][1::2]
        x = sum(across) / 4 / size[0]
        y = sum(down) / 4 / size[1]
        near = [line for line in text.lines if _holds(line.box, x, y)]
        # A line that the engine wrote without its spaces holds the word all the same.
        read = [plain(one) for line in near for one in (*line.words, line.text)]
        wanted = plain(word["text"])
        found.append(any(wanted == one or (len(wanted) > 2 and wanted in one) for one in read))
    return found


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - 0.01 <= x <= box[2] + 0.01 and box[1] - 0.01 <= y <= box[3] + 0.01


def streets(read: Read, folders: Folders) -> Iterator[tuple[str, float]]:
    """The figures of street photos."""
    hits: list[bool] = []
    long_hits: list[bool] = []
    seconds = []
    for row in records(folders, "text"):
        photo = read_photo(folders.photos("text") / f"{row['photo']}.webp")
        start = time.perf_counter()
        text = read.whole(photo)
        seconds.append(time.perf_counter() - start)
        words = [word for word in row["words"] if word["text"] != "###"]
        here = found_words(text, words, row["size"])
        hits += here
        long_hits += [hit for hit, word in zip(here, words, strict=True) if len(word["text"]) > 2]
    yield "street words", len(hits)
    yield "street words read", float(np.mean(hits))
    yield "street words of three letters and more read", float(np.mean(long_hits))
    yield "seconds a street photo, median", float(np.median(seconds))


def labels(read: Read) -> Iterator[tuple[str, float]]:
    """The figures of drawn labels, by the way in which they are spoilt."""
    wrong_clear, clear = 0, 0
    for way in reading_labels.WAYS:
        rng = np.random.default_rng(SEED)
        errors, characters, turned = 0, 0, 0
        for _ in range(LABELS):
            label = reading_labels.draw(rng, way)
            text = read.whole(label.picture)
            errors += edits(text.verbatim, label.text)
            characters += len(label.text)
            turned += text.rotation == label.rotation
            known = set(label.text.split())
            for line in text.lines:
                for number, word in enumerate(line.words):
                    if number not in line.unsure:
                        clear += 1
                        wrong_clear += word not in known
        yield f"labels {way}: wrong characters", errors / characters
        yield f"labels {way}: rotation right", turned / LABELS
    yield "words of labels read clearly that are wrong", wrong_clear / clear


def emptiness(read: Read) -> Iterator[tuple[str, float]]:
    """On how many pictures of nothing something is read."""
    rng = np.random.default_rng(SEED)
    kinds = (quality_pictures.one_colour, quality_pictures.gradient, quality_pictures.noise)
    pictures = [kinds[number % 3](rng) for number in range(EMPTY)]
    yield "pictures of nothing", EMPTY
    yield "pictures of nothing with text read", sum(bool(read.whole(p).lines) for p in pictures)


def reasons(read: Read) -> Iterator[tuple[str, float]]:
    """How often the reason is right, of what cannot be read."""
    for problem, spoil in reading_labels.SPOILT.items():
        rng = np.random.default_rng(SEED)
        told: list[str] = []
        for _ in range(LABELS):
            label = reading_labels.draw(rng, "straight")
            text = read.whole(spoil(label.picture, rng))
            told.append(text.problem.value if text.problem is not None else "read")
        yield f"reason {problem.value}: told", told.count(problem.value) / LABELS
        yield f"reason {problem.value}: read all the same", told.count("read") / LABELS


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("reading.csv"))
    args = parser.parse_args()
    folders = Folders(args.data, args.work)
    read = app.reading(threads=0)
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("figure", "value"))
        for part in (streets(read, folders), labels(read), emptiness(read), reasons(read)):
            for figure, value in part:
                writer.writerow((figure, round(value, 4)))
                print(f"{figure}: {value:.4g}", flush=True)


if __name__ == "__main__":
    main()
