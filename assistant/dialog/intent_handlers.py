"""From the words of the user, spoken or typed, to what is done about them."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from assistant.dialog import finding, keeping, questions, watching
from assistant.dialog.key_handlers import pressed
from assistant.dialog.state import Offer
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Play
from assistant.protocol.events import Action, Earcon
from assistant.saying.messages.abilities_lines import AbilitiesLine, AbilityLine
from assistant.saying.messages.core import Line
from assistant.understanding.language_file import asked_in, of
from assistant.understanding.matcher import named, understand
from assistant.understanding.query import ENGLISH, Intent, Query

KEEPING: Final = "keep this as {name}"
"""The words that keep a picture under a name."""
_OWN_ABILITIES: Final = (AbilityLine.WATCH, AbilityLine.COPY, AbilityLine.SAVE)
"""What the dialog can do besides the skills."""
_NO_NAMES: Final = (Intent.STOP, Intent.STOP_WATCHING, Intent.QUIT)
"""What is no name for a thing."""
_KEYS: Final[Mapping[str, Action]] = {one: one for one in Action if str(one) in tuple(Intent)}
"""What a word does that a key does as well."""
_A_PICTURE: Final = re.compile(
    r"picture|photo|image|screen|clipboard|"
    r"bild|foto|zwischenablage|imagen|pantalla|portapapeles"
)
"""What one calls a picture by, in the languages that are understood."""
_WATCHING: Final[Mapping[str, Callable[[Turn], None]]] = {
    Intent.WATCH: watching.begin,
    Intent.STOP_WATCHING: watching.end,
}
"""What words do where the key does the one or the other."""


def spoken(turn: Turn, text: str, confidence: float) -> None:
    """Do what the words ask for that were heard."""
    query = understand(text, of(asked_in(turn.state.asks_in)))
    if query is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
        return
    if questions.names(turn) and query.intent not in _NO_NAMES:
        questions.put(turn, KEEPING.format(name=_name(query, text)))
        return
    if _sought(turn, query, text):
        return
    _do(turn, query, text, sure=confidence >= turn.state.certain)


def typed(turn: Turn, text: str, *, repeated: bool = False) -> None:
    """Do what the words ask for that were typed."""
    query = understand(text, of(asked_in(turn.state.asks_in)))
    if query is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD_TYPED, Action.TYPE)
        return
    if not _sought(turn, query, text):
        _do(turn, query, text, repeated=repeated)


def _sought(turn: Turn, query: Query, text: str) -> bool:
    """Look for what was named, if the name of a thing to find was awaited."""
    if not questions.seeks(turn) or query.intent in _NO_NAMES:
        return False
    own = of(query.language)
    thing, language = _thing(turn, query)
    if query.intent is not Intent.FIND:
        thing, language = named(text, own), query.language
    if thing and not of(language).names.is_article(thing):
        finding.begin(turn, thing, language)
    else:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
    return True


def _thing(turn: Turn, query: Query) -> tuple[str, str]:
    """The thing to find and the language of its name: what was named, else what was spoken of last.

    The name is empty where nothing was.
    """
    shown = turn.state.shown
    if query.name or shown is None:
        return query.name, query.language
    own = of(query.language).names.own(shown.about)
    return (own, query.language) if own else (shown.about, shown.language)


def _find(turn: Turn, query: Query) -> None:
    thing, language = _thing(turn, query)
    if thing and not of(language).names.is_article(thing):
        finding.begin(turn, thing, language)
    else:
        pressed(turn, Action.FIND)


def _describe(turn: Turn, text: str) -> None:
    """Describe a picture of the computer's own that was just spoken of and is meant, else a new
    one of the camera."""
    own = turn.own_picture()
    if own is None or not _A_PICTURE.search(text.lower()):
        pressed(turn, Action.DESCRIBE)
        return

    def describe(turn: Turn) -> None:
        turn.abandon()
        turn.silence()
        turn.effects.append(Play(Earcon.THINKING))
        turn.work_on(own, 0, turn.state.generation)

    pressed(turn, Action.DESCRIBE, describe)


def _name(query: Query, text: str) -> str:
    """The name to keep something under, of words of which nothing else was awaited."""
    if query.intent is Intent.KEEP and query.name:
        return query.name
    own = of(query.language)
    name = named(text, own, whole=True)
    return name if own.code == ENGLISH else own.names.bare(name)


def _do(turn: Turn, query: Query, text: str, *, sure: bool = True, repeated: bool = False) -> None:
    if query.intent is not Intent.YES:
        turn.set(offer=None)
    if query.intent is Intent.READ:
        pressed(turn, Action.READ)
        return
    skill = turn.state.skills.get(query.intent)
    if query.intent is Intent.FIND:
        _find(turn, query)
        return
    runs = skill is not None and skill.run is not None
    if runs and (query.question or query.intent not in _KEYS):
        questions.put(turn, query.question or text, repeated=repeated, skill=query.intent)
        return
    if query.question or (query.intent is Intent.KEEP and query.name):
        _ask(turn, query, text, sure=sure, repeated=repeated)
        return
    turn.abandon()
    if query.intent is Intent.QUIT:
        questions.offer(turn, Offer(None), Line.REALLY_QUIT.said(yes=turn.state.keys[Action.YES]))
    elif query.intent is Intent.ABILITIES:
        lines = [line for one in turn.state.skills.values() for line in one.abilities]
        keys = AbilitiesLine.END.said(help=turn.state.keys[Action.HELP])
        told = " ".join([*(line.said() for line in (*lines, *_OWN_ABILITIES)), keys])
        turn.reply(told)
    elif query.intent is Intent.COPY:
        keeping.copy(turn)
    elif query.intent in _WATCHING:
        pressed(turn, Action.WATCH, _WATCHING[query.intent])
    elif query.intent is Intent.DESCRIBE:
        _describe(turn, text)
    elif query.intent in _KEYS:
        pressed(turn, _KEYS[query.intent])
    else:
        words = text.strip().rstrip(".!?")
        turn.reply(Line.NOT_YET.said(words=words, key=turn.state.keys[Action.HELP]))


def _ask(turn: Turn, query: Query, text: str, *, sure: bool, repeated: bool) -> None:
    """Put a question or a name to the picture; in English, which is all that the model knows."""
    words, english = query.question or text, query.english
    if query.intent is Intent.KEEP:
        english = KEEPING.format(name=query.name)
    if query.language == ENGLISH or english:
        questions.put(turn, words, english=english, sure=sure, repeated=repeated)
        return
    turn.abandon()
    keys = {str(action): key for action, key in turn.state.keys.items()}
    turn.reply(Line.ASK_IN_ENGLISH.said(question=words, **keys))
