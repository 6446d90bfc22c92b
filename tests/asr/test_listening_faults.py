"""Ears in which something breaks: it is told, and the next question is heard."""

import time
from collections.abc import Iterator

import pytest

from assistant.asr.base import RecogniserError, RecogniserSettings
from assistant.asr.listener import ListenerSettings, QuestionListener
from assistant.asr.microphone import News
from assistant.asr.vad import Silero, SpeechDetectorError
from assistant.protocol.effects import Listen
from assistant.protocol.events import (
    Heard,
    Listening,
    ListeningFailed,
    MicrophoneBack,
    MicrophoneLost,
)
from assistant.protocol.faults import MicrophoneFault
from tests.asr.conftest import MakeEars, Play, add_microphone
from tests.asr.fakes import QUESTION, Loudness, Metronome, Told, ends, in_a_room
from tests.kit.pulse import PulseServer
from tests.kit.speech import room_noise, silence, spoken


def test_a_lost_microphone_ends_the_listening_and_comes_back(
    make_ears: MakeEars, told: Told, play: Play, pulse: PulseServer
) -> None:
    ears = make_ears()
    play(room_noise(60))
    ears.listen(Listen(5, 0.0))
    told.wait(Listening)
    start = time.monotonic()
    pulse.kill()
    lost = told.wait(MicrophoneLost)
    assert time.monotonic() - start < 3
    assert lost.generation == 5
    assert ears.status().fault is lost.fault
    pulse.start()
    add_microphone(pulse)
    told.wait(MicrophoneBack)
    assert ears.status().fault is None
    play(in_a_room(*[spoken(QUESTION)] * 3))
    ears.listen(Listen(6, 0.0))
    assert told.wait(Heard).generation == 6


def test_a_muted_microphone_is_told_and_its_return_as_well(
    make_ears: MakeEars, told: Told, play: Play, pulse: PulseServer
) -> None:
    ears = make_ears()
    pulse.pactl("set-source-mute", "microphone.monitor", "1")
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    assert told.wait(MicrophoneLost) == MicrophoneLost(MicrophoneFault.SILENT, 1)
    assert ears.status().fault is MicrophoneFault.SILENT
    pulse.pactl("set-source-mute", "microphone.monitor", "0")
    told.wait(MicrophoneBack)
    assert ears.status().fault is None
    pulse.wait_recorders(0)
    assert not ears.status().microphone_open


@pytest.mark.parametrize("keep_open", [True, False])
def test_the_return_of_a_microphone_that_was_muted_for_long_is_told_too(
    keep_open: bool,
    make_ears: MakeEars,
    told: Told,
    play: Play,
    pulse: PulseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.asr.listener.UNMUTED_WITHIN", 0.1)
    ears = make_ears(keep_open=keep_open)
    pulse.pactl("set-source-mute", "microphone.monitor", "1")
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    told.wait(MicrophoneLost)
    time.sleep(0.5)
    assert ears.status().microphone_open is keep_open
    assert ears.status().fault is MicrophoneFault.SILENT
    pulse.pactl("set-source-mute", "microphone.monitor", "0")
    if not keep_open:
        ears.listen(Listen(2, 0.0))
    told.wait(MicrophoneBack)
    assert ears.status().fault is None


@pytest.mark.parametrize("fault", [RecogniserError("No model. Get one."), ValueError("odd")])
def test_without_a_recogniser_each_question_says_why(
    fault: Exception, pulse: PulseServer, told: Told
) -> None:
    def broken(_settings: RecogniserSettings) -> Metronome:
        raise fault

    ears = QuestionListener(ListenerSettings(), told, recogniser=broken)
    ears.start()
    try:
        status = ears.wait(30)
        assert str(fault) in status.reason
        assert status.reason.endswith(".")
        ears.listen(Listen(3, 0.0))
        assert told.wait(ListeningFailed) == ListeningFailed(3, status.reason)
        pulse.wait_recorders(0)
        assert not ears.status().microphone_open
    finally:
        ears.close()


def test_without_speech_detection_each_question_says_why(pulse: PulseServer, told: Told) -> None:
    def broken() -> Silero:
        raise SpeechDetectorError("It does not load. Reinstall Lantern.")

    ears = QuestionListener(
        ListenerSettings(), told, recogniser=lambda _settings: Metronome(), detector=broken
    )
    ears.start()
    ears.listen(Listen(1, 0.0))
    assert told.wait(ListeningFailed).reason == "It does not load. Reinstall Lantern."
    ears.close()


def test_a_detector_that_fails_ends_one_question_only(
    pulse: PulseServer, told: Told, play: Play
) -> None:
    class Forgetful(Loudness):
        def reset(self) -> None:
            super().reset()
            if self.resets == 1:
                raise ValueError("odd")

    detector = Forgetful()
    ears = QuestionListener(
        ListenerSettings(), told, recogniser=lambda _: Metronome(), detector=lambda: detector
    )
    ears.start()
    try:
        ears.listen(Listen(1, 0.0))
        assert told.wait(ListeningFailed) == ListeningFailed(
            1, "Something went wrong while I was listening. Ask again."
        )
        assert not ears.status().microphone_open
        play(in_a_room(*[spoken(QUESTION), silence(2)] * 3))
        ears.listen(Listen(2, 0.0))
        assert told.wait(Heard).generation == 2
    finally:
        ears.close()


def test_sound_that_cannot_be_taken_ends_each_question_until_it_can(
    make_ears: MakeEars, told: Told, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[News]:
        raise ValueError("odd")

    ears = make_ears()
    play(in_a_room(*[spoken(QUESTION), silence(2)] * 5))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    with monkeypatch.context() as patch:
        patch.setattr(ears._microphone, "attend", broken)
        assert told.wait(ListeningFailed) == ListeningFailed(
            1, "Something went wrong while I was listening. Ask again."
        )
        assert not ears.status().microphone_open
        ears.listen(Listen(2, 0.0))
        assert told.wait(ListeningFailed, 2).generation == 2
        ears.finish()
        time.sleep(1)
        assert ends(told) == [1, 2]
    ears.listen(Listen(3, 0.0))
    assert told.wait(Heard).generation == 3
