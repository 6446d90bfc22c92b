"""What is answered about receipts: `lantern ask` on photos of shop receipts (SROIE, ICDAR 2019).

    python -m benchmarks.receipts --data DATA --work .cache

Asks every receipt for its total, its date, its shop and its address. Prints, and writes to
`benchmarks/receipts.csv`, for each question and each half of the receipts: how many were answered
(plain or probably), how many of those are right, and how many of all best guesses are. The names
and proofs in `assistant/skills/receipts.py` were written on the first half and tried on the second.

`--weights` only prints how many totals are answered, and right, with each weight halved or half as
large again.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from assistant.cli import photos
from assistant.cli.photos import PhotoQuestion
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.receipts import WEIGHTS, Weights, paid
from benchmarks.command import work_command
from models.interfaces import Certainty
from models.training.common.data import Folders, Record, read_photo, records, unpack

SET: Final = "receipts"
QUESTIONS: Final = {
    "total": "What is the total?",
    "date": "What is the date?",
    "company": "Which shop is it?",
    "address": "What is the address?",
}
ANSWERED: Final = ("plain", "probably")
FACTORS: Final = (0.5, 1.5)
ALIKE: Final = 0.9
"""The share of letters that a name or an address must have in common with the right one."""
TABLE: Final = Path(__file__).with_suffix(".csv")
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def right(field: str, answer: str, wanted: str) -> bool:
    """Whether an answer says the same."""
    if field == "total":
        return cents(answer) == cents(wanted)
    if field == "date":
        return date(answer) == date(wanted)
    mine, other = (
        "".join(letter for letter in text.casefold() if letter.isalnum())
        for text in (answer, wanted)
    )
    return SequenceMatcher(None, mine, other).ratio() > ALIKE


def cents(text: str) -> str:
    """The digits of a sum."""
    return "".join(filter(str.isdigit, text)).lstrip("0")


def date(text: str) -> tuple[int, ...]:
    """Day, month and the last two digits of the year."""
    text = text.lower()
    for number, month in enumerate(_MONTHS, start=1):
        text = re.sub(rf"{month}[a-z]*", f" {number} ", text)
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    ordered = numbers[::-1] if numbers and numbers[0] > 31 else numbers
    return (*ordered[:-1], ordered[-1] % 100) if ordered else ()


def figures(
    field: str, answers: Sequence[photos.Object], wanted: Sequence[Mapping[str, str]]
) -> tuple[int, int, int, int]:
    """Receipts that tell it, answered, right of those, and right of all."""
    pairs = [
        (one["certainty"] in ANSWERED, right(field, str(one["answer"]), key[field]))
        for one, key in zip(answers, wanted, strict=True)
        if field in key
    ]
    answered = [ok for given, ok in pairs if given]
    return len(pairs), len(answered), sum(answered), sum(ok for _, ok in pairs)


def varied() -> Iterator[tuple[str, Weights]]:
    """Other weights, one changed at a time."""
    yield "as they are", WEIGHTS
    for name, weight in asdict(WEIGHTS).items():
        for factor in FACTORS:
            yield f"{name} {weight * factor:g}", replace(WEIGHTS, **{name: weight * factor})


def weigh(folders: Folders, rows: Sequence[Record]) -> None:
    """Print how many totals are answered, and right, with other weights."""
    read = compose.reading(threads=0)
    pictures = (read_photo(folders.photos(SET) / f"{row['photo']}.webp") for row in rows)
    texts = [read.whole(PictureSession(picture)) for picture in pictures]
    for name, weights in varied():
        found = [paid(text, weights) for text in texts]
        answered = [
            right("total", one.value, row["key"]["total"])
            for one, row in zip(found, rows, strict=True)
            if one is not None and one.certainty is not Certainty.UNSURE
        ]
        print(name, len(answered), sum(answered), sep="\t")


def main() -> None:
    """Run the benchmark."""
    parser = work_command(__doc__)
    parser.add_argument("--weights", action="store_true", help="try other weights of the total")
    arguments = parser.parse_args()
    folders = Folders(arguments.data, arguments.work)
    unpack(folders, SET)
    rows = records(folders, SET)
    if arguments.weights:
        weigh(folders, rows)
        return
    asked = [
        PhotoQuestion(str(folders.photos(SET) / f"{row['photo']}.webp"), question)
        for row in rows
        for question in QUESTIONS.values()
    ]
    answers = list(photos.answer(config.defaults(), asked))
    keys = [row["key"] for row in rows]
    half = len(rows) // 2
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("question", "half", "receipts", "answered", "right", "right of all"))
        for place, field in enumerate(QUESTIONS):
            told = answers[place :: len(QUESTIONS)]
            for name, part in (("first", slice(half)), ("second", slice(half, None))):
                row = (field, name, *figures(field, told[part], keys[part]))
                print(*row, sep="\t")
                table.writerow(row)


if __name__ == "__main__":
    main()
