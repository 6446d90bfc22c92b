"""Keeps views under names, tells them again, lists and forgets them: all by words."""

import re
from typing import Final

from assistant.ears.intent_words import plain
from assistant.ears.intents import command
from assistant.ears.understanding import ENGLISH, of
from assistant.keepsakes import Memory, MemoryFault
from assistant.phrases import Line
from assistant.skills import wording
from models.interfaces import Embedder, Look

_KEEP: Final = re.compile(
    r"(?:keep|remember|save|store|call|name)"
    r"(?: (?:this|that|it|these|those|this (?:thing|one|view|place)|the (?:thing|view|place)))?"
    r" (?:as|under(?: the name(?: of)?)?) (?P<name>.+)"
    r"|remember(?: that)? this is (?P<other>.+)"
    r"|call (?:this|that|it) (?P<called>.+)"
)
_LIST: Final = re.compile(
    r"(?:(?:list|say|name|show(?: me)?) )?(?:all )?(?:the )?(?:things|names|what)"
    r"(?: that)? (?:i|you)(?: have)? (?:kept|saved|remembered)"
    r"|(?:what|which)(?: (?:things|names))? (?:have|did|do) (?:i|you)"
    r" (?:keep|kept|remember|remembered|save|saved)(?: so far)?"
    r"|(?:have|did|do) (?:i|you) (?:keep|kept|remember|remembered) (?:any|some)thing"
)
_IS_KEPT: Final = re.compile(
    r"(?:have|did|do) (?:i|you) (?:keep|kept|remember|remembered) "
    r"(?P<name>(?!(?:this|that|it|these|those|to|if|whether|why|how|wh\w+)\b).+)"
)
_DELETE: Final = r"(?:forget|delete|erase|remove)"
_FORGET_ALL: Final = re.compile(
    rf"{_DELETE} (?:all (?:of )?(?:the |my |your )?(?:names|things)"
    r"|(?:all|everything|what|all (?:the )?(?:names|things))(?: that)? (?:i|you)(?: have)?"
    r" (?:kept|keep|saved|remembered))"
)
_FORGET: Final = re.compile(
    rf"{_DELETE} (?:about )?(?:the name (?=(?:my|our|the|an?) ))?"
    r"(?P<name>(?!(?:this|that|it|these|those|(?:the|this|that) (?:picture|photo|image))$).+)"
)
_NO_PICTURE: Final = (_LIST, _IS_KEPT, _FORGET)
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
    """Whether words only list, ask for or forget what is kept."""
    words = command(question, of(ENGLISH))
    return any(pattern.fullmatch(words) for pattern in _NO_PICTURE)


def _listed(names: list[str]) -> str:
    if not names:
        return Line.KEPT_NOTHING.said()
    return Line.KEPT_LIST.said(names=wording.listed(names, Line.LIST_AND))


def _bare(name: str) -> str:
    return plain(of(ENGLISH).bare(name))


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
        return _KEEP.fullmatch(command(question, of(ENGLISH), whole=True)) is not None

    def keep(self, question: str, look: Look) -> str | None:
        """Keep a view, if the words ask for it, and give the sentence; None for all others."""
        found = _KEEP.fullmatch(command(question, of(ENGLISH), whole=True))
        if found is None:
            return None
        name = next(filter(None, found.groups()))
        try:
            self._memory.keep(name, self._embedder.embed_look(look))
        except MemoryFault as fault:
            return str(fault)
        return Line.KEPT.said(name=name)

    def reply(self, question: str) -> str | None:
        """The sentence for words that list, ask for or forget what is kept; None for all others."""
        words = command(question, of(ENGLISH))
        try:
            if _LIST.fullmatch(words):
                return _listed(self._names())
            if _FORGET_ALL.fullmatch(words):
                names = [name for name in self._names() if self._memory.forget(name)]
                if not names:
                    return Line.KEPT_NOTHING.said()
                return Line.FORGOTTEN.said(name=wording.listed(names, Line.LIST_AND))
            if found := _FORGET.fullmatch(words):
                done = self._memory.forget(found["name"])
                line = Line.FORGOTTEN if done else Line.NOT_KEPT
                return line.said(name=found["name"])
            if found := _IS_KEPT.fullmatch(words):
                same = [name for name in self._names() if _bare(name) == _bare(found["name"])]
                return _listed(same) if same else Line.NOT_KEPT.said(name=found["name"])
        except MemoryFault as fault:
            return str(fault)
        return None

    def _names(self) -> list[str]:
        return list(dict.fromkeys(view.name for view in self._memory.views()))

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
