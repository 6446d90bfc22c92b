import json
import logging
import os
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.printable import clean, json_line
from assistant.protocol.spoken import Spoken, english, in_lines, verbatim
from assistant.saying.language import Catalogue, WordsFormatter
from assistant.saying.messages.files_lines import FileFault

HOSTILE: Final = "\x1b]0;x\x07\x1b[2J\r\n\x85\x9b31m\x7f\u2028\u2029\u202e\u2066\u200f\u061c"
UNSAFE: Final = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, (0x61C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F))),
    *map(chr, range(0x2066, 0x206A)),
}


NOT_UTF_8: Final = os.fsdecode(b"caf\xe9.jpg")
"""A name that Linux allows, and no voice and no file of text takes as it stands."""


def test_a_name_that_is_not_utf_8_can_be_said_shown_and_written() -> None:
    said = FileFault.NOT_THERE.said(name=Path(NOT_UTF_8))
    shown = "caf\ufffd.jpg"
    for text in (Catalogue(["en"]).text(said), str(said), clean(NOT_UTF_8)):
        assert shown in text.encode().decode()
    assert json.loads(json_line(NOT_UTF_8, str).encode()) == NOT_UTF_8


@given(st.text(st.characters() | st.sampled_from(sorted(UNSAFE))))
def test_no_text_keeps_a_character_that_controls(text: str) -> None:
    assert not UNSAFE & {*clean(text)}
    assert not UNSAFE - {"\n"} & {*clean(text, lines=True)}
    assert clean(text, lines=True).count("\n") == text.count("\n")
    line = json_line({text: [text]}, str)
    assert not UNSAFE & {*line}
    assert json.loads(line) == {text: [text]}


def test_plain_text_stays_as_it_is() -> None:
    text = "\u00bfQu\u00e9? 5 \u20ac, \u05e9\u05dc\u05d5\u05dd, \U0001f468\u200d\U0001f469"
    assert clean(text) == text


def test_a_name_forges_no_line_and_a_text_that_was_read_keeps_its_own() -> None:
    catalogue = Catalogue(["en"])
    name = Path(f"cat.jpg{HOSTILE}dog.jpg: A dog.")
    said = FileFault.NOT_THERE.said(name=name)
    told = Spoken.of(said, english(f"A cat.\nA dog.{HOSTILE}"))
    for text in (catalogue.text(told), catalogue.text(OSError(said)), str(told)):
        assert not UNSAFE & {*text}
    spoken = "".join(part.text for part in catalogue.segments(told))
    assert not UNSAFE & {*spoken}
    read = in_lines(verbatim(f"First\nSecond{HOSTILE}"), said)
    assert catalogue.text(read).split("\n")[:2] == ["First", "Second ]0;x  [2J "]
    assert not UNSAFE - {"\n"} & {*catalogue.text(read)}


def test_what_libraries_log_controls_no_terminal() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 1, f"Broken {HOSTILE}", None, None)
    text = WordsFormatter(Catalogue(["en"])).format(record)
    assert not UNSAFE - {"\n"} & {*text}
