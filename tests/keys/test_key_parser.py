"""A terminal's bytes become keys, and keys become actions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.keys.key_parser import (
    LONGEST_LINE,
    NAMED_KEYS,
    Chords,
    KeyInput,
    KeyParser,
    Kind,
    Line,
    fitting,
    parse_chord,
    typed,
)
from assistant.protocol.events import Action

SENT = {
    b" ": "space",
    b"\r": "enter",
    b"\n": "enter",
    b"\t": "tab",
    b"\x7f": "backspace",
    b"\x1b[A": "up",
    b"\x1bOA": "up",
    b"\x1b[B": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1b[H": "home",
    b"\x1b[1~": "home",
    b"\x1b[F": "end",
    b"\x1b[2~": "insert",
    b"\x1b[3~": "delete",
    b"\x1b[5~": "pageup",
    b"\x1b[6~": "pagedown",
    b"\x1bOP": "f1",
    b"\x1b[[A": "f1",
    b"\x1b[15~": "f5",
    b"\x1b[[E": "f5",
    b"\x1b[24~": "f12",
    b"d": "d",
    b"D": "D",
    b"+": "+",
    "é".encode(): "é",
    "É".encode(): "É",
    b"\x03": "ctrl-c",
    b"\x04": "ctrl-d",
    b"\x1b[13u": "enter",
    b"\x1b[13;1:1u": "enter",
    b"\x1b[57414u": "enter",
    b"\x1b[27u": "escape",
    b"\x1b[27;129u": "escape",  # while Num Lock is on
    b"\x1b[32;;32u": "space",
    b"\x1b[9u": "tab",
    b"\x1b[127u": "backspace",
    b"\x1b[100;;100u": "d",
    b"\x1b[100:68;2;68u": "D",
    b"\x1b[47:63;2;63u": "?",
    b"\x1b[233;;233u": "é",
    b"\x1b[0;;233u": "é",
    b"\x1b[57399;;48u": "0",
    b"\x1b[1;1A": "up",
    b"\x1b[57419u": "up",
    b"\x1b[57426u": "delete",
    b"\x1b[1;129H": "home",
    b"\x1b[3;1~": "delete",
    b"\x1b[13;2~": "f3",
    b"\x1b[99;5u": "ctrl-c",
    b"\x1b[100;5u": "ctrl-d",
    b"\x1b[122;5u": "ctrl-z",
    b"\x1b[92;5u": "ctrl-\\",
    b"\x1b[104;5u": "backspace",
}
SIGNALS = ("ctrl-c", "ctrl-d", "ctrl-z", "ctrl-\\", "ctrl-u", "ctrl-w")
PASTE = b"\x1b[200~Quit q\rq\x03\x04\x1b[A\x1b\x1b[201~"
NOTHING = [
    b"\x00",
    b"\x01",
    b"\x1b[1;5A",  # Ctrl and up
    b"\x1b[57441u",  # the left Shift
    b"\x1b[57358;65u",  # Caps Lock
    b"\x1b[100;3u",  # Alt and d
    b"\x1b[100;9u",  # Super and d
    b"\x1b[13;5u",  # Ctrl and Enter
    b"\x1b[57419;5u",
    b"\x1b[100;1:7u",
    b"\x1b[9999999u",
    b"\x1b[0;;9999999:u",
    b"\x1b[?27u",
    b"\x1b[99~",
    b"\x1b[I",  # the window got the focus
    b"\x1bOz",
    b"\xff\xfe",
    "\u200b".encode(),  # no width
    "\x9b".encode(),
]


def pressed(*keys: str) -> list[KeyInput]:
    return [KeyInput(key) for key in keys]


keys_sent = st.sampled_from(sorted(SENT.items()))
pieces = st.one_of(keys_sent, st.sampled_from([(data, None) for data in (PASTE, *NOTHING)]))


@pytest.mark.parametrize(("data", "key"), SENT.items())
def test_each_key_has_its_name(data: bytes, key: str) -> None:
    assert KeyParser().feed(data) == pressed(key)


@pytest.mark.parametrize("data", NOTHING)
def test_unknown_keys_give_nothing(data: bytes) -> None:
    parser = KeyParser()
    assert parser.feed(data) + parser.settle() == []
    assert parser.feed(b"d") == pressed("d")


@given(st.lists(pieces), st.data())
def test_however_the_bytes_are_split_the_keys_are_the_same(
    sent: list[tuple[bytes, str | None]], data: st.DataObject
) -> None:
    stream = b"".join(part for part, _ in sent)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)))))
    parser = KeyParser()
    keys: list[KeyInput] = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        keys += parser.feed(stream[begin:end])
    assert [key for key in keys if key.kind is not Kind.PASTED] == [
        KeyInput(key) for _, key in sent if key
    ]
    pasted = "".join(key.text for key in keys if key.kind is Kind.PASTED)
    assert pasted == "Quit q q" * [part for part, _ in sent].count(PASTE)
    assert not parser.undecided


@given(st.lists(st.one_of(st.binary(max_size=8), st.none())))
def test_no_bytes_and_no_pause_raise_or_give_an_unknown_name(chunks: list[bytes | None]) -> None:
    parser = KeyParser()
    for chunk in chunks:
        for key in parser.settle() if chunk is None else parser.feed(chunk):
            if key.kind is not Kind.PASTED:
                assert key.text in (*NAMED_KEYS, *SIGNALS) or len(key.text) == 1


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x1b")))
def test_a_paste_presses_no_key(text: str) -> None:
    parser = KeyParser()
    for key in parser.feed(b"\x1b[200~" + text.encode() + b"\x1b[201~"):
        assert key.kind is Kind.PASTED
        assert key.text.isprintable()
    assert not parser.pasting
    assert parser.feed(b"d") == pressed("d")


@pytest.mark.parametrize(
    ("data", "input"),
    [
        (b"\x1b[13;1:2u", KeyInput("enter", Kind.REPEATED)),
        (b"\x1b[13;1:3u", KeyInput("enter", Kind.RELEASED)),
        (b"\x1b[32;1:2;32u", KeyInput("space", Kind.REPEATED)),
        (b"\x1b[100;129:3u", KeyInput("d", Kind.RELEASED)),
        (b"\x1b[1;1:2B", KeyInput("down", Kind.REPEATED)),
        (b"\x1b[3;1:3~", KeyInput("delete", Kind.RELEASED)),
        (b"\x1b[27;1:3u", KeyInput("escape", Kind.RELEASED)),
    ],
)
def test_a_key_is_held_and_released(data: bytes, input: KeyInput) -> None:
    parser = KeyParser()
    assert parser.feed(data) == [input]
    assert parser.feed(b"d") == pressed("d")


@pytest.mark.parametrize(
    ("down", "up", "key"),
    [
        (b"\x1b[47;2;63u", b"\x1b[47;2:3u", "?"),
        (b"\x1b[47;2;63u", b"\x1b[47;1:3u", "?"),  # Shift was released first
        (b"\x1b[113;3;64u", b"\x1b[113;3:3u", "@"),  # with AltGr
        (b"\x1b[47;;47u", b"\x1b[47;2:3u", "/"),
    ],
)
def test_a_key_is_released_under_the_name_it_was_pressed_as(
    down: bytes, up: bytes, key: str
) -> None:
    parser = KeyParser()
    assert parser.feed(down) == pressed(key)
    assert parser.feed(up) == [KeyInput(key, Kind.RELEASED)]
    assert parser.feed(b"\x1b[47;1:3u") == [KeyInput("/", Kind.RELEASED)]


def test_escape_alone_is_known_after_the_pause() -> None:
    parser = KeyParser()
    assert parser.feed(b"\x1b") == []
    assert parser.undecided
    assert parser.settle() == pressed("escape")
    assert not parser.undecided
    assert parser.settle() == []


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"\x1bd", ["escape", "d"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x1b ", ["escape", "space"]),
        (b"\x1b[\x1b[A", ["up"]),
    ],
)
def test_escape_is_not_lost_when_another_key_follows_at_once(data: bytes, keys: list[str]) -> None:
    assert KeyParser().feed(data) == pressed(*keys)


def test_two_escapes_are_two() -> None:
    parser = KeyParser()
    assert parser.feed(b"\x1b\x1b") + parser.settle() == pressed("escape", "escape")


def test_a_paste_without_its_end_mark_can_be_ended() -> None:
    parser = KeyParser()
    assert parser.feed(b"\x1b[200~qq\x1b") + parser.settle() == [KeyInput("qq", Kind.PASTED)]
    parser.end_paste()
    assert parser.feed(b"s") == pressed("s")


@pytest.mark.parametrize(
    ("text", "chord"),
    [
        ("space", ("space",)),
        ("Space", ("space",)),
        ("q q", ("q", "q")),
        (" Q  f1 ", ("q", "f1")),
        ("+", ("+",)),
    ],
)
def test_chords_are_read_from_words(text: str, chord: tuple[str, ...]) -> None:
    assert parse_chord(text) == chord


@pytest.mark.parametrize("text", ["", " ", "spce", "q q q", "ctrl-c", "f13", "\x01"])
def test_an_invalid_key_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"a character or one of space, enter.* and f1 to f12"):
        parse_chord(text)


KEYS: dict[str, list[tuple[str, ...]]] = {
    Action.QUIT: [("q", "q")],
    Action.MORE: [("d",)],
    Action.STOP: [("s",), ("escape",)],
}


def actions(*presses: tuple[str, float]) -> list[str]:
    chords = Chords(KEYS)
    found = [chords.press(key, at) for key, at in presses]
    return [action for action in found if action is not None]


def test_one_press_of_a_double_key_does_nothing() -> None:
    assert actions(("q", 5.0)) == []


def test_two_presses_within_a_second_act_once() -> None:
    assert actions(("q", 5.0), ("q", 6.0)) == [Action.QUIT]
    assert actions(("q", 5.0), ("q", 5.1), ("q", 5.2)) == [Action.QUIT]
    assert actions(("q", 5.0), ("q", 5.1), ("q", 5.2), ("q", 5.3)) == [Action.QUIT] * 2


def test_two_presses_further_apart_do_nothing_but_the_second_may_begin_a_pair() -> None:
    assert actions(("q", 5.0), ("q", 6.1)) == []
    assert actions(("q", 5.0), ("q", 6.1), ("q", 7.0)) == [Action.QUIT]


def test_capital_and_small_letters_are_the_same_key() -> None:
    assert actions(("Q", 5.0), ("q", 5.1), ("D", 5.2)) == [Action.QUIT, Action.MORE]
    assert Chords(KEYS).alone("D") is Action.MORE


def test_another_key_between_acts_itself_and_breaks_the_pair() -> None:
    assert actions(("q", 5.0), ("d", 5.1), ("q", 5.2)) == [Action.MORE]
    assert actions(("q", 5.0), ("x", 5.1), ("q", 5.2)) == []


@given(st.lists(st.tuples(st.sampled_from("qdsx"), st.floats(0, 2))))
def test_every_single_key_acts_whatever_came_before(presses: list[tuple[str, float]]) -> None:
    at = 0.0
    chords = Chords(KEYS)
    for key, pause in presses:
        at += pause
        action = chords.press(key, at)
        if key in "ds":
            assert action is (Action.MORE if key == "d" else Action.STOP)
        else:
            assert action in (None, Action.QUIT)


def test_keys_write_a_line() -> None:
    line = Line()
    for key in pressed("backspace", "A", "space", "?", "up", "f1", "tab"):
        line = typed(line, key)
    assert line.text == "A ?"
    assert typed(line, KeyInput("backspace", Kind.REPEATED)).text == "A "
    assert typed(line, KeyInput("b", Kind.RELEASED)) == line
    assert typed(line, KeyInput("space", Kind.PASTED)).text == "A ?space"


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("left", "left", "x"), Line("is txhe", 5)),
        (("home", "x", "end", "y"), Line("xis they", 8)),
        (("home", "delete", "right", "backspace"), Line(" the", 0)),
        (("left", "ctrl-u"), Line("e", 0)),
        (("space", "ctrl-w", "ctrl-w", "left"), Line("", 0)),
        (("ctrl-w",), Line("is ", 3)),
    ],
)
def test_a_line_can_be_edited(keys: tuple[str, ...], line: Line) -> None:
    found = Line("is the", 6)
    for key in pressed(*keys):
        found = typed(found, key)
    assert found == line


def test_letters_past_the_longest_line_are_left_out_where_they_were_typed() -> None:
    long = typed(Line("a" * LONGEST_LINE, 1), KeyInput("bcd", Kind.PASTED))
    assert fitting(long) == Line("a" * LONGEST_LINE, 1)
    room = Line("a" * (LONGEST_LINE - 1), 1)
    assert fitting(typed(room, KeyInput("bcd", Kind.PASTED))).text.startswith("aba")
