"""How far agreement between two writers tells which claims are right.

    python -m benchmarks.written_claims --data DATA --work .cache

No stronger model can be had here, so a scripted one takes its place: it writes what a person said
of a validation photo, with some of the words exchanged for others of their kind, and gives people's
answers, some of them to other questions of the same kind. It is calibrated as
`python -m models.training calibrate-hub NAME` does. Prints for each kind of claim and for answers
how many are right where the model that ships says the same, where it leaves them open and where it
says otherwise, and how many of those that are then plain or probable. Writes them to
`benchmarks/written_claims.csv`.
"""

import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.command import work_command
from models import embedded
from models.embedded import files
from models.embedded.open_answers import load_answer_verifier
from models.embedded.verifier import load_verifier
from models.interfaces import USUALLY, Guess, ImageEncoding, PromptOptions, TextChunk
from models.layered import LayeredModel
from models.lexicon.names import COCO_WORDS, mentions, thing_of
from models.lexicon.sentences import ACTS, COLOURS
from models.training.calibration.writers import calibrate_writer, chosen_questions, chosen_rows
from models.training.common.data import Folders
from models.training.texts.question_parts import MadeQuestion

OUT: Final = Path(__file__).with_name("written_claims.csv")
WRONG: Final = 0.2
"""How many of the words that can be exchanged are."""
WRONG_ANSWERS: Final = 0.4
"""How many answers are those to other questions; of these some are right by chance."""
PHOTOS: Final = 120
"""Of each set."""
_NUMBERS: Final = ("two", "three", "four", "five")
_KINDS: Final = (COLOURS, ACTS, _NUMBERS)


class Scripted(LayeredModel):
    """Writes the next of some texts about each picture, and gives the next of some answers."""

    def __init__(
        self, base: embedded.EmbeddedModel, texts: Sequence[str], answers: Sequence[str]
    ) -> None:
        super().__init__(base)
        self._texts, self._answers = iter(texts), iter(answers)

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        """The next answer, and those of the model that ships."""
        own = super().guesses(look, question, options, how)
        return (Guess(next(self._answers), -0.5, "scripted"), *own)

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        """The next text."""
        yield TextChunk(next(self._texts), -0.5, "scripted")


def exchanged(caption: str, rng: random.Random) -> str:
    """A caption of which some colours, acts, numbers and things are others."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if rng.random() >= WRONG:
            return word
        kind = next((kind for kind in _KINDS if word.lower() in kind), None)
        if kind is None and thing_of(word.lower()) and mentions(word):
            kind = tuple(COCO_WORDS)
        return word if kind is None else rng.choice([one for one in kind if one != word])

    return re.sub(r"[A-Za-z]+", other, caption)


def answers_of(items: Sequence[MadeQuestion], rng: random.Random) -> list[str]:
    """People's answers photo by photo, some of them to another question of the same kind."""
    by_photo: dict[tuple[str, int], list[MadeQuestion]] = defaultdict(list)
    by_kind: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for item in items:
        by_photo[item.set_name, item.index].append(item)
        by_kind[_kind(item)].append(item.answer)
    return [
        rng.choice(by_kind[_kind(item)]) if rng.random() < WRONG_ANSWERS else item.answer
        for photo in by_photo.values()
        for item in photo
    ]


def _kind(item: MadeQuestion) -> tuple[str, bool]:
    """Its first word, and whether it is for yes or no."""
    return item.question.split()[0], item.answer in ("yes", "no")


def run(folders: Folders) -> None:
    """Measure, print and write."""
    rng = random.Random(0)
    rows = [row for each in chosen_rows(folders, PHOTOS).values() for row in each]
    texts = [exchanged(rng.choice(row["captions"]), rng) for row in rows]
    base = embedded.load(threads=1)
    answers = answers_of(chosen_questions(folders, PHOTOS), rng)
    own = load_answer_verifier(files.WEIGHTS)
    model = Scripted(base, texts, answers)
    _, measured = calibrate_writer(model, load_verifier(base), own, folders, PHOTOS)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["claims", "number", "share right"])
        for what, value in measured.items():
            if not what.endswith(", right"):
                share = measured.get(f"{what}, right")
                table.writerow([what, int(value), "" if share is None else f"{share:.3f}"])
                print(what, int(value), "" if share is None else f"{share:.3f}", flush=True)


if __name__ == "__main__":
    given = work_command(__doc__).parse_args()
    run(Folders(given.data, given.work))
