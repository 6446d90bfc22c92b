"""Whether Space, questions and statements agree about the same picture, in three languages.

    python -m benchmarks.agreement --data DATA

Describes validation photos of COCO, rooms and household things, and the samples. For every thing
that Space names, and for a few that it does not, asks whether it is there, how many there are,
where it is and what this is, and checks the statement that it is there. Prints how often an answer
has the grade of Space or one surer (asking is evidence, too), and every pair that contradicts
another. `--most` bounds the photos of each set, and `--out` writes down all that was said.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from assistant.protocol.query import Intent, Query
from assistant.protocol.spoken import ENGLISH
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.saying.noun_phrases import Thing
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from assistant.understanding.statements import stated
from benchmarks.command import data_command
from benchmarks.photos import Row, photos, rows_of
from models.interfaces import HAND, SAYABLE, Certainty, Picture, Verdict
from models.lexicon.names import COCO_WORDS

SAMPLES: Final = Path(__file__).parent.parent / "assistant" / "cli" / "samples"
SEED: Final = 41
UNNAMED: Final = 2
"""So many things that Space does not name are asked for on each photo."""
SETS: Final = ("coco", "ade20k", "household")
WORDS: Final = {
    "en": (
        *("Is there {a}?", "There is {a}.", "How many {many} are there?"),
        *("Where is {the}?", "What is this?"),
    ),
    "de": (
        *("Ist da {a}?", "Da ist {a}.", "Wie viele {many} gibt es?"),
        *("Wo ist {the}?", "Was ist das?"),
    ),
    "es": (
        *("¿Hay {a}?", "Hay {a}.", "¿Cuántos {many} hay?"),
        *("¿Dónde está {the}?", "¿Qué es esto?"),
    ),
}
"""For each language whether a thing is there, asked and stated, how many, where, and what."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    best: str
    certainty: Certainty
    spoken: str

    @property
    def answers(self) -> bool:
        """Whether it is more than a doubt."""
        return self.certainty in SAYABLE


@dataclass(frozen=True, slots=True)
class Case:
    """All that was said of one thing on one photo in one language."""

    photo: str
    language: str
    thing: str
    space: Certainty
    """How sure Space named it; NONE: not at all."""
    alone: bool
    """Whether Space named nothing else."""
    described: str
    there: Reply
    stated: Reply
    number: Reply
    place: Reply
    what: Reply

    def agreeing(self) -> Iterator[tuple[str, bool]]:
        """Each answer that should have the grade of Space, and whether it has."""
        yield "is there", self._agrees(self.there, "yes")
        yield "statement", self._agrees(self.stated, "yes")
        if self.alone:
            yield "what is this", self._agrees(self.what, self.thing)

    def _agrees(self, reply: Reply, best: str) -> bool:
        order = list(Certainty)
        surer = order.index(self.space) - order.index(reply.certainty)
        return reply.best == best and surer in (0, 1)

    def contradictions(self) -> Iterator[str]:
        """Pairs of answers of which not both can be true."""
        denied = self.there.answers and self.there.best == "no"
        given = self.there.answers and self.there.best == "yes"
        none = self.number.best == "0"
        some = self.number.certainty is not Certainty.NONE
        placed = self.place.certainty is not Certainty.NONE and self.place.best not in ("", "no")
        named = self.space in SAYABLE
        wrong = self.stated.answers and self.stated.best == "no"
        right = self.stated.answers and self.stated.best == "yes"
        pairs = {
            "Space and is there": named and denied,
            "Space and statement": named and wrong,
            "Space and how many": named and none,
            "is there and statement": (given and wrong) or (denied and right),
            "is there and how many": (denied and some) or (given and none),
            "is there and where": denied and placed,
            "statement and how many": (wrong and some) or (right and none),
            "statement and where": wrong and placed,
        }
        yield from (name for name, found in pairs.items() if found)

    PAIRS = 8


def cases(
    skills: SkillSet, photo: str, picture: Picture, rng: np.random.Generator
) -> Iterator[Case]:
    """Describe a photo and ask about it."""
    for language in WORDS:
        session = skills.session(picture)
        session.language = language
        told = skills.describe(session)
        named = {one.name: one.certainty for one in told.spoken_objects if one.name != HAND}
        others = sorted(set(COCO_WORDS) - set(named))
        if language == ENGLISH:
            unnamed = [others[place] for place in rng.permutation(len(others))[:UNNAMED]]
        catalogue = Catalogue([language])
        for name in dict.fromkeys((*named, *unnamed)):
            there, stated, number, place, what = WORDS[language]
            words = {
                "a": catalogue.text(Thing(name)),
                "the": catalogue.text(Thing(name, the=True)),
                "many": catalogue.text(Thing(name, "some")),
            }
            yield Case(
                photo,
                language,
                name,
                named.get(name, Certainty.NONE),
                len(named) == 1,
                catalogue.text(told.spoken),
                _asked(skills, session, there.format(**words), catalogue),
                _stated(skills, session, stated.format(**words), catalogue),
                _asked(skills, session, number.format(**words), catalogue),
                _asked(skills, session, place.format(**words), catalogue),
                _asked(skills, session, what, catalogue),
            )


def _asked(skills: SkillSet, session: PictureSession, words: str, catalogue: Catalogue) -> Reply:
    query = asked(words, of(catalogue.code)) or Query(Intent.QUESTION, question=words)
    given = skills.answer(session, query)
    return Reply(given.answer, given.certainty, catalogue.text(given.spoken))


def _stated(skills: SkillSet, session: PictureSession, words: str, catalogue: Catalogue) -> Reply:
    said = stated(words, of(catalogue.code))
    query = Query(Intent.QUESTION, statement=said.english, partly=said.partly)
    judged = skills.judge(session, query) if said.english else None
    if judged is None:
        return Reply("", Certainty.NONE, "")
    best = {Verdict.TRUE: "yes", Verdict.FALSE: "no"}.get(judged.verdict, "")
    return Reply(best, judged.certainty, f"{judged.verdict}")


def pictures(data: Path | None = None, most: int = 0) -> Iterator[tuple[str, Picture]]:
    """The samples, then photos of each set."""
    for path in sorted(SAMPLES.glob("*.jpg")):
        yield path.name, np.asarray(Image.open(path).convert("RGB"), np.uint8)
    if data is None:
        return
    rng = np.random.default_rng(SEED)
    for name in SETS:
        rows = [row for row in rows_of(data, name) if row["split"] == "val"]
        rows = [row for row in rows if row.get("unseen", True)]
        chosen: list[Row] = [rows[place] for place in sorted(rng.permutation(len(rows))[:most])]
        for row, picture in photos(data, name, chosen):
            yield f"{name} {row['photo']}", picture


def main() -> None:
    """Ask, print and write."""
    parser = data_command(__doc__)
    parser.add_argument("--most", type=int, default=60, help="photos of each set (60)")
    parser.add_argument("--out", type=Path, help="a file for all that was said")
    given = parser.parse_args()
    skills = compose.skills(config.defaults(), "world")
    rng = np.random.default_rng(SEED)
    every = [
        case
        for photo, picture in pictures(given.data, given.most)
        for case in cases(skills, photo, picture, rng)
    ]
    if given.out is not None:
        write(given.out, every)
    for name, share in summary(every).items():
        print(f"{name}: {share}")
    for case in every:
        for pair in case.contradictions():
            print(f"Contradiction of {pair}, {case.language}, {case.photo}, {case.thing}:")
            print(f"    {case.described} {case.there.spoken} {case.number.spoken}")


def summary(every: list[Case]) -> dict[str, str]:
    """How often answers agree with Space, and how many pairs contradict each other."""
    agreed: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for case in every:
        if case.space in SAYABLE:
            for what, agrees in case.agreeing():
                for name in (what, f"{what}, {case.language}", "all"):
                    compared[name] += 1
                    agreed[name] += agrees
    found = {
        f"{name} as sure as Space or one surer": f"{agreed[name]} of {count}, "
        f"{100 * agreed[name] / count:.1f} percent"
        for name, count in sorted(compared.items())
    }
    wrong = sum(len(list(case.contradictions())) for case in every)
    return found | {"pairs that contradict each other": f"{wrong} of {len(every) * Case.PAIRS}"}


def write(out: Path, every: list[Case]) -> None:
    """Write the grid."""
    head = ("photo", "language", "thing", "Space", "Space says")
    asks = ("is there", "statement", "how many", "where", "what is this")
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow([*head, *asks])
        for one in every:
            replies = (one.there, one.stated, one.number, one.place, one.what)
            about = (one.photo, one.language, one.thing, one.space.value, one.described)
            table.writerow(
                [*about, *(f"{reply.certainty.value}: {reply.spoken}" for reply in replies)]
            )


if __name__ == "__main__":
    main()
