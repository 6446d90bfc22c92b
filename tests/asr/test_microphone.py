"""The real recording process, with a virtual microphone."""

import os
import queue
import signal
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from assistant.asr import microphone, recording
from assistant.asr.microphone import Back, Microphone, News, Sound
from assistant.asr.recording import OPEN, SHUT, UNREAD
from assistant.asr.resampling import RATE, Samples, seconds
from assistant.protocol.child_process import ChildProcess
from assistant.protocol.faults import MicrophoneFault
from models.system import SYSTEM
from tests.asr.conftest import Play, add_microphone
from tests.kit.processes import hang
from tests.kit.pulse import PulseServer
from tests.kit.speech import room_noise

PATIENCE = 30.0
MOST = 50
"""Blocks that may come before a microphone that nothing reads is shut."""

SHUTS_ITSELF = """
import sys
from assistant.asr.recording import HEAD, OPEN, READY, SOUND, UNREAD

def answer(kind, data=b""):
    sys.stdout.buffer.write(HEAD.pack(kind, 0.0, 16000, 1, len(data)) + data)
    sys.stdout.buffer.flush()

answer(READY)
for line in sys.stdin:
    if line.strip() == OPEN:
        answer(SOUND, bytes(1280))
        answer(UNREAD)
"""


class Owner:
    """Attends to a microphone as the listener does."""

    def __init__(self, *, started: bool = True) -> None:
        self.microphone = Microphone()
        if started:
            self.microphone.start()

    def attend(self, until: type | News, count: int = 1) -> list[News]:
        """Wait for the given number of news; everything since the call."""
        news: list[News] = []
        deadline = time.monotonic() + PATIENCE
        while True:
            met = [one for one in news if one is until or type(one) is until]
            if len(met) >= count:
                return news
            if time.monotonic() > deadline:
                faults = [one for one in news if not isinstance(one, Sound)]
                raise TimeoutError(f"{until} did not come, but {faults} and {len(news)} in all")
            if self.microphone.pipe is not None:
                SYSTEM.readable(self.microphone.pipe, 0.1)
            news += self.microphone.attend()

    def rest(self, length: float) -> list[News]:
        news: list[News] = []
        end = time.monotonic() + length
        while time.monotonic() < end:
            time.sleep(0.02)
            news += self.microphone.attend()
        return news


@pytest.fixture
def owner(pulse: PulseServer) -> Iterator[Owner]:
    owner = Owner()
    yield owner
    owner.microphone.close()


def heard(news: list[News]) -> np.ndarray:
    return np.concatenate([one.samples for one in news if isinstance(one, Sound)])


def pid(owner: Owner) -> int:
    process = owner.microphone._process
    assert process is not None
    return process.pid


def test_a_recording_process_that_cannot_start_is_reported_and_retried(
    pulse: PulseServer, play: Play
) -> None:
    owner = Owner(started=False)
    try:
        play(room_noise(60))
        owner.microphone.open()
        assert owner.attend(MicrophoneFault.LOST)
        assert owner.attend(Back)
    finally:
        owner.microphone.close()


def test_sound_is_resampled(owner: Owner, play: Play) -> None:
    tone: Samples = (np.sin(np.arange(20 * RATE) * 2 * np.pi * 1000 / RATE) / 2).astype("f4")
    play(tone)
    owner.microphone.open()
    owner.attend(Sound, 10)
    start = time.monotonic()
    news = owner.attend(Sound, 50)
    samples = heard(news)
    # Sound held back at the start comes at once, later on a busy machine.
    assert seconds(samples) == pytest.approx(time.monotonic() - start, abs=0.8)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.05)
    spectrum = np.abs(np.fft.rfft(samples))
    assert spectrum.argmax() * RATE / len(samples) == pytest.approx(1000, abs=5)
    sounds = [one for one in news if isinstance(one, Sound)]
    assert sounds[-1].at == pytest.approx(time.monotonic() - 0.04, abs=0.8)
    assert sounds[-1].at - sounds[0].at == pytest.approx(49 * 0.02, abs=0.2)


def test_sound_is_not_lost_while_its_owner_is_busy(owner: Owner, play: Play) -> None:
    play(room_noise(30, 0.1))
    owner.microphone.open()
    before = owner.attend(Sound, 10)[-1]
    time.sleep(3)
    news = owner.attend(Sound, 140)
    sounds = [one for one in news if isinstance(one, Sound)]
    assert isinstance(before, Sound)
    assert seconds(heard(news)) == pytest.approx(sounds[-1].at - before.at, abs=0.15)


def test_sound_keeps_its_time_while_its_process_is_starved(
    owner: Owner, play: Play, pulse: PulseServer
) -> None:
    owner.microphone.open()
    owner.attend(Sound, 10)
    with pulse.recording(sink="microphone") as recording:
        hang(pid(owner))
        begun = time.monotonic()
        play(room_noise(30, 0.1))
        loud = recording.wait_loud(begun)
        time.sleep(0.5)
        os.kill(pid(owner), signal.SIGCONT)
        sounds = [one for one in owner.attend(Sound, 60) if isinstance(one, Sound)]
    first = next(one for one in sounds if np.abs(one.samples).max(initial=0) > 0.05)
    since = len(first.samples) - int(np.argmax(np.abs(first.samples) > 0.05))
    assert first.at - since / RATE == pytest.approx(loud, abs=0.15)


def test_it_is_open_only_while_it_is_wanted(owner: Owner, pulse: PulseServer) -> None:
    owner.microphone.open()
    owner.attend(Sound)
    pulse.wait_recorders(1)
    owner.microphone.shut()
    assert not owner.rest(0.5)
    pulse.wait_recorders(0)
    owner.microphone.open()
    owner.attend(Sound)


def test_a_missing_microphone_is_reported_and_found_later(owner: Owner, pulse: PulseServer) -> None:
    pulse.kill()
    owner.microphone.open()
    assert owner.attend(MicrophoneFault) == [MicrophoneFault.MISSING]
    assert not owner.microphone.wanted
    # It is only reported to a new request.
    assert not owner.rest(2)
    owner.microphone.open()
    assert owner.attend(MicrophoneFault) == [MicrophoneFault.MISSING]
    pulse.start()
    add_microphone(pulse)
    owner.attend(Back)
    owner.microphone.open()
    owner.attend(Sound)
    assert owner.microphone.fault is None


@pytest.mark.program
def test_without_portaudio_the_library_is_missing_not_the_microphone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    owner = Owner()
    owner.microphone.open()
    assert owner.attend(MicrophoneFault) == [MicrophoneFault.NOT_INSTALLED]
    owner.microphone.close()


@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_a_lost_microphone_is_reported_and_reopened(
    how: str, owner: Owner, pulse: PulseServer
) -> None:
    owner.microphone.open()
    owner.attend(Sound, 5)
    start = time.monotonic()
    pulse.freeze() if how == "freeze" else pulse.kill()
    owner.attend(MicrophoneFault)
    assert owner.microphone.fault in (MicrophoneFault.LOST, MicrophoneFault.MISSING)
    assert time.monotonic() - start < 3
    if how == "freeze":
        pulse.thaw()
    else:
        pulse.start()
        add_microphone(pulse)
    owner.attend(Back)
    owner.microphone.open()
    owner.attend(Sound)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_recording_process_that_ends_or_hangs_is_replaced(
    how: signal.Signals, owner: Owner, pulse: PulseServer
) -> None:
    owner.microphone.open()
    owner.attend(Sound, 5)
    start = time.monotonic()
    os.kill(pid(owner), how)
    assert owner.attend(MicrophoneFault)[-1] is MicrophoneFault.LOST
    assert time.monotonic() - start < 3
    owner.attend(Back)
    owner.microphone.open()
    owner.attend(Sound)


def test_the_recording_process_ends_with_its_owner(owner: Owner, pulse: PulseServer) -> None:
    process = owner.microphone._process
    assert process is not None
    owner.microphone.open()
    owner.attend(Sound)
    process.stdin.close()
    assert process.wait(30) == 0


def test_the_microphone_is_shut_while_nothing_reads_it(
    pulse: PulseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "HELD", 5)
    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    recorder = recording.Recorder(commands.put)
    recorder.obey(OPEN)
    try:
        command = commands.get(timeout=PATIENCE)
        writer = threading.Thread(target=recorder.obey, args=(command,))
        writer.start()
        # While it is being shut, more sound may come where there is room for it again.
        news = iter(lambda: recorder._out.get(timeout=PATIENCE)[:1], UNREAD)
        held = len(list(islice(news, MOST)))
        writer.join(PATIENCE)
        recorder.obey(command)
    finally:
        recorder.obey(SHUT)
    assert 5 <= held < MOST
    assert recorder._out.empty()


@pytest.mark.program
def test_a_microphone_shut_unread_is_reopened_without_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process = ChildProcess("-c", SHUTS_ITSELF)
    monkeypatch.setattr(microphone, "ChildProcess", lambda *_: process)
    owner = Owner()
    try:
        owner.microphone.open()
        assert all(isinstance(one, Sound) for one in owner.attend(Sound, 2))
    finally:
        owner.microphone.close()
