"""A question while it is typed: finished words, deleted letters and pasted text are echoed."""

from assistant.dialog import intent_handlers, questions, starting
from assistant.dialog.state import Phase, Typing
from assistant.dialog.turn import Turn
from assistant.protocol.events import Action, Earcon, Priority
from assistant.protocol.spoken import Message, verbatim
from assistant.saying.messages.core import Line, key_name


def began(turn: Turn) -> None:
    """Take the picture, and ask for the question."""
    if not turn.state.ready:
        starting.announce(turn)
        return
    turn.set(typing=Typing())
    questions.begin_typing(turn)
    turn.say(Line.TYPE.said(), Priority.STATUS, log=False)


def grew(turn: Turn, text: str) -> None:
    """Echo what is new: a finished word, pasted text, or a deleted letter."""
    typing = turn.state.typing
    if typing is None:
        # It began during the start, when nothing could be asked.
        began(turn)
        turn.set(typing=turn.state.typing and Typing(text))
        return
    echo = _echo(typing.text, text)
    # A shortcut may have opened the microphone meanwhile.
    if echo is not None and turn.phase() is not Phase.LISTENING:
        turn.say(echo, Priority.STATUS, log=False)
    turn.set(typing=Typing(text))


def _echo(before: str, after: str) -> Message | None:
    if len(after) < len(before):
        return verbatim(key_name(("space" if before[-1] == " " else before[-1],)))
    word = before.rpartition(" ")[2]
    if len(after) > len(before) + 1:
        word = (word + after[len(before) :]).strip()
    elif not after.endswith(" ") or before.endswith(" "):
        return None
    return verbatim(word) if word else None


def full(turn: Turn) -> None:
    """Say that a letter was not accepted."""
    if turn.state.typing is not None:
        turn.play(Earcon.FAULT)
        if turn.phase() is not Phase.LISTENING:
            turn.say(Line.TYPING_FULL.said(), Priority.STATUS, log=False)


def ended(turn: Turn, text: str | None) -> None:
    """Act on the words; None if the user gave up."""
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
    # Text all in capitals was typed with Caps Lock on.
    text = text.lower() if text.isupper() else text
    if turn.awaits is Action.KEEP:
        intent_handlers.spoken(turn, text, confidence=1.0)
    else:
        intent_handlers.typed(turn, text)
