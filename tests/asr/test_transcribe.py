import re
import wave
from pathlib import Path

import numpy as np
import pytest

from assistant.asr import transcribe as transcribing
from assistant.asr.base import RecogniserError, RecogniserSettings
from assistant.asr.resampling import Samples, seconds
from assistant.asr.transcribe import transcribe, words_of
from assistant.asr.vad import Silero, SpeechDetectorError
from assistant.asr.whisper_recogniser import Whisper
from tests.asr.fakes import Loudness, Metronome
from tests.kit.sentences import printed
from tests.kit.speech import room_noise, spoken

QUESTION = "What is on the table in front of me?"


def write(path: Path, samples: Samples, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.repeat(samples, channels) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def metronome(monkeypatch: pytest.MonkeyPatch) -> Metronome:
    metronome = Metronome()
    monkeypatch.setattr(transcribing, "open_recogniser", lambda _settings: metronome)
    return metronome


@pytest.mark.slow
def test_spoken_sentences_are_transcribed(
    tmp_path: Path, whisper: Whisper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribing, "open_recogniser", lambda _settings: whisper)
    sound = np.concatenate([room_noise(0.5), spoken(QUESTION), room_noise(1)])
    twice = np.concatenate([sound, spoken("Is there a dog?"), room_noise(0.3)])
    files = [write(tmp_path / "one.wav", sound), write(tmp_path / "two.wav", twice, 2)]
    one, two = transcribe(files, RecogniserSettings())
    assert (one["file"], one["text"], one["engine"]) == (str(files[0]), QUESTION, "Whisper base")
    assert isinstance(one["confidence"], float)
    assert one["confidence"] > 0.8
    assert isinstance(one["milliseconds"], float)
    assert one["milliseconds"] > 10
    assert re.sub(r"\W+", " ", str(two["text"]).lower()).strip() == (
        "what is on the table in front of me is there a dog"
    )


def test_a_long_file_is_heard_to_its_end(metronome: Metronome) -> None:
    speech, pause = room_noise(3, 0.3), room_noise(20)
    said = words_of(np.concatenate([pause, speech, pause, speech]), Loudness(), metronome)
    assert len(metronome.utterances) == 2
    assert said.text == "beat beat beat beat beat beat"
    assert said.confidence == pytest.approx(0.5)
    words_of(room_noise(40, 0.3), Loudness(), metronome)
    assert max(seconds(one.sound) for one in metronome.utterances) < 15.5


def test_silence_has_no_words(tmp_path: Path, metronome: Metronome) -> None:
    (quiet,) = transcribe([write(tmp_path / "quiet.wav", room_noise(2))], RecogniserSettings())
    assert (quiet["text"], quiet["confidence"], quiet["words"]) == ("", 0, [])


@pytest.mark.program
def test_a_broken_file_does_not_stop_the_others(tmp_path: Path, metronome: Metronome) -> None:
    good = write(tmp_path / "good.wav", spoken(QUESTION))
    (tmp_path / "bad.wav").write_bytes(b"no sound")
    bad, missing, heard = transcribe(
        [tmp_path / "bad.wav", tmp_path / "none.wav", good], RecogniserSettings()
    )
    assert printed(bad) == {
        "file": str(tmp_path / "bad.wav"),
        "error": "bad.wav is not a WAV file. Convert it to one.",
    }
    assert "error" in missing
    assert heard["text"]
    metronome.broken = True
    (failed,) = transcribe([good], RecogniserSettings())
    assert printed(failed) == {"file": str(good), "error": "It is broken. Ask again."}


def test_without_speech_detection_it_says_why(
    metronome: Metronome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_detector: Silero) -> None:
        raise SpeechDetectorError("It does not load. Reinstall Lantern.")

    monkeypatch.setattr(Silero, "__init__", broken)
    with pytest.raises(RecogniserError, match="does not load"):
        list(transcribe([], RecogniserSettings()))
