"""A Piper voice: espeak-ng writes the sounds down, onnxruntime turns them into speech.

espeak-ng is asked as a program of its own, since its licence would reach a program that loads it.
"""

import json
import subprocess
import unicodedata
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # it has no types

from assistant.voice.audio import AudioChunk
from assistant.voice.synthesis import SynthesisError

PATIENCE: Final = 1.0
"""Seconds that espeak-ng may take to write a clause down."""
USUAL: Final = 180
"""Words a minute of a voice at its own pace."""
START, END, BETWEEN = "^", "$", "_"
"""Piper's signs for begin, end and the gap between two sounds."""
SPOKEN_PUNCTUATION: Final = ".,!?;:"


class Piper:
    """Renders with a Piper voice: an .onnx file and its .onnx.json."""

    def __init__(self, path: Path) -> None:
        """Load the voice. Raises SynthesisError if it is no voice."""
        self._path = path
        try:
            about = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
            self._ids: dict[str, list[int]] = about["phoneme_id_map"]
            self._rate = int(about["audio"]["sample_rate"])
            self._language = str(about["espeak"]["voice"])
            self._speakers = int(about.get("num_speakers", 1))
            defaults = about.get("inference", {})
            self._noise = float(defaults.get("noise_scale", 0.667))
            self._length = float(defaults.get("length_scale", 1.0))
            self._width = float(defaults.get("noise_w", 0.8))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 2
            self._session: Any = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SynthesisError(f"{path.name} is no Piper voice: {error}") from None
        # onnxruntime's own errors have no common base that can be named.
        except Exception as error:
            raise SynthesisError(f"{path.name} cannot be loaded: {error}") from None

    @property
    def name(self) -> str:
        """The engine and its voice."""
        return f"piper {self._path.stem}"

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        """Render one clause. Raises SynthesisError."""
        ids = phoneme_ids(_written_down(text, self._language), self._ids)
        scales = [self._noise, self._length * USUAL / words_per_minute, self._width]
        feed = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if self._speakers > 1:
            feed["sid"] = np.array([0], np.int64)
        try:
            (sound,) = self._session.run(None, feed)
        # As above.
        except Exception as error:
            raise SynthesisError(f"{self._path.name} gave no sound: {error}") from None
        samples = cast("np.ndarray[Any, Any]", sound).reshape(-1).astype(np.float32)
        return AudioChunk(samples, self._rate)

    def close(self) -> None:
        """Nothing is left running between two clauses."""


def phoneme_ids(phonemes: str, known: dict[str, list[int]]) -> list[int]:
    """Number the sounds as Piper's models expect them; what a voice does not know is left out."""
    ids = [*known[START], *known[BETWEEN]]
    for phoneme in unicodedata.normalize("NFD", phonemes):
        if phoneme in known:
            ids += [*known[phoneme], *known[BETWEEN]]
    return ids + known[END]


def _written_down(text: str, language: str) -> str:
    """Give the sounds of a text, with the punctuation that ends it. Raises SynthesisError."""
    command = ["espeak-ng", "-q", "--ipa=3", "-v", language, "--stdin"]
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except FileNotFoundError:
        raise SynthesisError("Piper needs espeak-ng. Install espeak-ng.") from None
    except (subprocess.SubprocessError, OSError) as error:
        raise SynthesisError(f"espeak-ng could not help Piper: {error}") from None
    # U+200D ties the parts of one sound together; Piper's voices do not know it.
    sounds = " ".join(done.stdout.replace("\u200d", "").split())
    last = text.rstrip("\"')] ")[-1:]
    return sounds + (last if last in SPOKEN_PUNCTUATION else "")
