"""Printing while nobody reads."""

import os
import termios
import time
from pathlib import Path

import pytest

from assistant.keys import terminal
from assistant.keys.terminal import TtyMode
from assistant.runtime import output
from assistant.runtime.output import BackgroundWriter


def test_a_reader_that_pauses_holds_up_nobody_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(output, "PATIENCE", 0.02)
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as reading, os.fdopen(writer, "w", encoding="utf-8") as stream:
        os.set_blocking(writer, False)
        full = b""
        while (room := _taken(writer)) > 0:
            full += bytes(room)
        os.set_blocking(writer, True)
        out = BackgroundWriter(stream)
        began = time.monotonic()
        for number in range(5):
            print(f"line {number}", file=out, flush=True)
        assert time.monotonic() - began < 2
        assert reading.read(len(full)) == full
        assert [reading.readline() for _ in range(5)] == [b"line %d\n" % n for n in range(5)]


def _taken(writer: int) -> int:
    try:
        return os.write(writer, bytes(4096))
    except BlockingIOError:
        return 0


def test_what_is_wrong_with_the_reader_is_raised_where_it_is_printed(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream, pytest.raises(BrokenPipeError):
        print("A dog.", file=BackgroundWriter(stream), flush=True)
    with Path("/dev/full").open("w") as stream:
        out = BackgroundWriter(stream)
        for _ in range(2):
            with pytest.raises(OSError, match="No space"):
                print("A dog.", file=out, flush=True)
    print("A dog.", file=BackgroundWriter(None), flush=True)
    with (tmp_path / "out").open("w", encoding="utf-8") as stream:
        print("Ein Löffel.", file=BackgroundWriter(stream), flush=True)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "Ein Löffel.\n"


def test_a_terminal_whose_output_is_held_can_be_taken_and_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(terminal, "PATIENCE", 0.02)
    ours, theirs = os.openpty()
    try:
        termios.tcflow(theirs, termios.TCOOFF)
        before = termios.tcgetattr(theirs)
        mode = TtyMode(theirs)
        mode.enter()
        assert termios.tcgetattr(theirs) != before
        mode.hold()
        assert termios.tcgetattr(theirs) == before
    finally:
        os.close(theirs)
        os.close(ours)
