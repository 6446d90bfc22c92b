"""Downloads a stronger model in the background, and switches between models while Lantern runs."""

import logging
import os
import threading
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

from assistant.protocol import events
from assistant.protocol.choices import OWN_MODEL, Choice, Setting, StrongerModel
from assistant.protocol.events import Emit, PullEvent
from assistant.protocol.faults import PullFault, StartError
from assistant.runtime import model_choice, remembered
from assistant.runtime.worker import Worker
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import fault_message
from assistant.saying.messages.models_lines import model_words
from assistant.saying.messages.stronger_lines import StrongerLine
from assistant.settings.config import Settings
from assistant.skills.picture_session import ModelBundle
from assistant.skills.skill_set import SkillSet
from models.system import SYSTEM

_log = logging.getLogger(__name__)

NICE: Final = 19
"""The lowest priority of a thread."""
LARGER: Final = 1.25
"""How many times larger than was said a download may be without asking again."""
SOONEST, LATEST = 30.0, 600.0
"""Seconds before the first new attempt, and before each of the later ones."""
SCARCE: Final = 200_000_000
"""Bytes of free memory below which a stronger model goes."""
WATCH: Final = 2.0
"""Seconds between two looks at the memory."""


class Stock:
    """The models of the catalogue, on top of the embedded one."""

    def __init__(self, settings: Settings, current: model_choice.CurrentModel) -> None:
        self._settings, self._current = settings, current

    def offer(self) -> StrongerModel | None:
        """The best model for the user's language that fits here, if none that sees is here."""
        here = model_choice.shelf()
        language = Catalogue.of_setting(self._settings.voice.language).code
        found = None if here.decoders() else here.fitting(language)
        return None if found is None else model_choice.as_offer(found)

    def accepted(self, name: str, megabytes: int) -> StrongerModel | None:
        """A model that the user has accepted in this size at an earlier start."""
        entry = model_choice.shelf().entry(name)
        return None if entry is None else replace(model_choice.as_offer(entry), megabytes=megabytes)

    def pull(self, name: str, accepted: Callable[[], bool]) -> Generator[dict[str, Any]]:
        """Fetch a model, with an object for each percent; closed early, it lets go of its files."""
        yield from model_choice.shelf().pull(name, accepted, every=1) or ()

    def discard(self, name: str) -> None:
        """Delete what has come of a model."""
        model_choice.shelf().remove(name)

    def load(self, name: str) -> ModelBundle:
        """Load a model that is here. Raises StartError."""
        beneath = self._current.beneath
        assert beneath is not None
        return model_choice.on_embedded(self._settings, name, beneath)

    def installed(self) -> list[str]:
        """The names of the models that are here."""
        return model_choice.shelf().decoders()


class StrongerModels:
    """Finds, downloads, loads and drops stronger models; each answer is an event."""

    def __init__(
        self,
        settings: Settings,
        worker: Worker,
        current: model_choice.CurrentModel,
        emit: Emit,
        stock: Stock | None = None,
        free_memory: Callable[[], int] = SYSTEM.free_memory,
    ) -> None:
        self._wanted = settings.model.name
        self._worker, self._current, self._emit = worker, current, emit
        self._stock = stock or Stock(settings, current)
        self._free_memory = free_memory
        self._loading = threading.Lock()
        self._closing = threading.Event()
        self._unwanted = threading.Event()
        """Set when the download is cancelled; each one has its own."""

    def start(self) -> None:
        """Load the model of the settings; else go on with a download, or find what to offer."""
        self._in_thread(self._begin)

    def pull(self, model: StrongerModel) -> None:
        """Download a model; events tell how far it is."""
        self._unwanted = threading.Event()
        self._in_thread(partial(self._pull, model, self._unwanted, resumed=False))

    def cancel(self) -> None:
        """End the download, and delete what has come."""
        self._unwanted.set()

    def use(self, name: str, *, aloud: bool) -> None:
        """Load another model; it takes over between two requests."""
        self._wanted = name
        self._in_thread(partial(self._load, name, aloud=aloud))

    def find(self) -> None:
        """List the models that are here; `Listed` follows."""
        names = self._stock.installed()
        choices = tuple(Choice(name, name) for name in names)
        self._emit(events.Listed(Setting.MODEL, choices))

    def close(self) -> None:
        """Stop; a download goes on at the next start."""
        self._closing.set()
        self._unwanted.set()

    def _in_thread(self, work: Callable[[], None]) -> None:
        threading.Thread(target=self._safely, args=(work,), name="models", daemon=True).start()

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        # Everything else works without.
        except Exception:
            _log.exception("A stronger model failed:")

    def _begin(self) -> None:
        if self._wanted != OWN_MODEL:
            self.use(self._wanted, aloud=False)
        name, megabytes = remembered.recall_pull()
        wanted = self._stock.accepted(name, megabytes) if name else None
        if wanted is not None:
            self._pull(wanted, self._unwanted, resumed=True)
        elif self._wanted == OWN_MODEL and (found := self._stock.offer()) is not None:
            self._emit(events.StrongerFound(found, remembered.recalls("offered")))

    def _pull(self, model: StrongerModel, unwanted: threading.Event, *, resumed: bool) -> None:
        """Download until it is here, refused, or unwanted, or Lantern ends."""
        remembered.remember_pull(model.name, model.megabytes)
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        pause = SOONEST
        end: PullEvent | None = None
        while not self._ends(unwanted):
            try:
                end = self._attempt(model, unwanted, resumed=resumed)
            # Without an event, it would be at the same percentage for ever.
            except Exception:
                _log.exception("The download failed:")
                end = events.PullFailed(model, StrongerLine.FIND_OUT.said(model=model.name))
            resumed = False
            if not isinstance(end, events.PullWaits):
                break
            self._emit(end)
            unwanted.wait(pause)
            pause = min(LATEST, 2 * pause)
        if self._closing.is_set():
            return
        if unwanted.is_set():
            self._stock.discard(model.name)
            end = events.PullCancelled(model)
        remembered.remember_pull("", 0)
        if end is not None:
            self._emit(end)

    def _ends(self, unwanted: threading.Event) -> bool:
        return unwanted.is_set() or self._closing.is_set()

    def _attempt(
        self, model: StrongerModel, unwanted: threading.Event, *, resumed: bool
    ) -> PullEvent | None:
        """Download as far as it goes; what ended it, None if it is unwanted."""
        total = 0

        def accepted() -> bool:
            return total <= LARGER * model.megabytes * 1e6

        with closing(self._stock.pull(model.name, accepted)) as results:
            for result in results:
                if self._ends(unwanted):
                    return None
                if "bytes" in result:
                    total = int(result["bytes"])
                    if not accepted():
                        return events.PullLarger(replace(model, megabytes=round(total / 1e6)))
                    percent = 100 * int(result["came"]) // max(1, total)
                    self._emit(events.PullBegan(model, percent, resumed))
                elif "error" in result:
                    return _ended(model, result)
                elif int(result.get("percent", 100)) < 100:
                    self._emit(events.PullProgress(model, int(result["percent"])))
        return events.Pulled(model)

    def _load(self, name: str, *, aloud: bool) -> None:
        with self._loading:
            if name != self._wanted:
                return
            beneath = self._current.beneath
            assert beneath is not None
            try:
                bundle = beneath if name == OWN_MODEL else self._stock.load(name)
            except StartError as fault:
                self._wanted = OWN_MODEL
                self._emit(events.ModelFailed(fault_message(fault), name))
                return
            self._worker.swap(partial(self._swap, name, bundle, aloud))

    def _swap(self, name: str, bundle: ModelBundle, aloud: bool, skills: SkillSet) -> SkillSet:
        """Runs in the worker's thread, between two requests."""
        before = self._current.model
        changed = skills.on(bundle)
        self._current.chosen, self._current.model = name, bundle.model
        beneath = self._current.beneath
        stays = beneath is not None and before is beneath.model
        if before is not None and not stays and hasattr(before, "close"):
            before.close()
        self._emit(events.ModelSwitched(name, aloud))
        if name != OWN_MODEL:
            self._in_thread(partial(self._watch, name))
        return changed

    def _watch(self, name: str) -> None:
        """Look at the memory while a model is in use."""
        while not self._closing.wait(WATCH) and self._current.chosen == name:
            if self._free_memory() < SCARCE:
                self._emit(events.MemoryScarce())
                return


def _ended(model: StrongerModel, result: dict[str, Any]) -> PullEvent:
    later = result.get("later")
    if later:
        return events.PullWaits(model, PullFault(later))
    return events.PullFailed(model, model_words(result["error"]))
