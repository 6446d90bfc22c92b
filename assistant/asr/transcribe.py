"""What `lantern transcribe` does: the words of sound files, with the recogniser of the settings."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.asr.base import (
    Recogniser,
    RecogniserError,
    RecogniserSettings,
    Transcript,
    Word,
)
from assistant.asr.endpointing import Limits
from assistant.asr.microphone import Sound
from assistant.asr.recogniser import open_recogniser
from assistant.asr.resampling import RATE, Samples
from assistant.asr.utterance import End, SpokenQuestion
from assistant.asr.vad import Silero, SpeechDetector, SpeechDetectorError
from assistant.asr.wav import BadSound, load

WHOLE_FILE = Limits(shortest=0.1, patience=float("inf"))
"""A file is heard to its end, and even a short word in it counts."""
PIECE = RATE // 10
"""Samples."""


@dataclass(frozen=True, slots=True)
class Transcribed:
    """The words of one file, as DESIGN.md's contract names them."""

    file: str
    text: str
    confidence: float
    """0 to 1; 0 where there are no words."""
    words: tuple[Word, ...]
    engine: str
    milliseconds: float

    def to_json(self) -> dict[str, object]:
        """The object that is printed."""
        words = [
            {"text": word.text, "confidence": round(word.confidence, 4)} for word in self.words
        ]
        return {
            "file": self.file,
            "text": self.text,
            "confidence": round(self.confidence, 4),
            "words": words,
            "engine": self.engine,
            "milliseconds": self.milliseconds,
        }


@dataclass(frozen=True, slots=True)
class NotTranscribed:
    """A file that gave none."""

    file: str
    error: str
    """A sentence."""

    def to_json(self) -> dict[str, object]:
        """The object that is printed."""
        return {"file": self.file, "error": self.error}


def transcribe(
    files: Iterable[Path], settings: RecogniserSettings
) -> Iterator[Transcribed | NotTranscribed]:
    """Give the words of each file, or why there are none; the recogniser is loaded once.

    Raises RecogniserError if it cannot be loaded.
    """
    recogniser = open_recogniser(settings)
    try:
        detector = Silero()
    except SpeechDetectorError as error:
        raise RecogniserError(str(error)) from error
    for file in files:
        start = time.perf_counter()
        try:
            said = words_of(load(file), detector, recogniser)
        except (BadSound, RecogniserError) as error:
            yield NotTranscribed(str(file), str(error))
        else:
            took = (time.perf_counter() - start) * 1000
            yield Transcribed(
                *(
                    str(file),
                    said.text,
                    said.confidence,
                    said.words,
                    recogniser.name,
                    round(took, 1),
                )
            )


def words_of(samples: Samples, detector: SpeechDetector, recogniser: Recogniser) -> Transcript:
    """Give all that is said, cut at its pauses and after 15 s. Raises RecogniserError."""
    words: list[Word] = []
    question = SpokenQuestion(detector, recogniser, WHOLE_FILE)
    for start in range(0, len(samples), PIECE):
        piece = samples[start : start + PIECE]
        if question.hear(Sound(piece, (start + len(piece)) / RATE)) is End.QUESTION:
            words += question.transcript().words
            question = SpokenQuestion(detector, recogniser, WHOLE_FILE)
    if question.finish() is End.QUESTION:
        words += question.transcript().words
    return Transcript(" ".join(word.text for word in words), tuple(words))
