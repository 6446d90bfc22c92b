"""The listener with a virtual microphone, the real recording process and speech detection."""

import random
import threading
import time

import numpy as np
import pytest

from assistant.asr.base import RecogniserSettings
from assistant.asr.listener import ListenerSettings, QuestionListener
from assistant.asr.microphone import Sound
from assistant.asr.resampling import RATE, seconds
from assistant.asr.whisper_recogniser import Whisper
from assistant.protocol.effects import Listen
from assistant.protocol.events import (
    Heard,
    HeardNothing,
    Listening,
    ListeningFailed,
    NotUnderstood,
    QuestionEnded,
    SpeechTooShort,
)
from tests.asr.conftest import MakeListener, Play
from tests.asr.fakes import QUESTION, EventLog, Loudness, Metronome, ends, in_a_room
from tests.kit.pulse import PulseServer
from tests.kit.sentences import message
from tests.kit.speech import room_noise, silence, spoken


@pytest.mark.slow
def test_a_spoken_question_is_understood(
    make_listener: MakeListener, events: EventLog, play: Play, whisper: Whisper
) -> None:
    listener = make_listener(whisper)
    assert listener.wait(60).recogniser == "Whisper base"
    play(room_noise(20))
    listener.listen(Listen(7, 0.0))
    assert events.wait(Listening) == Listening(7)
    play(in_a_room(silence(0.3), spoken(QUESTION)))
    heard = events.wait(Heard, patience=30)
    assert heard.generation == 7
    assert heard.text == QUESTION
    assert heard.confidence > 0.8
    assert events.kinds() == ["Listening", "QuestionEnded", "Heard"]


def test_a_question_ends_by_its_pause_and_the_microphone_is_shut(
    make_listener: MakeListener,
    events: EventLog,
    play: Play,
    pulse: PulseServer,
    metronome: Metronome,
) -> None:
    listener = make_listener()
    play(room_noise(20))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    assert listener.status().microphone_open
    play(in_a_room(spoken(QUESTION)))
    ended = events.wait(QuestionEnded)
    # The pause of 0.7 s, and time for a busy machine.
    assert 0.7 <= time.monotonic() - ended.spoken_until < 2.5
    assert events.wait(Heard).generation == 1
    assert not listener.status().microphone_open
    pulse.wait_recorders(0)
    assert metronome.utterances[-1].partials


def test_the_second_press_ends_it_at_once(
    make_listener: MakeListener, events: EventLog, play: Play
) -> None:
    # Longer than a busy machine needs.
    listener = make_listener(end_pause=15.0)
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    play(in_a_room(spoken(QUESTION)))
    time.sleep(3)
    listener.finish()
    pressed = time.monotonic()
    assert events.wait(Heard).text
    assert time.monotonic() - pressed < 5


def test_while_the_key_is_held_no_pause_ends_it(
    make_listener: MakeListener, events: EventLog, play: Play
) -> None:
    listener = make_listener(end_pause=0.4)
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    listener.hold()
    events.wait(Listening)
    play(in_a_room(spoken(QUESTION), silence(1.5), spoken(QUESTION)))
    time.sleep(3)
    assert events.kinds() == ["Listening"]
    listener.finish()
    assert events.wait(Heard).generation == 1


def test_saying_nothing_is_reported(
    make_listener: MakeListener, events: EventLog, play: Play
) -> None:
    listener = make_listener(patience=1.0)
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    assert events.wait(HeardNothing) == HeardNothing(1)
    assert not listener.status().microphone_open


def test_a_word_that_is_too_short_is_reported(
    make_listener: MakeListener, events: EventLog, play: Play
) -> None:
    listener = make_listener(shortest=1.0)
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    play(in_a_room(spoken("Stop."), after=60))
    assert events.wait(SpeechTooShort) == SpeechTooShort(1)


def test_words_not_understood_and_failures_are_reported(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    metronome.deaf = True
    listener = make_listener()
    play(in_a_room(*[spoken(QUESTION), silence(2)] * 5))
    listener.listen(Listen(1, 0.0))
    assert events.wait(NotUnderstood) == NotUnderstood(1)
    metronome.broken = True
    listener.listen(Listen(2, 0.0))
    assert events.wait(ListeningFailed) == ListeningFailed(2, message("It is broken. Ask again."))
    assert not listener.status().microphone_open


def test_nothing_is_reported_after_a_cancel(
    make_listener: MakeListener, events: EventLog, play: Play, pulse: PulseServer
) -> None:
    listener = make_listener()
    play(in_a_room(*[spoken(QUESTION)] * 3, after=60))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    listener.cancel()
    listener.finish()
    time.sleep(2)
    assert events.kinds() == ["Listening"]
    pulse.wait_recorders(0)
    listener.listen(Listen(2, 0.0))
    events.wait(Listening, 2)
    play(in_a_room(spoken(QUESTION)))
    assert events.wait(Heard).generation == 2
    listener.finish()
    time.sleep(0.5)
    assert events.kinds().count("Heard") == 1


@pytest.mark.parametrize("keep_open", [False, True])
def test_while_the_program_is_stopped_the_microphone_is_shut(
    make_listener: MakeListener, events: EventLog, play: Play, pulse: PulseServer, keep_open: bool
) -> None:
    listener = make_listener(keep_open=keep_open)
    play(in_a_room(spoken(QUESTION)))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    with listener.away():
        pulse.wait_recorders(0)
        # The sound server may be done before the stream's own thread is.
        deadline = time.monotonic() + 10
        while listener.status().microphone_open:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    pulse.wait_recorders(int(keep_open))
    time.sleep(1.5)
    assert events.kinds() == ["Listening"]
    listener.listen(Listen(2, 0.0))
    assert events.wait(Listening, 2) == Listening(2)


def test_an_open_microphone_hears_the_first_syllable(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    listener = make_listener(keep_open=True)
    play(in_a_room(silence(2), spoken(QUESTION), silence(2), spoken(QUESTION), after=30))
    deadline = time.monotonic() + 30
    while not listener._recent:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert listener.status().microphone_open
    listener.listen(Listen(1, time.monotonic() - 0.4))
    events.wait(Heard)
    assert events.kinds() == ["Listening", "QuestionEnded", "Heard"]
    assert listener.status().microphone_open


def test_sound_from_before_the_key_is_not_used(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    listener = make_listener(keep_open=True, patience=1.0)
    play(in_a_room(*[spoken(QUESTION)] * 12, after=60))

    def recent(after: float) -> list[Sound]:
        return [sound for sound in listener._recent.copy() if sound.at > after]

    def loud(sounds: list[Sound]) -> bool:
        return any(np.any(np.abs(sound.samples) > 0.1) for sound in sounds)

    deadline = time.monotonic() + 30
    while not loud(recent(0)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    play(room_noise(60))
    # Earlier speech may still be on its way.
    while not (last := recent(time.monotonic() - 0.5)) or loud(last):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    listener.listen(Listen(1, time.monotonic()))
    events.wait(HeardNothing)
    assert not metronome.utterances


def test_sound_from_before_a_future_time_is_not_used(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    listener = make_listener(patience=1.0)
    play(in_a_room(spoken(QUESTION), after=60))
    listener.listen(Listen(1, time.monotonic() + len(spoken(QUESTION)) / RATE + 10))
    events.wait(HeardNothing)
    assert not metronome.utterances
    play(in_a_room(*[spoken(QUESTION)] * 12, after=60))
    listener.listen(Listen(2, 0.0))
    events.wait(Heard)
    assert metronome.utterances, "the microphone does hear"


def test_a_slow_recogniser_loses_nothing(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    metronome.delay = 0.4
    listener = make_listener(end_pause=1.2)
    play(room_noise(60))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    sentence = spoken(QUESTION)
    play(in_a_room(sentence, silence(0.35), sentence))
    events.wait(Heard)
    heard = metronome.utterances[-1].sound
    assert len(metronome.utterances[-1].partials) >= 2
    # Both sentences and the pause between them, in one utterance.
    assert len(heard) > 1.7 * len(sentence)


@pytest.mark.slow
def test_whatever_is_pressed_each_listening_ends_exactly_once(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    dice = random.Random(9)
    metronome.delay = 0.1
    listener = make_listener(end_pause=0.3, patience=1.0)
    play(in_a_room(*[spoken("Stop."), silence(0.6)] * 30))
    cancelled = set()
    generation = obeyed = 0
    for _press in range(60):
        match dice.randrange(8):
            case 0 | 1:
                generation += 1
                listener.listen(Listen(generation, 0.0))
            case 2 | 3 | 4:
                listener.finish()
            case 5 | 6:
                time.sleep(0.8)
            case _:
                listener.cancel()
                obeyed += 1
                # Calls are obeyed in order.
                listener.understand(("en", "de")[obeyed % 2])
                while len(metronome.languages) < obeyed:
                    time.sleep(0.02)
                cancelled |= set(range(generation + 1)) - set(ends(events))
        time.sleep(dice.random() * 0.5)
    listener.cancel()
    play(in_a_room(spoken(QUESTION)))
    listener.listen(Listen(generation + 1, 0.0))
    deadline = time.monotonic() + 30
    while generation + 1 not in ends(events):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    over = ends(events)
    assert len(over) > 5
    assert not cancelled & set(over)
    assert len(over) == len(set(over))


def test_the_same_model_hears_another_language_if_it_can(
    pulse: PulseServer, events: EventLog, metronome: Metronome
) -> None:
    opened: list[str] = []

    def recogniser(settings: RecogniserSettings) -> Metronome:
        opened.append(settings.language)
        return metronome

    listener = QuestionListener(ListenerSettings(), events, recogniser=recogniser)
    listener.start()
    assert listener.wait(60).recogniser == "metronome"
    for language in ("de", "de", "fr", "en"):
        listener.understand(language)
    deadline = time.monotonic() + 30
    while metronome.languages != ["de", "fr", "en"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    listener.close()
    # For the language that it does not know, another is opened.
    assert opened == ["en", "fr"]


def test_closing_is_quick_and_leaves_nothing(
    make_listener: MakeListener, events: EventLog, play: Play, metronome: Metronome
) -> None:
    before = set(threading.enumerate())
    listener = make_listener()
    play(room_noise(20))
    listener.listen(Listen(1, 0.0))
    events.wait(Listening)
    start = time.monotonic()
    listener.close()
    # At most 2.5 s for the thread and 0.5 s for the recording process.
    assert time.monotonic() - start < 4
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.slow
def test_speech_while_the_recogniser_loads_is_heard_from_its_start(
    pulse: PulseServer, events: EventLog, play: Play, metronome: Metronome
) -> None:
    loaded = threading.Event()

    def slow(_settings: RecogniserSettings) -> Metronome:
        loaded.wait(30)
        return metronome

    listener = QuestionListener(ListenerSettings(), events, recogniser=slow, detector=Loudness)
    listener.start()
    try:
        play(room_noise(60, level=0.3))
        listener.listen(Listen(1, 0.0))
        time.sleep(8)
        loaded.set()
        events.wait(Listening)
        listener.finish()
        events.wait(Heard)
        (utterance,) = metronome.utterances
        assert seconds(utterance.sound) > 2
    finally:
        loaded.set()
        listener.close()


def test_closing_does_not_wait_for_the_recogniser_to_load(
    pulse: PulseServer, events: EventLog
) -> None:
    loaded = threading.Event()

    def slow(_settings: RecogniserSettings) -> Metronome:
        loaded.wait(30)
        return Metronome()

    listener = QuestionListener(ListenerSettings(), events, recogniser=slow)
    listener.start()
    start = time.monotonic()
    listener.close()
    assert time.monotonic() - start < 5, "loading takes 30 s"
    loaded.set()


def test_a_listener_that_was_never_started_can_be_closed(events: EventLog) -> None:
    QuestionListener(ListenerSettings(), events).close()
