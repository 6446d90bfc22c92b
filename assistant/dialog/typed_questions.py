"""A question while it is typed: finished words, deleted letters and pasted text are echoed."""

from dataclasses import replace

from assistant.dialog import intent_handlers, questions, starting
from assistant.dialog.state import Typing
from assistant.dialog.turn import Turn
from assistant.dialog.work import Phase
from assistant.protocol.events import Action, Earcon, Priority, Typed
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


def changed(turn: Turn, event: Typed) -> None:
    """Echo what is new: a finished word, pasted text, what was deleted, or the letter reached."""
    typing, text = turn.state.typing, event.text
    now = Typing(text, len(text) if event.cursor is None else event.cursor)
    if typing is None:
        # It began during the start, when nothing could be asked.
        began(turn)
        turn.set(typing=turn.state.typing and now)
        return
    echo = _echo(typing, now)
    # A shortcut may have opened the microphone meanwhile.
    if echo is not None and turn.phase() is not Phase.LISTENING:
        turn.say(echo, Priority.STATUS, log=False, printed=not turn.state.typing_shown)
    turn.set(typing=now)


def _echo(before: Typing, after: Typing) -> Message | None:
    """What is said of a change, which is at the cursor."""
    if before.text == after.text:
        at_end = after.cursor == len(after.text)
        return Line.END.said() if at_end else _letter(after.text[after.cursor])
    if len(after.text) < len(before.text):
        removed = before.text[after.cursor :][: len(before.text) - len(after.text)]
        return verbatim(removed.strip()) if removed.strip()[1:] else _letter(removed[-1])
    new = after.text[before.cursor : after.cursor]
    word = before.text[: before.cursor].rpartition(" ")[2]
    if len(new) > 1:
        word = (word + new).strip()
    elif new != " ":
        return None
    return verbatim(word) if word else None


def _letter(letter: str) -> Message:
    return verbatim(key_name(("space" if letter == " " else letter,)))


def full(turn: Turn) -> None:
    """Say once that no letter is accepted."""
    typing = turn.state.typing
    if typing is not None:
        turn.play(Earcon.FAULT)
        if turn.phase() is not Phase.LISTENING and not typing.full:
            turn.say(Line.TYPING_FULL.said(), Priority.STATUS, log=False)
            turn.set(typing=replace(typing, full=True))


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
