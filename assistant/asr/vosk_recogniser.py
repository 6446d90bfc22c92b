"""Vosk: hears while one speaks, with a model that the user has pulled."""

import json
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np

from assistant.asr.base import RecogniserError, Transcript, Word
from assistant.asr.resampling import RATE, Samples
from assistant.saying.messages.faults_lines import EarsFault


class Vosk:
    """A model, loaded."""

    def __init__(self, folder: Path, noise: Set[str] = frozenset()) -> None:
        """Load the model in a folder. Raises RecogniserError.

        `noise` are the words that it makes of noise; a text of nothing else is none.
        """
        try:
            import vosk  # type: ignore[import-untyped]  # it has no types
        except (ImportError, OSError) as error:
            raise RecogniserError(EarsFault.NO_VOSK.said()) from error
        # Kaldi writes pages to stderr, and most of them while it loads.
        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        self._name = folder.name
        self._noise = noise
        # It raises a bare Exception; without a path it would look for a model in the network.
        try:
            self._model: Any = vosk.Model(str(folder))
        except Exception as error:
            raise RecogniserError(EarsFault.VOSK_NOT_LOADED.said(model=folder.name)) from error

    @property
    def name(self) -> str:
        """The model's own name."""
        return f"Vosk {self._name}"

    def hear(self, language: str) -> bool:
        """A model knows one language."""
        return False

    def begin(self, words: Sequence[str] = (), names: bool = False) -> "VoskUtterance":
        """Begin an utterance; where `words` are given, no others are heard.

        Names are heard as everything else.
        """
        grammar = [json.dumps([*words, "[unk]"], ensure_ascii=False)] if words else []
        # It raises a bare Exception.
        try:
            return VoskUtterance(
                self._vosk.KaldiRecognizer(self._model, RATE, *grammar), self._noise
            )
        except Exception as error:
            raise RecogniserError(EarsFault.VOSK_DEAF.said(model=self._name)) from error


class VoskUtterance:
    """One utterance, with a Kaldi recogniser of its own."""

    def __init__(self, recogniser: Any, noise: Set[str]) -> None:
        """Take a recogniser that has heard nothing yet, and the words that count for nothing."""
        recogniser.SetWords(True)
        self._recogniser = recogniser
        self._noise = noise
        self._words: list[Word] = []

    def accept(self, samples: Samples) -> None:
        """Take the next piece. Raises RecogniserError."""
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        # It raises a bare Exception.
        try:
            whole = self._recogniser.AcceptWaveform(pcm)
        except Exception as error:
            raise RecogniserError(EarsFault.FAILED.said()) from error
        if whole:
            self._words += _words(self._recogniser.Result())

    def partial(self) -> str:
        """Give the text so far; the last words may come later."""
        running = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return " ".join([*(word.text for word in self._words), *running.split()])

    def final(self) -> Transcript:
        """Give the whole text; the last words come only here."""
        self._words += _words(self._recogniser.FinalResult())
        if all(word.text in self._noise for word in self._words):
            return Transcript()
        return Transcript(" ".join(word.text for word in self._words), tuple(self._words))


def _words(result: str) -> list[Word]:
    """The words of one of its results, without those that are in no grammar."""
    told = json.loads(result).get("result", [])
    return [Word(one["word"], one["conf"]) for one in told if one["word"] != "[unk]"]
