import numpy as np
import pytest

from assistant.asr.base import RecogniserError
from assistant.asr.endpointing import EndpointVerdict, Limits
from assistant.asr.microphone import Sound
from assistant.asr.resampling import RATE, Samples, seconds
from assistant.asr.spoken_question import LEAD, SpokenQuestion
from tests.asr.fakes import Loudness, Metronome
from tests.kit.speech import room_noise, silence

SPEECH = 0.3
START = 100.0


def speech(length: float) -> Samples:
    return room_noise(length, SPEECH)


def run(question: SpokenQuestion, *parts: Samples) -> tuple[EndpointVerdict | None, float]:
    """Play sound in pieces of 20 ms from `START`; the end and its time."""
    sound = np.concatenate(parts)
    for end in range(320, len(sound) + 1, 320):
        at = START + end / RATE
        if (over := question.hear(Sound(sound[end - 320 : end], at))) is not None:
            return over, at
    return None, START + len(sound) / RATE


@pytest.fixture
def recogniser() -> Metronome:
    return Metronome()


@pytest.fixture
def question(recogniser: Metronome) -> SpokenQuestion:
    return SpokenQuestion(Loudness(), recogniser, Limits())


def test_only_speech_reaches_the_recogniser(
    question: SpokenQuestion, recogniser: Metronome
) -> None:
    end, at = run(question, room_noise(3), speech(2), room_noise(3))
    assert end is EndpointVerdict.ENDED
    assert at == pytest.approx(START + 5.7, abs=0.1)
    assert question.spoken_until == pytest.approx(START + 5, abs=0.07)
    (utterance,) = recogniser.utterances
    assert seconds(utterance.sound) == pytest.approx(LEAD + 2 + 0.2, abs=0.1)
    assert question.transcript().text == "beat beat"


def test_recognition_starts_in_the_pause_and_gets_nothing_after_it(
    question: SpokenQuestion, recogniser: Metronome
) -> None:
    run(question, speech(1.5), room_noise(2))
    (utterance,) = recogniser.utterances
    assert utterance.partials == [seconds(utterance.sound)]


def test_recognition_starts_over_if_speech_goes_on(
    question: SpokenQuestion, recogniser: Metronome
) -> None:
    sound = np.concatenate([speech(1.2), room_noise(0.5), speech(1.2)])
    end, _at = run(question, sound, room_noise(2))
    assert end is EndpointVerdict.ENDED
    (utterance,) = recogniser.utterances
    assert len(utterance.partials) == 2
    # No sample of the pause is missing.
    np.testing.assert_array_equal(utterance.sound[: len(sound)], sound)
    assert question.transcript().text == "beat beat beat"


def test_a_click_is_not_a_question(question: SpokenQuestion, recogniser: Metronome) -> None:
    end, _at = run(question, speech(0.1), room_noise(1), speech(1.5), room_noise(2))
    assert end is EndpointVerdict.ENDED
    clicked, asked = recogniser.utterances
    assert clicked.partials == []
    assert seconds(asked.sound) == pytest.approx(LEAD + 1.5 + 0.2, abs=0.1)


@pytest.mark.parametrize(
    ("sound", "end"),
    [
        (room_noise(10), EndpointVerdict.NOTHING),
        (np.concatenate([speech(0.1), room_noise(10)]), EndpointVerdict.TOO_SHORT),
        (silence(10), EndpointVerdict.SILENT),
        (np.concatenate([room_noise(0.02), silence(10)]), EndpointVerdict.NOTHING),
    ],
    ids=["noise", "click", "zeros", "gated"],
)
def test_listening_without_a_question_ends(
    question: SpokenQuestion, sound: Samples, end: EndpointVerdict
) -> None:
    seen, at = run(question, sound)
    assert seen is end
    assert at - START == pytest.approx(2.5 if end is EndpointVerdict.SILENT else 6, abs=0.1)
    assert question.transcript().text == ""


@pytest.mark.parametrize(
    ("sound", "end"),
    [
        (room_noise(1), EndpointVerdict.NOTHING),
        (speech(0.1), EndpointVerdict.TOO_SHORT),
        (speech(1.5), EndpointVerdict.ENDED),
        (silence(1), EndpointVerdict.SILENT),
    ],
    ids=["noise", "click", "speech", "zeros"],
)
def test_the_second_press_ends_it(
    question: SpokenQuestion, sound: Samples, end: EndpointVerdict
) -> None:
    assert run(question, sound)[0] is None
    assert question.finish() is end


def test_expected_words_and_faults_are_passed_on(recogniser: Metronome) -> None:
    question = SpokenQuestion(Loudness(), recogniser, Limits(), ("yes", "no"))
    run(question, speech(0.5))
    assert recogniser.utterances[0].words == ("yes", "no")
    recogniser.broken = True
    with pytest.raises(RecogniserError):
        run(question, room_noise(1))
