"""When something breaks it is reported, and the next question is heard."""

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
from assistant.saying.messages.faults_lines import EarsFault
from tests.asr.conftest import MakeListener, Play, add_microphone
from tests.asr.fakes import QUESTION, EventLog, Loudness, Metronome, ends, in_a_room
from tests.kit.pulse import PulseServer
from tests.kit.speech import room_noise, silence, spoken


def test_a_lost_microphone_ends_the_listening_and_comes_back(
    make_listener: MakeListener, events: EventLog, play: Play, pulse: PulseServer
) -> None:
    listener = make_listener()
    play(room_noise(60))
    listener.listen(Listen(5, 0.0))
    events.wait(Listening)
    start = time.monotonic()
    pulse.kill()
    lost = events.wait(MicrophoneLost)
    assert time.monotonic() - start < 3
    assert lost.generation == 5
    assert listener.status().fault is lost.fault
    pulse.start()
    add_microphone(pulse)
    events.wait(MicrophoneBack)
    assert listener.status().fault is None
    play(in_a_room(*[spoken(QUESTION)] * 3))
    listener.listen(Listen(6, 0.0))
    assert events.wait(Heard).generation == 6


def test_a_muted_microphone_and_its_return_are_reported(
    make_listener: MakeListener, events: EventLog, play: Play, pulse: PulseServer
) -> None:
    listener = make_listener()
    pulse.pactl("set-source-mute", "microphone.monitor", "1")
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    assert events.wait(MicrophoneLost) == MicrophoneLost(MicrophoneFault.SILENT, 1)
    assert listener.status().fault is MicrophoneFault.SILENT
    pulse.pactl("set-source-mute", "microphone.monitor", "0")
    events.wait(MicrophoneBack)
    assert listener.status().fault is None
    pulse.wait_recorders(0)
    assert not listener.status().microphone_open


@pytest.mark.parametrize("keep_open", [True, False])
def test_the_return_of_a_long_muted_microphone_is_reported(
    keep_open: bool,
    make_listener: MakeListener,
    events: EventLog,
    play: Play,
    pulse: PulseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.asr.listener.UNMUTED_WITHIN", 0.1)
    listener = make_listener(keep_open=keep_open)
    pulse.pactl("set-source-mute", "microphone.monitor", "1")
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    events.wait(MicrophoneLost)
    time.sleep(0.5)
    deadline = time.monotonic() + 20
    wanted = (keep_open, MicrophoneFault.SILENT)
    while (listener.status().microphone_open, listener.status().fault) != wanted:
        assert time.monotonic() < deadline, listener.status()
        if listener.status().fault is None:
            # On a busy computer the microphone may be lost for a moment, and come back; that it is
            # silent is found by the next question.
            listener.listen(Listen(1, 0.0))
        time.sleep(0.5)
    pulse.pactl("set-source-mute", "microphone.monitor", "0")
    if not keep_open:
        listener.listen(Listen(2, 0.0))
    events.wait(MicrophoneBack)
    assert listener.status().fault is None


@pytest.mark.parametrize("fault", [RecogniserError("No model. Get one."), ValueError("odd")])
def test_without_a_recogniser_each_question_says_why(
    fault: Exception, pulse: PulseServer, events: EventLog
) -> None:
    def broken(_settings: RecogniserSettings) -> Metronome:
        raise fault

    listener = QuestionListener(ListenerSettings(), events, recogniser=broken)
    listener.start()
    try:
        status = listener.wait(30)
        assert str(fault) in str(status.reason)
        assert str(status.reason).endswith(".")
        listener.listen(Listen(3, 0.0))
        assert status.reason is not None
        assert events.wait(ListeningFailed) == ListeningFailed(3, status.reason)
        pulse.wait_recorders(0)
        assert not listener.status().microphone_open
    finally:
        listener.close()


def test_without_speech_detection_each_question_says_why(
    pulse: PulseServer, events: EventLog
) -> None:
    def broken() -> Silero:
        raise SpeechDetectorError("It does not load. Reinstall Lantern.")

    listener = QuestionListener(
        ListenerSettings(), events, recogniser=lambda _settings: Metronome(), detector=broken
    )
    listener.start()
    listener.listen(Listen(1, 0.0))
    assert str(events.wait(ListeningFailed).reason) == "It does not load. Reinstall Lantern."
    listener.close()


def test_a_failing_detector_ends_only_one_question(
    pulse: PulseServer, events: EventLog, play: Play
) -> None:
    class Forgetful(Loudness):
        def reset(self) -> None:
            super().reset()
            if self.resets == 1:
                raise ValueError("odd")

    detector = Forgetful()
    listener = QuestionListener(
        ListenerSettings(), events, recogniser=lambda _: Metronome(), detector=lambda: detector
    )
    listener.start()
    try:
        listener.listen(Listen(1, 0.0))
        assert events.wait(ListeningFailed) == ListeningFailed(1, EarsFault.LISTENING_FAILED.said())
        assert not listener.status().microphone_open
        play(in_a_room(*[spoken(QUESTION), silence(2)] * 3))
        listener.listen(Listen(2, 0.0))
        assert events.wait(Heard).generation == 2
    finally:
        listener.close()


def test_each_question_ends_while_sound_cannot_be_read(
    make_listener: MakeListener, events: EventLog, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[News]:
        raise ValueError("odd")

    listener = make_listener()
    play(in_a_room(*[spoken(QUESTION), silence(2)] * 5))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    with monkeypatch.context() as patch:
        patch.setattr(listener._microphone, "attend", broken)
        assert events.wait(ListeningFailed) == ListeningFailed(1, EarsFault.LISTENING_FAILED.said())
        assert not listener.status().microphone_open
        listener.listen(Listen(2, 0.0))
        assert events.wait(ListeningFailed, 2).generation == 2
        listener.finish()
        time.sleep(1)
        assert ends(events) == [1, 2]
    play(in_a_room(*[spoken(QUESTION), silence(2)] * 5))
    listener.listen(Listen(3, 0.0))
    assert events.wait(Heard).generation == 3
