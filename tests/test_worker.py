import queue
import threading
from collections.abc import Callable

import pytest

from assistant.effects import Describe
from assistant.events import Described, Event, Frame, WorkFailed
from assistant.skills.describe import Describer
from assistant.worker import Worker
from tests.kit.fakes import FakeModel, look, picture, seen


class Bench:
    """A worker with a fake model, and the events that it gave."""

    def __init__(self, model: FakeModel, load: Callable[[], Describer] | None = None) -> None:
        self.model = model
        self.events: queue.Queue[Event] = queue.Queue()
        describer = Describer(model, model, lambda _: None, "world")
        self.worker = Worker(load or (lambda: describer), self.events.put, "It failed. Try again.")
        self.worker.start()

    def ask(self, generation: int, detail: int = 0) -> Frame:
        frame = Frame(picture(generation), 0.0, generation)
        self.worker.describe(Describe(generation, frame, detail))
        return frame

    def event(self) -> Event:
        return self.events.get(timeout=5)

    def nothing_more(self) -> bool:
        assert self.worker.close()
        return self.events.empty()


def test_a_request_is_answered_with_its_own_frame_and_generation() -> None:
    bench = Bench(FakeModel(look(seen("dog", 0.99)), ["a dog"]))
    frame = bench.ask(3)
    event = bench.event()
    assert isinstance(event, Described)
    assert (event.generation, event.description.spoken) == (3, "A dog.")
    assert event.frame is frame
    assert bench.nothing_more()


def test_of_requests_that_wait_only_the_newest_is_done() -> None:
    hold = threading.Event()
    bench = Bench(FakeModel(hold=hold))
    for generation in range(1, 6):
        bench.ask(generation)
    bench.worker.abandon(5)
    hold.set()
    event = bench.event()
    assert isinstance(event, Described)
    assert event.generation == 5
    assert bench.nothing_more()
    assert len(bench.model.looks) <= 2


def test_abandoned_work_gives_nothing_and_the_next_is_done() -> None:
    hold = threading.Event()
    model = FakeModel(hold=hold, captions=["a b c d e f"])
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
    model = FakeModel(failure=RuntimeError("broken"))
    bench = Bench(model)
    bench.ask(1)
    assert bench.event() == WorkFailed(1, "It failed. Try again.")
    model.failure = None
    bench.ask(2)
    assert isinstance(bench.event(), Described)
    assert bench.nothing_more()


def test_what_the_loading_raised_is_raised_to_who_waits_for_it() -> None:
    def load() -> Describer:
        raise OSError("no file")

    bench = Bench(FakeModel(), load)
    with pytest.raises(OSError, match="no file"):
        bench.worker.wait_loaded()
    assert bench.nothing_more()


def test_a_model_that_hangs_does_not_hold_up_the_end() -> None:
    hold = threading.Event()
    model = FakeModel(hold=hold)
    bench = Bench(model)
    bench.ask(1)
    while not model.looks:
        hold.wait(0.01)
    assert not bench.worker.close(timeout=0.05)
    hold.set()


def test_a_worker_that_never_began_can_be_closed() -> None:
    model = FakeModel()
    worker = Worker(lambda: Describer(model, model, lambda _: None, "world"), print, "")
    assert worker.close()
