"""From the records of a Windows console to keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.keys.console_keys import HELD_SECONDS, ConsoleKey, ConsoleKeys
from assistant.keys.key_parser import Kind

ALT, CONTROL, ALT_GR, SHIFT = 0x2, 0x8, 0x1 | 0x8, 0x10
PRESSED, REPEATED, RELEASED = Kind.PRESSED, Kind.REPEATED, Kind.RELEASED


class Keyboard:
    """Collects the keys of one record after the other."""

    def __init__(self) -> None:
        self.keys = ConsoleKeys()
        self.now = 100.0
        self.found: list[tuple[str, Kind]] = []

    def __call__(self, *records: ConsoleKey) -> list[tuple[str, Kind]]:
        for record in records:
            self.found += [(key.text, key.kind) for key in self.keys.feed(record, self.now)]
        found, self.found = self.found, []
        return found


def tap(code: int, character: str = "\0", state: int = 0) -> tuple[ConsoleKey, ConsoleKey]:
    return ConsoleKey(True, code, character, state), ConsoleKey(False, code, character, state)


@pytest.mark.parametrize(
    ("code", "character", "state", "name"),
    [
        (0x20, " ", 0, "space"),
        (0x0D, "\r", 0, "enter"),
        (0x1B, "\x1b", 0, "escape"),
        (0x1B, "\0", 0, "escape"),
        (0x08, "\x08", 0, "backspace"),
        (0x09, "\t", SHIFT, "tab"),
        (0x26, "\0", 0, "up"),
        (0x28, "\0", SHIFT, "down"),
        (0x25, "\0", 0x100, "left"),
        (0x27, "\0", 0x20, "right"),
        (0x21, "\0", 0, "pageup"),
        (0x22, "\0", 0, "pagedown"),
        (0x23, "\0", 0, "end"),
        (0x24, "\0", 0, "home"),
        (0x2D, "\0", 0, "insert"),
        (0x2E, "\0", 0, "delete"),
        (0x70, "\0", 0, "f1"),
        (0x7B, "\0", 0, "f12"),
        (0x51, "q", 0, "q"),
        (0x51, "Q", SHIFT, "Q"),
        (0xC0, "à", 0, "à"),
        (0xBB, "+", 0, "+"),
        (0x51, "@", ALT_GR, "@"),
        (0xDC, "\\", ALT_GR, "\\"),
        (0x43, "\x03", CONTROL, "ctrl-c"),
        (0x44, "\x04", CONTROL, "ctrl-d"),
    ],
)
def test_a_key_has_the_name_that_it_has_in_a_terminal(
    code: int, character: str, state: int, name: str
) -> None:
    assert Keyboard()(*tap(code, character, state)) == [(name, PRESSED), (name, RELEASED)]


@pytest.mark.parametrize(
    ("code", "character", "state"),
    [
        (0x10, "\0", SHIFT),
        (0x11, "\0", CONTROL),
        (0x12, "\0", ALT),
        (0x14, "\0", 0),
        (0x53, "s", ALT),
        (0x23, "\0", ALT),
        (0x25, "\0", CONTROL),
        (0x53, "\x13", CONTROL),
    ],
)
def test_other_keys_are_none(code: int, character: str, state: int) -> None:
    assert Keyboard()(*tap(code, character, state)) == []


def test_a_key_that_comes_again_is_held_until_it_is_let_go() -> None:
    keyboard, (down, up) = Keyboard(), tap(0x0D, "\r")
    assert keyboard(down) == [("enter", PRESSED)]
    keyboard.now += HELD_SECONDS
    assert keyboard(down, down) == [("enter", REPEATED)] * 2
    assert keyboard(up) == [("enter", RELEASED)]
    assert keyboard(down) == [("enter", PRESSED)]


def test_repetitions_come_in_one_record_too() -> None:
    assert Keyboard()(ConsoleKey(True, 0x41, "a", count=3)) == [
        *(("a", PRESSED), ("a", REPEATED), ("a", REPEATED))
    ]


def test_a_key_that_was_let_go_in_another_window_is_pressed_again() -> None:
    keyboard, (down, _) = Keyboard(), tap(0x53, "s")
    other, _ = tap(0x44, "d")
    assert keyboard(down, other, down) == [(key, PRESSED) for key in "sds"]
    keyboard.now += HELD_SECONDS + 0.1
    assert keyboard(down) == [("s", PRESSED)]


def test_a_key_is_let_go_as_what_it_was_pressed_as() -> None:
    keyboard = Keyboard()
    keyboard(ConsoleKey(True, 0xBB, "*", SHIFT))
    assert keyboard(ConsoleKey(False, 0xBB, "+")) == [("*", RELEASED)]
    assert keyboard(ConsoleKey(False, 0xBB, "+")) == []


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cc", "Cs"])))
def test_pasted_characters_that_no_key_writes_are_each_pressed_once(text: str) -> None:
    units = text.encode("utf-16-le")
    halves = [
        units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2)
    ]
    keyboard = Keyboard()
    found = [key for half in halves for key in keyboard(*tap(0, half))]
    wanted = ["space" if one == " " else one for one in text if one == " " or one.isprintable()]
    assert found == [(one, PRESSED) for one in wanted]


def test_half_a_character_harms_nothing() -> None:
    assert Keyboard()(*tap(0, "\ud83d"), *tap(0x41, "a")) == [("a", PRESSED), ("a", RELEASED)]


def test_a_character_by_its_number_on_the_number_pad() -> None:
    """Alt is held, the number typed, and the character comes when Alt is let go."""
    alt, keyboard = ConsoleKey(False, 0x12, "é"), Keyboard()
    assert keyboard(*tap(0x23, state=ALT), alt, alt) == [("é", PRESSED), ("é", PRESSED)]
