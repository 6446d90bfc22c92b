"""Faults on the way to the ear: noticed, reported once, and repaired."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.cli.say import WaitingSpeaker, say
from assistant.protocol.effects import Utterance
from assistant.protocol.events import (
    Degraded,
    Earcon,
    Emit,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
)
from assistant.protocol.faults import SoundFault
from assistant.saying.messages.faults_lines import UnheardLine, VoiceFault
from assistant.settings.config import defaults
from assistant.tts import VoiceStatus, muted
from assistant.tts.audio_chunk import from_wav
from assistant.tts.base import EngineSettings
from assistant.tts.synthesis import render
from tests.kit.heard import Heard
from tests.kit.pulse import LOUD, RATE, PulseServer, Recording
from tests.kit.sentences import segments
from tests.tts.conftest import LONG, SHORT, MakeVoice, pid_of_pyttsx3


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_an_engine_that_dies_or_hangs_in_mid_sentence_loses_no_word(
    how: signal.Signals,
    recording: Recording,
    make_voice: MakeVoice,
    heard: Heard,
    tmp_path: Path,
) -> None:
    voice = make_voice(rate=300)
    seconds = render(LONG, tmp_path / "whole.wav", 300, "auto", EngineSettings()).seconds
    voice.say(Utterance(segments(LONG), 1))
    began = heard.wait(SpeechStarted)
    os.kill(pid_of_pyttsx3(), how)
    ended = heard.wait(SpeechEnded(1, complete=True), patience=seconds + 30)
    recording.wait_until(ended + 1)
    # As much sound as without the fault: nothing is missing or repeated.
    spoken = len(recording.loud_times(began - 1))
    whole = from_wav((tmp_path / "whole.wav").read_bytes())
    without = np.count_nonzero(np.abs(whole.samples) > LOUD) * RATE / whole.rate
    assert spoken == pytest.approx(without, rel=0.25)
    assert not heard.all(SoundLost)


def test_a_missing_voice_is_reported_once_and_another_speaks(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(engine="espeak-ng", voice="englsh")
    for utterance in (1, 2):
        voice.say(Utterance(segments("Ready."), utterance))
        heard.wait(SpeechEnded(utterance, complete=True))
    assert voice.status().engine == "espeak-ng en"
    assert heard.all(Degraded) == [Degraded(VoiceFault.NO_VOICE.said(voice="englsh"))]
    assert SoundLost(SoundFault.NO_VOICE) not in heard.all(SoundLost)


def test_a_substitute_voice_is_logged(
    recording: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    settings = defaults()
    own = replace(settings.voice, engine="espeak-ng", voice="englsh")
    done = say(replace(settings, voice=own), "Ready.", None)
    assert done["voice"] == "espeak-ng en"
    assert caplog.messages == ["There is no voice englsh. Choose another in the settings."]


def test_without_any_engine_time_passes_and_it_is_reported_once(
    recording: Recording,
    make_voice: MakeVoice,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = make_voice()
    voice.say(Utterance(segments(SHORT), 1))
    heard.wait(SpeechEnded(1, complete=True))
    voice.say(Utterance(segments(SHORT), 2))
    heard.wait(SpeechEnded(2, complete=True))
    assert heard.all(SoundLost) == [SoundLost(SoundFault.NO_VOICE)]
    assert voice.name() == ""


@pytest.mark.slow
def test_a_sound_server_that_dies_is_noticed_and_used_again(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    with pulse.recording():
        voice = make_voice()
        voice.say(Utterance(segments(LONG), 1))
        heard.wait(SpeechStarted)
        pulse.kill()
        heard.wait(SoundLost(SoundFault.LOST))
        heard.wait(SpeechEnded(1, complete=False))
    voice.say(Utterance(segments(SHORT), 2))
    heard.wait(SpeechEnded(2, complete=True))
    pulse.start()
    with pulse.recording() as recording:
        heard.wait(SoundBack)
        asked = time.monotonic()
        voice.say(Utterance(segments(SHORT), 3))
        heard.wait(SpeechEnded(3, complete=True))
        assert len(recording.loud_times(asked, recording.wait_quiet())) > 5000
    assert heard.all(SoundLost) == [SoundLost(SoundFault.LOST)]
    assert len(heard.all(SoundBack)) == 1


@pytest.mark.slow
def test_a_hanging_sound_server_is_noticed_and_speech_goes_on(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    with pulse.recording():
        voice = make_voice()
        voice.say(Utterance(segments(SHORT), 1))
        heard.wait(SpeechEnded)
        pulse.freeze()
        heard.wait(SoundLost(SoundFault.LOST))
        voice.say(Utterance(segments(SHORT), 2))
        heard.wait(SpeechEnded(2, complete=True))
        pulse.thaw()
        heard.wait(SoundBack)


ENDING = """
import sys
import threading
from assistant.protocol.effects import Utterance
from assistant.protocol.events import SpeechEnded
from assistant.tts import UtteranceSpeaker
from tests.kit.heard import Heard
from tests.kit.sentences import segments
from tests.tts.conftest import SETTINGS
heard = Heard()
voice = UtteranceSpeaker(SETTINGS, 180, heard)
voice.start()
voice.say(Utterance(segments("Ready."), 1))
heard.wait(SpeechEnded)
print("ready", flush=True)
sys.stdin.readline()
voice.close()
print("closed", flush=True)
"""


@pytest.mark.slow
def test_a_hanging_sound_server_does_not_delay_the_end_of_the_program(
    pulse: PulseServer,
) -> None:
    with (
        pulse.recording(),
        subprocess.Popen(
            [sys.executable, "-c", ENDING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as program,
    ):
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        pulse.freeze()
        try:
            printed, _none = program.communicate("end\n", timeout=30)
        finally:
            program.kill()
            pulse.thaw()
        assert (program.returncode, printed) == (0, "closed\n")


@pytest.mark.program
def test_without_a_sound_card_everything_goes_on_in_silence(
    no_sound: None, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    heard.wait(SoundLost(SoundFault.MISSING))
    voice.say(Utterance(segments(SHORT), 1))
    voice.play(Earcon.READY)
    started = heard.wait(SpeechStarted)
    ended = heard.wait(SpeechEnded(1, complete=True))
    assert 0.5 < ended - started < 2.5
    voice.say(Utterance(segments(LONG), 2))
    heard.wait(SpeechStarted, 2)
    voice.silence()
    heard.wait(SpeechEnded(2, complete=False))
    assert voice.name() == ""
    assert voice.status().fault is SoundFault.MISSING
    assert len(heard.all(SoundLost)) == 1


def test_a_sound_card_that_appears_is_used(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    pulse.kill()
    make_voice()
    heard.wait(SoundLost(SoundFault.MISSING))
    pulse.start()
    with pulse.recording():
        heard.wait(SoundBack)


def test_a_muted_output_is_reported_once(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    pulse.pactl("set-sink-mute", "speaker", "1")
    with pulse.recording():
        voice = make_voice()
        heard.wait(SoundLost(SoundFault.MUTED))
        voice.say(Utterance(segments(SHORT), 1))
        heard.wait(SpeechEnded(1, complete=True))
    assert len(heard.all(SoundLost)) == 1


def test_an_output_to_nowhere_is_reported_as_such(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [muted.DefaultSink("Dummy Output", UnheardLine.NOWHERE)]
    monkeypatch.setattr(muted, "default_sink", lambda: found[0])
    monkeypatch.setattr("assistant.tts.speaker.MUTED_FOR", 0.1)
    voice = make_voice(engine="espeak-ng")
    heard.wait(SoundLost)
    voice.say(Utterance(segments("Ready."), 1))
    heard.wait(SpeechEnded(1, complete=True))
    assert voice.name() == "espeak-ng en"
    found[0] = muted.DefaultSink("Headphones", UnheardLine.MUTED)
    heard.wait(SoundLost, 2)
    assert heard.all(SoundLost) == [SoundLost(SoundFault.NOWHERE), SoundLost(SoundFault.MUTED)]


@pytest.mark.slow
def test_an_unmuted_output_is_heard_again(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.tts.speaker.MUTED_FOR", 0.2)
    pulse.pactl("set-sink-mute", "speaker", "1")
    with pulse.recording():
        voice = make_voice()
        heard.wait(SoundLost(SoundFault.MUTED))
        pulse.freeze()
        # Long enough for a check to give up.
        time.sleep(muted.PATIENCE + 0.5)
        pulse.thaw()
        time.sleep(0.5)
        assert not heard.all(SoundBack)
        pulse.pactl("set-sink-mute", "speaker", "0")
        heard.wait(SoundBack())
        assert voice.status().fault is None
    assert len(heard.all(SoundBack)) == 1


def test_a_long_number_may_take_as_long_as_its_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def __init__(self, settings: object, rate: object, emit: Emit, language: str) -> None:
            self.emit = emit

        def start(self) -> None:
            pass

        def say(self, said: Utterance) -> None:
            threading.Timer(0.3, self.emit, [SpeechEnded(said.number, complete=True)]).start()

        def status(self) -> VoiceStatus:
            return VoiceStatus("slow", 180, None)

    monkeypatch.setattr("assistant.cli.say.UtteranceSpeaker", Slow)
    monkeypatch.setattr("assistant.cli.say.PATIENCE", 0.0)
    monkeypatch.setattr("assistant.cli.say.SLOWEST_WORD", 0.2)
    assert "error" not in WaitingSpeaker(defaults(), None).speak("12345678901234567890")
