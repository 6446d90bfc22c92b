"""Keeps views under names, tells them again, lists and forgets them: all by words."""

import re
from typing import Final

from assistant.ears.intents import command
from assistant.ears.understanding import ENGLISH, of
from assistant.keepsakes import Memory, MemoryFault
from assistant.phrases import Line
from assistant.skills import wording
from models.interfaces import Embedder, Look

_KEEP: Final = re.compile(
    r"(?:keep|remember|save|store|call|name)"
    r"(?: (?:this|that|it|these|those|this (?:thing|one|view|place)|the (?:thing|view|place)))?"
    r" (?:as|under) (?P<name>.+)"
    r"|remember(?: that)? this is (?P<other>.+)"
    r"|call (?:this|that|it) (?P<called>.+)"
)
_LIST: Final = re.compile(
    r"(?:(?:list|say|name) )?(?:all )?(?:the )?(?:things|names|what)"
    r"(?: that)? (?:i|you)(?: have)? (?:kept|saved|remembered)"
    r"|what (?:have|did|do) (?:i|you) (?:keep|kept|remember|remembered)"
)
_FORGET: Final = re.compile(r"forget (?:about )?(?P<name>.+)")
_IDENTIFY: Final = re.compile(
    r"(?:(?:can|could) you tell me )?(?:what|which)(?: (?:thing|one|item|object))? (?:is|are|was) "
    r"(?:this|that|it|these|those|this (?:thing|one|item|object))(?: (?:here|please|now))*"
    r"|what is (?:this )?in my hands?"
    r"|what (?:am i|do i|have i)(?: got)? (?:hold|holding|have|got)(?: here| in my hands?)?"
)


def asks_what_it_is(question: str) -> bool:
    """Whether a question only asks what the thing in front of the camera is."""
    return _IDENTIFY.fullmatch(_plain(question)) is not None


def about_the_kept(question: str) -> bool:
    """Whether words only list or forget what is kept."""
    words = command(question, of(ENGLISH))
    return any(pattern.fullmatch(words) for pattern in (_LIST, _FORGET))


def _plain(question: str) -> str:
    return " ".join(question.lower().strip().strip("?.!, ").split())


class Remember:
    """The kept views, beside an `Embedder`."""

    def __init__(self, embedder: Embedder, memory: Memory) -> None:
        """Take both."""
        self._embedder = embedder
        self._memory = memory

    def keeps(self, question: str) -> bool:
        """Whether words ask for a view to be kept."""
        return _KEEP.fullmatch(command(question, of(ENGLISH))) is not None

    def keep(self, question: str, look: Look) -> str | None:
        """Keep a view, if the words ask for it, and give the sentence; None for all others."""
        found = _KEEP.fullmatch(command(question, of(ENGLISH)))
        if found is None:
            return None
        name = next(filter(None, found.groups()))
        try:
            self._memory.keep(name, self._embedder.embed_look(look))
        except MemoryFault as fault:
            return str(fault)
        return Line.KEPT.said(name=name)

    def reply(self, question: str) -> str | None:
        """The sentence for words that list or forget what is kept; None for all others."""
        words = command(question, of(ENGLISH))
        try:
            if _LIST.fullmatch(words):
                names = list(dict.fromkeys(view.name for view in self._memory.views()))
                if not names:
                    return Line.KEPT_NOTHING.said()
                return Line.KEPT_LIST.said(names=wording.listed(names, Line.LIST_AND))
            found = _FORGET.fullmatch(words)
            if found is not None:
                done = self._memory.forget(found["name"])
                line = Line.FORGOTTEN if done else Line.NOT_KEPT
                return line.said(name=found["name"])
        except MemoryFault as fault:
            return str(fault)
        return None

    def known(self, question: str, look: Look) -> str | None:
        """The name of what a picture shows, if that is asked and the view is near enough."""
        if not asks_what_it_is(question):
            return None
        try:
            views = self._memory.views()
        except MemoryFault:
            # The picture can be told about without it; who keeps or lists hears of the fault.
            return None
        if not views:
            return None
        vector = self._embedder.embed_look(look)
        near, name = max((float(view.vector @ vector), view.name) for view in views)
        return name if near >= self._embedder.same else None
