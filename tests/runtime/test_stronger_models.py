"""A stronger model in the background: the download, the switch, and the memory."""

import os
import queue
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.protocol.choices import OWN_MODEL, Choice, Setting, StrongerModel
from assistant.protocol.events import (
    Event,
    Listed,
    MemoryScarce,
    ModelFailed,
    ModelSwitched,
    PullBegan,
    PullCancelled,
    Pulled,
    PullFailed,
    PullLarger,
    PullProgress,
    PullWaits,
    StrongerFound,
)
from assistant.protocol.faults import PullFault, StartError
from assistant.runtime import model_choice, remembered, stronger_models
from assistant.runtime.model_choice import CurrentModel
from assistant.runtime.stronger_models import Stock, StrongerModels
from assistant.runtime.worker import Worker
from assistant.settings.config import Settings, defaults
from assistant.skills.picture_session import ModelBundle
from assistant.skills.skill_set import SkillSet
from tests.kit.fakes import FakeSkills
from tests.kit.sentences import message

MODEL = StrongerModel("smol", 266, message("MIT: any use."), message("it writes sentences"))
TOLD: dict[str, Any] = {"bytes": 266_000_000, "came": 0}
END: dict[str, Any] = {"says": "It is installed."}


def bundle(model: object) -> ModelBundle:
    return ModelBundle(*[model] * 9)  # type: ignore[arg-type]  # only the model is looked at


class Loaded:
    """A model that knows whether it was unloaded."""

    closed = False

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeStock(Stock):
    """Models that come as they are told to."""

    offers: StrongerModel | None = None
    attempts: list[list[dict[str, Any]]] = field(default_factory=list)
    fault: StartError | None = None
    here: list[str] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    priority: int = 0
    declined: bool = False
    discarded: list[str] = field(default_factory=list)

    def offer(self) -> StrongerModel | None:
        return self.offers

    def accepted(self, name: str, megabytes: int) -> StrongerModel | None:
        return replace(MODEL, name=name, megabytes=megabytes)

    def pull(self, name: str, accepted: Callable[[], bool]) -> Generator[dict[str, Any]]:
        self.priority = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        for result in self.attempts.pop(0):
            yield result
            self.declined = not accepted()

    def discard(self, name: str) -> None:
        self.discarded.append(name)

    def load(self, name: str) -> ModelBundle:
        if self.fault is not None:
            raise self.fault
        self.loaded.append(Loaded())
        return bundle(self.loaded[-1])

    def installed(self) -> list[str]:
        return self.here


class Skills(FakeSkills):
    """Knows on which model it stands."""

    stands_on: ModelBundle | None = None

    def on(self, models: ModelBundle) -> SkillSet:
        other = Skills()
        other.stands_on = models
        return other


class Bench:
    """The room with a fake stock, and its events."""

    def __init__(self, stock: FakeStock, name: str = OWN_MODEL, free: int = 10**10) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.stock, self.free = stock, free
        self.own = Loaded()
        self.current = CurrentModel(OWN_MODEL, self.own, bundle(self.own))  # type: ignore[arg-type]  # it only unloads
        self.worker = Worker(Skills, self.events.put)
        self.worker.start()
        self.rooms = StrongerModels(
            settings(name), self.worker, self.current, self.events.put, stock, lambda: self.free
        )

    def event(self) -> Event:
        return self.events.get(timeout=30)

    def close(self) -> None:
        self.rooms.close()
        self.worker.close()


def settings(name: str) -> Settings:
    own = defaults()
    return replace(own, model=replace(own.model, name=name))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stronger_models, "SOONEST", 0.01)
    monkeypatch.setattr(stronger_models, "WATCH", 0.01)


def test_what_can_be_offered_is_found_and_whether_it_was_before() -> None:
    bench = Bench(FakeStock(MODEL))
    bench.rooms.start()
    assert bench.event() == StrongerFound(MODEL, asked=False)
    remembered.remember("offered")
    bench.rooms.start()
    assert bench.event() == StrongerFound(MODEL, asked=True)
    bench.close()


def test_a_download_tells_each_percent_and_its_end() -> None:
    stock = FakeStock(attempts=[[TOLD, {"says": "Downloading"}, {"percent": 1}, {"percent": 100}]])
    bench = Bench(stock)
    bench.rooms.pull(MODEL)
    assert bench.event() == PullBegan(MODEL, 0, resumed=False)
    assert bench.event() == PullProgress(MODEL, 1)
    assert bench.event() == Pulled(MODEL)
    assert stock.priority == stronger_models.NICE
    assert os.getpriority(os.PRIO_PROCESS, 0) < stronger_models.NICE
    assert remembered.recall_pull() == ("", 0)
    bench.close()


def test_it_goes_on_by_itself_after_each_fault() -> None:
    faults: list[list[dict[str, Any]]] = [
        [{"error": "It is away.", "later": one.value}] for one in PullFault
    ]
    bench = Bench(FakeStock(attempts=[*faults, [TOLD | {"came": 133_000_000}, END]]))
    bench.rooms.pull(MODEL)
    assert [bench.event() for _ in PullFault] == [PullWaits(MODEL, one) for one in PullFault]
    assert bench.event() == PullBegan(MODEL, 50, resumed=False)
    assert bench.event() == Pulled(MODEL)
    bench.close()


def test_it_goes_on_at_the_next_start() -> None:
    remembered.remember_pull("smol", 266)
    again = {"error": "It is away.", "later": "network"}
    stock = FakeStock(attempts=[[TOLD | {"came": 26_600_000}, again], [TOLD, END]])
    bench = Bench(stock)
    bench.rooms.start()
    assert bench.event() == PullBegan(MODEL, 10, resumed=True)
    assert bench.event() == PullWaits(MODEL, PullFault.NETWORK)
    assert bench.event() == PullBegan(MODEL, 0, resumed=False)
    assert bench.event() == Pulled(MODEL)
    bench.close()


def test_a_download_that_is_under_way_when_lantern_ends_is_remembered() -> None:
    stock = FakeStock(attempts=[[TOLD, *({"percent": one} for one in range(1, 99))]])
    bench = Bench(stock)
    bench.rooms.close()
    bench.rooms.pull(MODEL)
    bench.close()
    while remembered.recall_pull() != ("smol", 266):
        pass
    assert bench.events.empty()


def test_one_that_is_cancelled_ends_and_leaves_nothing() -> None:
    away = {"error": "It is away.", "later": "network"}
    stock = FakeStock(attempts=[[TOLD, {"percent": 40}, away]])
    bench = Bench(stock)
    bench.rooms.pull(MODEL)
    assert bench.event() == PullBegan(MODEL, 0, resumed=False)
    assert bench.event() == PullProgress(MODEL, 40)
    bench.rooms.cancel()
    while (event := bench.event()) == PullWaits(MODEL, PullFault.NETWORK):
        pass
    assert event == PullCancelled(MODEL)
    assert stock.discarded == ["smol"]
    assert remembered.recall_pull() == ("", 0)
    # The same can be downloaded again.
    stock.attempts.append([TOLD, END])
    bench.rooms.pull(MODEL)
    assert [bench.event(), bench.event()] == [PullBegan(MODEL, 0, resumed=False), Pulled(MODEL)]
    bench.close()


def test_one_that_is_much_larger_than_was_said_does_not_begin() -> None:
    stock = FakeStock(attempts=[[TOLD | {"bytes": 400_000_000}, END]])
    bench = Bench(stock)
    bench.rooms.pull(MODEL)
    assert bench.event() == PullLarger(replace(MODEL, megabytes=400))
    assert remembered.recall_pull() == ("", 0)
    bench.close()


def test_what_is_refused_ends_it() -> None:
    bench = Bench(FakeStock(attempts=[[{"error": "It is a pickle.", "later": ""}]]))
    bench.rooms.pull(MODEL)
    event = bench.event()
    assert isinstance(event, PullFailed)
    assert str(event.reason) == "It is a pickle."
    bench.close()


def test_what_no_download_should_give_ends_it_and_says_how_to_learn_why() -> None:
    bench = Bench(FakeStock(attempts=[[{"bytes": []}]]))
    bench.rooms.pull(MODEL)
    event = bench.event()
    assert isinstance(event, PullFailed)
    assert str(event.reason) == "To find out why, type: ./lantern models pull smol"
    assert remembered.recall_pull() == ("", 0)
    bench.close()


def test_a_model_takes_over_between_two_requests_and_the_one_before_is_unloaded() -> None:
    bench = Bench(FakeStock())
    bench.rooms.use("smol", aloud=True)
    assert bench.event() == ModelSwitched("smol", aloud=True)
    assert bench.current.chosen == "smol"
    first = bench.stock.loaded[0]
    assert bench.current.model is first  # type: ignore[comparison-overlap]  # it only unloads
    bench.rooms.use(OWN_MODEL, aloud=False)
    assert bench.event() == ModelSwitched(OWN_MODEL, aloud=False)
    assert (first.closed, bench.own.closed) == (True, False)
    bench.close()


def test_the_model_of_the_settings_follows_the_start() -> None:
    bench = Bench(FakeStock(), "smol")
    bench.rooms.start()
    assert bench.event() == ModelSwitched("smol", aloud=False)
    bench.close()


def test_one_that_does_not_load_is_told() -> None:
    bench = Bench(FakeStock(fault=StartError(message("There is no room for smol."))), "smol")
    bench.rooms.start()
    event = bench.event()
    assert isinstance(event, ModelFailed)
    assert (event.name, str(event.reason)) == ("smol", "There is no room for smol.")
    assert bench.current.chosen == OWN_MODEL
    bench.close()


def test_scarce_memory_is_told_once_while_the_model_is_in_use() -> None:
    bench = Bench(FakeStock())
    bench.rooms.use("smol", aloud=False)
    assert isinstance(bench.event(), ModelSwitched)
    bench.free = 1
    assert bench.event() == MemoryScarce()
    bench.rooms.use(OWN_MODEL, aloud=False)
    assert bench.event() == ModelSwitched(OWN_MODEL, aloud=False)
    assert bench.events.empty()
    bench.close()


def test_the_models_that_are_here_can_be_chosen() -> None:
    bench = Bench(FakeStock(here=["smol"]))
    bench.rooms.find()
    assert bench.event() == Listed(Setting.MODEL, (Choice("smol", "smol"),))
    bench.close()


def test_skills_that_cannot_be_changed_go_on() -> None:
    bench = Bench(FakeStock())

    def fails(skills: SkillSet) -> SkillSet:
        raise RuntimeError(SimpleNamespace(skills=skills))

    bench.worker.swap(fails)
    bench.rooms.use("smol", aloud=False)
    assert bench.event() == ModelSwitched("smol", aloud=False)
    bench.close()


def test_the_catalogue_says_which_languages_a_model_speaks() -> None:
    assert model_choice.speaks("lfm2.5-vl-450m") == ("de", "es")
    assert model_choice.speaks("smolvlm-256m") == ()
    assert model_choice.speaks(OWN_MODEL) == model_choice.speaks("nothing") == ()
