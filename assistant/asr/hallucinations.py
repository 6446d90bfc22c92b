"""Which of Whisper's text was really said. Pure.

On silence and noise Whisper makes up sentences, and sometimes one after what was said.
"""

import math
import re
import zlib
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from assistant.asr.base import Transcript, Word
from models.lexicon.sentence_ends import sentences

NO_SPEECH: Final = 0.6
LOG_PROBABILITY: Final = -1.0
COMPRESSION: Final = 2.4
"""Radford et al. (2022), section 4.5. There a text is dropped only if both of the first two agree,
and the second is over all tokens. Here one is enough, since the prompt makes its own questions
likely and asking again costs little; and only words count, since after a single word the full stop
is a coin toss."""

_PUNCTUATION: Final = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class WhisperGuess:
    """Whisper's text and its own doubts about it."""

    words: tuple[Word, ...]
    no_speech: float
    """How likely there was no speech at all, 0 to 1."""

    @property
    def log_probability(self) -> float:
        """The mean over the words."""
        logs = [math.log(max(word.confidence, 1e-9)) for word in self.words]
        return sum(logs) / max(1, len(logs))


def believed(
    guess: WhisperGuess, endings: Set[str], goodbyes: Set[str] = frozenset[str]()
) -> Transcript:
    """The believable part of a guess; empty if there is none.

    `endings` are sentences that Whisper adds in this language; none is a question, so nothing is
    lost if one was spoken. `goodbyes` are those of them that are believed if nothing else was said.
    """
    if guess.no_speech > NO_SPEECH or guess.log_probability < LOG_PROBABILITY:
        return Transcript()
    words = _without_repetition(guess.words)
    if _bare(" ".join(word.text for word in words)) not in goodbyes:
        words = _without_endings(words, endings)
    text = " ".join(word.text for word in words)
    if compression(text) > COMPRESSION:
        return Transcript()
    return Transcript(text, words)


def compression(text: str) -> float:
    """The length of a text over its compressed length; high for one that repeats itself."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


def _without_repetition(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """A text that says the same thing at least three times, and nothing else, once."""
    bare = [_bare(word.text) for word in words]
    for size in range(1, len(words) // 3 + 1):
        if all(one == other for one, other in zip(bare, bare[size:], strict=False)):
            return words[:size]
    return words


def _without_endings(words: tuple[Word, ...], endings: Set[str]) -> tuple[Word, ...]:
    said = sentences(" ".join(word.text for word in words))
    while said and _bare(said[-1]) in endings:
        said.pop()
    return words[: sum(len(sentence.split()) for sentence in said)]


def _bare(text: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", text.lower()).split())
