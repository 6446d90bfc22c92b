"""Which lines of text are worth mentioning after a description: how large, how confidently read.

    python -m benchmarks.prominent_text --data DATA --work .cache

Reads the large text on the validation photos of ICDAR 2015, whose words are labelled, and on the
photos of `benchmarks/reading_seen.csv`, whose lines a person has checked. Prints, and writes to
`benchmarks/prominent_text.csv`, for each least height and probability how many lines would be
mentioned and what share of them is right; a line does not count if that is unknown because a word
there has no label. Chooses the setting that mentions the most right lines while at least 95 % of
those it mentions are right.
"""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.protocol.text import TextLine
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.written import LETTERS
from benchmarks.command import work_command
from benchmarks.reading import SEEN, holds, plain, verdicts
from models.training.common.data import Folders, read_photo, records

OUT: Final = Path(__file__).with_name("prominent_text.csv")
SHARES: Final = (0.04, 0.05, 0.06, 0.08, 0.1)
SURES: Final = (0.9, 0.95, 0.97, 0.98, 0.99, 0.995)
RIGHT: Final = 0.95


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line, and whether it was read right."""

    share: float
    """Its height, as a share of the picture's shorter side."""
    probability: float
    right: bool


def is_right(line: TextLine, words: Sequence[dict[str, Any]], size: Sequence[int]) -> bool | None:
    """Whether a line consists of labelled words only; None if that is unknown."""
    inside = []
    for word in words:
        x, y = (sum(word["corners"][axis::2]) / 4 / size[axis] for axis in (0, 1))
        if holds(line.box, x, y):
            inside.append(word["text"])
    rest = bare(line.text)
    for known in sorted(map(bare, inside), key=len, reverse=True):
        rest = rest.replace(known, "", 1) if known else rest
    return None if rest and "###" in inside else not rest


def bare(text: str) -> str:
    """Only the letters and digits, lower-case and without accents."""
    return plain("".join(unicodedata.normalize("NFKD", text)))


def worth(line: TextLine) -> bool:
    """Whether a line could be mentioned at all."""
    return not line.unsure and len(plain(line.text)) >= LETTERS


def checked_lines(read: ReadSkill, folders: Folders) -> Iterator[CheckedLine]:
    """The lines of both kinds of photos whose truth is known."""
    for row in records(folders, "text"):
        photo = read_photo(folders.photos("text") / f"{row['photo']}.webp")
        for line in filter(worth, read.largest(PictureSession(photo), min(SHARES)).lines):
            right = is_right(line, row["words"], row["size"])
            if right is not None:
                yield CheckedLine(line.height / min(photo.shape[:2]), line.probability, right)
    seen = verdicts(SEEN)
    for name, shown in dict.fromkeys((name, shown) for name, shown, _ in seen):
        photo = read_photo(folders.photos(name) / f"{shown}.webp")
        for line in filter(worth, read.largest(PictureSession(photo), min(SHARES)).lines):
            verdict = seen.get((name, shown, line.text))
            if verdict is not None:
                share = line.height / min(photo.shape[:2])
                yield CheckedLine(share, line.probability, verdict == "right")


def main() -> None:
    """Measure, choose, print and write."""
    args = work_command(__doc__).parse_args()
    lines = list(checked_lines(compose.reading(threads=0), Folders(args.data, args.work)))
    rows = []
    for share in SHARES:
        for sure in SURES:
            kept = [one for one in lines if one.share >= share and one.probability >= sure]
            right = sum(one.right for one in kept)
            rows.append((share, sure, len(kept), right, right / max(len(kept), 1)))
    good = [row for row in rows if row[4] >= RIGHT]
    # Among equals, the larger and more certain one.
    best = max(good, key=lambda row: (row[3], row[0], row[1]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("height", "probability", "lines", "right", "share_right", "chosen"))
        for row in rows:
            written = (*row[:4], round(row[4], 3), "yes" if row is best else "")
            writer.writerow(written)
            print(*written)


if __name__ == "__main__":
    main()
