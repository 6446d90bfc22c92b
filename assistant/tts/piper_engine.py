"""A Piper voice: espeak-ng writes the sounds down, onnxruntime turns them into speech.

espeak-ng is asked as a program of its own, since its licence would reach a program that loads it.
"""

import json
import subprocess
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import onnxruntime

from assistant.saying.language import ENGLISH
from assistant.saying.messages.voices_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk
from assistant.tts.base import StillStartingError, SynthesisError, tag
from assistant.tts.espeak_engine import as_text

PATIENCE: Final = 1.0
"""Seconds that espeak-ng may take for a clause, and a clause waits for a voice that loads."""
USUAL: Final = 180
"""Words a minute of a voice at its own pace."""
START, END, BETWEEN = "^", "$", "_"
"""Piper's signs for begin, end and the gap between two sounds."""
SPOKEN_PUNCTUATION: Final = ".,!?;:"


@dataclass(frozen=True, slots=True)
class _Model:
    """A loaded voice."""

    session: Any  # onnxruntime has no types
    ids: dict[str, list[int]]
    rate: int
    language: str
    speakers: int
    noise: float
    length: float
    width: float


class Piper:
    """Renders with a Piper voice: an .onnx file and its .onnx.json."""

    def __init__(self, path: Path, language: str = ENGLISH) -> None:
        """Begin to load the voice, in the background, since that takes seconds.

        `language` is the code of what it shall speak.
        """
        self._path = path
        self._wanted = language
        self._model: _Model | SynthesisError | None = None
        self._loading = threading.Thread(target=self._load, name="piper", daemon=True)
        self._loading.start()

    @property
    def name(self) -> str:
        """The engine and its voice."""
        return f"piper {self._path.stem}"

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        """Render one clause. Raises SynthesisError, also where the voice is of another language."""
        model = self._loaded()
        if tag(self._wanted).partition("-")[0] != tag(model.language).partition("-")[0]:
            about = {"voice": self._path.name, "language": model.language}
            raise SynthesisError(VoiceFault.ONE_LANGUAGE.said(**about))
        ids = phoneme_ids(_written_down(text, model.language), model.ids)
        scales = [model.noise, model.length * USUAL / words_per_minute, model.width]
        feed = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if model.speakers > 1:
            feed["sid"] = np.array([0], np.int64)
        try:
            (sound,) = model.session.run(None, feed)
        # onnxruntime's errors have no common base that can be named.
        except Exception as error:
            fault = VoiceFault.NO_SOUND.said(engine=self._path.name, reason=error)
            raise SynthesisError(fault) from None
        samples = cast("np.ndarray[Any, Any]", sound).reshape(-1).astype(np.float32)
        return AudioChunk(samples, model.rate)

    def use(self, voice: str, language: str) -> None:
        """Only take in the language: the file is the voice."""
        self._wanted = language

    def close(self) -> None:
        """Wait a little for a voice that is still loading; nothing else runs between clauses."""
        self._loading.join(PATIENCE)

    def _loaded(self) -> _Model:
        self._loading.join(PATIENCE)
        if self._model is None:
            raise StillStartingError(VoiceFault.LOADING.said(voice=self._path.name))
        if isinstance(self._model, SynthesisError):
            raise self._model
        return self._model

    def _load(self) -> None:
        try:
            self._model = _model(self._path)
        # As above; besides, the description may be missing or be of something else.
        except Exception as error:
            fault = VoiceFault.NOT_PIPER.said(voice=self._path.name, reason=error)
            self._model = SynthesisError(fault)


def _model(path: Path) -> _Model:
    about = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
    defaults = about.get("inference", {})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return _Model(
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]),
        about["phoneme_id_map"],
        int(about["audio"]["sample_rate"]),
        str(about["espeak"]["voice"]),
        int(about.get("num_speakers", 1)),
        float(defaults.get("noise_scale", 0.667)),
        float(defaults.get("length_scale", 1.0)),
        float(defaults.get("noise_w", 0.8)),
    )


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
            command,
            input=as_text(text),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except FileNotFoundError:
        raise SynthesisError(VoiceFault.PIPER_NEEDS_ESPEAK.said()) from None
    except (subprocess.SubprocessError, OSError) as error:
        raise SynthesisError(VoiceFault.PIPER_NOT_HELPED.said(reason=error)) from None
    # U+200D ties the parts of one sound together; Piper's voices do not know it.
    sounds = " ".join(done.stdout.replace("\u200d", "").split())
    last = text.rstrip("\"')] ")[-1:]
    return sounds + (last if last in SPOKEN_PUNCTUATION else "")
