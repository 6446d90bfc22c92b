"""A question that is typed: each finished word is spoken, and each letter that is taken away.

What is pasted is spoken as it stands.
"""

from assistant.dialog import intent_handlers, questions, starting
from assistant.dialog.state import Phase, Typing
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Play
from assistant.protocol.events import Earcon, Priority
from assistant.protocol.spoken import Message, verbatim
from assistant.saying.messages.core import Line, key_name


def began(turn: Turn) -> None:
    """Take the picture, and say that letters are awaited."""
    if not turn.state.ready:
        starting.announce(turn)
        return
    turn.set(typing=Typing())
    questions.begin_typing(turn)
    turn.say(Line.TYPE.said(), Priority.STATUS, log=False)


def grew(turn: Turn, text: str) -> None:
    """Say what is new: the word that a space has ended, what was pasted, or the letter that was
    taken away.
    """
    typing = turn.state.typing
    if typing is None:
        # It began during the start, when nothing could be asked.
        began(turn)
        turn.set(typing=turn.state.typing and Typing(text))
        return
    echo = _echo(typing.text, text)
    echoes = typing.echoes
    # A shortcut may have opened the microphone meanwhile.
    if echo is not None and turn.phase() is not Phase.LISTENING:
        echoes = (*echoes, turn.say(echo, Priority.STATUS, log=False))
    turn.set(typing=Typing(text, echoes, typing.cut))


def _echo(before: str, after: str) -> Message | None:
    if len(after) < len(before):
        return verbatim(key_name(("space" if before[-1] == " " else before[-1],)))
    if len(after) > len(before) + 1:
        pasted = (before.rpartition(" ")[2] + after[len(before) :]).strip()
        return verbatim(pasted) if pasted else None
    if after.endswith(" ") and not before.endswith(" "):
        return verbatim(before.rpartition(" ")[2])
    return None


def full(turn: Turn) -> None:
    """Say that a letter was not taken."""
    if turn.state.typing is not None:
        turn.effects.append(Play(Earcon.FAULT))
        if turn.phase() is not Phase.LISTENING:
            turn.say(Line.TYPING_FULL.said(), Priority.STATUS, log=False)


def heard(turn: Turn, utterance: int, complete: bool) -> None:
    """Note whether a word was heard to its end."""
    typing = turn.state.typing
    if typing is not None and not complete and utterance in typing.echoes:
        turn.set(typing=Typing(typing.text, typing.echoes, cut=True))


def ended(turn: Turn, text: str | None) -> None:
    """Do what the words ask for; None: nothing."""
    typing = turn.state.typing
    turn.set(typing=None)
    if not turn.state.ready:
        if text is not None:
            starting.announce(turn)
        return
    if turn.phase() is not Phase.TYPING:
        turn.abandon()
    turn.silence()
    if text is None or not text.strip():
        turn.abandon()
        turn.say(Line.TYPING_OVER.said(), Priority.STATUS, log=False)
        return
    turn.set(last_key=None)
    # All of it in capitals, it was typed with Caps Lock on.
    text = text.lower() if text.isupper() else text
    if questions.names(turn):
        intent_handlers.spoken(turn, text, confidence=1.0)
        return
    intent_handlers.typed(turn, text, repeated=typing is not None and typing.cut)
