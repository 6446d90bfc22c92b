"""Whisper base by OpenAI, int8 in CTranslate2: used unless a Vosk model was pulled."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from assistant.asr import whisper_files
from assistant.asr.base import RecogniserError, Transcript, Word
from assistant.asr.hallucinations import WhisperGuess, believed
from assistant.asr.mel import log_mel
from assistant.asr.resampling import RATE, Samples, seconds
from assistant.saying.messages.faults_lines import EarsFault
from assistant.understanding.language_file import of, there_are
from assistant.understanding.matcher import goodbyes

SHORTEST: Final = 8.0
"""Seconds to which sound is padded; on less Whisper repeats itself."""
MARGIN: Final = 1.0
"""Seconds of silence after the sound."""
LONGEST: Final = 30.0
"""Seconds that Whisper was trained for."""
CUT_WITHIN: Final = 5.0
"""Seconds at the end of these in which longer sound may be cut."""
TOKENS: Final = 10
TOKENS_PER_SECOND: Final = 8
"""The most tokens of a text, by the duration of its sound."""


class Whisper:
    """The model, loaded and warmed up."""

    def __init__(self, language: str = "en", threads: int = 0) -> None:
        """Load it, in about a second; 0 threads: all cores. Raises RecogniserError."""
        try:
            import ctranslate2  # type: ignore[import-untyped]  # it has no types
            from tokenizers import Tokenizer
        except ImportError as error:
            raise RecogniserError(EarsFault.NOT_INSTALLED.said()) from error
        self._tokenizer: Any = Tokenizer.from_buffer(whisper_files.tokenizer())
        if not self.hear(language):
            raise RecogniserError(EarsFault.NO_LANGUAGE.said(language=language))
        self._storage: Any = ctranslate2.StorageView
        try:
            with whisper_files.model() as folder:
                self._model: Any = ctranslate2.models.Whisper(
                    str(folder),
                    device="cpu",
                    compute_type="int8",
                    intra_threads=threads or os.cpu_count() or 1,
                )
        except (RuntimeError, ValueError) as error:
            raise RecogniserError(EarsFault.NOT_LOADED.said(reason=error)) from error
        self.recognise(np.zeros(RATE, np.float32))

    @property
    def name(self) -> str:
        return "Whisper base"

    def hear(self, language: str) -> bool:
        """See `Recogniser`; False if Whisper does not know the language.

        If Lantern understands questions in it, they become Whisper's prompt.
        """
        if self._tokenizer.token_to_id(f"<|{language}|>") is None:
            return False
        names = ("startoftranscript", language, "transcribe", "notimestamps")
        self._start = [self._special(name) for name in names]
        own = of(language) if language in there_are() else None
        self._prompt = "" if own is None else f" {own.hearing.prompt}"
        self._names = "" if own is None or not own.hearing.names else f" {own.hearing.names}"
        self._endings = frozenset[str]() if own is None else own.hearing.endings
        self._goodbyes = frozenset[str]() if own is None else goodbyes(own)
        return True

    def begin(self, words: Sequence[str] = (), names: bool = False) -> "WhisperStream":
        """See `Recogniser`; `words` or `names` become likely, but others are recognised as well."""
        return WhisperStream(self, ", ".join(words) or (self._names if names else ""))

    def recognise(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of an utterance of at most 29 s. Raises RecogniserError."""
        return believed(self.guess(samples, prompt), self._endings, self._goodbyes)

    def guess(self, samples: Samples, prompt: str = "") -> WhisperGuess:
        """What Whisper makes of it, believable or not; `prompt` replaces the usual one."""
        samples = samples[: round((LONGEST - MARGIN) * RATE)]
        window = round(max(SHORTEST, seconds(samples) + MARGIN) * RATE)
        most_tokens = round(TOKENS + TOKENS_PER_SECOND * seconds(samples))
        before = self._before(prompt or self._prompt)
        try:
            mel = log_mel(np.pad(samples, (0, window - len(samples))))
            encoded = self._model.encode(self._storage.from_array(mel[None]))
            result = self._model.generate(
                encoded,
                [[*before, *self._start]],
                beam_size=1,
                max_length=len(before) + len(self._start) + most_tokens,
                return_no_speech_prob=True,
                return_logits_vocab=True,
            )[0]
        except RuntimeError as error:
            raise RecogniserError(EarsFault.FAILED_BY.said(reason=error)) from error
        tokens: list[int] = result.sequences_ids[0]
        probabilities = _probabilities(tokens, result.logits[0] if tokens else [])
        return WhisperGuess(self._words(tokens, probabilities), result.no_speech_prob)

    def _before(self, prompt: str) -> list[int]:
        if not prompt:
            return []
        tokens = self._tokenizer.encode(prompt, add_special_tokens=False).ids
        return [self._special("startofprev"), *tokens]

    def _special(self, name: str) -> int:
        token: int = self._tokenizer.token_to_id(f"<|{name}|>")
        return token

    def _words(self, tokens: list[int], probabilities: list[float]) -> tuple[Word, ...]:
        """Join the tokens to words; a word is as sure as the least sure of its letters."""
        words: list[tuple[list[int], float]] = []
        for token, probability in zip(tokens, probabilities, strict=True):
            piece = self._tokenizer.id_to_token(token) or ""
            own = probability if any(map(str.isalnum, piece.lstrip("Ġ"))) else 1.0
            if words and not piece.startswith("Ġ"):
                before, least = words.pop()
                words.append(([*before, token], min(least, own)))
            else:
                words.append(([token], own))
        texts = ((self._tokenizer.decode(own).strip(), least) for own, least in words)
        return tuple(Word(text, least) for text, least in texts if text)


class WhisperStream:
    """Collects sound and recognises all of it on request: Whisper takes no stream."""

    def __init__(self, model: Whisper, prompt: str) -> None:
        self._model = model
        self._prompt = prompt
        self._pieces: list[Samples] = []
        self._known: Transcript | None = None

    def accept(self, samples: Samples) -> None:
        self._pieces.append(samples)
        self._known = None

    def partial(self) -> None:
        self.final()

    def final(self) -> Transcript:
        """See `RecognitionStream`. Raises RecogniserError."""
        if self._known is None:
            sound = np.concatenate([np.zeros(0, np.float32), *self._pieces])
            parts = [self._model.recognise(piece, self._prompt) for piece in pieces(sound)]
            self._known = Transcript(
                " ".join(part.text for part in parts if part.text),
                tuple(word for part in parts for word in part.words),
            )
        return self._known


def pieces(samples: Samples) -> Iterator[Samples]:
    """Cut sound that is too long for Whisper where it is quietest."""
    most, window = round((LONGEST - MARGIN) * RATE), RATE // 10
    while len(samples) > most:
        start = most - round(CUT_WITHIN * RATE)
        loudness = np.square(samples[start:most]).reshape(-1, window).mean(axis=1)
        cut = start + window * int(loudness.argmin()) + window // 2
        yield samples[:cut]
        samples = samples[cut:]
    yield samples


def _probabilities(tokens: list[int], logits: Sequence[Any]) -> list[float]:
    found = []
    for token, scores in zip(tokens, logits, strict=False):
        row = np.asarray(scores, np.float64).ravel()
        row -= row.max()
        found.append(float(np.exp(row[token]) / np.exp(row).sum()))
    return found
