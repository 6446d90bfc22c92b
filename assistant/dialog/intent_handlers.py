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
from assistant.understanding.intents import Intent, Kind, intent_of, named
from assistant.understanding.understanding import ENGLISH, asked_in, of

KEEPING: Final = "keep this as {name}"
"""The words that keep a picture under a name."""
_OWN_ABILITIES: Final = (AbilityLine.WATCH, AbilityLine.COPY, AbilityLine.SAVE)
"""What the dialog can do besides the skills."""
_NO_NAMES: Final = (Kind.STOP, Kind.STOP_WATCHING, Kind.QUIT)
"""What is no name for a thing."""
_KEYS: Final[Mapping[str, Action]] = {one: one for one in Action if str(one) in tuple(Kind)}
"""What a word does that a key does as well."""
_A_PICTURE: Final = re.compile(
    r"picture|photo|image|screen|clipboard|"
    r"bild|foto|zwischenablage|imagen|pantalla|portapapeles"
)
"""What one calls a picture by, in the languages that are understood."""
_WATCHING: Final[Mapping[str, Callable[[Turn], None]]] = {
    Kind.WATCH: watching.begin,
    Kind.STOP_WATCHING: watching.end,
}
"""What words do where the key does the one or the other."""


def spoken(turn: Turn, text: str, confidence: float) -> None:
    """Do what the words ask for that were heard."""
    intent = intent_of(text, of(asked_in(turn.state.asks_in)))
    if intent is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
        return
    if questions.names(turn) and intent.kind not in _NO_NAMES:
        questions.put(turn, KEEPING.format(name=_name(intent, text)))
        return
    if _sought(turn, intent, text):
        return
    _do(turn, intent, text, sure=confidence >= turn.state.certain)


def typed(turn: Turn, text: str, *, repeated: bool = False) -> None:
    """Do what the words ask for that were typed."""
    intent = intent_of(text, of(asked_in(turn.state.asks_in)))
    if intent is None:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD_TYPED, Action.TYPE)
        return
    if not _sought(turn, intent, text):
        _do(turn, intent, text, repeated=repeated)


def _sought(turn: Turn, intent: Intent, text: str) -> bool:
    """Look for what was named, if the name of a thing to find was awaited."""
    if not questions.seeks(turn) or intent.kind in _NO_NAMES:
        return False
    own = of(intent.language)
    thing, language = _thing(turn, intent)
    if intent.kind is not Kind.FIND:
        thing, language = named(text, own), intent.language
    if thing and not of(language).is_article(thing):
        finding.begin(turn, thing, language)
    else:
        questions.not_understood(turn, Line.NOT_UNDERSTOOD)
    return True


def _thing(turn: Turn, intent: Intent) -> tuple[str, str]:
    """The thing to find and the language of its name: what was named, else what was spoken of last.

    The name is empty where nothing was.
    """
    shown = turn.state.shown
    if intent.about or shown is None:
        return intent.about, intent.language
    own = of(intent.language).own_name(shown.about)
    return (own, intent.language) if own else (shown.about, shown.language)


def _find(turn: Turn, intent: Intent) -> None:
    thing, language = _thing(turn, intent)
    if thing and not of(language).is_article(thing):
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


def _name(intent: Intent, text: str) -> str:
    """The name to keep something under, of words of which nothing else was awaited."""
    if intent.kind is Kind.KEEP and intent.about:
        return intent.about
    own = of(intent.language)
    name = named(text, own, whole=True)
    return name if own.code == ENGLISH else own.bare(name)


def _do(
    turn: Turn, intent: Intent, text: str, *, sure: bool = True, repeated: bool = False
) -> None:
    if intent.kind is not Kind.YES:
        turn.set(offer=None)
    if intent.kind is Kind.READ:
        pressed(turn, Action.READ)
        return
    skill = turn.state.skills.get(intent.kind)
    if intent.kind is Kind.FIND:
        _find(turn, intent)
        return
    runs = skill is not None and skill.run is not None
    if runs and (intent.question or intent.kind not in _KEYS):
        questions.put(turn, intent.question or text, repeated=repeated, skill=intent.kind)
        return
    if intent.question or (intent.kind is Kind.KEEP and intent.about):
        _ask(turn, intent, text, sure=sure, repeated=repeated)
        return
    turn.abandon()
    if intent.kind is Kind.QUIT:
        questions.offer(turn, Offer(None), Line.REALLY_QUIT.said(yes=turn.state.keys[Action.YES]))
    elif intent.kind is Kind.ABILITIES:
        lines = [line for one in turn.state.skills.values() for line in one.abilities]
        keys = AbilitiesLine.END.said(help=turn.state.keys[Action.HELP])
        turn.reply(" ".join([*(line.said() for line in (*lines, *_OWN_ABILITIES)), keys]))
    elif intent.kind is Kind.COPY:
        keeping.copy(turn)
    elif intent.kind in _WATCHING:
        pressed(turn, Action.WATCH, _WATCHING[intent.kind])
    elif intent.kind is Kind.DESCRIBE:
        _describe(turn, text)
    elif intent.kind in _KEYS:
        pressed(turn, _KEYS[intent.kind])
    else:
        words = text.strip().rstrip(".!?")
        turn.reply(Line.NOT_YET.said(words=words, key=turn.state.keys[Action.HELP]))


def _ask(turn: Turn, intent: Intent, text: str, *, sure: bool, repeated: bool) -> None:
    """Put a question or a name to the picture; in English, which is all that the model knows."""
    words, english = intent.question or text, intent.english
    if intent.kind is Kind.KEEP:
        english = KEEPING.format(name=intent.about)
    if intent.language == ENGLISH or english:
        questions.put(turn, words, english=english, sure=sure, repeated=repeated)
        return
    turn.abandon()
    keys = {str(action): key for action, key in turn.state.keys.items()}
    turn.reply(Line.ASK_IN_ENGLISH.said(question=words, **keys))
