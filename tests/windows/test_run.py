"""`lantern run` in a Windows console under Wine: keys, other programs, cameras and sound."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.camera.test_sources import write_video
from tests.kit.http_camera import HttpCamera
from tests.kit.pulse import PulseServer
from tests.kit.terminal import ProgramOnTerminal
from tests.windows.conftest import ROOT, Windows

pytestmark = [pytest.mark.program, pytest.mark.weights, pytest.mark.timeout(1200)]

SAMPLES = ROOT / "assistant" / "cli" / "samples"
PATIENCE = 240.0
"""Seconds; Wine starts slowly, and the machine may be busy."""
TRIES = 5
SILENT = 0.1
"""Seconds from the key to silence."""
START = "import sys; sys.argv[0] = 'lantern'; from assistant.__main__ import main; main()"


class Console(ProgramOnTerminal):
    """A program in a Windows console, whose standard output is printed line by line."""

    def __init__(self, windows: Windows, *words: str, environment: dict[str, str]) -> None:
        # Wine draws what a console shows, and would break long lines; `cat` prints them whole.
        through = ["bash", "-o", "pipefail", "-c", '"$@" | cat', "bash"]
        super().__init__([*through, *windows.command(*words)], env=environment, cwd=ROOT)

    def event(self, name: str, **fields: object) -> dict[str, Any]:
        """Wait for an event of `run --json` with these values."""
        while True:
            found = self.wait_for(r'^.*?(\{"event": "' + name + r'".*\})\s*$', PATIENCE)
            event: dict[str, Any] = json.loads(found[1])
            if fields.items() <= event.items():
                return event


Start = Callable[..., AbstractContextManager[Console]]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "Fotos für Oma"
    folder.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", folder)
    return folder


@pytest.fixture
def start(windows: Windows, photos: Path) -> Iterator[Start]:
    """Start Lantern in a console, with a folder of photos as its camera and the tour done."""
    folder = windows.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    camera = {"source": windows.path(photos)}
    windows.settings.write_text(f"[camera]\nsource = {json.dumps(camera['source'])}\n", "utf-8")
    (folder / "remembered.json").write_text('{"toured": true}')

    @contextmanager
    def started(*words: str, **environment: str) -> Iterator[Console]:
        whole = windows.environment | environment
        with Console(windows, "-c", START, "run", *words, environment=whole) as console:
            yield console

    yield started
    shutil.rmtree(folder)


def test_the_console_keys_become_events(windows: Windows) -> None:
    with Console(
        windows, "-m", "tests.kit.key_printer", "stop", environment=windows.environment
    ) as printer:
        printer.wait_for("reading True", PATIENCE)
        printer.press("escape")
        printer.wait_for("pressed stop")
        printer.press("space", "delete", "up", "/", "H", "à", "😀", "\x7f", "enter", "i")
        for line in (
            *("pressed describe", "let go of describe", "other", "pressed top"),
            *("typing", "typed 'H'", "typed 'Hà'", "typed 'Hà😀'", "typed 'Hà'", "asked 'Hà'"),
            "pressed status",
        ):
            printer.wait_for(line)
        printer.press("ctrl-c")
        printer.wait_for("pressed quit")
        assert printer.wait_end() == 7


SIGNALLED = """
import sys, threading
from queue import SimpleQueue
from assistant.keys.console import Console

events = SimpleQueue()
take = Console({}, events.put, None)._take_signal
acting = threading.Thread(target=take, args=(int(sys.argv[1]),), daemon=True)
acting.start()
print(events.get(timeout=30), flush=True)
acting.join(1.0)
print("waits" if acting.is_alive() else "goes on", flush=True)
"""
"""Wine itself gives a console without a window neither of these signals."""


@pytest.mark.parametrize(("number", "then"), [(1, b"goes on"), (2, b"waits"), (6, b"waits")])
def test_ctrl_break_and_a_closed_console_end_it(number: int, then: bytes, windows: Windows) -> None:
    """After the second, Windows lets a program run on until this returns."""
    run = windows.run("-c", SIGNALLED, str(number))
    assert run.stdout.splitlines() == [b"Ended()", then], run.stderr


PRINT = """
import sys
from assistant.cli import main
from assistant.runtime.output import BackgroundWriter
from assistant.tts.screen_reader import quiet_libraries

try:
    main.main(["--help"])
except SystemExit:
    quiet_libraries()
print("Grüße", file=BackgroundWriter(sys.stdout), flush=True)
print("Käse", file=BackgroundWriter(sys.stderr), flush=True)
"""


def test_letters_of_every_language_are_shown_in_a_console(windows: Windows) -> None:
    command = windows.command("-c", PRINT)
    with ProgramOnTerminal(command, env=windows.environment, cwd=ROOT) as program:
        program.wait_for("Grüße", PATIENCE)
        program.wait_for("Käse")
        program.wait_end()


def test_it_speaks_what_is_there_is_silent_at_once_and_quits(
    start: Start, pulse: PulseServer
) -> None:
    with pulse.recording() as recording, start("--json", PULSE_SERVER=pulse.address) as console:
        console.event("ready")
        pressed = recording.wait_quiet()
        console.press("space")
        described = console.event("described")["description"]
        assert described["spoken"].startswith("A cat")
        recording.wait_loud(pressed)
        waits = list[float]()
        # Whatever else the machine does may delay one of them.
        while len(waits) < TRIES and min(waits, default=1.0) > SILENT:
            console.press("h", "h")
            while "Space" not in (console.event("speech_started")["text"] or ""):
                pass
            # In a word, and not in the pause between two.
            recording.wait_loud(recording.wait_loud(time.monotonic()) + 0.5)
            stopped = time.monotonic()
            console.press("s")
            console.event("pressed", action="stop")
            recording.wait_until(stopped + 2)
            loud = recording.loud_times(stopped - 0.1, stopped + 2)
            waits.append(float(loud[-1]) - stopped)
        assert min(waits) <= SILENT, waits
        assert max(waits) <= 1.0, waits
        console.press("q", "q")
        assert console.wait_end() == 0


def test_other_programs_of_the_user_press_its_keys_and_no_stranger_does(
    start: Start, windows: Windows
) -> None:
    """There is no sound here, which is printed, and ends nothing."""
    with start() as console:
        console.wait_for("No sound card was found", PATIENCE)
        console.wait_for("Ready[.]", PATIENCE)
        said = windows.run("-m", "assistant", "trigger", "describe")
        assert said.returncode == 0, said.stderr
        console.wait_for("A cat", PATIENCE)
        again = windows.run("-m", "assistant", "run", "--json")
        assert again.returncode == 1
        assert b"already running" in again.stdout
        port = int((windows.folder / "run" / "trigger.sock").read_text().split()[0])
        for shown in ("describe", f"{'0' * 64}\ndescribe"):
            with socket.create_connection(("127.0.0.1", port), 30) as stranger:
                stranger.sendall(f"{shown}\n".encode())
                assert stranger.recv(10) == b""
        assert windows.run("-m", "assistant", "trigger", "quit").returncode == 0
        assert console.wait_end() == 0
        assert console.printed.count("A cat") == 1
    ended = windows.run("-m", "assistant", "trigger", "describe")
    assert ended.returncode == 1
    assert b"not running" in ended.stderr


def test_a_camera_that_is_not_there_is_reported_in_words(start: Start, windows: Windows) -> None:
    windows.settings.write_text('[camera]\nsource = "0"\n', "utf-8")
    with start() as console:
        console.wait_for("No camera was found", PATIENCE)
        console.press("q", "q")
        assert console.wait_end() == 0


FRAME = """
import sys, time
from contextlib import closing
from assistant.camera.sources import open_source

with closing(open_source(sys.argv[1])) as source:
    until = time.monotonic() + 120
    while (frame := source.read(0.0, 1.0)) is None and time.monotonic() < until:
        pass
    print(frame.pixels.shape, flush=True)
"""


@pytest.mark.parametrize("kind", ["folder", "photo", "video", "network"])
def test_a_camera_may_be(kind: str, windows: Windows, photos: Path, tmp_path: Path) -> None:
    write_video(tmp_path / "walk.avi", 30, 10.0)
    files = {"folder": photos, "photo": photos / "cat.jpg", "video": tmp_path / "walk.avi"}
    with HttpCamera() as camera:
        source = windows.path(files[kind]) if kind in files else camera.url
        run = subprocess.run(
            windows.command("-c", FRAME, source), env=windows.environment, capture_output=True
        )
    assert re.fullmatch(rb"\(\d{3,4}, \d{3,4}, 3\)\s*", run.stdout), run.stderr
