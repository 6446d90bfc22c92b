"""What each key does now."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from assistant.dialog import (
    exploring,
    exploring_live,
    finding,
    keeping,
    light_meter,
    menu,
    pages,
    questions,
    reading,
    speech_rate,
    starting,
    stronger,
    tour,
    watching,
)
from assistant.dialog.state import Offer, State
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingDescription, PendingQuestion, PendingText, Phase, Task
from assistant.protocol.desktop import Shortcut, Surface, wanted
from assistant.protocol.effects import Quit, SetRate, TakeStatus
from assistant.protocol.events import Action, Earcon, Frame, Priority
from assistant.protocol.query import Query
from assistant.protocol.spoken import Message, Phrase, Sayable, Spoken
from assistant.saying.messages.core import Line, camera_fault, key_name
from assistant.saying.messages.stronger_lines import StrongerLine
from assistant.settings.config import FASTEST, SLOWEST
from assistant.skills.skill import key_lines

_KEEP_OFFER: Final = frozenset(
    {
        *(Action.ASK, Action.YES, Action.NO, Action.REPEAT, Action.PREVIOUS),
        *(Action.FASTER, Action.SLOWER, Action.STATUS, Action.HELP),
    }
)
"""After these, yes still accepts an offer."""
REPEATING: Final = frozenset({Action.FASTER, Action.SLOWER, Action.NEXT_LINE, Action.PREVIOUS_LINE})
"""While one of these is held down, it acts again and again."""


def shortcut_pressed(turn: Turn, shortcut: Shortcut, file: Path | None) -> None:
    """Take a picture of the screen, the clipboard or a file; otherwise act like the key that
    reads."""
    if file is not None:
        pressed(turn, Action.READ, partial(pages.open_file, file=file))
        return
    surface, reads = wanted(shortcut)
    task = PendingText() if reads else PendingDescription()
    pressed(turn, Action.READ, partial(_take_frame, task=task, surface=surface))


def pressed(turn: Turn, action: str, does: Callable[[Turn], None] | None = None) -> None:
    """Carry out what a key means now; `does` replaces what it usually does."""
    turn.set(unnamed=None)
    if action is Action.ASK or action not in _KEEP_OFFER:
        end_pair(turn)
    if menu.took(turn, action) or tour.took(turn, action):
        return
    ends = exploring_live.end(turn, action)
    if light_meter.end(turn, action) | finding.end(turn, action) | ends:
        return
    listened = turn.phase() is Phase.LISTENING and action is not Action.ASK
    watched = turn.state.work is not None and turn.state.work.watched
    if listened or watched:
        # Nothing is spoken into an open microphone, and no key waits for watching.
        turn.abandon()
    if action is not Action.ASK:
        turn.set(paused_at=None)
    if action not in _KEEP_OFFER:
        turn.set(offer=None)
    if does is None and turn.state.ready:
        does = exploring.handler(turn, action)
    else:
        exploring.end(turn)
    if listened and action is Action.HELP:
        turn.set(all_keys_next=True)
        turn.reply(Line.HELP_LISTENED.said(**turn.state.given.key_values))
    elif action in (Action.QUIT, Action.STOP) or turn.state.ready:
        (does or _HANDLERS.get(action) or partial(_run, action=action))(turn)
    else:
        turn.set(remembered=turn.state.remembered or action is Action.DESCRIBE)
        starting.announce(turn)


def _run(turn: Turn, action: str) -> None:
    """Run the skill of that name."""
    turn.stop()
    query = Query(action, question=turn.state.given.skills[action].question)
    turn.ask(PendingQuestion(query, skill=action))


def _take_frame(turn: Turn, task: Task, surface: Surface | None = None) -> None:
    turn.stop()
    turn.take_frame(task, surface)


def describe(turn: Turn, frame: Frame, detail: int = 0) -> None:
    """Describe a picture that is there already."""
    turn.stop()
    turn.play(Earcon.THINKING)
    turn.describe(frame, detail)


def _more(turn: Turn) -> None:
    state = turn.state
    if state.work is not None:
        _later(turn, Action.MORE)
    elif reading.has_keys(state):
        reading.on(turn)
    elif state.shown is None:
        turn.no_picture()
    else:
        describe(turn, state.shown.frame, state.shown.detail + 1)


def _from_log(turn: Turn, further: int) -> None:
    """Say again the sentence that the user has gone back to, or one `further` back."""
    log, back = turn.state.log, turn.state.back + further
    turn.abandon()
    if not log:
        turn.reply(Line.NOTHING_YET.said(), log=False)
    elif back >= len(log):
        turn.reply(Line.NOTHING_BEFORE.said(), log=False)
    else:
        turn.silence()
        turn.set(back=back)
        turn.say(log[-1 - back], Priority.DESCRIPTION, log=False)


def _change_rate(turn: Turn, change: Callable[[State], int]) -> None:
    state = turn.state
    if not state.reader:
        rate = change(state)
        turn.set(rate=rate)
        turn.do(SetRate(rate))
        line = {FASTEST: Line.RATE_FASTEST, SLOWEST: Line.RATE_SLOWEST}.get(rate, Line.RATE)
        turn.say(line.said(rate=rate), Priority.STATUS, log=False)
    elif state.reader_named is None or state.unheard != state.reader_named:
        # A key that is held down does not start the sentence again.
        utterance = turn.say(Line.RATE_OF_ORCA.said(), Priority.STATUS, log=False)
        turn.set(reader_named=utterance)


def _save(turn: Turn) -> None:
    shown, read = turn.state.shown, reading.shown(turn.state)
    if turn.state.work is not None:
        _later(turn, Action.SAVE)
    elif shown is None:
        turn.no_picture()
    elif read is not None and read.wanted and not read.text.complete:
        reading.wait(turn)
    else:
        keeping.save(turn, shown)


def _help(turn: Turn) -> None:
    state = turn.state
    twice = state.all_keys_next and state.last_key is Action.HELP
    turn.set(all_keys_next=not twice)
    if twice:
        lines = (line.said(key=state.given.keys[action]) for action, line in key_lines().items())
        turn.reply(Spoken.of(*lines))
    else:
        turn.reply(_help_for_now(state))


def _help_for_now(state: State) -> Sayable:
    if state.menu is not None:
        return menu.help_text(state)
    if state.tour is not None:
        return tour.help_text(state)
    if state.exploring is not None:
        return exploring.help_text(state)
    if state.work is None and state.offer is None and reading.has_keys(state):
        return reading.help_text(state)
    first: Message | None = None
    offer = state.offer
    line: Phrase = Line.HELP_FIRST if state.shown is None else Line.HELP_PICTURE
    if state.work is not None:
        recognising = state.work.phase is Phase.RECOGNISING
        line = Line.HELP_RECOGNISING if recognising else Line.HELP_WORKING
    elif offer is not None and offer.again is not None:
        first, line = offer.again, Line.HELP_QUIT
    elif offer is not None:
        line = Line.HELP_OFFER if offer.model is None else StrongerLine.HELP
    elif state.camera is not None:
        first, line = camera_fault(state.camera.fault, state.camera.source), Line.HELP_FIRST
    return Spoken.of(first, line.said(**state.given.key_values))


def _type(turn: Turn) -> None:
    turn.reply(Line.TYPE_IN_TERMINAL.said(key=turn.state.given.keys[Action.TYPE]))


def _yes(turn: Turn) -> None:
    offer = _taken(turn)
    if offer is None:
        return
    if offer.model is not None:
        stronger.accepted(turn, offer.model)
    elif offer.question is None:
        _quit(turn)
    else:
        questions.again(turn, offer.question)


def _no(turn: Turn) -> None:
    offer = _taken(turn)
    if offer is None:
        return
    if offer.model is not None:
        stronger.settled(turn)
    refused = Line.ALL_RIGHT if offer.model is None else StrongerLine.REFUSED
    turn.reply(refused.said(), log=False)


def _taken(turn: Turn) -> Offer | None:
    """The open offer, which is open no longer; says so if there is none."""
    offer = _open_offer(turn)
    turn.set(offer=None)
    if offer is None:
        turn.reply(Line.NOTHING_ASKED.said(), log=False)
    return offer


def _open_offer(turn: Turn) -> Offer | None:
    model = stronger.pending(turn.state)
    return turn.state.offer or (None if model is None else Offer(None, model))


def is_asked(turn: Turn) -> bool:
    """Whether no would answer anything."""
    return _open_offer(turn) is not None


def _stop(turn: Turn) -> None:
    turn.stop()
    lasting = (one for one in turn.state.notices if one.lasts)
    starting.silence(turn)
    turn.set(remembered=False, notices=(), postponed=(*turn.state.postponed, *lasting))


def _quit(turn: Turn) -> None:
    turn.stop()
    turn.say(Line.GOODBYE.said(), Priority.STATUS, log=False)
    turn.do(Quit())
    turn.set(ending=True)


def quit_by_pair(turn: Turn, key: str) -> None:
    """Say that the key quits if it is pressed again; quit if that was said before."""
    offer = turn.state.offer
    if offer is not None and offer.quits:
        _quit(turn)
    else:
        again = Line.QUIT_AGAIN.said(key=key_name((key,)))
        questions.offer(turn, Offer(None, again=again), again)


def end_pair(turn: Turn) -> None:
    """Something else was done than pressing the key that quits once more."""
    offer = turn.state.offer
    if offer is not None and offer.again is not None:
        turn.set(offer=None)


def go_on(turn: Turn) -> None:
    """Do what a key asked of a picture that was not known yet."""
    state, action = turn.state, turn.state.then
    if action is None or state.work is not None:
        return
    read = reading.shown(state)
    if action is Action.MORE:
        being_said = state.unheard, state.notice, state.mention
        waits = any(being_said) or (read is not None and read.brief)
    else:
        waits = read is not None and read.wanted and not read.text.complete
    if not waits:
        turn.set(then=None)
        _HANDLERS[action](turn)


def _later(turn: Turn, action: Action) -> None:
    """Do it once the picture is known that is being worked on."""
    turn.set(then=action)
    turn.play(Earcon.THINKING)


_HANDLERS: Final[Mapping[str, Callable[[Turn], None]]] = {
    Action.DESCRIBE: partial(_take_frame, task=PendingDescription()),
    Action.ASK: questions.enter,
    Action.TYPE: _type,
    Action.MORE: _more,
    Action.VERIFY: questions.verify,
    Action.REPEAT: partial(_from_log, further=0),
    Action.PREVIOUS: partial(_from_log, further=1),
    Action.STOP: _stop,
    Action.YES: _yes,
    Action.NO: _no,
    Action.FASTER: partial(_change_rate, change=speech_rate.faster),
    Action.SLOWER: partial(_change_rate, change=speech_rate.slower),
    Action.STATUS: lambda turn: turn.do(TakeStatus(turn.reserve())),
    Action.SAVE: _save,
    Action.KEEP: partial(questions.listen_for_name, awaits=Action.KEEP),
    Action.WATCH: watching.toggle,
    Action.READ: reading.begin,
    Action.NEXT_LINE: reading.next_line,
    Action.PREVIOUS_LINE: reading.previous_line,
    Action.TOP: reading.from_the_top,
    Action.SPELL: reading.spell,
    Action.FIRST_LINE: partial(reading.to_end, number=1),
    Action.LAST_LINE: partial(reading.to_end, number=-1),
    Action.NEXT_PAGE: partial(pages.turn_page, step=1),
    Action.PREVIOUS_PAGE: partial(pages.turn_page, step=-1),
    Action.SETTINGS: menu.opened,
    Action.FIND: partial(questions.listen_for_name, awaits=Action.FIND),
    Action.LIGHT: light_meter.begin,
    Action.HELP: _help,
    Action.QUIT: _quit,
}
