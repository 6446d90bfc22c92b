"""The clipboard: of a desktop that runs here, of a terminal, and of nothing."""

import base64
import os
import pty
import queue
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.protocol.events import Clip, Copied, Event
from assistant.runtime import clipboard
from assistant.runtime.clipboard import copy, put

pytestmark = pytest.mark.program

TEXT = "Fire exit\nKeep clear, größe 10 €"


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An X server of the test's own."""
    if not (shutil.which("Xvfb") and shutil.which("xclip")):
        pytest.skip("needs Xvfb and xclip")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "16x16x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        monkeypatch.setenv("DISPLAY", f":{number.readline().strip()}")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    yield
    server.terminate()
    server.wait()


def test_a_desktop_s_clipboard_holds_the_text_and_is_asked_for_it(desktop: None) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    copy(TEXT, 7, events.put)
    assert events.get(timeout=30) == Copied(Clip.HOLDS, 7)
    held = subprocess.run(["xclip", "-selection", "clipboard", "-o"], stdout=subprocess.PIPE)
    assert held.stdout.decode() == TEXT


def test_a_clipboard_that_never_ends_does_not_hold_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, does in (("wl-copy", "cat >/dev/null"), ("wl-paste", "exec cat /dev/zero")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    no_desktop(monkeypatch)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(clipboard, "PATIENCE", 60.0)
    assert put(TEXT) is Clip.NONE


def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)


def test_without_a_desktop_the_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    no_desktop(monkeypatch)
    monkeypatch.setenv("TERM", "xterm-256color")
    master, slave = pty.openpty()
    program = f"from assistant.runtime.clipboard import put; print(put({TEXT!r}).name)"
    # In a session of its own, the first terminal that it opens is its terminal.
    opened = f"import os; os.open(os.ttyname({slave}), os.O_RDWR); {program}"
    done = subprocess.run(
        [sys.executable, "-c", opened],
        stdout=subprocess.PIPE,
        pass_fds=(slave,),
        start_new_session=True,
        check=True,
    )
    assert done.stdout == b"ASKED\n"
    code = base64.b64encode(TEXT.encode())
    assert os.read(master, 4096) == b"\x1b]52;c;" + code + b"\x07"
    os.close(master)
    os.close(slave)


def test_a_service_without_a_terminal_looks_for_the_desktop(
    desktop: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "systemctl"
    program.write_text(f"#!/bin/sh\necho DISPLAY={os.environ['DISPLAY']}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("TERM", "dumb")
    assert put(TEXT) is Clip.HOLDS


@pytest.mark.parametrize("kind", ["dumb", "linux", ""])
def test_where_there_is_no_clipboard_that_is_told(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    no_desktop(monkeypatch)
    monkeypatch.setenv("TERM", kind)
    assert put(TEXT) is Clip.NONE


def test_a_tool_that_does_not_do_it_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "xclip"
    tool.write_text("#!/bin/sh\necho other\n")
    tool.chmod(0o755)
    no_desktop(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("TERM", "dumb")
    assert put(TEXT) is Clip.NONE
    monkeypatch.setattr(clipboard, "TERMINAL", tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    assert put(TEXT) is Clip.NONE
