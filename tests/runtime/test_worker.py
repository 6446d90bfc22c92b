import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Ask, Describe, LookAt, Mention, NoteSighting, Read
from assistant.protocol.events import (
    Answered,
    Degraded,
    Described,
    Description,
    Event,
    Frame,
    TextRead,
    WorkFailed,
)
from assistant.protocol.text import CannotReadError, Text
from assistant.runtime import stuck_work
from assistant.runtime.worker import Worker
from assistant.saying.messages.core import Line
from assistant.skills.picture_session import PictureSession
from models.interfaces import Picture
from models.system import SYSTEM
from tests.kit.fakes import FakeSkills, picture
from tests.kit.queries import query_of
from tests.kit.sentences import message
from tests.kit.talk import written


class Bench:
    """A worker with a fake model, and the events that it gave."""

    def __init__(self, model: FakeSkills, load: Callable[[], FakeSkills] | None = None) -> None:
        self.model = model
        self.events: queue.Queue[Event] = queue.Queue()
        self.worker = Worker(load or (lambda: model), self.events.put)
        self.worker.start()

    def ask(self, generation: int, detail: int = 0) -> Frame:
        frame = Frame(picture(generation), 0.0, generation)
        self.worker.do(Describe(generation, frame, detail))
        return frame

    def event(self) -> Event:
        return self.events.get(timeout=30)

    def nothing_more(self) -> bool:
        assert self.worker.close()
        return self.events.empty()


def test_a_request_is_answered_with_its_own_frame_and_generation() -> None:
    bench = Bench(FakeSkills())
    frame = bench.ask(3)
    event = bench.event()
    assert isinstance(event, Described)
    assert (event.generation, str(event.description.spoken)) == (3, "A dog.")
    assert event.frame is frame
    assert bench.nothing_more()


def test_of_requests_that_wait_only_the_newest_is_done() -> None:
    hold = threading.Event()
    bench = Bench(FakeSkills(hold=hold))
    for generation in range(1, 6):
        bench.ask(generation)
    bench.worker.abandon(5)
    hold.set()
    event = bench.event()
    assert isinstance(event, Described)
    assert event.generation == 5
    assert bench.nothing_more()
    assert len(bench.model.looks) <= 2


def test_cancelled_work_gives_nothing_and_the_next_is_done() -> None:
    hold = threading.Event()
    model = FakeSkills(hold=hold)
    bench = Bench(model)
    bench.ask(1)
    bench.worker.abandon(2)
    hold.set()
    bench.ask(2)
    event = bench.event()
    assert isinstance(event, Described)
    assert event.generation == 2
    assert bench.nothing_more()


def test_a_failure_is_told_and_the_worker_goes_on() -> None:
    model = FakeSkills(failure=RuntimeError("broken"))
    bench = Bench(model)
    bench.ask(1)
    assert bench.event() == WorkFailed(1)
    model.failure = None
    bench.ask(2)
    assert isinstance(bench.event(), Described)
    assert bench.nothing_more()


def test_what_is_said_is_noted_after_it_was_told_and_a_failure_is_told() -> None:
    model = FakeSkills(unnoted="It cannot be written.")
    bench = Bench(model)
    frame = bench.ask(1)
    assert isinstance(bench.event(), Described)
    assert bench.event() == Degraded(message("It cannot be written."))
    assert bench.nothing_more()
    assert [one is frame.pixels for one in model.noted] == [True]


def test_what_was_watched_is_noted_only_once_it_is_told() -> None:
    bench = Bench(FakeSkills(unnoted="It cannot be written."))
    frame = Frame(picture(), 0.0, 1)
    bench.worker.do(Describe(1, frame, watched=True))
    told = bench.event()
    assert isinstance(told, Described)
    assert bench.model.noted == []
    bench.worker.do(NoteSighting(1, frame, told.description))
    assert bench.event() == Degraded(message("It cannot be written."))
    assert bench.nothing_more()
    assert [one is frame.pixels for one in bench.model.noted] == [True]


def test_what_the_loading_raised_is_given_to_who_waits_for_it() -> None:
    def load() -> FakeSkills:
        raise OSError("no file")

    bench = Bench(FakeSkills(), load)
    assert str(bench.worker.load_fault()) == "no file"
    assert bench.nothing_more()


def test_a_model_that_hangs_does_not_hold_up_the_end() -> None:
    hold = threading.Event()
    model = FakeSkills(hold=hold)
    bench = Bench(model)
    bench.ask(1)
    while not model.looks:
        hold.wait(0.01)
    assert not bench.worker.close(timeout=0.05)
    hold.set()


def test_a_worker_that_never_began_can_be_closed() -> None:
    worker = Worker(FakeSkills, print)
    assert worker.close()


class Hanging(FakeSkills):
    """Hangs at the first description until it is let go, whoever cancels it."""

    def __init__(self, *, spins: bool = False) -> None:
        super().__init__()
        self.hangs, self.goes_on = threading.Event(), threading.Event()
        self.spins = spins
        self.ended = threading.Event()

    def describe(self, *args: Any, **more: Any) -> Description:
        if not self.hangs.is_set():
            self.hangs.set()
            try:
                self._spin()
                self.goes_on.wait(30)
            finally:
                self.ended.set()
        return super().describe(*args, **more)

    def _spin(self) -> None:
        # Python 3.13 skips the `finally` of a function whose own loop is interrupted.
        while self.spins:
            pass


def described(bench: Bench) -> int:
    event = bench.event()
    assert isinstance(event, Described)
    return event.generation


@pytest.mark.parametrize("stopped", [True, False])
def test_after_work_that_does_not_stop_the_next_is_done_and_its_own_result_is_dropped(
    monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.1)
    monkeypatch.setattr(stuck_work, "HANGS", 0.3)
    model = Hanging()
    bench = Bench(model)
    bench.ask(1)
    assert model.hangs.wait(30)
    if stopped:
        bench.worker.abandon(2)
        time.sleep(0.3)
    bench.ask(2)
    assert described(bench) == 2
    assert bench.event() == Degraded(Line.WORK_STUCK.said())
    model.goes_on.set()
    assert model.ended.wait(30)
    bench.ask(3)
    assert described(bench) == 3
    assert bench.nothing_more()


def test_a_loop_that_keeps_others_waiting_is_ended_and_then_nothing_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.1)
    model = Hanging(spins=True)
    bench = Bench(model)
    bench.ask(1)
    assert model.hangs.wait(30)
    bench.worker.abandon(2)
    bench.ask(2)
    assert described(bench) == 2
    assert model.ended.wait(30)
    assert bench.nothing_more()


def test_work_that_stops_in_time_keeps_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.2)
    hold = threading.Event()
    bench = Bench(FakeSkills(hold=hold))
    bench.ask(1)
    while not bench.model.looks:
        hold.wait(0.01)
    bench.worker.abandon(2)
    hold.set()
    time.sleep(0.4)
    assert bench.nothing_more()


def a_frame(number: int) -> Frame:
    return Frame(picture(number), 0.0, number)


def test_a_question_is_answered_about_its_own_frame() -> None:
    bench = Bench(FakeSkills(answers={"What colour is it?": "Red."}))
    frame = a_frame(1)
    bench.worker.do(Ask(4, frame, query_of("What colour is it?", "cup"), verify=True))
    event = bench.event()
    assert isinstance(event, Answered)
    assert (event.generation, str(event.answer.spoken)) == (4, "Red.")
    assert event.frame is frame
    assert bench.model.asked == [("What colour is it?", "cup", True)]
    assert bench.nothing_more()


def test_a_picture_looked_at_while_one_speaks_is_not_looked_at_again() -> None:
    bench = Bench(FakeSkills())
    frame = a_frame(1)
    bench.worker.do(LookAt(1, frame))
    while not bench.model.looks:
        threading.Event().wait(0.01)
    bench.worker.do(Ask(1, frame, query_of("Is it red?")))
    assert isinstance(bench.event(), Answered)
    assert len(bench.model.looks) == 1
    assert bench.nothing_more()


@pytest.mark.parametrize(("low", "looks"), [(True, [2]), (False, [1, 2])])
def test_a_look_ahead_spares_a_battery_that_runs_low(
    low: bool, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SYSTEM, "runs_low", lambda: low)
    bench = Bench(FakeSkills())
    bench.worker.do(LookAt(1, a_frame(1), ahead=True))
    while not low and not bench.model.looks:
        threading.Event().wait(0.01)
    bench.worker.do(Ask(2, a_frame(2), query_of("Is it red?")))
    assert isinstance(bench.event(), Answered)
    assert [int(one[0, 0, 0]) for one in bench.model.looks] == looks
    assert bench.nothing_more()


class Opening(FakeSkills):
    """Keeps the pictures that it began with."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Picture] = []
        self.cut_out: list[bool] = []

    def session(
        self, pixels: Picture, surface: Surface | None = None, *, part: bool = False
    ) -> PictureSession:
        self.opened.append(pixels)
        self.cut_out.append(part)
        return super().session(pixels, surface, part=part)


def test_a_part_of_a_picture_is_known_as_one() -> None:
    model = Opening()
    bench = Bench(model)
    bench.worker.do(Describe(1, a_frame(1)))
    assert described(bench) == 1
    bench.worker.do(Describe(2, replace(a_frame(2), part=True)))
    assert described(bench) == 2
    assert model.cut_out == [False, True]
    assert bench.nothing_more()


def test_looks_ahead_do_not_push_out_what_was_asked_about() -> None:
    model = Opening()
    bench = Bench(model)
    frame = bench.ask(1)
    assert described(bench) == 1
    ahead = [a_frame(number) for number in (2, 3, 4)]
    for number, one in enumerate(ahead, start=2):
        bench.worker.do(LookAt(1, one, ahead=True))
        while len(model.looks) < number:
            threading.Event().wait(0.01)
    bench.worker.do(Describe(2, frame, 1))
    assert described(bench) == 2
    bench.worker.do(Describe(3, ahead[-1]))
    assert described(bench) == 3
    opened = [frame.pixels, *(one.pixels for one in ahead)]
    assert [id(one) for one in model.opened] == [id(one) for one in opened], "each once"
    assert bench.nothing_more()


def test_a_look_takes_no_others_place_and_gives_its_own() -> None:
    hold = threading.Event()
    bench = Bench(FakeSkills(hold=hold))
    bench.worker.do(LookAt(1, a_frame(1)))
    while not bench.model.looks:
        hold.wait(0.01)
    asked = a_frame(3)
    bench.worker.do(LookAt(2, a_frame(2)))
    bench.worker.do(Ask(3, asked, query_of("Is it red?")))
    bench.worker.do(LookAt(3, asked))
    hold.set()
    event = bench.event()
    assert isinstance(event, Answered)
    assert event.frame is asked
    assert [int(one[0, 0, 0]) for one in bench.model.looks] == [1, 3]
    assert bench.nothing_more()


def test_a_look_takes_the_place_of_what_nobody_waits_for_any_more() -> None:
    hold = threading.Event()
    bench = Bench(FakeSkills(hold=hold))
    bench.ask(1)
    while not bench.model.looks:
        hold.wait(0.01)
    bench.worker.do(Ask(2, a_frame(2), query_of("Is it red?")))
    bench.worker.abandon(3)
    bench.worker.do(LookAt(3, a_frame(3)))
    hold.set()
    end = time.monotonic() + 30
    while len(bench.model.looks) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert [int(one[0, 0, 0]) for one in bench.model.looks] == [1, 3]
    assert bench.nothing_more()


def test_a_look_that_fails_or_is_cancelled_tells_nothing() -> None:
    model = FakeSkills(failure=RuntimeError("broken"))
    bench = Bench(model)
    bench.worker.do(LookAt(1, a_frame(1)))
    while not model.looks:
        threading.Event().wait(0.01)
    bench.worker.do(Ask(1, a_frame(2), query_of("Is it red?")))
    assert bench.event() == WorkFailed(1)
    assert bench.nothing_more()


PARTS = (Text(complete=False), Text(rotation=90, complete=False), Text(rotation=180))


def test_a_text_is_told_part_by_part() -> None:
    bench = Bench(FakeSkills(texts=PARTS))
    frame = Frame(picture(), 0.0, 1)
    bench.worker.do(Read(3, frame))
    told = [bench.event() for _ in PARTS]
    assert told == [TextRead(3, frame, text) for text in PARTS]
    assert bench.nothing_more()


def test_reading_gives_way_to_whatever_is_asked_for_next() -> None:
    hold = threading.Event()
    bench = Bench(FakeSkills(texts=PARTS, hold=hold))
    bench.worker.do(Read(3, Frame(picture(), 0.0, 1)))
    assert isinstance(bench.event(), TextRead)
    bench.worker.do(Describe(3, Frame(picture(2), 0.0, 2)))
    hold.set()
    assert isinstance(bench.event(), Described)
    assert bench.nothing_more()
    assert bench.model.parts == 1


@pytest.mark.parametrize(
    ("failure", "reason"),
    [(OSError("disk"), ""), (CannotReadError("Install it."), "Install it.")],
)
def test_a_reading_that_fails_is_told(failure: Exception, reason: str) -> None:
    bench = Bench(FakeSkills(texts=PARTS, failure=failure))
    bench.worker.do(Read(3, Frame(picture(), 0.0, 1)))
    assert isinstance(bench.event(), TextRead)
    assert bench.event() == WorkFailed(3, message(reason) if reason else None)
    assert bench.nothing_more()


def test_where_the_picture_gives_no_answer_the_other_pages_are_asked() -> None:
    pages = ((1, Text()), (2, Text()))
    none: tuple[tuple[int, Text], ...] = ()
    frame, query = Frame(picture(), 0.0, 1), query_of("when is it due")
    bench = Bench(FakeSkills(answers={query.question: ""}))
    for number, (every, answer) in enumerate(((pages, "from 1, 2"), (none, ""))):
        bench.worker.do(Ask(number, frame, query, pages=every))
        event = bench.event()
        assert isinstance(event, Answered)
        assert event.answer.answer == answer
    assert bench.nothing_more()


def test_what_is_written_large_is_given_and_lets_any_other_come_first() -> None:
    hold = threading.Event()
    bench = Bench(FakeSkills(hold=hold, large="Fire exit"))
    frame = Frame(picture(), 0.0, 1)
    bench.worker.do(Mention(1, frame))
    assert bench.event() == written(1, "Fire exit")
    bench.ask(2)
    bench.worker.do(Mention(2, frame))
    bench.worker.abandon(3)
    hold.set()
    bench.ask(3)
    event = bench.event()
    assert isinstance(event, Described)
    assert event.generation == 3
    assert bench.nothing_more()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (CannotReadError("Reinstall Lantern."), "Reinstall Lantern."),
        (RuntimeError(), "I can no longer mention text in pictures. Restart Lantern."),
    ],
)
def test_that_text_cannot_be_looked_for_is_told(failure: Exception, told: str) -> None:
    bench = Bench(FakeSkills(failure=failure))
    bench.worker.do(Mention(1, Frame(picture(), 0.0, 1)))
    failed = bench.event()
    assert isinstance(failed, WorkFailed)
    assert str(failed.reason) == told
    assert bench.nothing_more()
