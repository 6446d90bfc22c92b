import contextlib
import os
import signal
import time
import wave
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from assistant.tts import render, synthesis
from assistant.tts.audio_chunk import AudioChunk, from_wav, resampled, trimmed
from assistant.tts.base import EngineSettings, NoVoiceError, StillStartingError, SynthesisError
from assistant.tts.espeak_engine import Espeak
from assistant.tts.synthesis import open_synthesiser, order
from assistant.tts.voice_worker import TRIES, _Pyttsx3
from assistant.tts.worker_engine import WorkerEngine
from models.system import SYSTEM
from tests.kit.processes import hang
from tests.tts.conftest import pid_of_pyttsx3

TEXT = "A dog is lying on a brown sofa."
BRACKETS = "[[[Main Page]]", "[Main Page]"


@pytest.fixture
def pyttsx3() -> Iterator[WorkerEngine]:
    """A running engine, which takes long to start on a busy machine."""
    engine = WorkerEngine("pyttsx3")
    for _attempt in range(10):
        with contextlib.suppress(StillStartingError):
            engine.synthesize("Yes.", 180)
            break
    yield engine
    engine.close()


class FakeEngine:
    """Fails a number of times, then gives a second of sound; may lack a voice."""

    def __init__(self, name: str, failures: int, lacks: str | None = None) -> None:
        self.name = name
        self.failures = failures
        self.lacks = lacks
        self.asked = 0
        self.voice = ""

    def use(self, voice: str, language: str) -> None:
        self.voice = voice

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        self.asked += 1
        if self.voice == self.lacks:
            raise NoVoiceError(self.voice)
        if self.asked <= self.failures:
            raise SynthesisError(f"{self.name} failed")
        return AudioChunk(np.full(8000, 0.5, np.float32), 8000)

    def close(self) -> None:
        pass


def loudness(chunk: AudioChunk) -> float:
    return float(np.sqrt(np.mean(chunk.samples**2)))


@pytest.mark.program
def test_pyttsx3_speaks_and_each_rate_has_its_length(pyttsx3: WorkerEngine) -> None:
    lengths = [pyttsx3.synthesize(TEXT, rate).seconds for rate in (180, 80, 500, 180)]
    assert lengths[1] > 1.5 * lengths[0]
    assert lengths[2] < 0.6 * lengths[0]
    assert lengths[3] == pytest.approx(lengths[0], rel=0.05)
    assert loudness(pyttsx3.synthesize(TEXT, 180)) > 0.02


@pytest.mark.program
def test_pyttsx3_gives_each_text_its_own_sound(pyttsx3: WorkerEngine) -> None:
    long = pyttsx3.synthesize("word " * 60, 180)
    short = pyttsx3.synthesize("Yes.", 180)
    assert short.seconds < 1.5 < long.seconds


@pytest.mark.program
def test_pyttsx3_leaves_no_file(pyttsx3: WorkerEngine, home: Path) -> None:
    pyttsx3.synthesize(TEXT, 180)
    assert not [path for path in home.parent.rglob("*") if path.is_file()]


@pytest.mark.program
def test_a_killed_process_is_replaced(pyttsx3: WorkerEngine) -> None:
    pyttsx3.synthesize(TEXT, 180)
    first = pid_of_pyttsx3()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(SynthesisError):
        pyttsx3.synthesize(TEXT, 180)
    assert pid_of_pyttsx3() != first
    for _attempt in range(10):
        try:
            assert loudness(pyttsx3.synthesize(TEXT, 180)) > 0.02
            return
        except StillStartingError:
            continue
    pytest.fail("the new process never got ready")


@pytest.mark.program
def test_a_hung_process_is_replaced(pyttsx3: WorkerEngine) -> None:
    pyttsx3.synthesize(TEXT, 180)
    first = pid_of_pyttsx3()
    hang(first)
    with pytest.raises(SynthesisError, match="is not responding"):
        pyttsx3.synthesize(TEXT, 180)
    assert pid_of_pyttsx3() != first


@pytest.mark.program
def test_an_unknown_voice_is_reported() -> None:
    engine = WorkerEngine("pyttsx3", "klingon-of-the-north")
    try:
        for _attempt in range(10):
            with pytest.raises(SynthesisError) as fault:
                engine.synthesize(TEXT, 180)
            if fault.type is not StillStartingError:
                break
        assert fault.type is NoVoiceError
        assert "no voice klingon" in str(fault.value)
    finally:
        engine.close()


@pytest.mark.program
def test_espeak_as_a_library_speaks_as_the_program_does() -> None:
    engine = WorkerEngine("espeak-ng", "de")
    try:
        for rate in (80, 180, 500, 900):
            chunk = first_of(engine, rate)
            program = Espeak("de").synthesize(TEXT, rate)
            assert chunk.rate == program.rate
            assert chunk.seconds == pytest.approx(program.seconds, rel=0.02)
            assert loudness(chunk) == pytest.approx(loudness(program), rel=0.05)
        engine.use("englsh", "en")
        with pytest.raises(NoVoiceError):
            engine.synthesize(TEXT, 180)
        engine.use("", "en")
        english = Espeak("en").synthesize(TEXT, 180)
        assert engine.synthesize(TEXT, 180).seconds == pytest.approx(english.seconds, rel=0.02)
        assert engine.name == "espeak-ng en"
    finally:
        engine.close()


def first_of(engine: WorkerEngine, rate: int) -> AudioChunk:
    """A clause of an engine that may still be starting."""
    for _attempt in range(10):
        with contextlib.suppress(StillStartingError):
            return engine.synthesize(TEXT, rate)
    raise TimeoutError


@pytest.mark.program
def test_espeak_speaks_at_every_rate() -> None:
    lengths = [Espeak().synthesize(TEXT, rate).seconds for rate in (80, 180, 500, 900)]
    assert lengths == sorted(lengths, reverse=True)
    assert loudness(Espeak().synthesize(TEXT, 180)) > 0.02


@pytest.mark.program
def test_espeak_takes_any_text() -> None:
    for text in ("-v de", "<b>", "日本", "\x00\x01", "."):
        assert Espeak().synthesize(text, 180).rate > 0


@pytest.mark.program
def test_espeak_speaks_text_in_double_brackets() -> None:
    wiki, plain = (Espeak().synthesize(f"See {name} for more.", 180) for name in BRACKETS)
    assert wiki.seconds == pytest.approx(plain.seconds, rel=0.05)


@pytest.mark.program
def test_espeak_that_is_missing_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SynthesisError, match="Install espeak-ng"):
        Espeak().synthesize(TEXT, 180)


def _open(engine: FakeEngine, _settings: EngineSettings) -> FakeEngine:
    return engine


def opened(monkeypatch: pytest.MonkeyPatch, *engines: FakeEngine) -> synthesis.Failover:
    for name, engine in zip(("pyttsx3", "espeak-ng"), engines, strict=True):
        monkeypatch.setitem(synthesis.ENGINES, name, partial(_open, engine))
    return open_synthesiser("auto", EngineSettings())


def test_a_failed_clause_is_retried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FakeEngine("first", 1), FakeEngine("second", 0)
    voice = opened(monkeypatch, first, second)
    assert voice.synthesize(TEXT, 180).seconds == 1.0
    assert (first.asked, second.asked, voice.name) == (2, 0, "first")


def test_then_the_next_engine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FakeEngine("first", 9), FakeEngine("second", 0)
    voice = opened(monkeypatch, first, second)
    voice.synthesize(TEXT, 180)
    assert (first.asked, second.asked, voice.name) == (2, 1, "second")


def test_an_engine_that_works_again_speaks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FakeEngine("first", 2), FakeEngine("second", 0)
    voice = opened(monkeypatch, first, second)
    voice.synthesize(TEXT, 180)
    voice.synthesize(TEXT, 180)
    assert voice.name == "first"


def test_no_engine_at_all_gives_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    voice = opened(monkeypatch, FakeEngine("first", 9), FakeEngine("second", 9))
    with pytest.raises(SynthesisError, match="second failed"):
        voice.synthesize(TEXT, 180)
    assert voice.name == ""


class StartingEngine(FakeEngine):
    """Starts until it has been asked a number of times."""

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        try:
            return super().synthesize(text, words_per_minute)
        except SynthesisError as error:
            raise StillStartingError("starting") from error


def test_while_the_only_engine_starts_it_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where espeak-ng is no program that answers at once."""
    first, second = FakeEngine("first", 10**9), StartingEngine("second", 3)
    voice = opened(monkeypatch, first, second)
    assert voice.synthesize(TEXT, 180).seconds == 1.0
    assert (second.asked, voice.name) == (4, "second")


def test_an_engine_that_never_starts_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "LONGEST_START", 0.1)
    voice = opened(monkeypatch, *(StartingEngine(name, 10**9) for name in ("first", "second")))
    with pytest.raises(StillStartingError):
        voice.synthesize(TEXT, 180)


@pytest.mark.program
@pytest.mark.parametrize("engine", ["espeak-ng", "auto"])
def test_without_a_voice_of_that_name_the_default_one_speaks(engine: str) -> None:
    voice = open_synthesiser(engine, EngineSettings("englsh"))
    try:
        deadline = time.monotonic() + 30
        while not voice.missing and time.monotonic() < deadline:
            assert loudness(voice.synthesize(TEXT, 180)) > 0.02
        assert (voice.name, voice.missing) == ("espeak-ng en", "englsh")
        voice.use("en-gb", "en")
        voice.synthesize(TEXT, 180)
        assert voice.missing == ""
        voice.use("englsh", "en")
        voice.synthesize(TEXT, 180)
        assert voice.missing == "englsh"
    finally:
        voice.close()


def test_a_missing_voice_is_not_tried_again_after_another_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = FakeEngine("first", 0, lacks="englsh")
    voice = opened(monkeypatch, engine, FakeEngine("second", 0))
    voice.synthesize(TEXT, 180)
    speakers = []
    for name, language in [("englsh", "de"), ("", "en")] * 2:
        voice.use(name, language)
        voice.synthesize(TEXT, 180)
        speakers.append(voice.name)
    assert speakers == ["second", "first"] * 2
    assert engine.asked == 4


@pytest.mark.program
def test_pyttsx3_goes_on_after_a_voice_that_it_does_not_have(pyttsx3: WorkerEngine) -> None:
    process = pid_of_pyttsx3()
    pyttsx3.use("englsh", "en")
    with pytest.raises(NoVoiceError):
        pyttsx3.synthesize(TEXT, 180)
    pyttsx3.use("", "en")
    assert loudness(pyttsx3.synthesize(TEXT, 180)) > 0.02
    assert pid_of_pyttsx3() == process


@pytest.mark.program
def test_no_substitute_voice_writes_a_file(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match=r"There is no voice englsh\."):
        render(TEXT, tmp_path / "a.wav", 180, "espeak-ng", EngineSettings("englsh"))


def test_the_order_of_engines() -> None:
    assert order("auto", EngineSettings()) == ("pyttsx3", "espeak-ng")
    assert order("auto", EngineSettings(piper_voice=Path("x.onnx")))[0] == "piper"
    assert order("espeak-ng", EngineSettings()) == ("espeak-ng",)
    assert order("piper", EngineSettings()) == ("piper", "espeak-ng")


def test_silence_is_cut_off_both_ends() -> None:
    samples = np.zeros(3000, np.float32)
    samples[1000:2000] = 0.5
    chunk = trimmed(AudioChunk(samples, 1000), tail=0.5)
    assert len(chunk.samples) == 4 + 1000 + 4 + 500
    assert trimmed(AudioChunk(np.zeros(10, np.float32), 1000)).seconds == 0


def test_another_rate_keeps_pitch_and_length() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(22050) / 22050).astype(np.float32)
    chunk = resampled(AudioChunk(tone, 22050), 48000)
    assert chunk.seconds == pytest.approx(1.0, abs=0.001)
    assert np.abs(np.fft.rfft(chunk.samples)).argmax() == 440


def test_a_file_that_is_not_a_wav_is_reported() -> None:
    with pytest.raises(wave.Error, match="WAVE"):
        from_wav(b"RIFF nothing at all")


@pytest.mark.program
def test_the_worker_ends_with_its_parent(pyttsx3: WorkerEngine) -> None:
    pyttsx3.synthesize(TEXT, 180)
    process = pyttsx3._process
    assert process is not None
    process.stdin.close()
    assert process.wait(30) == 0


@pytest.mark.program
def test_the_file_is_as_long_as_reported(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    rendered = render(TEXT, path, 180, "auto", EngineSettings())
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(rendered.seconds, abs=0.01)
    assert rendered.voice.startswith("pyttsx3")
    assert rendered.milliseconds > 0


@pytest.mark.program
def test_a_file_in_memory_gets_the_sound() -> None:
    with SYSTEM.unsaved("voice") as path:
        rendered = render(TEXT, path, 180, "espeak-ng", EngineSettings())
        assert path.stat().st_size > rendered.seconds * 2 * 16_000
        assert not path.resolve().exists(), "it was written to the disk"


def test_a_long_number_is_digit_by_digit_in_a_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []

    class Recorder:
        name, missing = "recorder", ""

        def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
            said.append(text)
            return AudioChunk(np.zeros(10, np.float32), 1000)

        def close(self) -> None:
            pass

    monkeypatch.setattr("assistant.tts.synthesis.open_synthesiser", lambda *_: Recorder())
    render("Call 1234567.", tmp_path / "a.wav", 180, "auto", EngineSettings())
    assert said[1:] == ["Call 1 2 3 4 5 6 7."]


class FailingRenderer(_Pyttsx3):
    """Renders nothing a number of times."""

    def __init__(self, nothing: int) -> None:
        self.nothing = nothing

    def _set_rate(self, words_per_minute: int) -> None:
        pass

    def _rendered(self, text: str) -> tuple[bytes, int]:
        self.nothing -= 1
        return (b"" if self.nothing >= 0 else text.encode(), 22_050)


def test_a_rendering_without_sound_is_repeated() -> None:
    assert FailingRenderer(TRIES - 1).render("A cup.", 200) == (b"A cup.", 22_050)
    with pytest.raises(TimeoutError):
        FailingRenderer(TRIES).render("A cup.", 200)


def test_a_text_without_sound_is_rendered_once() -> None:
    assert FailingRenderer(1).render("...", 200) == (b"", 22_050)
