"""How well text is read: street photos, drawn labels, and pictures without any text.

    python -m benchmarks.reading --data DATA --work .cache

Prints, and writes to `benchmarks/reading.csv`: the share of the readable words of ICDAR 2015's
validation photos that is read, in its place and letter by letter; the share of right words among
those read clearly on them and on labels; the share of wrong characters on labels drawn tilted,
dark, upside down and turned by a quarter; the number of pictures without text on which something is
read; and how often the right reason is given if nothing can be read.
"""

import csv
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.protocol.text import Text
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import SAID, ReadSkill
from benchmarks import quality_pictures, reading_labels
from benchmarks.command import work_command
from models.interfaces import (
    UNCANCELLED,
    Box,
    CancelToken,
    Corners,
    Picture,
    ReadText,
    ReadWord,
    TextReader,
    TextRegion,
)
from models.ocr.reader import OcrReader
from models.training.common.data import Folders, read_photo, records

SEED: Final = 5
EMPTY: Final = 60
PAGES: Final = 10
LABELS: Final = 16
FINDINGS: Final = ((0.3, 1.6), (0.6, 2.0))
CLEARS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SAIDS: Final = (0.5, 0.6, 0.7, 0.8, 0.9)
HARDLY_WRITTEN_ON: Final = ("flickr8k", "ade20k", "coco")
"""Sets whose photos seldom show any text."""
SEEN: Final = Path(__file__).with_name("reading_seen.csv")
"""What a person saw where text was read on them: `verdict` is right, wrong (the text is different)
or none (there is no text)."""


def plain(word: str) -> str:
    """A word for comparison: without case and punctuation."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def edits(a: str, b: str) -> int:
    """The Levenshtein distance: letters to delete, insert and replace."""
    row = list(range(len(b) + 1))
    for number, letter in enumerate(a, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(b, start=1):
            change = before + (letter != other)
            before = row[place]
            row[place] = min(change, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def found_words(text: Text, words: Sequence[dict[str, Any]], size: Sequence[int]) -> list[bool]:
    """For each word of a photo, whether it is read in its place."""
    found = []
    for word in words:
        across, down = word["corners"][0::2], word["corners"][1::2]
        x = sum(across) / 4 / size[0]
        y = sum(down) / 4 / size[1]
        near = [line for line in text.lines if holds(line.box, x, y)]
        # A line that the engine wrote without its spaces still contains the word.
        read = [plain(one) for line in near for one in (*line.words, line.text)]
        wanted = plain(word["text"])
        found.append(any(wanted == one or (len(wanted) > 2 and wanted in one) for one in read))
    return found


def holds(box: Box, x: float, y: float) -> bool:
    """Whether a box contains a point, or nearly so; all in 0…1."""
    return box[0] - 0.01 <= x <= box[2] + 0.01 and box[1] - 0.01 <= y <= box[3] + 0.01


def streets(read: ReadSkill, folders: Folders) -> Iterator[tuple[str, float]]:
    """The figures of street photos; those by threshold show the effect of another `SAID`."""
    hits: list[bool] = []
    exact: list[bool] = []
    by_threshold: dict[float, list[bool]] = {threshold: [] for threshold in SAIDS}
    seconds = []
    for row in records(folders, "text"):
        photo = read_photo(folders.photos("text") / f"{row['photo']}.webp")
        start = time.perf_counter()
        text = read.whole(PictureSession(photo))
        seconds.append(time.perf_counter() - start)
        words = [word for word in row["words"] if word["text"] != "###"]
        hits += found_words(text, words, row["size"])
        read_words = {plain(one) for line in text.lines for one in line.words}
        exact += [plain(word["text"]) in read_words for word in words]
        for threshold, of in by_threshold.items():
            lines = tuple(line for line in text.lines if line.probability >= threshold)
            of += found_words(replace(text, lines=lines), words, row["size"])
    yield "street words", len(hits)
    yield "street words read", float(np.mean(hits))
    yield "street words read with the spaces around them", float(np.mean(exact))
    for threshold, of in by_threshold.items():
        yield f"street words read, lines from {threshold} on", float(np.mean(of))
    yield "seconds a street photo, median", float(np.median(seconds))


def labels(read: ReadSkill) -> Iterator[tuple[str, float]]:
    """The figures of drawn labels, by the way they are degraded."""
    wrong_clear, clear = 0, 0
    for way in reading_labels.WAYS:
        rng = np.random.default_rng(SEED)
        errors, characters, turned = 0, 0, 0
        for _ in range(LABELS):
            label = reading_labels.draw(rng, way)
            text = read.whole(PictureSession(label.picture))
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


def finding(folders: Folders) -> Iterator[tuple[str, float]]:
    """The effect of other ways to draw rectangles around text."""
    for text, margin in FINDINGS:
        read = ReadSkill(partial(OcrReader, 2, text, margin), lambda _: None)
        figures = dict(streets(read, folders))
        yield (
            f"street words read, pixels from {text} on, margin {margin}",
            figures["street words read"],
        )


class RecordingReader:
    """A reader that records every word it reads."""

    def __init__(self, reader: TextReader) -> None:
        """`reader`: does the work."""
        self._reader = reader
        self.words: list[ReadWord] = []

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        """As the wrapped reader does."""
        return self._reader.find(picture, cancel, faint=faint)

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """As the wrapped reader does."""
        text = self._reader.read(picture, corners)
        if text.probability >= SAID:
            self.words += text.words
        return text


def clarity() -> Iterator[tuple[str, float]]:
    """How many words are right from each probability, on labels that are hard to read."""
    rng = np.random.default_rng(SEED)
    recorder = RecordingReader(compose.text_reader(threads=0))
    read = ReadSkill(lambda: recorder, lambda _: None)
    found: list[tuple[float, bool]] = []
    for _ in range(2 * LABELS):
        label = reading_labels.draw(rng, "straight")
        recorder.words.clear()
        read.whole(PictureSession(reading_labels.hard(label.picture, rng)))
        known = set(label.text.split())
        found += [(word.probability, word.text in known) for word in recorder.words]
    yield "words hard to read", len(found)
    for threshold in CLEARS:
        kept = [right for probability, right in found if probability >= threshold]
        yield f"right from {threshold} on", float(np.mean(kept))
        yield f"of all, from {threshold} on", len(kept) / len(found)


def verdicts(path: Path) -> dict[tuple[str, str, str], str]:
    """The verdict on each line that was checked, by set, photo and the text read."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["set"], row["photo"], row["read"]): row["verdict"] for row in rows}


def emptiness(read: ReadSkill, folders: Folders) -> Iterator[tuple[str, float]]:
    """What is read on photos of other things, as far as a person checked it, and of nothing."""
    seen = verdicts(SEEN)
    given: Counter[str] = Counter()
    unmarked = 0
    for name in HARDLY_WRITTEN_ON:
        rows = [row for row in records(folders, name) if row["split"] == "val"][:EMPTY]
        with_text, without = 0, 0
        for row in rows:
            photo = read_photo(folders.photos(name) / f"{row['photo']}.webp")
            text = read.whole(PictureSession(photo))
            found = [seen.get((name, row["photo"], line.text), "unseen") for line in text.lines]
            given.update(found)
            pairs = zip(text.lines, found, strict=True)
            unmarked += sum(verdict == "wrong" and not line.unsure for line, verdict in pairs)
            with_text += bool(found)
            without += bool(found) and set(found) == {"none"}
        yield f"{name}: photos with text read, of {len(rows)}", with_text
        yield f"{name}: of these, photos without any text", without
    for verdict in ("right", "wrong", "none", "unseen"):
        yield f"lines read on these photos, seen to be {verdict}", given[verdict]
    yield "of the wrong ones, not marked as unclear", unmarked
    rng = np.random.default_rng(SEED)
    kinds = (quality_pictures.one_colour, quality_pictures.gradient, quality_pictures.noise)
    pictures = [kinds[number % 3](rng) for number in range(EMPTY)]
    yield "pictures of nothing", EMPTY
    read_of = [read.whole(PictureSession(one)).lines for one in pictures]
    yield "pictures of nothing with text read", sum(map(bool, read_of))


def reasons(read: ReadSkill) -> Iterator[tuple[str, float]]:
    """How often the given reason is right, on labels that are hard or impossible to read."""
    for problem, spoil in reading_labels.SPOILT.items():
        rng = np.random.default_rng(SEED)
        labels = (reading_labels.draw(rng, "straight") for _ in range(LABELS))
        texts = [read.whole(PictureSession(spoil(label.picture, rng))) for label in labels]
        given = sum(text.problem is problem for text in texts)
        yield f"reason {problem.value}: given", given / LABELS
        yield f"reason {problem.value}: something read", sum(bool(t.lines) for t in texts) / LABELS


def pages(read: ReadSkill) -> Iterator[tuple[str, float]]:
    """How long the first line of a page takes, with the networks loaded or not."""
    picture = reading_labels.page()
    first: list[float] = []
    cold: list[float] = []
    whole = []
    for number in range(PAGES):
        page = picture.copy()
        if number % 2:
            read.release()
        start = time.perf_counter()
        texts = read.read(PictureSession(page))
        next(texts)
        (cold if number % 2 else first).append(time.perf_counter() - start)
        for _ in texts:
            pass
        whole.append(time.perf_counter() - start)
    yield "seconds to the first line of 22", float(np.median(first))
    yield "seconds to the first line of 22, loading included", float(np.median(cold))
    yield "seconds to the last line of 22", float(np.median(whole))


def main() -> None:
    """Measure, print and write."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("reading.csv"))
    args = parser.parse_args()
    folders = Folders(args.data, args.work)
    read = compose.reading(threads=0)
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("figure", "value"))
        for part in (
            streets(read, folders),
            finding(folders),
            labels(read),
            clarity(),
            emptiness(read, folders),
            reasons(read),
            pages(read),
        ):
            for figure, value in part:
                writer.writerow((figure, round(value, 4)))
                print(f"{figure}: {value:.4g}", flush=True)


if __name__ == "__main__":
    main()
