"""Faults while the whole program runs: they are reported in words, and nothing hangs."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SAMPLES, Start, sample, settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit.http_camera import HttpCamera
from tests.kit.program import ROOT, command, lantern, write_weights
from tests.kit.pulse import PulseServer
from tests.kit.soak import stale

HANG = 3.0
"""Seconds that nothing may hang."""

# Users other than root also get a namespace of their own, as its root.
NAMESPACE = ("unshare", *(() if os.geteuid() == 0 else ("--map-root-user",)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_during_speech_it_ends_and_puts_the_terminal_back(
    start: Start, pulse: PulseServer, number: signal.Signals
) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")}, voice={"rate": 80})
    with pulse.recording() as recording, start("run") as program:
        program.wait_for("Ready[.]")
        program.press("h", "h")
        program.wait_for("^Space: describe")
        recording.wait_loud(time.monotonic())
        asked = time.monotonic()
        program.signal(number)
        assert program.wait_end(timeout=HANG) == 0
        assert time.monotonic() - asked < HANG
        assert program.mode() == program.mode_before


def test_a_wrong_setting_is_spoken_once_and_the_default_serves(
    start: Start, pulse: PulseServer
) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")}, voice={"rate": 7})
    with pulse.recording() as recording, start("run", "--json") as program:
        asked = time.monotonic()
        event(program, "ready")
        said = program.wait_for(
            r"voice\.rate is 7\. It must be .* I use the default until you correct it\."
        )
        recording.wait_loud(asked)
        program.press("space")
        event(program, "described")
        assert program.printed.count("voice.rate is 7.") == 1, said
        end(program)


@pytest.mark.slow
def test_a_storm_of_keys_for_five_seconds(start: Start, tmp_path: Path) -> None:
    with HttpCamera(sample("cat.jpg")) as camera:
        settings(camera={"source": camera.url}, save={"folder": str(tmp_path / "kept")})
        with start("run", "--json") as program:
            # Keys during start-up are part of the storm.
            over = time.monotonic() + 5
            keys = " dr p+s-iz h \x1b[A\x1b"
            count = 0
            while time.monotonic() < over or count % len(keys):
                program.press(keys[count % len(keys)])
                count += 1
                time.sleep(0.02)
            # A question that is started and abandoned ends the storm: everything before it is done.
            program.press("/", "escape", "s")
            event(program, "typing_ended")
            event(program, "pressed")
            time.sleep(1.5)
            lines = [line for line in program.printed.splitlines() if line.startswith("{")]
            assert stale([json.loads(line) for line in lines]) == []
            program.press("space")
            event(program, "described")
            end(program)
            assert "Traceback" not in program.printed
            assert "Lantern has crashed" not in program.printed


def test_a_full_disk_on_save_is_reported_and_nothing_ends(start: Start, tmp_path: Path) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")}, save={"folder": str(tmp_path / "kept")})
    kept = tmp_path / "kept"
    kept.mkdir()
    fill = f'mount -t tmpfs -o size=4k none "{kept}"; exec "$@"'
    disk = (*NAMESPACE, "--mount", "--", "bash", "-c", fill, "bash")
    with start("run", before=disk) as program:
        program.wait_for("Ready[.]")
        program.press("space")
        program.wait_for(DESCRIBED)
        program.press("z")
        program.wait_for("The picture was not saved. The disk is full: make room")
        program.press("r")
        program.wait_for("The picture was not saved.")
        quit(program)


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_a_model_that_is_incomplete_is_reported_and_ends_the_program(
    home: Path, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "weights"
    write_weights(folder)
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    if harm == "missing":
        (folder / "decoder.onnx").unlink()
    else:
        with (folder / "decoder.onnx").open("r+b") as file:
            file.seek(50)
            file.write(b"\0\1\2\3")
    done = subprocess.run(
        command(folder, "run"),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("Part of the model ")
    assert done.stdout.endswith("Reinstall Lantern.\n")


def test_a_command_that_cannot_work_says_so_without_a_terminal(
    home: Path, weights: Path, pulse: PulseServer
) -> None:
    with pulse.recording() as recording:
        asked = time.monotonic()
        done = lantern(weights, "trigger", "describe")
        assert done.returncode == 1
        assert "Lantern is not running." in done.stderr
        assert "Traceback" not in done.stderr
        recording.wait_until(time.monotonic())
        assert len(recording.loud_times(asked)) > 50


HANGING = """
import threading
from assistant.skills.describe.describer import Describer
def describe(*_, **__):
    print("It hangs.", flush=True)
    threading.Event().wait()
Describer.describe = describe
"""
FAILING = """
from assistant.skills.describe.describer import Describer
def describe(*_, **__): raise MemoryError
Describer.describe = describe
"""


def test_a_model_that_hangs_does_not_hold_up_the_end(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    with start("run", harm=HANGING) as program:
        program.wait_for("Ready[.]")
        program.press("space")
        program.wait_for("^It hangs.$")
        # The one that hangs is given up for the next.
        program.press("space")
        program.wait_for("^It hangs.$", 2 * HANG)
        program.press("q", "q")
        program.wait_for("^Goodbye.$")
        spoken = time.monotonic()
        assert program.wait_end() == 0
        assert time.monotonic() - spoken < HANG
        assert program.mode() == program.mode_before


def test_a_model_that_fails_is_reported_each_time(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    with start("run", harm=FAILING) as program:
        program.wait_for("Ready[.]")
        for _ in range(2):
            program.press("space")
            program.wait_for("^Something went wrong with this picture. Press Space to try again.$")
        quit(program)


def test_the_sound_server_may_die_and_come_back(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    with start("run") as program:
        program.wait_for("Ready[.]")
        program.press("space")
        program.wait_for(DESCRIBED)
        pulse.kill()
        program.wait_for("The sound card is no longer connected. Plug it in again.")
        program.press("space")
        program.wait_for(DESCRIBED)
        pulse.start()
        # Without a recorder the sink leads nowhere, and the sound stays inaudible.
        with pulse.recording():
            program.wait_for(r"The sound is back\.$", 60)
        quit(program)


NETWORKLESS = (*NAMESPACE, "--net", "--")


@pytest.mark.parametrize("words", [("run",), ("describe", str(SAMPLES / "cat.jpg"))])
def test_nothing_needs_a_network(start: Start, words: tuple[str, ...]) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    with start(*words, before=NETWORKLESS) as program:
        if words == ("run",):
            program.wait_for("Ready[.]")
            program.press("space")
            program.wait_for(DESCRIBED)
            quit(program)
        else:
            program.wait_for(DESCRIBED)
            assert program.wait_end() == 0


@pytest.mark.slow
def test_the_demo_needs_no_network_and_ends_by_itself_with_true_lines(
    start: Start, pulse: PulseServer
) -> None:
    with pulse.recording() as recording, start("demo", before=NETWORKLESS) as program:
        began = time.monotonic()
        program.wait_for("Ready[.]")
        for message in (
            "£174.95. It says: The amount due is £174.95. "
            "Please check with a person before you pay.",
            "Key slash: Is there a dog?",
            "Now a photo of a cat. Key Space.",
            "Key q twice.",
        ):
            program.wait_for(f"^{re.escape(message)}$", timeout=100)
        program.wait_for("^Goodbye.$")
        assert program.wait_end() == 0
        assert len(recording.loud_times(began))
        assert "I can't tell." in program.printed


def test_a_second_lantern_says_that_one_runs_already_and_ends(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")})
    with start("run") as first:
        first.wait_for("Ready[.]")
        with start("run") as second:
            second.wait_for("already running")
            assert second.wait_end() == 1
        first.press("space")
        first.wait_for(DESCRIBED)
