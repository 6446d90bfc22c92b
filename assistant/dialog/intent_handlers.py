"""From the user's words, spoken or typed, to what is done about them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from assistant.dialog import finding, keeping, pages, questions, reading, watching
from assistant.dialog.key_handlers import describe, is_asked, pressed
from assistant.dialog.state import Offer
from assistant.dialog.turn import Turn
from assistant.protocol.events import Action
from assistant.protocol.query import Intent, Kind, Part, Query
from assistant.protocol.spoken import ENGLISH, Spoken
from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.understanding.language_file import asked_in, of
from assistant.understanding.matcher import asked, named, understand
from models.lexicon.names import thing_of

KEEPING: Final = "keep this as {name}"
"""The words that keep a picture under a name."""
_OWN_ABILITIES: Final = (AbilityLine.WATCH, AbilityLine.COPY, AbilityLine.SAVE)
"""What the dialog can do besides the skills."""
_NO_NAMES: Final = (Intent.STOP, Intent.STOP_WATCHING, Intent.QUIT)
"""Never the name of a thing."""


def spoken(turn: Turn, text: str, confidence: float) -> None:
    """Act on recognised words."""
    query = _understood(turn, text)
    if query is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
    elif turn.awaits is Action.KEEP and query.intent not in _NO_NAMES:
        questions.put(turn, _keeping(_name(query, text)))
    elif not _sought(turn, query, text):
        _do(turn, query, text, sure=confidence >= turn.state.given.certain)


def typed(turn: Turn, text: str) -> None:
    """Act on typed words."""
    query = _understood(turn, text)
    if query is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD_TYPED, Action.TYPE)
    elif not _sought(turn, query, text):
        _do(turn, query, text, sure=not query.doubtful)


def _understood(turn: Turn, text: str) -> Query | None:
    return understand(text, of(asked_in(turn.state.given.asks_in, turn.state.language)))


def _sought(turn: Turn, query: Query, text: str) -> bool:
    """Look for the thing, if the name of one was awaited."""
    if turn.awaits is not Action.FIND or query.intent in _NO_NAMES:
        return False
    thing, language = _thing(turn, query)
    if query.intent is not Intent.FIND:
        thing, language = named(text, of(query.language)), query.language
    if thing and not of(language).names.is_article(thing):
        finding.begin(turn, thing, language)
    else:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
    return True


def _thing(turn: Turn, query: Query) -> tuple[str, str]:
    """The thing to find, or else the one spoken about last, if any, and its name's language."""
    shown = turn.state.shown
    if query.name or shown is None:
        return query.name, query.language
    own = of(query.language).names.own(shown.about)
    return (own, query.language) if own else (shown.about, shown.language)


def _keeping(name: str) -> Query:
    """What keeps a picture under a name."""
    words = KEEPING.format(name=name)
    return Query(Intent.KEEP, Kind.KEEP, name, words, english=words)


def _name(query: Query, text: str) -> str:
    """The name to keep something under, if nothing but a name was expected."""
    if query.intent is Intent.KEEP and query.name:
        return query.name
    own = of(query.language)
    name = named(text, own, whole=True)
    return name if own.code == ENGLISH else own.names.bare(name)


def _do(turn: Turn, query: Query, text: str, *, sure: bool) -> None:
    intent = query.intent
    if intent is Intent.STOP and is_asked(turn) and _is_no(text, query.language):
        turn.abandon()
        pressed(turn, Action.NO)
        return
    if intent is not Intent.YES:
        turn.set(offer=None)
    skill = turn.state.given.skills.get(intent)
    runs = skill is not None and skill.run is not None
    put = asked(text, of(query.language)) if _asks_without_text(turn, query) else None
    if put is not None:
        _ask(turn, put, text, sure=sure)
    elif intent in (Intent.READ, Intent.FIND):
        _INTENTS[intent](turn, query, text)
    elif runs and (query.question or intent not in _KEYS) and intent is not Intent.LIGHT:
        put = replace(query, question=query.question or text)
        questions.put(turn, put, skill=intent)
    elif query.question or (intent is Intent.KEEP and query.name):
        _ask(turn, query, text, sure=sure)
    else:
        turn.abandon()
        _INTENTS.get(intent, _not_yet)(turn, query, text)


def _asks_without_text(turn: Turn, query: Query) -> bool:
    """Whether a command for a text asks for what the picture may tell, as there is no text."""
    state, name = turn.state, query.name
    if query.intent is Intent.PAGE:
        return name == "0" and state.paper is None
    steps = query.intent is Intent.PART and (name == Part.STEPS or name.lstrip("-").isdecimal())
    named = query.intent is Intent.SPELL and bool(name)
    return (steps or named) and reading.shown(state) is None


def _is_no(text: str, language: str) -> bool:
    """Whether the words mean no, and not only that Lantern should be silent."""
    (_, no), endings = of(language).hearing.answers, of(language).hearing.endings
    first, *more = re.findall(r"\w+", text.casefold()) or ("",)
    return first == no and (not more or " ".join(more) in endings)


def _ask(turn: Turn, query: Query, text: str, *, sure: bool) -> None:
    """Put a question or a name to the picture."""
    if query.intent is Intent.KEEP:
        query = replace(_keeping(query.name), question=query.question or text)
    questions.put(turn, query, sure=sure)


def _find(turn: Turn, query: Query, text: str) -> None:
    thing, language = _thing(turn, query)
    if _is_word(query) and pages.may_hold(turn.state, query.name):
        pages.find(turn, query.name)
    elif thing and not of(language).names.is_article(thing):
        finding.begin(turn, thing, language)
    else:
        pressed(turn, Action.FIND)


def _is_word(query: Query) -> bool:
    """Whether to look for it in a text: it is no known thing, and nothing of the user's own."""
    names, name = of(query.language).names, query.name
    own = names.bare(name).casefold() != name.casefold()
    return bool(name) and not own and thing_of(names.english(name) or name) is None


def _in_text(turn: Turn, query: Query, text: str) -> None:
    """Go to a part of the text that is shown; if there is none, read one."""
    if reading.shown(turn.state) is None:
        pressed(turn, Action.READ)
    elif query.intent is Intent.PART:
        reading.to_part(turn, query.name)
    else:
        pages.find(turn, query.name, on=True)


def _spell(turn: Turn, query: Query, text: str) -> None:
    if not query.name:
        pressed(turn, Action.SPELL)
    else:
        reading.spell_value(turn, query.name)


def _page(turn: Turn, query: Query, text: str) -> None:
    if number := int(query.name):
        pages.to_page(turn, number)
    else:
        pages.tell(turn)


def _describe(turn: Turn, query: Query, text: str) -> None:
    """Describe the own picture just spoken about if the words mean it, else one of the camera."""
    own = turn.own_picture()
    again = None if own is None or not query.of_picture else partial(describe, frame=own)
    pressed(turn, Action.DESCRIBE, again)


def _quit(turn: Turn, query: Query, text: str) -> None:
    yes = turn.state.given.keys[Action.YES]
    questions.offer(turn, Offer(None), Line.REALLY_QUIT.said(yes=yes))


def _abilities(turn: Turn, query: Query, text: str) -> None:
    keys = Line.HELP_TWICE.said(help=turn.state.given.keys[Action.HELP])
    lines = [line for one in turn.state.given.skills.values() for line in one.abilities]
    turn.reply(Spoken.of(*(line.said() for line in (*lines, *_OWN_ABILITIES)), keys))


def _not_yet(turn: Turn, query: Query, text: str) -> None:
    words = text.strip().rstrip(".!?")
    turn.reply(Line.NOT_YET.said(words=words, key=turn.state.given.keys[Action.HELP]))


_KEYS: Final = frozenset(str(action) for action in Action if str(action) in tuple(Intent))
"""The intents that do what a key does."""
_INTENTS: Final[Mapping[str, Callable[[Turn, Query, str], None]]] = {
    **{key: lambda turn, query, text: pressed(turn, Action(query.intent)) for key in _KEYS},
    Intent.FIND: _find,
    Intent.DESCRIBE: _describe,
    Intent.LINE: lambda turn, query, text: reading.to_line(turn, int(query.name)),
    Intent.PAGE: _page,
    Intent.SPELL: _spell,
    Intent.PART: _in_text,
    Intent.READ_FROM: _in_text,
    Intent.FIND_WORDS: lambda turn, query, text: pages.find(turn, query.name),
    Intent.QUIT: _quit,
    Intent.ABILITIES: _abilities,
    Intent.COPY: lambda turn, query, text: keeping.copy(turn),
    Intent.WATCH: lambda turn, query, text: pressed(turn, Action.WATCH, watching.begin),
    Intent.STOP_WATCHING: lambda turn, query, text: pressed(turn, Action.WATCH, watching.end),
}
