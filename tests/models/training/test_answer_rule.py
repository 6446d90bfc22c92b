"""What the rule of the answer verifier learns from questions alone."""

import pytest

pytest.importorskip("torch")

import numpy as np

from models.embedded.open_answers import OPTIONS, START, EmbeddedAnswerVerifier
from models.interfaces import Guess, ImageEncoding, Reply
from models.training.answerer.answer_rule import (
    PLAIN,
    SPOKEN,
    Tried,
    bars_on,
    cross_replied,
    fitted,
    parts_of,
    rights,
)
from models.training.texts.question_parts import MadeQuestion


def test_enough_answers_are_right_in_each_grade() -> None:
    values = np.linspace(1, 0, 1000)
    right = (np.random.default_rng(0).random(1000) < values).astype(np.float64)
    bars = bars_on(values, right)
    assert bars.plain >= bars.probably == bars.unsure
    for bar, share in ((bars.plain, PLAIN), (bars.probably, SPOKEN)):
        assert right[values >= bar].mean() == pytest.approx(share, abs=0.01)


DECIDING, *ASKING = "is it red", "what is it made of", "what material is it"


def noise(seed: int, photos: int = 14) -> list[Tried]:
    """Questions about each photo, those for no decision with one answer; none can be predicted."""
    rng = np.random.default_rng(seed)
    found = []
    for photo in range(photos):
        words = (*OPTIONS, "paper", "glass")
        guesses = tuple(Guess(word, float(rng.uniform(-8, 0))) for word in words)
        material, decided = str(rng.choice(["paper", "glass"])), str(rng.choice(["yes", "no"]))
        found += [
            Tried(
                MadeQuestion("coco", photo, question, (answer,), "vqa"),
                ImageEncoding((), None, 0, None),
                guesses,
            )
            for question, answer in ((DECIDING, decided), *((one, material) for one in ASKING))
        ]
    return found


def correlation(seen: list[Tried], replies: list[Reply]) -> float:
    """How well the probabilities predict what is right: their correlation."""
    values = [reply.probability for reply in replies]
    return float(np.corrcoef(values, rights(seen, replies))[0, 1])


def test_no_photo_grades_itself() -> None:
    each = [noise(seed) for seed in range(4)]
    own = []
    for seen in each:
        verifier = EmbeddedAnswerVerifier(fitted(START, seen))
        replies = [verifier.reply(one.encoding, one.item.question, one.guesses) for one in seen]
        own.append(correlation(seen, replies))
    assert np.mean(own) > 0.3, "what was fitted to noise knows this noise"
    others = [correlation(seen, cross_replied(START, seen, fitted)) for seen in each]
    assert np.mean(others) < 0.15


def test_questions_of_a_photo_are_never_parted() -> None:
    seen = [*noise(0), *noise(1)[::-1]]
    parts = parts_of(seen)
    of_photo = {one.item.index: part for one, part in zip(seen, parts, strict=True)}
    assert list(parts) == [of_photo[one.item.index] for one in seen]
    assert len(set(parts)) > 1
