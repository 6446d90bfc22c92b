"""Vosk: recognises while the user speaks, with a model that the user has pulled."""

import json
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np

from assistant.asr.base import RecogniserError, Transcript, Word
from assistant.asr.resampling import RATE, Samples
from assistant.saying.messages.faults_lines import EarsFault


class Vosk:
    """A loaded model.

    `noise` are the words that it makes of noise; a text of nothing else counts as empty.
    """

    def __init__(self, folder: Path, noise: Set[str] = frozenset()) -> None:
        """Load the model in a folder. Raises RecogniserError."""
        try:
            import vosk  # type: ignore[import-untyped]  # it has no types
        except (ImportError, OSError) as error:
            raise RecogniserError(EarsFault.NO_VOSK.said()) from error
        # Kaldi logs pages to stderr, most of them while it loads.
        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        self._name = folder.name
        self._noise = noise
        # It raises a bare Exception; without a path it would look for a model on the network.
        try:
            self._model: Any = vosk.Model(str(folder))
        except Exception as error:
            raise RecogniserError(EarsFault.VOSK_NOT_LOADED.said(model=folder.name)) from error

    @property
    def name(self) -> str:
        return f"Vosk {self._name}"

    def hear(self, language: str) -> bool:
        """False: a model has one language."""
        return False

    def begin(self, words: Sequence[str] = (), names: bool = False) -> "VoskStream":
        """Begin an utterance, in which only `words` are recognised, if given."""
        grammar = [json.dumps([*words, "[unk]"], ensure_ascii=False)] if words else []
        # It raises a bare Exception.
        try:
            return VoskStream(self._vosk.KaldiRecognizer(self._model, RATE, *grammar), self._noise)
        except Exception as error:
            raise RecogniserError(EarsFault.VOSK_DEAF.said(model=self._name)) from error


class VoskStream:
    """One utterance, with a fresh Kaldi recogniser of its own."""

    def __init__(self, recogniser: Any, noise: Set[str]) -> None:
        recogniser.SetWords(True)
        self._recogniser = recogniser
        self._noise = noise
        self._words: list[Word] = []

    def accept(self, samples: Samples) -> None:
        """See `RecognitionStream`. Raises RecogniserError."""
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        # It raises a bare Exception.
        try:
            whole = self._recogniser.AcceptWaveform(pcm)
        except Exception as error:
            raise RecogniserError(EarsFault.FAILED.said()) from error
        if whole:
            self._words += _words(self._recogniser.Result())

    def partial(self) -> None:
        """See `RecognitionStream`: what it takes is recognised at once."""

    def final(self) -> Transcript:
        self._words += _words(self._recogniser.FinalResult())
        if all(word.text in self._noise for word in self._words):
            return Transcript()
        return Transcript(" ".join(word.text for word in self._words), tuple(self._words))


def _words(result: str) -> list[Word]:
    """The words of one of its results, without those outside the grammar."""
    words = json.loads(result).get("result", [])
    return [Word(one["word"], one["conf"]) for one in words if one["word"] != "[unk]"]
