"""Shared by all question makers: the question itself, wording, drawing and balancing."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from models.lexicon.questions import plain_words
from models.training.texts.composed_captions import article
from models.training.texts.question_scores import normal

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class MadeQuestion:
    """A question about a photo."""

    set_name: str
    index: int
    """The photo's row in `records`."""
    question: str
    """Lower-case words without punctuation."""
    answers: tuple[str, ...]
    """The answers of ten people, or the single known one; normalised as VQA does."""
    kind: str
    """Its source: one of `questions.KINDS`."""

    @property
    def answer(self) -> str:
        """The most common answer."""
        return Counter(self.answers).most_common(1)[0][0]


def ask(
    set_name: str, index: int, question: str, answer: str | Iterable[str], kind: str
) -> MadeQuestion:
    """A question with normalised words and answers."""
    given = (answer,) if isinstance(answer, str) else tuple(answer)
    return MadeQuestion(
        set_name, index, wording(question), tuple(normal(one) for one in given), kind
    )


def wording(question: str) -> str:
    """The words of a question, lower-case, without punctuation, as the tokenizer splits it."""
    return plain_words(question)


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of the options, at random."""
    return options[int(rng.integers(len(options)))]


def some(rng: np.random.Generator, options: Sequence[T], most: int) -> list[T]:
    """Up to `most` of the options, in random order."""
    places = rng.permutation(len(options))[:most]
    return [options[int(place)] for place in places]


def several(name: str) -> bool:
    """Whether a name is plural or uncountable, such as "skis"."""
    return article(name) == name


def levelled(
    items: Sequence[MadeQuestion], rng: np.random.Generator, most: float = 0.4
) -> list[MadeQuestion]:
    """Drop some items with the most common answer, so that it makes up at most `most` of all.

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
