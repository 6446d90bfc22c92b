"""A stronger model: offered, downloaded in the background, taken between two questions.

If it fails, is too slow, or the memory gets scarce, the model that comes with Lantern takes over.
"""

from dataclasses import replace
from typing import Any, Final

from assistant.dialog.state import Offer, State
from assistant.dialog.turn import Turn
from assistant.protocol import events
from assistant.protocol.choices import OWN_MODEL, Setting, StrongerModel
from assistant.protocol.effects import CancelPull, KeepOffered, KeepSettings, PullModel, UseModel
from assistant.protocol.events import Action, Earcon
from assistant.protocol.spoken import Message, Phrase, Spoken
from assistant.saying.messages.stronger_lines import QUARTERS, WAITS, StrongerLine

STAYS: Final = 120.0
"""Seconds for which yes accepts an offer, whatever was pressed since."""
SLOW: Final = 6000.0
"""Milliseconds to the first sentence, above which it came too late."""
SLOW_OFTEN: Final = 2
"""So many slow sentences in a row end the use of a model."""


def found(turn: Turn, event: events.StrongerFound) -> None:
    """Remember what can be offered."""
    _set(turn, model=event.model, asked=event.asked)


def available(state: State) -> bool:
    """Whether there is a model to download that is not being downloaded."""
    return state.stronger.model is not None and state.stronger.percent is None


def offered(turn: Turn) -> Message | None:
    """Offer it once until the next start, unless the user has answered: gives the sentence."""
    before = turn.state.stronger
    done = before.asked or before.offered
    return None if done else _offer(turn, StrongerLine.OFFER)


def _offer(turn: Turn, line: Phrase) -> Message | None:
    sentence = _sentence(turn.state, line)
    if sentence is not None:
        _set(turn, offered=True, offered_at=turn.state.now)
        turn.set(offer=Offer(None, turn.state.stronger.model), paused_at=None)
    return sentence


def pending(state: State) -> StrongerModel | None:
    """What was offered a moment ago: other keys than no leave it open."""
    at = state.stronger.offered_at
    if at is None or state.now - at >= STAYS or not available(state):
        return None
    return state.stronger.model


def closed(turn: Turn) -> None:
    """Something else was asked: yes no longer means this offer."""
    _set(turn, offered_at=None)


def settled(turn: Turn) -> None:
    """Never offer it unasked again: the user has answered."""
    turn.do(KeepOffered())
    turn.set(offer=None)
    _set(turn, asked=True, offered_at=None)


def _sentence(state: State, line: Phrase) -> Message | None:
    """What it is and what it would take; None if there is nothing to download."""
    model = state.stronger.model
    if model is None or not available(state):
        return None
    about = {"megabytes": model.megabytes, "better": model.better, "licence": model.licence}
    return line.said(model=model.name, **about, **state.given.key_values)


def in_menu(state: State) -> Spoken:
    """What the menu says behind the name of the model in use, to be answered by `took_yes`."""
    now = status(state)
    if now is None:
        return Spoken.of(_sentence(state, StrongerLine.IN_MENU))
    pulls = state.stronger.percent is not None
    yes = state.given.keys[Action.YES]
    return Spoken.of(now, StrongerLine.CAN_CANCEL.said(yes=yes) if pulls else None)


def details(state: State) -> Message | None:
    """What the menu's help says of a model that can be downloaded."""
    return _sentence(state, StrongerLine.OFFER)


def took_yes(turn: Turn, model: StrongerModel) -> None:
    """The menu's yes: download it, or cancel the download that goes on."""
    if available(turn.state):
        accepted(turn, model)
        return
    _set(turn, percent=None, waits=None)
    turn.do(CancelPull())
    turn.reply(StrongerLine.CANCELLED.said(model=model.name), log=False)


def status(state: State) -> Message | None:
    """What is going on with it, if anything is."""
    stronger, model = state.stronger, state.stronger.model
    if stronger.loading:
        return StrongerLine.LOADING.said(model=stronger.loading)
    if model is None or stronger.percent is None:
        return None
    if stronger.waits is not None:
        return WAITS[stronger.waits].said(model=model.name)
    return StrongerLine.STATUS.said(model=model.name, percent=stronger.percent)


def accepted(turn: Turn, model: StrongerModel | None) -> None:
    """Download it: the user has said yes."""
    if model is None:
        return
    settled(turn)
    _set(turn, percent=0, told=0, waits=None, faults=frozenset())
    turn.do(PullModel(model))
    status_key = turn.state.given.keys[Action.STATUS]
    turn.reply(StrongerLine.BEGUN.said(model=model.name, status=status_key), log=False)


def began(turn: Turn, event: events.PullBegan) -> None:
    """Say that a download goes on after a restart."""
    percent, model = event.percent, event.model
    _set(turn, model=model, asked=True, percent=percent, told=percent // 25, waits=None)
    if event.resumed:
        said = StrongerLine.RESUMED.said(model=model.name, percent=percent)
        turn.notify_between(said, Earcon.DONE)


def progressed(turn: Turn, event: events.PullProgress) -> None:
    """Tell each quarter once."""
    stronger, quarter = turn.state.stronger, min(3, event.percent // 25)
    _set(turn, percent=event.percent, told=max(quarter, stronger.told), waits=None)
    if quarter > stronger.told:
        turn.notify_between(QUARTERS[quarter].said(model=event.model.name), Earcon.DONE)


def waits(turn: Turn, event: events.PullWaits) -> None:
    """Tell once what a download waits for."""
    stronger, model, fault = turn.state.stronger, event.model, event.fault
    _set(
        turn,
        model=model,
        asked=True,
        percent=stronger.percent or 0,
        waits=fault,
        faults=stronger.faults | {fault},
    )
    if fault not in stronger.faults:
        turn.notify_between(WAITS[fault].said(model=model.name), Earcon.FAULT)


def larger(turn: Turn, event: events.PullLarger) -> None:
    """Ask again, because the download is larger than was said."""
    _set(turn, model=event.model, percent=None)
    again = _offer(turn, StrongerLine.LARGER)
    if again is not None:
        turn.notify_between(again, Earcon.FAULT)


def pull_failed(turn: Turn, event: events.PullFailed) -> None:
    """Say why there will be no model; the menu can still try again."""
    _set(turn, percent=None, waits=None)
    said = StrongerLine.NOT_PULLED.said(model=event.model.name, reason=event.reason)
    turn.notify_between(said, Earcon.FAULT)


def pull_cancelled(turn: Turn, event: events.PullCancelled) -> None:
    """Forget what was still on its way when the user cancelled it."""
    _set(turn, percent=None, waits=None)


def pulled(turn: Turn, event: events.Pulled) -> None:
    """Take the model that has come."""
    name = event.model.name
    _set(turn, model=None, percent=None, waits=None, loading=name)
    turn.notify_between(StrongerLine.HERE.said(model=name), Earcon.DONE)
    turn.do(UseModel(name), KeepSettings(((Setting.MODEL, name),), aloud=False))


def switched(turn: Turn, event: events.ModelSwitched) -> None:
    """Another model describes from now on."""
    name = event.name
    _set(turn, loading="", slow=0)
    _choose(turn, name)
    if event.aloud:
        line = StrongerLine.SWITCHED_BACK if name == OWN_MODEL else StrongerLine.SWITCHED
        settings = turn.state.given.keys[Action.SETTINGS]
        turn.notify_between(line.said(model=name, settings=settings), Earcon.DONE)


def load_failed(turn: Turn, event: events.ModelFailed) -> None:
    """Say why the model that comes with Lantern goes on."""
    _set(turn, loading="", slow=0)
    _choose(turn, OWN_MODEL)
    turn.notify_between(StrongerLine.NOT_LOADED.said(reason=event.reason), Earcon.FAULT)


def took(turn: Turn, milliseconds: float) -> None:
    """A first sentence has come, or was given up: go back if that took too long too often."""
    if turn.state.chosen.model == OWN_MODEL:
        return
    slow = turn.state.stronger.slow + 1 if milliseconds > SLOW else 0
    _set(turn, slow=slow)
    if slow >= SLOW_OFTEN:
        _fall_back(turn, StrongerLine.TOO_SLOW)
        turn.do(KeepSettings(((Setting.MODEL, OWN_MODEL),), aloud=False))


def scarce(turn: Turn) -> None:
    """Give its memory back; the settings stay, since another day may have more."""
    if turn.state.chosen.model != OWN_MODEL:
        _fall_back(turn, StrongerLine.SCARCE)


def _fall_back(turn: Turn, line: Phrase) -> None:
    name = turn.state.chosen.model
    _set(turn, slow=0, loading="")
    _choose(turn, OWN_MODEL)
    turn.do(UseModel(OWN_MODEL, aloud=False))
    turn.notify_between(line.said(model=name), Earcon.FAULT)


def _choose(turn: Turn, name: str) -> None:
    """The model of the settings is another one, for an open menu too."""
    menu = turn.state.menu
    if turn.state.chosen.model == name:
        return
    turn.set(chosen=replace(turn.state.chosen, model=name))
    if menu is not None:
        turn.set(menu=replace(menu, before={**menu.before, Setting.MODEL: name}))


def _set(turn: Turn, **changes: Any) -> None:
    turn.set(stronger=replace(turn.state.stronger, **changes))
