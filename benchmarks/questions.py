"""Answers to people's questions compared with what people answered, as `lantern ask` gives them.

    python -m benchmarks.questions --data DATA --work .cache

Asks human questions about validation photos of COCO, some of DAQUAR's, and whether things are there
on COCO photos that no part was trained on. Prints, and writes to `benchmarks/questions.csv`, by
kind of question: how right the best guesses are, how many are answered plainly or with "probably",
how right those are, and the same for plain ones and for those that begin with "I am not sure". An
answer counts as VQA counts it, one of DAQUAR's only if it is exact; "at least five" is right where
people counted five or more, "red or blue" where it is one of the two. The rule that grades was
fitted on some of these questions; the model's card has figures for photos that did not take part.
Needs the step `prepare` of `python -m models.training`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.cli.photos import Object, PhotoQuestion, answer
from assistant.settings import config
from benchmarks.command import work_command
from models.claims import holds
from models.interfaces import SAYABLE, Certainty
from models.lexicon.names import COCO_WORDS
from models.lexicon.questions import read
from models.training.answerer.answer_rule import honest, rightness
from models.training.common.data import Folders, records
from models.training.texts.question_only import is_yes_no
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import normal
from models.training.texts.questions import asked

SEED = 5
_STARTS = {
    "number": ("how many", "what number of"),
    "where": ("where",),
    "doing": ("what is he doing", "what is she doing", "what are they doing", "what sport"),
    "what": ("what", "which"),
}


def kind_of(item: MadeQuestion) -> str:
    """The kind of a human question."""
    words = item.question
    if is_yes_no(item):
        return "yes or no"
    if "color" in words or "colour" in words:
        return "colour"
    if words.startswith("what") and "doing" in words:
        return "doing"
    starts = (kind for kind, each in _STARTS.items() if words.startswith(each))
    return next(starts, "other")


def groups(folders: Folders, most: int) -> dict[str, list[MadeQuestion]]:
    """The questions by what is reported of them together, of each source at most so many."""
    rest, coco = asked(folders, "val"), records(folders, "coco")
    people = drawn(rest["vqa"], most)
    found = {
        "all human questions": people,
        "of photos new to every part": [one for one in people if coco[one.index]["unseen"]],
    }
    by_kind = defaultdict(list)
    for one in people:
        by_kind[kind_of(one)].append(one)
    there = presences(folders)
    return (
        found
        | dict(sorted(by_kind.items()))
        | {"DAQUAR": drawn(rest["daquar"], most), "is there a thing": drawn(there, most)}
    )


def presences(folders: Folders, seed: int = 0) -> list[MadeQuestion]:
    """Whether things with COCO's names are there, of photos that no part was trained on."""
    coco, found = records(folders, "coco"), asked(folders, "val", seed)["presence"]
    return [item for item in found if honest(item, coco) and _of_coco(item.question)]


def _of_coco(question: str) -> bool:
    things = set(read(question).things)
    return bool(things) and things <= COCO_WORDS.keys()


def drawn(items: Sequence[MadeQuestion], most: int) -> list[MadeQuestion]:
    """At most so many of the questions, always the same."""
    places = np.random.default_rng(SEED).permutation(len(items))[:most]
    return [items[int(place)] for place in sorted(places)]


def answers(folders: Folders, items: Iterable[MadeQuestion]) -> dict[MadeQuestion, Object]:
    """What `lantern ask` answers to each question."""
    each = list(dict.fromkeys(items))
    names = {name: records(folders, name) for name in {one.set_name for one in each}}
    questions = []
    for one in each:
        photo = f"{names[one.set_name][one.index]['photo']}.webp"
        path = folders.photos(one.set_name) / photo
        questions.append(PhotoQuestion(str(path), one.question))
    said = answer(config.defaults(), questions)
    return dict(zip(each, said, strict=True))


def share(right: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """The mean in percent; nan of nothing."""
    return round(100 * float(right.mean()), 1) if len(right) else float("nan")


def grade(said: Object) -> str:
    """How sure an answer is; one without a bare word, such as the time, can't be compared."""
    return str(said.get("certainty", "")) if said.get("answer") else Certainty.NONE


def right_of(item: MadeQuestion, answer: str) -> float:
    """How right an answer is, 0…1: "5+" where people counted five or more, "red or blue" where it
    is one of the two. COCO's people write "gray"."""
    return max(_rightness(item, each) for each in answer.replace("grey", "gray").split(" or "))


def _rightness(item: MadeQuestion, answer: str) -> float:
    if not answer.endswith("+") and answer != "many":
        return rightness(item, answer)
    least = normal(answer)
    met = (one.isdigit() and holds(answer, int(one)) for one in item.answers)
    answers = (least if is_met else one for is_met, one in zip(met, item.answers, strict=True))
    return rightness(replace(item, answers=tuple(answers)), answer)


def figures(items: Sequence[MadeQuestion], said: dict[MadeQuestion, Object]) -> tuple[float, ...]:
    """The columns of `HEAD` behind the first."""
    right = np.array([right_of(one, str(said[one].get("answer", ""))) for one in items])
    grades = np.array([grade(said[one]) for one in items])
    spoken = np.isin(grades, SAYABLE)
    plain: NDArray[np.bool_] = np.isin(grades, [Certainty.PLAIN])
    unsure: NDArray[np.bool_] = np.isin(grades, [Certainty.UNSURE])
    each = (
        part for group in (spoken, plain, unsure) for part in (share(group), share(right[group]))
    )
    return len(items), share(right), *each


HEAD = (
    "kind",
    "questions",
    "right, percent",
    "answered, percent",
    "right of those answered, percent",
    "plain, percent",
    "right of those plain, percent",
    "may be, percent",
    "right of those that may be, percent",
)


def main() -> None:
    """Ask, print and write."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/questions.csv"))
    parser.add_argument(
        "--most", type=int, default=1200, help="questions of each source, drawn at random (1200)"
    )
    given = parser.parse_args()
    folders = Folders(given.data, given.work)
    every = groups(folders, given.most)
    said = answers(folders, (one for items in every.values() for one in items))
    rows = [(kind, *figures(items, said)) for kind, items in every.items()]
    with given.out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    for row in rows:
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
