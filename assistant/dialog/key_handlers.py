"""What each key means now."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from assistant.dialog import (
    finding,
    keeping,
    light_meter,
    menu,
    questions,
    reading,
    starting,
    tour,
    watching,
)
from assistant.dialog.state import PendingQuestion, Phase, State
from assistant.dialog.turn import Turn
from assistant.protocol.desktop import Shortcut, wanted
from assistant.protocol.effects import Play, Quit, SetRate, TakeStatus
from assistant.protocol.events import Action, Earcon, Priority
from assistant.protocol.spoken import Sayable, Spoken
from assistant.saying.messages.core import Line, camera_fault
from assistant.settings.config import FASTEST, SLOWEST
from assistant.skills.registry import key_lines
from assistant.skills.skill import Skill

_KEEP_OFFER: Final = frozenset(
    {
        *(Action.ASK, Action.YES, Action.REPEAT, Action.PREVIOUS),
        *(Action.FASTER, Action.SLOWER, Action.STATUS, Action.HELP),
    }
)
"""After these, yes still answers what Lantern asked."""


REPEATING: Final = frozenset({Action.FASTER, Action.SLOWER, Action.NEXT_LINE, Action.PREVIOUS_LINE})
"""Held down, these are pressed again and again."""


def shortcut_pressed(turn: Turn, shortcut: Shortcut) -> None:
    """Take a picture of the computer's own; else it does to what is under way what t does."""
    surface, reads = wanted(shortcut)

    def take(turn: Turn) -> None:
        turn.abandon()
        turn.silence()
        turn.take_frame(reads=reads, surface=surface)

    pressed(turn, Action.READ, take)


def pressed(turn: Turn, action: str, does: Callable[[Turn], None] | None = None) -> None:
    """Carry out a key, by what it means as things stand; `does` takes the place of what it does."""
    turn.set(unnamed=None)
    if menu.took(turn, action) or tour.took(turn, action):
        return
    if light_meter.end(turn, action) | finding.end(turn, action):
        return
    listened = turn.phase() is Phase.LISTENING and action is not Action.ASK
    if listened:
        # Whatever it answers must not be spoken into an open microphone.
        turn.abandon()
    if turn.state.work is not None and turn.state.work.watched:
        # Nobody asked for it, so it keeps no key waiting.
        turn.abandon()
    if action is not Action.ASK:
        turn.set(paused_at=None)
    if action not in _KEEP_OFFER:
        turn.set(offer=None)
    if listened and action is Action.HELP:
        turn.set(all_keys_next=True)
        turn.reply(Line.HELP_LISTENED.said(**_names(turn.state)))
    elif action is Action.QUIT:
        _quit(turn)
    elif action is Action.STOP:
        turn.abandon()
        turn.silence()
        lasting = (one for one in turn.state.notices if one.lasts)
        starting.silence(turn)
        turn.set(remembered=False, notices=(), postponed=(*turn.state.postponed, *lasting))
    elif not turn.state.ready:
        _pressed_during_start(turn, action)
    else:
        (does or _handler(turn.state, action))(turn)


def _handler(state: State, action: str) -> Callable[[Turn], None]:
    return _HANDLERS.get(action) or partial(_run, skill=state.skills[action])


def _pressed_during_start(turn: Turn, action: str) -> None:
    if action is Action.DESCRIBE:
        turn.set(remembered=True)
    starting.announce(turn)


def _describe(turn: Turn) -> None:
    turn.abandon()
    turn.silence()
    turn.take_frame()


def _more(turn: Turn) -> None:
    state = turn.state
    if state.work is not None:
        turn.effects.append(Play(Earcon.THINKING))
    elif reading.has_keys(state):
        reading.on(turn)
    elif state.shown is None:
        turn.reply(Line.NO_PICTURE.said(key=state.keys[Action.DESCRIBE]))
    else:
        turn.abandon()
        turn.silence()
        turn.effects.append(Play(Earcon.THINKING))
        turn.work_on(state.shown.frame, state.shown.detail + 1, turn.state.generation)


def _repeat(turn: Turn) -> None:
    _from_log(turn, turn.state.back)


def _previous(turn: Turn) -> None:
    _from_log(turn, turn.state.back + 1)


def _from_log(turn: Turn, back: int) -> None:
    log = turn.state.log
    turn.abandon()
    if not log:
        turn.reply(Line.NOTHING_YET.said(), log=False)
    elif back >= len(log):
        turn.reply(Line.NOTHING_BEFORE.said(), log=False)
    else:
        turn.silence()
        turn.set(back=back)
        turn.say(log[-1 - back], Priority.DESCRIPTION, log=False)


def _faster(turn: Turn) -> None:
    _set_rate(turn, turn.state.rate + turn.state.rate_step)


def _slower(turn: Turn) -> None:
    _set_rate(turn, turn.state.rate - turn.state.rate_step)


def _set_rate(turn: Turn, wanted: int) -> None:
    if turn.state.reader:
        _name_reader(turn)
        return
    rate = min(max(wanted, SLOWEST), FASTEST)
    turn.set(rate=rate)
    turn.effects.append(SetRate(rate))
    line = {FASTEST: Line.RATE_FASTEST, SLOWEST: Line.RATE_SLOWEST}.get(rate, Line.RATE)
    turn.say(line.said(rate=rate), Priority.STATUS, log=False)


def _name_reader(turn: Turn) -> None:
    """Say whose rate it is; a key that is held down does not begin the sentence anew."""
    named = turn.state.reader_named
    if named is None or turn.state.unheard != named:
        utterance = turn.say(Line.RATE_OF_ORCA.said(), Priority.STATUS, log=False)
        turn.set(reader_named=utterance)


def _ask_status(turn: Turn) -> None:
    turn.silence()
    utterance = turn.state.utterance + 1
    turn.set(utterance=utterance, awaited_status=utterance)
    turn.effects.append(TakeStatus(utterance))


def _save(turn: Turn) -> None:
    shown, read = turn.state.shown, reading.shown(turn.state)
    if turn.state.work is not None:
        turn.effects.append(Play(Earcon.THINKING))
    elif shown is None:
        turn.reply(Line.NO_PICTURE.said(key=turn.state.keys[Action.DESCRIBE]))
    elif read is not None and read.wanted and not read.text.complete:
        reading.wait(turn)
    else:
        keeping.save(turn, shown)


def _help(turn: Turn) -> None:
    state = turn.state
    twice = state.all_keys_next and state.last_key is Action.HELP
    turn.set(all_keys_next=not twice)
    turn.reply(_all_keys(state) if twice else _help_for_now(state))


def _all_keys(state: State) -> Spoken:
    return Spoken.of(*(line.said(key=state.keys[action]) for action, line in key_lines().items()))


def _names(state: State) -> dict[str, object]:
    return {str(action): key for action, key in state.keys.items()}


def _help_for_now(state: State) -> Sayable:
    names = _names(state)
    if state.menu is not None:
        return menu.help_text(state)
    if state.tour is not None:
        return tour.help_text(state)
    if state.work is not None:
        recognising = state.work.phase is Phase.RECOGNISING
        return (Line.HELP_RECOGNISING if recognising else Line.HELP_WORKING).said(**names)
    if state.offer is not None:
        return Line.HELP_OFFER.said(**names)
    if reading.has_keys(state):
        return reading.help_for_text(state)
    if state.camera is not None:
        lost = camera_fault(state.camera.fault, state.camera.source)
        return Spoken.of(lost, Line.HELP_FIRST.said(**names))
    return (Line.HELP_FIRST if state.shown is None else Line.HELP_PICTURE).said(**names)


def _type(turn: Turn) -> None:
    turn.reply(Line.TYPE_IN_TERMINAL.said(key=turn.state.keys[Action.TYPE]))


def _run(turn: Turn, skill: Skill) -> None:
    turn.abandon()
    turn.silence()
    turn.ask(PendingQuestion(skill.question, skill=skill.name))


def _yes(turn: Turn) -> None:
    offer = turn.state.offer
    turn.set(offer=None)
    if offer is None:
        turn.reply(Line.NOTHING_ASKED.said(), log=False)
    elif offer.question is None:
        _quit(turn)
    else:
        questions.again(turn, offer.question)


def _quit(turn: Turn) -> None:
    turn.abandon()
    turn.silence()
    turn.say(Line.GOODBYE.said(), Priority.STATUS, log=False)
    turn.effects.append(Quit())
    turn.set(ending=True)


_HANDLERS: Final[Mapping[str, Callable[[Turn], None]]] = {
    Action.DESCRIBE: _describe,
    Action.ASK: questions.enter,
    Action.TYPE: _type,
    Action.MORE: _more,
    Action.VERIFY: questions.verify,
    Action.REPEAT: _repeat,
    Action.PREVIOUS: _previous,
    Action.YES: _yes,
    Action.FASTER: _faster,
    Action.SLOWER: _slower,
    Action.STATUS: _ask_status,
    Action.SAVE: _save,
    Action.KEEP: questions.keep,
    Action.WATCH: watching.toggle,
    Action.READ: reading.begin,
    Action.NEXT_LINE: reading.next_line,
    Action.PREVIOUS_LINE: reading.previous_line,
    Action.TOP: reading.from_the_top,
    Action.SPELL: reading.spell,
    Action.SETTINGS: menu.opened,
    Action.FIND: finding.ask,
    Action.LIGHT: light_meter.begin,
    Action.HELP: _help,
}
