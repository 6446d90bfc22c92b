"""Metrics of answers: VQA accuracy, exact answers, and the precision of abstaining.

VQA accuracy is the official one (https://arxiv.org/abs/1505.00468 and its evaluation code): an
answer scores min(n / 3, 1) if n of nine people gave it, averaged over the ten ways to leave out one
of the ten people, with both sides normalised.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

UNANSWERABLE = "unanswerable"
"""The answer to a question that the photo cannot answer."""
_DIGITS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"none": "0"}
_ARTICLES = frozenset(("a", "an", "the"))
_SIGNS = ';/[]"{}()=+\\_-><@`,?!'
_NOT = "are ca could did do does had has have is might must should was were wo would".split()
_CONTRACTIONS = {f"{word}nt": f"{word}n't" for word in _NOT} | {
    short.replace("'", ""): short
    for short in "he's i'm i've it'd let's she's that's there's they're they've what's where's "
    "who's you're you've".split()
}
_SPELLED = {"refridgerator": "refrigerator"}
"""Misspelt in daquar; answers are spoken, so they must be words."""


@lru_cache(maxsize=100_000)
def normal(answer: str) -> str:
    """An answer as VQA compares it: no articles, no punctuation, digits for number words."""
    text = answer.lower().replace("\n", " ").replace("\t", " ").strip()
    numbered = re.search(r"\d,\d", text) is not None
    for sign in _SIGNS:
        beside_space = f"{sign} " in text or f" {sign}" in text
        text = text.replace(sign, "" if beside_space or numbered else " ")
    text = re.sub(r"\.(?!\d)", "", text)
    words = [_DIGITS.get(word, word) for word in text.split()]
    kept = [word for word in words if word not in _ARTICLES]
    return " ".join(_CONTRACTIONS.get(word, _SPELLED.get(word, word)) for word in kept)


def vqa_accuracy(said: str, answers: Sequence[str]) -> float:
    """How right an answer is, 0…1; with a single right answer it is 1 or 0."""
    given = [normal(answer) for answer in answers]
    same = given.count(normal(said))
    if len(given) == 1:
        return float(same)
    left_out = [same - 1] * same + [same] * (len(given) - same)
    return float(np.mean([min(1.0, count / 3) for count in left_out]))


def exact(said: str, wanted: str) -> bool:
    """Whether an answer equals the wanted one; lists must be in order, as daquar counts."""
    return _plain(said) == _plain(wanted)


def _plain(answer: str) -> str:
    return normal(answer.replace(",", " "))


def abstention_precision(scores: NDArray[np.float64], unanswerable: NDArray[np.bool_]) -> float:
    """Average precision of a score that is high for unanswerable questions.

    Weighted as if half were unanswerable, whatever their share; nan if either kind is missing.
    """
    if unanswerable.all() or not unanswerable.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = unanswerable[order]
    right = np.cumsum(hits) / hits.sum()
    wrong = np.cumsum(~hits) / (~hits).sum()
    return float((right / (right + wrong))[hits].mean())
