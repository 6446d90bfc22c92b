"""What all makers of questions share: the question itself, wording, drawing and levelling."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from models.embedded.answer_choices import plain_words
from models.training.texts.composed_captions import article
from models.training.texts.question_scores import normal

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class MadeQuestion:
    """One question about one photo."""

    set_name: str
    index: int
    """The photo's row in `records`."""
    question: str
    """Lower-case words without punctuation."""
    answers: tuple[str, ...]
    """Ten people's, or the one that is known; normalised as VQA does."""
    kind: str
    """Where it comes from: one of `questions.KINDS`."""

    @property
    def answer(self) -> str:
        """What most people said."""
        return Counter(self.answers).most_common(1)[0][0]


def ask(
    set_name: str, index: int, question: str, answer: str | Iterable[str], kind: str
) -> MadeQuestion:
    """A question with its words and answers in their normal form."""
    given = (answer,) if isinstance(answer, str) else tuple(answer)
    return MadeQuestion(
        set_name, index, wording(question), tuple(normal(one) for one in given), kind
    )


def wording(question: str) -> str:
    """The words of a question, lower-case, without punctuation; what the tokenizer keeps."""
    return plain_words(question)


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of them."""
    return options[int(rng.integers(len(options)))]


def some(rng: np.random.Generator, options: Sequence[T], most: int) -> list[T]:
    """Up to `most` of them, in a random order."""
    places = rng.permutation(len(options))[:most]
    return [options[int(place)] for place in places]


_PLURALS = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "knife": "knives",
    "shelf": "shelves",
    "mouse": "mice",
    "sheep": "sheep",
    "skis": "skis",
    "scissors": "scissors",
    "stairs": "stairs",
    "clothes": "clothes",
    "broccoli": "broccoli",
}


def plural(name: str) -> str:
    """Several of a thing."""
    *before, last = name.split()
    if last in _PLURALS:
        many = _PLURALS[last]
    elif last.endswith(("s", "sh", "ch", "x")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        many = f"{last[:-1]}ies"
    else:
        many = f"{last}s"
    return " ".join([*before, many])


def several(name: str) -> bool:
    """Whether a name stands for several things or for no countable one, as "skis"."""
    return article(name) == name


def levelled(
    items: Sequence[MadeQuestion], rng: np.random.Generator, most: float = 0.4
) -> list[MadeQuestion]:
    """The items less some of their commonest answer, so that it is no more than `most` of them.

    Fewer than ten items are left as they are. The order stays.
    """
    if len(items) < 10:
        return list(items)
    common, count = Counter(item.answer for item in items).most_common(1)[0]
    wanted = int((len(items) - count) * most / (1 - most))
    if count <= wanted:
        return list(items)
    places = [place for place, item in enumerate(items) if item.answer == common]
    dropped = {places[int(i)] for i in rng.permutation(count)[wanted:]}
    return [item for place, item in enumerate(items) if place not in dropped]


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Values by key, in their order."""
    groups: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
