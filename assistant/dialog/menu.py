"""The settings menu by ear. Pure.

Each value takes effect and is said as soon as it is chosen; what follows another language waits for
LanguageUsed, so as to be worded in it. The key that opens the menu keeps what was chosen, the key
for silence puts everything back. Any other key is not lost: the menu closes, keeps what was chosen,
and the key does what it always does; of one that does nothing, the closing is said.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from assistant.dialog.state import Chosen, Menu, Phase, State
from assistant.dialog.turn import Turn
from assistant.protocol.choices import Choice, Setting, Value
from assistant.protocol.effects import (
    FindChoices,
    KeepSettings,
    Play,
    SetRate,
    TellLanguage,
    UseCamera,
    UseMicrophone,
    UseVoice,
)
from assistant.protocol.events import (
    Action,
    Earcon,
    LanguageUsed,
    Listed,
    MenuEvent,
    Priority,
    RateFound,
    SettingsKept,
    SettingsNotKept,
)
from assistant.saying.language import ENGLISH
from assistant.saying.messages.core import Line
from assistant.saying.messages.menu_lines import ENTRIES, MenuLine
from assistant.settings.config import FASTEST, SLOWEST
from assistant.skills import wording

UP, DOWN = Action.TOP, Action.SPELL
LEFT, RIGHT = Action.PREVIOUS_LINE, Action.NEXT_LINE
PAUSES: Final = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds to choose from; the settings file takes any from 2 to 600."""
PATIENCE: Final = 3.0
"""Seconds after which nothing more is expected of a search for what there is."""

_SETTINGS: Final = tuple(Setting)
_FOUND: Final = (Setting.VOICE, Setting.LANGUAGE, Setting.CAMERA, Setting.MICROPHONE)
"""The settings whose values are found out when the menu opens."""
_STAYS: Final = frozenset({Action.FASTER, Action.SLOWER, Action.HELP, Action.STATUS})
"""Keys that do what they always do, and leave the menu open."""
_WORDS: Final = {"short": MenuLine.SHORT, "normal": MenuLine.NORMAL, "full": MenuLine.FULL}
_USUAL: Final = {
    Setting.VOICE: MenuLine.USUAL_VOICE,
    Setting.LANGUAGE: MenuLine.OF_THE_SYSTEM,
    Setting.MICROPHONE: MenuLine.OF_THE_SYSTEM,
}
"""What the empty value of a setting is called."""


def opened(turn: Turn) -> None:
    """Open the menu at its first setting."""
    turn.abandon()
    state = turn.state
    turn.set(menu=Menu(values(state), asked=state.now))
    language = state.chosen.language
    turn.effects += [
        FindChoices(setting, language if setting is Setting.VOICE else "") for setting in _FOUND
    ]
    _reply(turn, MenuLine.OPENED.said(entry=_entry(turn.state, Setting.RATE), **_keys(state)))


def took(turn: Turn, action: str) -> bool:
    """Whether a key was one of the menu's; any other but a few closes it."""
    menu = turn.state.menu
    if menu is None:
        return False
    match action:
        case Action.SPELL | Action.TOP:
            _go(turn, menu, 1 if action is Action.SPELL else -1)
        case Action.NEXT_LINE | Action.PREVIOUS_LINE:
            _change(turn, menu, 1 if action is Action.NEXT_LINE else -1)
        case Action.REPEAT:
            _reply(turn, _entry(turn.state, menu.at))
        case Action.SETTINGS:
            close(turn)
        case Action.STOP:
            _put_back(turn, menu)
        case _:
            if action not in _STAYS:
                leave(turn)
            return False
    return True


def close(turn: Turn) -> None:
    """Close the menu, if it is open, keep what was chosen, and say so."""
    if turn.state.menu is None:
        return
    if leave(turn, aloud=True):
        turn.effects.append(Play(Earcon.THINKING))
    else:
        _reply(turn, MenuLine.NOTHING_CHANGED.said())


def leave(turn: Turn, *, aloud: bool = False) -> bool:
    """Close the menu and keep what was chosen; whether that is anything."""
    menu = turn.state.menu
    if menu is None:
        return False
    turn.set(menu=None)
    now = values(turn.state)
    changed = tuple(
        (setting, now[setting]) for setting in Setting if now[setting] != menu.before[setting]
    )
    if changed:
        turn.effects.append(KeepSettings(changed, aloud))
    return bool(changed)


def told(turn: Turn, event: MenuEvent) -> None:
    """Take in what was found out, or how the writing went."""
    match event:
        case Listed(setting, choices, language):
            menu = turn.state.menu
            stale = setting is Setting.VOICE and language != turn.state.chosen.language
            if menu is not None and not stale:
                turn.set(menu=replace(menu, choices={**menu.choices, setting: choices}))
        case RateFound(rate):
            turn.set(rate=rate, rate_found=rate)
            if (menu := turn.state.menu) is not None:
                turn.set(menu=replace(menu, before={**menu.before, Setting.RATE: rate}))
        case LanguageUsed(code, back):
            _language_used(turn, code, back=back)
        case SettingsKept(aloud):
            if aloud:
                turn.effects.append(Play(Earcon.DONE))
                # Into an open microphone nothing is spoken.
                if turn.phase() is not Phase.LISTENING:
                    turn.say(MenuLine.KEPT.said(), Priority.STATUS, log=False)
        case SettingsNotKept(reason) if turn.phase() is Phase.LISTENING:
            turn.tell(MenuLine.NOT_KEPT.said(reason=reason), lasts=True)
        case SettingsNotKept(reason):
            turn.effects.append(Play(Earcon.FAULT))
            turn.say(MenuLine.NOT_KEPT.said(reason=reason), Priority.ANSWER)


def help_text(state: State) -> str:
    """What the keys do while the menu is open."""
    return MenuLine.HELP.said(**_keys(state))


def values(state: State) -> Mapping[Setting, Value]:
    """How every setting is now."""
    chosen = state.chosen
    return {
        Setting.RATE: state.rate,
        Setting.VOICE: chosen.voice,
        Setting.LANGUAGE: chosen.language,
        Setting.WORDS: chosen.words,
        Setting.PAUSE: state.watch_pause,
        Setting.CAMERA: chosen.camera,
        Setting.MICROPHONE: chosen.microphone,
    }


def _go(turn: Turn, menu: Menu, step: int) -> None:
    place = _SETTINGS.index(menu.at) + step
    within = min(max(place, 0), len(_SETTINGS) - 1)
    at = _SETTINGS[within]
    turn.set(menu=replace(menu, at=at))
    _reply(turn, _at_end(_entry(turn.state, at), place - within))


def _at_end(text: str, beyond: int) -> str:
    """A text, with a word before it where there is nothing further in that direction."""
    if not beyond:
        return text
    return (MenuLine.FIRST if beyond < 0 else MenuLine.LAST).said(what=text)


def _change(turn: Turn, menu: Menu, step: int) -> None:
    state, setting = turn.state, menu.at
    known = setting not in _FOUND or setting in menu.choices
    if not known and state.now - menu.asked < PATIENCE:
        _reply(turn, MenuLine.SEARCHING.said())
        return
    there = _values(state, menu, setting)
    place = there.index(values(state)[setting]) + step
    within = min(max(place, 0), len(there) - 1)
    if put(turn, {setting: there[within]}):
        turn.effects.append(TellLanguage(back=False))
        return
    text = wording.sentence(_named(turn.state, setting))
    only = MenuLine.ONLY.said(what=text)
    _reply(turn, only if len(there) == 1 else _at_end(text, place - within))


def _values(state: State, menu: Menu, setting: Setting) -> tuple[Value, ...]:
    """What can be chosen, in order, with what is chosen now."""
    now = values(state)[setting]
    if setting is Setting.RATE and state.reader:
        return (now,)
    if setting is Setting.RATE:
        slower = max(state.rate - state.rate_step, SLOWEST)
        return tuple(sorted({slower, state.rate, min(state.rate + state.rate_step, FASTEST)}))
    if setting is Setting.PAUSE:
        return tuple(sorted({*PAUSES, state.watch_pause}))
    if setting is Setting.WORDS:
        return tuple(_WORDS)
    usual = ("",) if setting in _USUAL else ()
    listed = (choice.value for choice in menu.choices.get(setting, ()))
    # A voice of before speaks the language of before.
    same = state.chosen.language == menu.before[Setting.LANGUAGE]
    before = (menu.before[setting],) if same or setting is not Setting.VOICE else ()
    return tuple(dict.fromkeys((*usual, *listed, *before, now)))


def put(turn: Turn, changed: Mapping[Setting, Value]) -> bool:
    """Let settings take effect; whether another language is among them."""
    state = turn.state
    before = values(state)
    now = {**before, **changed}
    if now[Setting.LANGUAGE] != before[Setting.LANGUAGE] and Setting.VOICE not in changed:
        # The voice spoke the other language.
        now[Setting.VOICE] = ""
    chosen = {setting.value: now[setting] for setting in Setting}
    rate, pause = chosen.pop(Setting.RATE), chosen.pop(Setting.PAUSE)
    turn.set(rate=rate, watch_pause=pause, chosen=Chosen(**chosen))  # type: ignore[arg-type]  # names and kinds are Chosen's
    different = {setting for setting in Setting if now[setting] != before[setting]}
    new = turn.state.chosen
    if Setting.RATE in different:
        turn.effects.append(SetRate(turn.state.rate))
    if different & {Setting.VOICE, Setting.LANGUAGE}:
        turn.effects.append(UseVoice(new.language, new.voice))
    if Setting.LANGUAGE in different and turn.state.menu is not None:
        _find_again(turn, turn.state.menu)
    if Setting.CAMERA in different:
        # What was told of the other one does not hold for this one.
        turn.set(camera=None)
        turn.effects.append(UseCamera(new.camera))
    if Setting.MICROPHONE in different:
        turn.set(microphone=None)
        turn.effects.append(UseMicrophone(new.microphone))
    return Setting.LANGUAGE in different


def _find_again(turn: Turn, menu: Menu) -> None:
    """Find out what is named otherwise in another language."""
    choices = dict(menu.choices)
    choices.pop(Setting.VOICE, None)
    turn.set(menu=replace(menu, choices=choices, asked=turn.state.now))
    turn.effects += [
        FindChoices(Setting.VOICE, turn.state.chosen.language),
        FindChoices(Setting.CAMERA),
    ]


def _put_back(turn: Turn, menu: Menu) -> None:
    turn.set(menu=None)
    if put(turn, menu.before):
        turn.effects.append(TellLanguage(back=True))
    else:
        _reply(turn, MenuLine.PUT_BACK.said())


def _language_used(turn: Turn, code: str, *, back: bool) -> None:
    """Say what waited for the language, in it."""
    menu = turn.state.menu
    if back:
        _reply(turn, MenuLine.PUT_BACK.said())
    elif menu is not None and menu.at is Setting.LANGUAGE:
        text = wording.sentence(_named(turn.state, Setting.LANGUAGE))
        if code != ENGLISH:
            text = f"{text} {Line.PICTURES_IN_ENGLISH.said()}"
        _reply(turn, text)


def _entry(state: State, setting: Setting) -> str:
    return wording.sentence(ENTRIES[setting].said(value=_named(state, setting)))


def _named(state: State, setting: Setting) -> str:
    """How the value of a setting is called aloud."""
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
    choices: tuple[Choice, ...] = () if state.menu is None else state.menu.choices.get(setting, ())
    name = next((choice.name for choice in choices if choice.value == value), None)
    if name is not None:
        return name
    if value == "" and setting in _USUAL:
        return _USUAL[setting].said()
    if setting is Setting.CAMERA:
        # The address of a network camera may hold a password.
        text = str(value)
        number = MenuLine.CAMERA_NUMBER.said(number=text)
        return number if text.isdigit() else MenuLine.CAMERA_OF_SETTINGS.said()
    return str(value)


def _duration(seconds: float) -> str:
    if seconds < 60 or seconds % 60:
        return MenuLine.SECONDS.said(count=round(seconds) if seconds % 1 == 0 else seconds)
    return MenuLine.MINUTES.said(count=round(seconds / 60))


def _keys(state: State) -> dict[str, str]:
    keys = state.keys
    arrows = {"up": keys[UP], "down": keys[DOWN], "left": keys[LEFT], "right": keys[RIGHT]}
    rest = {"keep": keys[Action.SETTINGS], "back": keys[Action.STOP], "help": keys[Action.HELP]}
    return arrows | rest


def _reply(turn: Turn, text: str) -> None:
    turn.reply(text, log=False)
