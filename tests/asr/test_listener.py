"""The whole room: a virtual microphone, the real recording process, real speech detection."""

import random
import threading
import time

import numpy as np
import pytest

from assistant.asr.base import RecogniserSettings
from assistant.asr.listener import ListenerSettings, QuestionListener
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
from tests.asr.conftest import MakeEars, Play
from tests.asr.fakes import QUESTION, Loudness, Metronome, Told, ends, in_a_room
from tests.kit.pulse import PulseServer
from tests.kit.speech import room_noise, silence, spoken


@pytest.mark.slow
def test_a_spoken_question_is_understood(
    make_ears: MakeEars, told: Told, play: Play, whisper: Whisper
) -> None:
    ears = make_ears(whisper)
    assert ears.wait(60).recogniser == "Whisper base"
    play(room_noise(20))
    ears.listen(Listen(7, 0.0))
    assert told.wait(Listening) == Listening(7)
    play(in_a_room(silence(0.3), spoken(QUESTION)))
    heard = told.wait(Heard, patience=30)
    assert heard.generation == 7
    assert heard.text == QUESTION
    assert heard.confidence > 0.8
    assert told.kinds() == ["Listening", "QuestionEnded", "Heard"]


def test_a_question_ends_by_its_pause_and_the_microphone_is_shut(
    make_ears: MakeEars, told: Told, play: Play, pulse: PulseServer, metronome: Metronome
) -> None:
    ears = make_ears()
    play(room_noise(20))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    assert ears.status().microphone_open
    play(in_a_room(spoken(QUESTION)))
    ended = told.wait(QuestionEnded)
    # The pause of 0.7 s, and what a busy machine needs.
    assert 0.7 <= time.monotonic() - ended.spoken_until < 2.5
    assert told.wait(Heard).generation == 1
    assert not ears.status().microphone_open
    pulse.wait_recorders(0)
    assert len(metronome.utterances[-1].partials) == 1


def test_the_second_press_ends_it_at_once(make_ears: MakeEars, told: Told, play: Play) -> None:
    # Long enough that a busy machine cannot need as long.
    ears = make_ears(end_pause=15.0)
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    play(in_a_room(spoken(QUESTION)))
    time.sleep(3)
    ears.finish()
    pressed = time.monotonic()
    assert told.wait(Heard).text
    assert time.monotonic() - pressed < 5


def test_while_the_key_is_held_no_pause_ends_it(
    make_ears: MakeEars, told: Told, play: Play
) -> None:
    ears = make_ears(end_pause=0.4)
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    ears.hold()
    told.wait(Listening)
    play(in_a_room(spoken(QUESTION), silence(1.5), spoken(QUESTION)))
    time.sleep(3)
    assert told.kinds() == ["Listening"]
    ears.finish()
    assert told.wait(Heard).generation == 1


def test_who_says_nothing_is_told(make_ears: MakeEars, told: Told, play: Play) -> None:
    ears = make_ears(patience=1.0)
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    assert told.wait(HeardNothing) == HeardNothing(1)
    assert not ears.status().microphone_open


def test_a_word_that_is_too_short_is_told(make_ears: MakeEars, told: Told, play: Play) -> None:
    ears = make_ears(shortest=1.0)
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    play(in_a_room(spoken("Stop."), after=60))
    assert told.wait(SpeechTooShort) == SpeechTooShort(1)


def test_what_is_not_understood_is_told_and_what_fails_as_well(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    metronome.deaf = True
    ears = make_ears()
    play(in_a_room(*[spoken(QUESTION), silence(2)] * 5))
    ears.listen(Listen(1, 0.0))
    assert told.wait(NotUnderstood) == NotUnderstood(1)
    metronome.broken = True
    ears.listen(Listen(2, 0.0))
    assert told.wait(ListeningFailed) == ListeningFailed(2, "It is broken. Ask again.")
    assert not ears.status().microphone_open


def test_who_cancels_hears_nothing_more(
    make_ears: MakeEars, told: Told, play: Play, pulse: PulseServer
) -> None:
    ears = make_ears()
    play(in_a_room(*[spoken(QUESTION)] * 3, after=60))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    ears.cancel()
    ears.finish()
    time.sleep(2)
    assert told.kinds() == ["Listening"]
    pulse.wait_recorders(0)
    ears.listen(Listen(2, 0.0))
    told.wait(Listening, 2)
    play(in_a_room(spoken(QUESTION)))
    assert told.wait(Heard).generation == 2
    ears.finish()
    time.sleep(0.5)
    assert told.kinds().count("Heard") == 1


@pytest.mark.parametrize("keep_open", [False, True])
def test_while_the_program_is_stopped_the_microphone_is_shut(
    make_ears: MakeEars, told: Told, play: Play, pulse: PulseServer, keep_open: bool
) -> None:
    ears = make_ears(keep_open=keep_open)
    play(in_a_room(spoken(QUESTION)))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    with ears.away():
        pulse.wait_recorders(0)
        assert not ears.status().microphone_open
    pulse.wait_recorders(int(keep_open))
    time.sleep(1.5)
    assert told.kinds() == ["Listening"]
    ears.listen(Listen(2, 0.0))
    assert told.wait(Listening, 2) == Listening(2)


def test_an_open_microphone_has_heard_the_first_syllable(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    ears = make_ears(keep_open=True)
    play(in_a_room(silence(2), spoken(QUESTION), silence(2), spoken(QUESTION), after=30))
    deadline = time.monotonic() + 30
    while not len(ears._ring.since(0)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert ears.status().microphone_open
    ears.listen(Listen(1, time.monotonic() - 0.4))
    told.wait(Heard)
    assert told.kinds() == ["Listening", "QuestionEnded", "Heard"]
    assert ears.status().microphone_open


def test_sound_from_before_the_given_time_is_not_used(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    ears = make_ears(keep_open=True, patience=1.0)
    play(in_a_room(*[spoken(QUESTION)] * 12, after=60))

    def is_loud(after: float) -> bool:
        return any(np.any(np.abs(sound.samples) > 0.1) for sound in ears._ring.since(after))

    deadline = time.monotonic() + 30
    while not is_loud(0):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    play(room_noise(60))
    # What was spoken before may still be on its way.
    while is_loud(time.monotonic() - 0.5) or not ears._ring.since(time.monotonic() - 0.5):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    ears.listen(Listen(1, time.monotonic()))
    told.wait(HeardNothing)
    assert not metronome.utterances


def test_sound_from_before_a_time_to_come_is_not_used(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    ears = make_ears(patience=1.0)
    play(in_a_room(spoken(QUESTION), after=60))
    ears.listen(Listen(1, time.monotonic() + len(spoken(QUESTION)) / RATE + 4))
    told.wait(HeardNothing)
    assert not metronome.utterances
    ears.listen(Listen(2, 0.0))
    told.wait(Listening, 2)
    play(in_a_room(spoken(QUESTION), after=60))
    told.wait(Heard)
    assert metronome.utterances, "what is played is heard"


def test_a_slow_recogniser_loses_nothing(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    metronome.delay = 0.4
    ears = make_ears(end_pause=1.2)
    play(room_noise(60))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    sentence = spoken(QUESTION)
    play(in_a_room(sentence, silence(0.35), sentence))
    told.wait(Heard)
    heard = metronome.utterances[-1].sound
    assert len(metronome.utterances[-1].partials) >= 2
    # Both sentences and the pause between them, in one utterance.
    assert len(heard) > 1.7 * len(sentence)


@pytest.mark.slow
def test_whatever_is_pressed_each_listening_ends_once_and_none_comes_late(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    dice = random.Random(9)
    metronome.delay = 0.1
    ears = make_ears(end_pause=0.3, patience=1.0)
    play(in_a_room(*[spoken("Stop."), silence(0.6)] * 30))
    cancelled = set()
    generation = obeyed = 0
    for _press in range(60):
        match dice.randrange(8):
            case 0 | 1:
                generation += 1
                ears.listen(Listen(generation, 0.0))
            case 2 | 3 | 4:
                ears.finish()
            case 5 | 6:
                time.sleep(0.8)
            case _:
                ears.cancel()
                obeyed += 1
                # What comes first is obeyed first.
                ears.understand(("en", "de")[obeyed % 2])
                while len(metronome.languages) < obeyed:
                    time.sleep(0.02)
                cancelled |= set(range(generation + 1)) - set(ends(told))
        time.sleep(dice.random() * 0.5)
    ears.cancel()
    play(in_a_room(spoken(QUESTION)))
    ears.listen(Listen(generation + 1, 0.0))
    deadline = time.monotonic() + 30
    while generation + 1 not in ends(told):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    over = ends(told)
    assert len(over) > 5
    assert not cancelled & set(over)
    assert len(over) == len(set(over))


def test_another_language_is_heard_by_the_same_model_if_it_can(
    pulse: PulseServer, told: Told, metronome: Metronome
) -> None:
    opened: list[str] = []

    def recogniser(settings: RecogniserSettings) -> Metronome:
        opened.append(settings.language)
        return metronome

    ears = QuestionListener(ListenerSettings(), told, recogniser=recogniser)
    ears.start()
    assert ears.wait(60).recogniser == "metronome"
    for language in ("de", "de", "fr", "en"):
        ears.understand(language)
    deadline = time.monotonic() + 30
    while metronome.languages != ["de", "fr", "en"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    ears.close()
    # The one that it does not know is opened anew.
    assert opened == ["en", "fr"]


def test_closing_is_quick_and_leaves_nothing(
    make_ears: MakeEars, told: Told, play: Play, metronome: Metronome
) -> None:
    before = set(threading.enumerate())
    ears = make_ears()
    play(room_noise(20))
    ears.listen(Listen(1, 0.0))
    told.wait(Listening)
    start = time.monotonic()
    ears.close()
    # The thread is waited for 2.5 s at most, the recording process 0.5 s.
    assert time.monotonic() - start < 4
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.slow
def test_what_is_said_while_the_recogniser_loads_is_heard_from_its_start(
    pulse: PulseServer, told: Told, play: Play, metronome: Metronome
) -> None:
    loaded = threading.Event()

    def slow(_settings: RecogniserSettings) -> Metronome:
        loaded.wait(30)
        return metronome

    ears = QuestionListener(ListenerSettings(), told, recogniser=slow, detector=Loudness)
    ears.start()
    try:
        play(room_noise(60, level=0.3))
        ears.listen(Listen(1, 0.0))
        time.sleep(8)
        loaded.set()
        told.wait(Listening)
        ears.finish()
        told.wait(Heard)
        (utterance,) = metronome.utterances
        assert seconds(utterance.sound) > 2
    finally:
        loaded.set()
        ears.close()


def test_closing_does_not_wait_for_a_recogniser_that_loads(pulse: PulseServer, told: Told) -> None:
    loaded = threading.Event()

    def slow(_settings: RecogniserSettings) -> Metronome:
        loaded.wait(30)
        return Metronome()

    ears = QuestionListener(ListenerSettings(), told, recogniser=slow)
    ears.start()
    start = time.monotonic()
    ears.close()
    assert time.monotonic() - start < 5, "loading takes 30 s"
    loaded.set()


def test_a_room_that_was_never_started_can_be_closed(told: Told) -> None:
    QuestionListener(ListenerSettings(), told).close()
