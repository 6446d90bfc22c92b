"""The settings menu by ear.

Each value takes effect and is said as soon as it is chosen. The key that opens the menu also keeps
the choices, the key for silence puts everything back. Any other key closes the menu, keeps the
choices and then does what it always does; if it does nothing, the closing is said.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Final

from assistant.dialog import speech_rate, stronger
from assistant.dialog.state import Chosen, Menu, State
from assistant.dialog.turn import Turn
from assistant.dialog.work import Phase
from assistant.protocol import effects, events
from assistant.protocol.choices import OWN_MODEL, Setting, Value
from assistant.protocol.effects import FindChoices
from assistant.protocol.events import Action, Earcon, Priority
from assistant.protocol.spoken import Message, Spoken, verbatim
from assistant.saying.messages.menu_lines import ENTRIES, MenuLine
from assistant.saying.messages.stronger_lines import StrongerLine

UP, DOWN = Action.TOP, Action.SPELL
LEFT, RIGHT = Action.PREVIOUS_LINE, Action.NEXT_LINE
PAUSES: Final = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds to choose from; the settings file takes any from 2 to 600."""
PATIENCE: Final = 3.0
"""Seconds after which no more choices are expected."""

_SETTINGS: Final = tuple(Setting)
_FOUND: Final = (
    *(Setting.VOICE, Setting.LANGUAGE, Setting.CAMERA, Setting.MICROPHONE, Setting.MODEL),
)
"""The settings whose choices are looked up when the menu opens."""
_STAYS: Final = frozenset({Action.FASTER, Action.SLOWER, Action.HELP, Action.STATUS})
"""Keys that do what they always do, and leave the menu open."""
_WORDS: Final = {"short": MenuLine.SHORT, "normal": MenuLine.NORMAL, "full": MenuLine.FULL}
_DEFAULT: Final = {
    Setting.VOICE: MenuLine.USUAL_VOICE,
    Setting.LANGUAGE: MenuLine.OF_THE_SYSTEM,
    Setting.MICROPHONE: MenuLine.OF_THE_SYSTEM,
}
"""The names of empty values."""


def opened(turn: Turn) -> None:
    """Open the menu at its first setting."""
    turn.abandon()
    state = turn.state
    turn.set(menu=Menu(values(state), asked=state.now))
    language = state.chosen.language
    turn.do(*(FindChoices(one, language if one is Setting.VOICE else "") for one in _FOUND))
    entry = _entry(turn.state, Setting.RATE)
    turn.reply(MenuLine.OPENED.said(entry=entry, **_keys(state)), log=False)


def took(turn: Turn, action: str) -> bool:
    """Take a key of the menu; False for any other, most of which close it."""
    menu = turn.state.menu
    if menu is None:
        return False
    match action:
        case Action.YES if menu.at is Setting.MODEL and turn.state.stronger.model is not None:
            stronger.took_yes(turn, turn.state.stronger.model)
        case Action.NO if menu.at is Setting.MODEL and stronger.available(turn.state):
            stronger.settled(turn)
            turn.reply(StrongerLine.REFUSED.said(), log=False)
        case Action.SPELL | Action.TOP:
            _go(turn, menu, 1 if action is DOWN else -1)
        case Action.NEXT_LINE | Action.PREVIOUS_LINE:
            _change(turn, menu, 1 if action is RIGHT else -1)
        case Action.REPEAT:
            turn.reply(_with_offer(turn, menu.at, _entry(turn.state, menu.at)), log=False)
        case Action.SETTINGS:
            close(turn)
        case Action.STOP:
            turn.set(menu=None)
            put(turn, menu.before)
            turn.reply(MenuLine.PUT_BACK.said(), log=False)
        case _:
            if action not in _STAYS:
                leave(turn)
            return False
    return True


def close(turn: Turn) -> None:
    """Close the menu if it is open, keep the choices, and say so."""
    if turn.state.menu is None:
        return
    if leave(turn, aloud=True):
        turn.play(Earcon.THINKING)
    else:
        closed = Spoken.of(MenuLine.NOTHING_CHANGED.said(), stronger.offered(turn))
        turn.reply(closed, log=False)


def leave(turn: Turn, *, aloud: bool = False) -> bool:
    """Close the menu and keep the choices; gives whether there are any."""
    menu = turn.state.menu
    if menu is None:
        return False
    turn.set(menu=None)
    now = values(turn.state)
    changed = tuple((one, now[one]) for one in Setting if now[one] != menu.before[one])
    if changed:
        turn.do(effects.KeepSettings(changed, aloud))
    return bool(changed)


def listed(turn: Turn, event: events.Listed) -> None:
    """Take the choices for a setting."""
    menu = turn.state.menu
    stale = event.setting is Setting.VOICE and event.language != turn.state.chosen.language
    if menu is not None and not stale:
        turn.set(menu=replace(menu, choices={**menu.choices, event.setting: event.choices}))


def rate_found(turn: Turn, event: events.RateFound) -> None:
    """Take the rate that the user chose in the speech program."""
    rate, menu = event.words_per_minute, turn.state.menu
    turn.set(rate=rate, rate_found=rate)
    if menu is not None:
        turn.set(menu=replace(menu, before={**menu.before, Setting.RATE: rate}))


def kept(turn: Turn, event: events.SettingsKept) -> None:
    """Say so, if the user waits for it."""
    if event.aloud:
        turn.play(Earcon.DONE)
        # Nothing is spoken into an open microphone.
        if turn.phase() is not Phase.LISTENING:
            saved = Spoken.of(MenuLine.KEPT.said(), stronger.offered(turn))
            turn.say(saved, Priority.STATUS, log=False)


def not_kept(turn: Turn, event: events.SettingsNotKept) -> None:
    """Say why."""
    said = MenuLine.NOT_KEPT.said(reason=event.reason)
    if turn.phase() is Phase.LISTENING:
        turn.notify(said, lasts=True)
    else:
        turn.play(Earcon.FAULT)
        turn.say(said, Priority.ANSWER)


def help_text(state: State) -> Spoken:
    """What the keys do while the menu is open, behind what is known of a model on offer."""
    at_model = state.menu is not None and state.menu.at is Setting.MODEL
    about = stronger.details(state) if at_model else None
    return Spoken.of(about, MenuLine.HELP.said(**_keys(state)))


def values(state: State) -> Mapping[Setting, Value]:
    """The current value of every setting."""
    chosen = {Setting(name): value for name, value in asdict(state.chosen).items()}
    return {Setting.RATE: state.rate, Setting.PAUSE: state.watch_pause, **chosen}


def _go(turn: Turn, menu: Menu, step: int) -> None:
    place = _SETTINGS.index(menu.at) + step
    within = min(max(place, 0), len(_SETTINGS) - 1)
    turn.set(menu=replace(menu, at=_SETTINGS[within]))
    entry = _at_end(_entry(turn.state, _SETTINGS[within]), place - within)
    turn.reply(_with_offer(turn, _SETTINGS[within], entry), log=False)


def _with_offer(turn: Turn, setting: Setting, text: Message) -> Spoken:
    """The text of a setting; that of the model with the one that could be downloaded, or is."""
    return Spoken.of(text, stronger.in_menu(turn.state) if setting is Setting.MODEL else None)


def _at_end(text: Message, beyond: int) -> Message:
    """A text, marked as the first or last if there is nothing further in that direction."""
    if not beyond:
        return text
    return (MenuLine.FIRST if beyond < 0 else MenuLine.LAST).said(what=text)


def _change(turn: Turn, menu: Menu, step: int) -> None:
    state, setting = turn.state, menu.at
    known = setting not in _FOUND or setting in menu.choices
    if not known and state.now - menu.asked < PATIENCE:
        turn.reply(MenuLine.SEARCHING.said(), log=False)
        return
    choices = _choices(state, menu, setting)
    place = choices.index(values(state)[setting]) + step
    within = min(max(place, 0), len(choices) - 1)
    put(turn, {setting: choices[within]})
    text = _named(turn.state, setting).as_sentence()
    if len(choices) == 1:
        turn.reply(MenuLine.ONLY.said(what=text), log=False)
    else:
        turn.reply(_at_end(text, place - within), log=False)


def _choices(state: State, menu: Menu, setting: Setting) -> tuple[Value, ...]:
    """The choices in order, with the current one."""
    now = values(state)[setting]
    match setting:
        case Setting.RATE if state.reader:
            return (now,)
        case Setting.RATE:
            return tuple(sorted({speech_rate.slower(state), state.rate, speech_rate.faster(state)}))
        case Setting.PAUSE:
            return tuple(sorted({*PAUSES, state.watch_pause}))
        case Setting.WORDS:
            return tuple(_WORDS)
    default: tuple[Value, ...] = ("",) if setting in _DEFAULT else ()
    if setting is Setting.MODEL:
        default = (OWN_MODEL,)
    found = (choice.value for choice in menu.choices.get(setting, ()))
    # The previous voice speaks the previous language.
    same = state.chosen.language == menu.before[Setting.LANGUAGE]
    before = (menu.before[setting],) if same or setting is not Setting.VOICE else ()
    return tuple(dict.fromkeys((*default, *found, *before, now)))


def put(turn: Turn, changed: Mapping[Setting, Value]) -> None:
    """Let settings take effect."""
    before = values(turn.state)
    now = {**before, **changed}
    if now[Setting.LANGUAGE] != before[Setting.LANGUAGE] and Setting.VOICE not in changed:
        # The voice spoke the previous language.
        now[Setting.VOICE] = ""
    chosen = {setting.value: now[setting] for setting in Setting}
    rate, pause = chosen.pop(Setting.RATE), chosen.pop(Setting.PAUSE)
    turn.set(rate=rate, watch_pause=pause, chosen=Chosen(**chosen))  # type: ignore[arg-type]  # names and kinds are Chosen's
    different = {setting for setting in Setting if now[setting] != before[setting]}
    new = turn.state.chosen
    if Setting.RATE in different:
        turn.do(effects.SetRate(turn.state.rate))
    if different & {Setting.VOICE, Setting.LANGUAGE}:
        turn.do(effects.UseVoice(new.language, new.voice))
    if Setting.LANGUAGE in different and turn.state.menu is not None:
        # Another language has other voices.
        choices = {**turn.state.menu.choices}
        choices.pop(Setting.VOICE, None)
        turn.set(menu=replace(turn.state.menu, choices=choices, asked=turn.state.now))
        turn.do(FindChoices(Setting.VOICE, new.language), FindChoices(Setting.CAMERA))
    if Setting.CAMERA in different:
        # A fault of the other camera does not apply to this one.
        turn.set(camera=None)
        turn.do(effects.UseCamera(new.camera))
    if Setting.MICROPHONE in different:
        turn.set(microphone=None)
        turn.do(effects.UseMicrophone(new.microphone))
    if Setting.MODEL in different:
        turn.do(effects.UseModel(new.model))


def _entry(state: State, setting: Setting) -> Message:
    return ENTRIES[setting].said(value=_named(state, setting)).as_sentence()


def _named(state: State, setting: Setting) -> Message:
    """The spoken name of a setting's value."""
    value = values(state)[setting]
    match setting:
        case Setting.RATE if state.reader:
            return MenuLine.OF_ORCA.said()
        case Setting.RATE:
            return MenuLine.WORDS_A_MINUTE.said(count=value)
        case Setting.WORDS:
            return _WORDS[str(value)].said()
        case Setting.PAUSE:
            return _duration(float(value))
        case _:
            choices = () if state.menu is None else state.menu.choices.get(setting, ())
            named = (choice.name for choice in choices if choice.value == value)
            return verbatim(next(named, None) or _unlisted(setting, str(value)))


def _unlisted(setting: Setting, value: str) -> Message | str:
    """The spoken name of a value that no choice has."""
    if not value and setting in _DEFAULT:
        return _DEFAULT[setting].said()
    if setting is Setting.MODEL and value == OWN_MODEL:
        return MenuLine.OWN_MODEL.said()
    if setting is not Setting.CAMERA:
        return value
    # The address of a network camera may hold a password.
    if value.isdigit():
        return MenuLine.CAMERA_NUMBER.said(number=value)
    return MenuLine.CAMERA_OF_SETTINGS.said()


def _duration(seconds: float) -> Message:
    if seconds < 60 or seconds % 60:
        return MenuLine.SECONDS.said(count=round(seconds) if seconds % 1 == 0 else seconds)
    return MenuLine.MINUTES.said(count=round(seconds / 60))


def _keys(state: State) -> dict[str, object]:
    actions = {"up": UP, "down": DOWN, "left": LEFT, "right": RIGHT}
    actions |= {"keep": Action.SETTINGS, "back": Action.STOP, "help": Action.HELP}
    return {name: state.given.keys[action] for name, action in actions.items()}
