"""Keeps views under names, recognises, lists and forgets them."""

import re
from typing import Final

from assistant.protocol.memory_protocols import Memory, MemoryFault
from assistant.protocol.spoken import Message, Sayable, Spoken, message_of
from assistant.saying.messages.core import Line, and_list
from assistant.skills import plain_question
from assistant.skills.own import asks_whose, certain_thing
from assistant.skills.reference import ANY
from assistant.understanding.language_file import of
from assistant.understanding.matcher import command, spelled, understand
from assistant.understanding.normaliser import plain
from assistant.understanding.query import ENGLISH, Intent
from models.interfaces import Certainty, Embedder, ImageEncoding
from models.lexicon import head

_KEEP: Final = re.compile(
    r"(?:keep|remember|save|store|call|name)"
    r"(?: (?:this|that|it|these|those|this (?:thing|one|view|place)|the (?:thing|view|place)))?"
    r" (?:as|under(?: the name(?: of)?)?) (?P<name>.+)"
    r"|remember(?: that)? this is (?P<other>.+)"
    r"|call (?:this|that|it) (?P<called>.+)"
)
_HAVE_KEPT: Final = r"(?:have|did|do) (?:i|you) (?:keep|kept|remember|remembered|save|saved)"
_LIST: Final = re.compile(
    r"(?:(?:list|say|name|show(?: me)?) )?(?:all )?(?:the )?(?:things|names|what)"
    r"(?: that)? (?:i|you)(?: have)? (?:kept|saved|remembered)"
    r"|(?:what|which)(?: (?:things|names))? (?:have|did|do) (?:i|you)"
    r" (?:keep|kept|remember|remembered|save|saved)(?: so far)?"
    rf"|{_HAVE_KEPT} (?:any|some)thing"
)
_IS_KEPT: Final = re.compile(
    rf"{_HAVE_KEPT} "
    r"(?P<name>(?!(?:this|that|it|these|those|to|if|whether|why|how|wh\w+)\b).+)"
)
FORGET: Final = r"(?:forget|delete|erase|remove)"
"""Verbs that delete what is kept or remembered."""
_FORGET_ALL: Final = re.compile(
    rf"{FORGET} (?:all (?:of )?(?:the |my |your )?(?:names|things)"
    r"|(?:all|everything|what|all (?:the )?(?:names|things))(?: that)? (?:i|you)(?: have)?"
    r" (?:kept|keep|saved|remembered))"
)
_FORGET: Final = re.compile(
    rf"{FORGET} (?:about )?(?:the name (?=(?:my|our|the|an?) ))?"
    r"(?P<name>(?!(?:this|that|it|these|those|(?:the|this|that) (?:picture|photo|image))$).+)"
)
_NO_PICTURE: Final = (_LIST, _IS_KEPT, _FORGET)
_IDENTIFY: Final = re.compile(
    r"(?:(?:can|could) you tell me )?(?:what|which)(?: (?:thing|one|item|object))? (?:is|are|was) "
    r"(?:this|that|it|these|those|this (?:thing|one|item|object))(?: (?:here|please|now))*"
    r"|what is (?:this )?in my hands?"
    r"|what (?:am i|do i|have i)(?: got)? (?:hold|holding|have|got)(?: here| in my hands?)?"
)
_ANYTHING: Final = re.compile(
    r"(?:is|can|do) (?:(?:there|you see) )?(?:any|some)thing"
    r"(?: (?:here|there|around|in view|(?:in front of|before) (?:me|us|you|the camera)"
    r"|(?:in|on) (?:the|this) (?:picture|photo|image|view|scene)))*"
)


def asks_what_it_is(question: str) -> bool:
    """Whether a question only asks what the thing in front of the camera is."""
    return _IDENTIFY.fullmatch(plain_question.plain(question)) is not None


def asks_what_is_there(question: str) -> bool:
    """Whether a question asks that, or for all that the camera sees: "what is in front of me", "is
    there anything in front of me"."""
    query = understand(question)
    to_describe = query is not None and query.intent is Intent.DESCRIBE
    anything = _ANYTHING.fullmatch(plain_question.plain(question)) is not None
    return to_describe or anything or asks_what_it_is(question)


def about_the_kept(question: str) -> bool:
    """Whether words only list, ask for or forget kept names."""
    words = command(question, of(ENGLISH))
    return any(pattern.fullmatch(words) for pattern in _NO_PICTURE)


def bare_name(name: str) -> str:
    """A name for comparison: without article, owner, capitals and punctuation."""
    return plain(of(ENGLISH).names.bare(name))


def _joined(line: Line, names: list[str]) -> Message:
    return line.said(names=and_list(names))


def _same(names: list[str], meant: str) -> list[str]:
    """The names that mean a certain thing, with or without what follows it."""
    if ANY.match(meant):
        return []
    exactly = [name for name in names if bare_name(name) == bare_name(meant)]
    return exactly or [name for name in names if bare_name(name) == bare_name(head(meant))]


class Remember:
    """The kept views and their names."""

    def __init__(self, embedder: Embedder, memory: Memory) -> None:
        self._embedder = embedder
        self._memory = memory

    def keeps(self, question: str) -> bool:
        """Whether words ask to keep a view."""
        return _KEEP.fullmatch(command(question, of(ENGLISH), whole=True)) is not None

    def keep(self, question: str, look: ImageEncoding) -> Message | None:
        """Keep a view if the words ask for that, and give the sentence; None for other words."""
        found = _KEEP.fullmatch(command(question, of(ENGLISH), whole=True))
        if found is None:
            return None
        name = spelled(next(filter(None, found.groups())), question)
        try:
            same = (one for one in self._memory.names() if one.lower() == name.lower())
            name = next(same, name)
            self._memory.keep(name, self._embedder.embed_look(look))
        except MemoryFault as fault:
            return message_of(fault)
        return Line.KEPT.said(name=name)

    def reply(self, question: str) -> Sayable | None:
        """The sentence for words that list, ask for or forget kept names; None for others."""
        words = command(question, of(ENGLISH))
        try:
            if _LIST.fullmatch(words):
                return self._listed(self._memory.names())
            if _FORGET_ALL.fullmatch(words):
                names = [name for name in self._memory.names() if self._memory.forget(name)]
                if not names:
                    return Line.KEPT_NOTHING.said()
                return Line.FORGOTTEN.said(name=and_list(names))
            if found := _FORGET.fullmatch(words):
                name = spelled(found["name"], question)
                line = Line.FORGOTTEN if self._memory.forget(name) else Line.NOT_KEPT
                return line.said(name=name)
            if found := _IS_KEPT.fullmatch(words):
                meant = spelled(found["name"], question)
                same = [
                    name for name in self._memory.names() if bare_name(name) == bare_name(meant)
                ]
                return self._listed(same) if same else Line.NOT_KEPT.said(name=meant)
        except MemoryFault as fault:
            return message_of(fault)
        return None

    def _listed(self, names: list[str]) -> Sayable:
        """A list of kept names, and of those that cannot be recognised."""
        if not names:
            return Line.KEPT_NOTHING.said()
        known = {view.name for view in self._memory.views()}
        again = [name for name in names if name not in known]
        told = _joined(Line.KEPT_LIST, names)
        return Spoken.of(told, _joined(Line.KEEP_AGAIN, again)) if again else told

    def known(self, question: str, look: ImageEncoding) -> tuple[str, Certainty] | None:
        """The kept name that answers what or whose a thing is, or whether it is a certain one.

        Its grade: probably that thing; unsure, not like it; or none, if no view can be compared.
        """
        meant = certain_thing(question)
        whatever = asks_what_it_is(question) or asks_whose(question)
        if meant is None and not whatever:
            return None
        try:
            views, names = self._memory.views(), self._memory.names()
        except MemoryFault:
            # The picture can be described without it, and keeping and listing report the fault.
            return None
        own = [] if meant is None else _same(names, meant)
        asked = [view for view in views if view.name in own or (whatever and not own)]
        if not asked:
            return (own[0], Certainty.NONE) if own else None
        vector = self._embedder.embed_look(look)
        near, name = max((float(view.vector @ vector), view.name) for view in asked)
        if near >= self._embedder.same:
            return name, Certainty.PROBABLY
        return (name, Certainty.UNSURE) if own else None
