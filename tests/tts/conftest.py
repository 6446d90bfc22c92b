"""A private sound server, or none, and voices that are closed at the end."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.settings.config import VoiceSettings as Settings
from assistant.tts import (
    UtteranceSpeaker,
    espeak_engine,
    orca_speech_output,
    piper_engine,
    ssip_speech_output,
    worker_engine,
)
from tests.kit.heard import Heard
from tests.kit.processes import child
from tests.kit.pulse import PulseServer, Recording

SETTINGS = Settings("auto", "", "", None, 180, 20, 1.0, earcons=True, print_lines="yes")

MakeVoice = Callable[..., UtteranceSpeaker]

LONG = (
    "A dog is lying on a brown sofa, and a cat is sitting beside the window of the room. "
    "There are two cups on the table, and a red book is lying between the cups. "
    "The lamp in the corner is on, and the door behind it is open."
)
SHORT = "A dog on a sofa."


def loudness(recording: Recording, after: float, until: float) -> float:
    recording.wait_until(until)
    samples, _start = recording.between(after, until)
    return float(np.sqrt(np.mean(samples**2)))


def pid_of_pyttsx3() -> int:
    """This process's one worker with pyttsx3."""
    return child("voice_worker.py\0pyttsx3")


def _forget_sound_cards() -> None:
    """PortAudio lists them once per process, and other tests had others."""
    module = sys.modules.pop("sounddevice", None)
    while module is not None and module._initialized:
        module._terminate()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for slow engines, so that no other takes over on a busy machine."""
    monkeypatch.setattr(worker_engine, "START", 20.0)
    for engine in (espeak_engine, orca_speech_output, piper_engine, ssip_speech_output):
        monkeypatch.setattr(engine, "PATIENCE", 20)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def recording(pulse: PulseServer) -> Iterator[Recording]:
    with pulse.recording() as recording:
        yield recording


@pytest.fixture
def no_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")


@pytest.fixture
def make_voice(heard: Heard) -> Iterator[MakeVoice]:
    """Start a voice with some settings changed, which looks for sound cards afresh."""
    _forget_sound_cards()
    made: list[UtteranceSpeaker] = []

    def make(**changed: object) -> UtteranceSpeaker:
        settings = replace(SETTINGS, **changed)  # type: ignore[arg-type]  # the fields' own types
        voice = UtteranceSpeaker(settings, settings.rate, heard)
        made.append(voice)
        voice.start()
        return voice

    yield make
    for voice in made:
        voice.close()
