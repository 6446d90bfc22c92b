"""A checkpoint that is loaded as widely as memory allows, and more narrowly when it runs short."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from models.hub.decoder import CurrentCancel, OutgrownError, PrefillReader
from models.hub.families import Family
from models.hub.machine import PrecisionChoice
from models.hub.tokens import SpokenTokenizer
from models.interfaces import CancelToken
from models.messages import HubError, HubLine
from models.system.shortage import is_shortage

Way: TypeAlias = tuple[PrecisionChoice, Callable[[], None]]
"""How a checkpoint can run, and what loads it so."""


class ShrinkingCheckpoint(ABC):
    """A checkpoint in memory; `smaller` reloads it in the next smaller precision."""

    choice: PrecisionChoice
    family: Family
    """How it is asked."""
    reader: PrefillReader
    """Of one that writes; another one after `smaller`."""
    words: SpokenTokenizer
    """The tokenizer of one that writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notice = ""
        """What its user should know of how it was loaded."""
        self._cancel = CurrentCancel()
        self._left: list[Way] = []

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.folder.name

    def load(self, ways: Sequence[Way]) -> None:
        """Load it the first of these ways that memory has room for. Raises HubError."""
        self._left = list(ways)
        self._load()

    def smaller(self) -> None:
        """Load the next smaller choice. Raises HubError if there is none, and nothing is loaded."""
        self.unload()
        self._load()

    @abstractmethod
    def unload(self) -> None:
        """Free the memory, also of what was loaded in part."""

    def watch(self, cancel: CancelToken) -> None:
        """Stop work with WorkCancelledError once this is cancelled."""
        self._cancel.token = cancel

    @contextmanager
    def outgrown(self) -> Iterator[None]:
        """Turn the errors of too little memory into OutgrownError."""
        try:
            yield
        # What runs it has many kinds of errors for that.
        except Exception as fault:
            if is_shortage(fault):
                raise OutgrownError(str(fault)) from fault
            raise

    def _load(self) -> None:
        while self._left:
            self.choice, load = self._left.pop(0)
            try:
                with self.outgrown():
                    load()
                return
            except OutgrownError:
                self.unload()
            if self._left:
                before, how = self.choice.says, self._left[0][0].says
                line = HubLine.SMALLER_THAN
                self.notice = line.said(name=self.name, before=before, how=how)
        raise HubError(HubLine.NO_MEMORY.said(name=self.name))
