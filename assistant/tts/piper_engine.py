"""A Piper voice: espeak-ng turns text into phonemes, onnxruntime turns them into speech.

espeak-ng runs as a separate program, since its licence would extend to a program that links it.
"""

import json
import subprocess
import threading
import unicodedata
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

from assistant.protocol.child_process import output_of
from assistant.protocol.spoken import ENGLISH
from assistant.saying.messages.faults_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk
from assistant.tts.base import StillStartingError, SynthesisError, tag
from assistant.tts.espeak_engine import escaped
from models import limits
from models.system.bounded import read_within

PATIENCE: Final = 1.0
"""Seconds to wait for espeak-ng to do a clause, and for the voice to load."""
USUAL: Final = 180
"""Words a minute at a voice's natural pace."""
START, END, BETWEEN = "^", "$", "_"
"""Piper's symbols for the begin, the end and the gap between two phonemes."""
SPOKEN_PUNCTUATION: Final = ".,!?;:"


class _Model:
    def __init__(self, path: Path) -> None:
        about = json.loads(read_within(path.with_name(f"{path.name}.json"), limits.VOICE_FILE))
        defaults = about.get("inference", {})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        self.session: Any = onnxruntime.InferenceSession(str(path), options, providers=providers)
        self.ids: dict[str, list[int]] = about["phoneme_id_map"]
        self.rate = int(about["audio"]["sample_rate"])
        self.language = str(about["espeak"]["voice"])
        self.speakers = int(about.get("num_speakers", 1))
        self.noise = float(defaults.get("noise_scale", 0.667))
        self.length = float(defaults.get("length_scale", 1.0))
        self.width = float(defaults.get("noise_w", 0.8))


class Piper:
    """Renders with a Piper voice: an .onnx file and its .onnx.json.

    The voice loads in the background, since that takes seconds. `language` is the code of the
    language to speak; only the voice's own can be spoken.
    """

    def __init__(self, path: Path, language: str = ENGLISH) -> None:
        self._path = path
        self.name = f"piper {path.stem}"
        self._wanted = language
        self._model: _Model | SynthesisError | None = None
        self._loading = threading.Thread(target=self._load, name="piper", daemon=True)
        self._loading.start()

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        model = self._loaded()
        if tag(self._wanted).partition("-")[0] != tag(model.language).partition("-")[0]:
            about = {"voice": self._path.name, "language": model.language}
            raise SynthesisError(VoiceFault.ONE_LANGUAGE.said(**about))
        ids = phoneme_ids(_phonemes(text, model.language), model.ids)
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
        # onnxruntime's errors have no common base class.
        except Exception as error:
            fault = VoiceFault.NO_SOUND.said(engine=self._path.name, reason=error)
            raise SynthesisError(fault) from None
        return AudioChunk(np.asarray(sound, np.float32).reshape(-1), model.rate)

    def use(self, voice: str, language: str) -> None:
        # The file is the voice.
        self._wanted = language

    def close(self) -> None:
        # A voice may still be loading; nothing else runs between clauses.
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
            self._model = _Model(self._path)
        # As above; the description may also be missing or malformed.
        except Exception as error:
            fault = VoiceFault.NOT_PIPER.said(voice=self._path.name, reason=error)
            self._model = SynthesisError(fault)


def phoneme_ids(phonemes: str, known: dict[str, list[int]]) -> list[int]:
    """Encode phonemes as Piper's models expect them, leaving out those the voice does not know."""
    ids = [*known[START], *known[BETWEEN]]
    for phoneme in unicodedata.normalize("NFD", phonemes):
        if phoneme in known:
            ids += [*known[phoneme], *known[BETWEEN]]
    return ids + known[END]


def _phonemes(text: str, language: str) -> str:
    """The phonemes of a text, and its final punctuation mark. Raises SynthesisError."""
    command = ["espeak-ng", "-q", "--ipa=3", "-v", language, "--stdin"]
    try:
        spelt = output_of(*command, patience=PATIENCE, text=escaped(text))
    except FileNotFoundError:
        raise SynthesisError(VoiceFault.PIPER_NEEDS_ESPEAK.said()) from None
    except (subprocess.SubprocessError, OSError) as error:
        raise SynthesisError(VoiceFault.PIPER_NOT_HELPED.said(reason=error)) from None
    # Piper's voices do not know U+200D, which joins the parts of one phoneme.
    phonemes = " ".join(spelt.replace("\u200d", "").split())
    last = text.rstrip("\"')] ")[-1:]
    return phonemes + (last if last in SPOKEN_PUNCTUATION else "")
