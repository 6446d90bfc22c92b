"""The tour of the first start, without a room: each part works or says what is wrong."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog.menu import DOWN, LEFT, RIGHT, UP
from assistant.dialog.state import State, Tour, TourPart
from assistant.dialog.tour import CAMERA_LIMIT, KEY_LIMIT, LOOK
from assistant.protocol.effects import Effect, EndQuestion, KeepTour, Listen, Say
from assistant.protocol.events import (
    Action,
    CameraLost,
    Described,
    Frame,
    FrameMissed,
    FrameTaken,
    Heard,
    HeardNothing,
    Listening,
    ListeningFailed,
    MicrophoneLost,
    OtherKey,
    Pressed,
    QuestionEnded,
    Ready,
    SpeechEnded,
    SpeechStarted,
    TypingBegan,
)
from assistant.protocol.faults import CameraFault, MicrophoneFault
from models.interfaces import Picture
from tests.end_to_end.conftest import sample
from tests.kit.sentences import message
from tests.kit.talk import FRAME, Talk, described, said

WORDS_A_SECOND = 3
"""At 180 words a minute."""


class Toured(Talk):
    """A tour whose sentences are heard, each for as long as it takes."""

    def __init__(self) -> None:
        super().__init__(State(tour=Tour()), ready=False)
        self.began = self.now
        self.said: list[str] = []
        self.hear(self(Ready()))

    def hear(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Hear what is said to its end, and what follows from that, until nothing is said."""
        everything = effects
        while says := [one for one in effects if isinstance(one, Say)]:
            self.said += [str(one.text) for one in says]
            self.wait(len(str(says[-1].text).split()) / WORDS_A_SECOND)
            effects = self(SpeechEnded(says[-1].utterance, complete=True))
            everything += effects
        return everything

    def go(self, seconds: float = 1.0) -> tuple[Effect, ...]:
        """Let time go by, and hear what is said."""
        end = self.now + seconds
        everything: tuple[Effect, ...] = ()
        while self.now < end:
            everything += self.hear(self.wait(0.25))
        return everything

    def part(self) -> TourPart | None:
        return None if self.state.tour is None else self.state.tour.part

    def to(self, part: TourPart, *, heard: bool = True) -> tuple[Effect, ...]:
        """Skip to a part, whose first sentence is heard, or begins to be."""
        effects = self.wait(0.5)
        while self.part() is not part:
            assert self.part() is not None
            effects = self.press(RIGHT)
        return self.hear(effects) if heard else effects


def bright() -> Frame:
    return Frame(sample("coffee.jpg"), 100.0, 1)


def test_from_ready_to_the_end_in_a_minute() -> None:
    tour = Toured()
    tour.go()
    assert tour.part() is TourPart.KEYS
    tour.wait(2)
    tour.press(Action.DESCRIBE)
    tour(FrameTaken(tour.state.generation, FRAME))
    tour.hear(tour(Described(tour.state.generation, FRAME, described("A cup on a table."))))
    effects = tour.go()
    (listen,) = [one for one in effects if isinstance(one, Listen)]
    tour(Listening(listen.generation))
    tour.wait(3)
    tour(QuestionEnded(listen.generation, tour.now))
    effects = tour.hear(tour(Heard(listen.generation, "Hello, Lantern.", 0.9)))
    assert KeepTour() in effects
    assert tour.state.tour is None
    assert tour.now - tour.began < 60
    assert [text.split(". ")[0].rstrip(".") for text in tour.said] == [
        "Ready",
        "Welcome to Lantern",
        "First, the keys",
        "A cup on a table",
        "Now the microphone",
        "I heard: Hello, Lantern",
        "That is all",
    ]


def test_what_was_pressed_during_the_start_shows_that_no_tour_is_needed_now() -> None:
    talk = Talk(State(tour=Tour()), ready=False)
    talk.press(Action.DESCRIBE)
    assert KeepTour() not in talk(Ready())
    talk.hear_all()
    assert not any("Welcome" in text for text in said(talk.wait(60)))


def test_without_a_key_it_says_why_that_may_be_and_goes_on() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    tour.go(KEY_LIMIT + 1)
    assert tour.said[-1].startswith("No key was pressed.")
    assert tour.part() is TourPart.CAMERA


def darkened(share: float) -> Picture:
    return np.asarray(cv2.convertScaleAbs(sample("coffee.jpg"), alpha=share), np.uint8)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (darkened(1.0), "The camera works."),
        (darkened(0.05), "The camera works, but it is too dark: turn on a light."),
        (np.zeros((720, 1280, 3), np.uint8), "The camera is covered: uncover it, or open its"),
    ],
)
def test_the_camera_is_tried_and_what_is_wrong_is_said(picture: Picture, words: str) -> None:
    tour = Toured()
    assert LOOK in [getattr(one, "generation", 0) for one in tour.to(TourPart.CAMERA)]
    tour.hear(tour(FrameTaken(LOOK, Frame(picture, 100.0, 1))))
    assert any(text.startswith(words) for text in tour.said), tour.said
    assert tour.part() is TourPart.MICROPHONE


def test_a_missing_camera_is_reported() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    tour(CameraLost(CameraFault.MISSING, "camera 0"))
    tour.hear_all()
    tour.to(TourPart.CAMERA)
    assert "No camera was found. Plug one in." in tour.said


@pytest.mark.parametrize("answers", [True, False])
def test_a_camera_without_pictures_is_reported(answers: bool) -> None:
    tour = Toured()
    tour.to(TourPart.CAMERA)
    if answers:
        tour.hear(tour(FrameMissed(LOOK)))
    tour.go(CAMERA_LIMIT + 1)
    assert "The camera is not responding. Check its cable and press Space again." in tour.said


def test_a_camera_that_works_is_not_called_silent_where_the_sentence_was_cut() -> None:
    tour = Toured()
    tour.to(TourPart.CAMERA)
    for rest in ([], ["Now the microphone. After the tone, say a few words."]):
        assert said(tour(FrameTaken(LOOK, bright()))) == ["The camera works."]
        tour(SpeechStarted(tour.state.utterance, tour.now))
        tour(SpeechEnded(tour.state.utterance, complete=False))
        assert said(tour.wait(1)) == rest


def listening() -> tuple[Toured, int]:
    tour = Toured()
    effects = tour.to(TourPart.MICROPHONE)
    (listen,) = [one for one in effects if isinstance(one, Listen)]
    return tour, listen.generation


def test_a_missing_microphone_is_reported_and_the_tour_ends_as_usual() -> None:
    tour, generation = listening()
    tour.hear(tour(MicrophoneLost(MicrophoneFault.MISSING, generation)))
    effects = tour.go()
    assert "No microphone was found. Plug one in, or press slash to type." in tour.said
    assert KeepTour() in effects


def test_silence_and_a_listening_fault_are_reported() -> None:
    for event, words in (
        (HeardNothing, "I didn't hear anything. Press Enter and ask again."),
        (lambda generation: ListeningFailed(generation, message("No ears.")), "No ears."),
    ):
        tour, generation = listening()
        tour(Listening(generation))
        tour.hear(tour(event(generation)))
        assert KeepTour() in tour.go()
        assert words in tour.said


def test_ears_that_never_answer_do_not_hold_it_up() -> None:
    tour, _ = listening()
    assert KeepTour() in tour.go(15)


@pytest.mark.parametrize(
    "part", [TourPart.SOUND, TourPart.KEYS, TourPart.CAMERA, TourPart.MICROPHONE, TourPart.END]
)
@pytest.mark.parametrize("key", [Action.STOP, Action.TYPE, Action.SETTINGS, Action.STATUS])
def test_any_real_key_ends_it_and_does_what_it_always_does(part: TourPart, key: Action) -> None:
    tour = Toured()
    tour.to(part, heard=part is not TourPart.END)
    effects = tour.press(key)
    assert KeepTour() in effects
    assert tour.state.tour is None
    if key is Action.SETTINGS:
        assert tour.state.menu is not None
    if key is Action.STOP:
        assert not said(effects)
        assert not said(tour.wait(60))


@pytest.mark.parametrize("part", [TourPart.SOUND, TourPart.KEYS, TourPart.CAMERA, TourPart.END])
def test_a_key_without_a_meaning_leaves_it(part: TourPart) -> None:
    tour = Toured()
    tour.to(part, heard=part is not TourPart.END)
    before = tour.state.tour
    assert KeepTour() not in tour(OtherKey(tour.now))
    assert tour.state.tour == before


def test_a_key_without_a_meaning_during_the_start_leaves_it() -> None:
    talk = Talk(State(tour=Tour()), ready=False)
    assert talk(OtherKey(talk.now)) == ()
    talk(Ready())
    talk.hear_all()
    assert any("Welcome" in text for text in said(talk.wait(1)))


def test_enter_asks_but_while_it_listens_it_ends_the_words() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    effects = tour.press(Action.ASK)
    assert KeepTour() in effects
    assert any(isinstance(one, Listen) for one in effects)
    tour, generation = listening()
    tour(Listening(generation))
    assert EndQuestion() in tour.press(Action.ASK)
    tour.hear(tour(Heard(generation, "Hello.", 0.9)))
    assert tour.said[-2] == "I heard: Hello."


def test_typing_ends_it() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    assert KeepTour() in tour(TypingBegan(tour.now))


def test_the_arrows_skip_a_part_and_say_it_again() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    first = tour.said[-1]
    for again in (LEFT, UP, Action.REPEAT):
        assert said(tour.press(again)) == [first]
    assert not said(tour.press(DOWN))
    assert tour.part() is TourPart.CAMERA


def test_help_helps_and_the_part_is_said_again() -> None:
    tour = Toured()
    tour.to(TourPart.KEYS)
    effects = tour.press(Action.HELP)
    assert said(effects)[0].startswith("This is the first tour. Right arrow: go on.")
    assert "Most other keys end the tour and do their usual job." in said(effects)[0]
    tour.hear(effects)
    tour.go()
    assert tour.said[-1].startswith("First, the keys.")


def test_a_sentence_that_is_cut_is_said_once_more() -> None:
    tour = Toured()
    effects = tour.wait(0.25)
    (say,) = [one for one in effects if isinstance(one, Say)]
    for times in range(3):
        tour(SpeechStarted(say.utterance, tour.now))
        tour(SpeechEnded(say.utterance, complete=False))
        says = [one for one in tour.wait(1) if isinstance(one, Say)]
        (say,) = says
        assert str(say.text).startswith("Welcome" if times == 0 else "First, the keys.")


KEYS = [one for one in Action if one is not Action.QUIT]


@given(st.lists(st.sampled_from([*KEYS, 0.25, 1.0, 5.0]), max_size=40))
def test_no_keys_hold_it_up_for_ever(steps: list[Action | float]) -> None:
    tour = Toured()
    for step in steps:
        if isinstance(step, Action):
            tour.now += 0.1
            tour.hear(tour(Pressed(step, tour.now)))
        else:
            tour.go(step)
    if tour.state.tour is not None:
        tour.go(120)
    assert tour.state.tour is None


def test_it_takes_no_longer_than_a_minute_though_nobody_does_anything() -> None:
    tour = Toured()
    while tour.state.tour is not None:
        tour.go(0.25)
        work = tour.state.work
        if work is not None and work.question is not None:
            tour(Listening(work.generation))
            tour.wait(6)
            tour.hear(tour(HeardNothing(work.generation)))
    assert tour.now - tour.began < 60
    assert KeepTour not in map(type, tour.wait(60))
