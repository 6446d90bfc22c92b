"""Large text in a picture is mentioned after the description, unless a key came first."""

from dataclasses import replace

from assistant.dialog.state import Mentioning
from assistant.dialog.turn import WORK_LIMIT, Turn
from assistant.protocol.effects import Mention
from assistant.protocol.events import Description, Frame, Mentioned, Priority
from assistant.protocol.spoken import Message
from assistant.skills.written import wanted


def begin(turn: Turn, frame: Frame, description: Description) -> None:
    """Look for text in a picture of the camera while its description is spoken."""
    state = turn.state
    # A screen is described by its text anyway.
    looks = state.mentions and state.tour is None and frame.surface is None
    if looks and wanted(description.problem, state.chosen.words):
        turn.set(mention=Mentioning(frame, state.generation, state.now))
        turn.do(Mention(state.generation, frame))


def drop(turn: Turn) -> None:
    """Mention nothing: a key has come."""
    if turn.state.mention is not None:
        turn.set(mention=None)
        turn.renew()


def came(turn: Turn, event: Mentioned) -> None:
    """Take the text."""
    mention = turn.state.mention
    if mention is not None and mention.generation == event.generation:
        turn.set(mention=replace(mention, said=event.said) if event.said else None)
        go_on(turn)


def failed(turn: Turn, generation: int, reason: Message) -> bool:
    """Say once that no text can be mentioned; False if something else failed."""
    mention = turn.state.mention
    if mention is None or mention.generation != generation:
        return False
    turn.set(mention=None, mentions=False)
    turn.notify(reason, lasts=True)
    return True


def go_on(turn: Turn) -> None:
    """Mention the text once the description has been heard and nothing else is being said."""
    state, mention = turn.state, turn.state.mention
    if mention is None or state.unheard is not None or state.notice is not None:
        return
    if mention.said is None:
        if state.now - mention.since > WORK_LIMIT:
            drop(turn)
        return
    if state.shown is not None and state.shown.frame is mention.frame:
        turn.set(shown=state.shown.with_more(mention.said))
    turn.set(mention=None)
    turn.say(mention.said, Priority.DESCRIPTION)
