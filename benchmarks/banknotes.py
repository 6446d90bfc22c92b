"""How many banknotes are recognised, and whether any value is wrong.

    python -m benchmarks.banknotes --data DATA [--others 15]

Uses photos of euro notes, the same with the last digit of every number covered, photos of other
things (`--others` of each set), and drawn prices and vouchers. Prints how often the value is right,
wrong, or not given.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import cv2
import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assistant.protocol.text import Text, TextLine
from assistant.runtime import compose
from assistant.skills.money import banknote
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.interfaces import Picture

SETS: Final = ("receipts", "text", "grocery", "clothes", "things")
"""Those with text on their photos."""
POSTERS: Final = 60
VALUES: Final = (5, 10, 20, 50, 100, 200, 500)
WORDS: Final = ("EURO", "EURO", "EURO", "€")
AROUND: Final = (
    "SALE nur ab only Gutschein VOUCHER Rabatt alle Schuhe bis Samstag GIFT CARD Konzert Eintritt"
).split()
GROUNDS: Final = (
    (255, 255, 255),
    (235, 120, 40),
    (190, 60, 60),
    (70, 110, 190),
    (90, 160, 70),
    (220, 190, 70),
    (140, 80, 160),
    (190, 195, 185),
)
"""White, and the colours of the notes."""
SKIN: Final = (205, 160, 130)
DIGIT: Final = 1.7
"""The width of a digit in letters."""


class Counts(Counter[str]):
    """How often a value was right, wrong and not told."""

    def add(self, note: banknote.Banknote, values: Sequence[int]) -> None:
        """Count what was told of a picture with notes of these values."""
        told = not note.missing
        self[
            "right" if told and [note.value] == list(values) else "wrong" if told else "silent"
        ] += 1

    def __str__(self) -> str:
        return ", ".join(f"{self[name]} {name}" for name in ("right", "wrong", "silent"))


def poster(rng: np.random.Generator) -> Picture:
    """A drawn price or voucher [480, 640, 3], tilted, in uneven light."""
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    sheet = Image.new("RGB", (640, 480), ground)
    draw = ImageDraw.Draw(sheet)
    if rng.random() < 0.5:
        part = tuple(int(channel * rng.uniform(0.5, 1.0)) for channel in ground)
        draw.rectangle((int(rng.integers(100, 500)), 0, 640, 480), fill=part)
    value = VALUES[rng.integers(len(VALUES))]
    word = str(rng.choice(WORDS))
    texts = [f"{value} {word}", *(str(one) for one in rng.choice(AROUND, 3))]
    texts += [str(value)] * int(rng.integers(0, 3))
    font_file = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans-Bold.ttf"
    for text in texts:
        font = ImageFont.truetype(font_file, int(rng.integers(24, 100)))
        place = (int(rng.integers(10, 450)), int(rng.integers(10, 400)))
        draw.text(place, text, (20, 20, 20) if rng.random() < 0.7 else (250, 250, 250), font)
    turn = cv2.getRotationMatrix2D((320, 240), float(rng.uniform(-15, 15)), 0.9)
    tilted = cv2.warpAffine(np.array(sheet), turn, (640, 480), borderValue=(120, 110, 100))
    light = np.linspace(float(rng.uniform(0.5, 1)), 1, 640)[:, None]
    return np.asarray(np.clip(tilted * light + rng.normal(0, 3, tilted.shape), 0, 255), np.uint8)


def covered(picture: Picture, lines: Sequence[TextLine]) -> Picture:
    """The picture with the last digit of every number covered, as by a finger."""
    high, wide = picture.shape[:2]
    shown = picture.copy()
    for line in lines:
        x0, y0, x1, y1 = line.box
        for number in re.finditer(r"(?<![\w.])\d{2,3}(?!\d)", line.text):
            # Beside the currency's word, the number is larger.
            ends = np.cumsum([0, *(DIGIT if letter.isdigit() else 1.0 for letter in line.text)])
            first, last = (
                int((x0 + (x1 - x0) * ends[at] / ends[-1]) * wide)
                for at in (number.end() - 1, number.end())
            )
            cv2.rectangle(shown, (first, int(y0 * high)), (last, int(y1 * high)), SKIN, -1)
    return shown


def main() -> None:
    """Read, count, print."""
    parser = data_command(__doc__)
    parser.add_argument("--others", type=int, default=15, help="photos of each other set (15)")
    args = parser.parse_args()
    skill = ReadSkill(lambda: compose.text_reader(threads=0), lambda _: None)

    def read(view: Picture) -> Text:
        return skill.whole(PictureSession(view))

    one, several, hidden, others, prices = (Counts() for _ in range(5))
    for row, picture in photos(args.data, "money", rows_of(args.data, "money")):
        known = banknote.recognised(picture, read)
        (one if len(row["notes"]) == 1 else several).add(known, row["notes"])
        if not known.missing:
            fingers = covered(picture, read(picture).lines)
            hidden.add(banknote.recognised(fingers, read), row["notes"])
    print(f"photos of one note: {one}\nof several: {several}\ndigits covered: {hidden}", flush=True)
    rng = np.random.default_rng(0)
    for _ in range(POSTERS):
        prices.add(banknote.recognised(poster(rng), read), ())
    print(f"drawn prices: {prices}", flush=True)
    for name in SETS:
        rows = [row for row in rows_of(args.data, name) if row["split"] == "val"][: args.others]
        for _, picture in photos(args.data, name, rows):
            others.add(banknote.recognised(picture, read), ())
    print(f"photos of other things: {others}")


if __name__ == "__main__":
    main()
