"""The words of sound files, for `lantern transcribe`."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.asr.base import Recogniser, RecogniserError, RecogniserSettings, Transcript, Word
from assistant.asr.endpointing import EndpointVerdict, Limits
from assistant.asr.microphone import Sound
from assistant.asr.recogniser import open_recogniser
from assistant.asr.resampling import RATE, Samples
from assistant.asr.spoken_question import SpokenQuestion
from assistant.asr.vad import Silero, SpeechDetector, SpeechDetectorError
from assistant.asr.wav import BadSound, load
from assistant.protocol.spoken import message_of

WHOLE_FILE = Limits(shortest=0.1, patience=float("inf"))
"""A file is heard to its end, and even a short word counts."""
PIECE = RATE // 10
"""Samples."""


def transcribe(files: Iterable[Path], settings: RecogniserSettings) -> Iterator[dict[str, object]]:
    """The object that is printed for each file: its words, or `error` if there are none.

    Raises RecogniserError if the recogniser cannot be loaded.
    """
    recogniser = open_recogniser(settings)
    try:
        detector = Silero()
    except SpeechDetectorError as error:
        raise RecogniserError(message_of(error)) from error
    for file in files:
        start = time.perf_counter()
        try:
            said = words_of(load(file), detector, recogniser)
        except (BadSound, RecogniserError) as error:
            yield {"file": str(file), "error": message_of(error)}
            continue
        yield {
            "file": str(file),
            "text": said.text,
            "confidence": round(said.confidence, 4),
            "words": [
                {"text": word.text, "confidence": round(word.confidence, 4)} for word in said.words
            ],
            "engine": recogniser.name,
            "milliseconds": round((time.perf_counter() - start) * 1000, 1),
        }


def words_of(samples: Samples, detector: SpeechDetector, recogniser: Recogniser) -> Transcript:
    """Everything that is said, cut at pauses and after 15 s. Raises RecogniserError."""
    words: list[Word] = []
    question = SpokenQuestion(detector, recogniser, WHOLE_FILE)
    for start in range(0, len(samples), PIECE):
        piece = samples[start : start + PIECE]
        if question.hear(Sound(piece, (start + len(piece)) / RATE)) is EndpointVerdict.ENDED:
            words += question.transcript().words
            question = SpokenQuestion(detector, recogniser, WHOLE_FILE)
    if question.finish() is EndpointVerdict.ENDED:
        words += question.transcript().words
    return Transcript(" ".join(word.text for word in words), tuple(words))
