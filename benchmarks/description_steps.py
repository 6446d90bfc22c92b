"""The effect of each step in choosing a description on agreement with people and on truth.

    python -m benchmarks.description_steps --data DATA --work .cache

Describes validation photos of Flickr8k and COCO with the shipped model, and writes
`benchmarks/description_steps.csv`: CIDEr-D and BLEU-4, and how many of the COCO things named are
absent. Each photo's sentence is chosen with weights fitted without it. Needs the step `prepare` of
`python -m models.training`.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from benchmarks.command import work_command
from models.embedded import EmbeddedModel, load
from models.embedded.ranking import Candidate, Ranking, best
from models.lexicon.names import mentions
from models.training.captioner.scores import absent, score
from models.training.common.data import Folders, Record, captioned, photo_of, validation_rows
from models.training.export.fit_ranking import EXPECTS, FITS, FOLDS, choose

OUT = Path("benchmarks/description_steps.csv")
MOST = {"flickr8k": 1000, "coco": 1000}
NOT = (0.0,)


@dataclass(frozen=True)
class Step:
    """The evidence that counts for a sentence."""

    fits: Sequence[float] = NOT
    expects: Sequence[float] = NOT
    borne_out: bool = False
    """Prefer sentences that name nothing the witness doubts, if there are any."""

    def grid(self) -> list[Ranking]:
        """All weights that are compared."""
        return [Ranking(*numbers) for numbers in product(self.fits, self.expects)]


_FITTING = Step(fits=FITS)
_EXPECTED = replace(_FITTING, expects=EXPECTS)
STEPS = {
    "the likeliest sentence": Step(),
    "one that fits the picture in the towers' space": _FITTING,
    "and that people would say, as it ships": _EXPECTED,
    "and that names nothing that the witness doubts": replace(_EXPECTED, borne_out=True),
}
"""Each step includes the ones before it."""


@dataclass(frozen=True)
class Photo:
    """A photo with its candidate sentences."""

    row: Record
    found: tuple[Candidate, ...]
    doubted: frozenset[str]
    """Names that the witness considers absent."""

    def options(self, step: Step) -> tuple[Candidate, ...]:
        """The sentences that a step chooses from."""
        good = tuple(one for one in self.found if not self.doubted & set(mentions(one.text)))
        return good if step.borne_out and good else self.found


def photos_of(model: EmbeddedModel, folders: Folders, name: str) -> list[Photo]:
    """Validation photos of a set that several people have described."""
    doubt = model.rule.grades.unsure
    found = []
    for row in captioned(validation_rows(folders, name))[: MOST[name]]:
        encoding = model.look(photo_of(folders, name, row))
        doubted = frozenset(one.name for one in encoding.objects if one.probability < doubt)
        found.append(Photo(row, model.candidates(encoding), doubted))
    return found


def said(sets: dict[str, list[Photo]], step: Step) -> dict[str, list[str]]:
    """The sentence for each photo, chosen with weights fitted on the other folds."""
    found = {name: [""] * len(photos) for name, photos in sets.items()}
    for fold in range(FOLDS):
        others = [
            [
                (photo.options(step), photo.row["captions"])
                for place, photo in enumerate(photos)
                if place % FOLDS != fold
            ]
            for photos in sets.values()
        ]
        how = choose(others, step.grid())
        for name, photos in sets.items():
            for place in range(fold, len(photos), FOLDS):
                options = photos[place].options(step)
                found[name][place] = options[best(how, options)].text
    return found


def figures(photos: Sequence[Photo], sentences: Sequence[str]) -> dict[str, float]:
    """CIDEr-D, BLEU-4 and, if all objects are known, absent ones in percent of the COCO things
    named."""
    result = score(sentences, [photo.row["captions"] for photo in photos])
    known = [
        (text, photo.row["objects"])
        for photo, text in zip(photos, sentences, strict=True)
        if "objects" in photo.row
    ]
    wrong = absent([text for text, _ in known], [objects for _, objects in known])
    found = {"CIDEr-D": result.cider, "BLEU-4": result.bleu4}
    if wrong is not None:
        found["absent things, percent of those named"] = 100 * wrong
    return {measure: round(value, 1) for measure, value in found.items()}


def main() -> None:
    """Measure, print and write."""
    given = work_command(__doc__).parse_args()
    folders, model = Folders(given.data, given.work), load()
    sets = {name: photos_of(model, folders, name) for name in MOST}
    write(sets)


def write(sets: dict[str, list[Photo]]) -> None:
    """Write the table of all steps."""
    rows = []
    for what, step in STEPS.items():
        sentences = said(sets, step)
        row: dict[str, str | float] = {"the sentence that is chosen": what}
        for name, photos in sets.items():
            measured = figures(photos, sentences[name])
            row |= {f"{name}, {measure}": value for measure, value in measured.items()}
        rows.append(row)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
