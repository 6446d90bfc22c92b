"""Keys on a real terminal, which is restored however the program ends."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.keys.key_parser import LONGEST_LINE
from tests.kit.terminal import ProgramOnTerminal

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
PRINTER = [sys.executable, "-m", "tests.kit.key_printer"]


def printer(ending: str = "stop") -> ProgramOnTerminal:
    return ProgramOnTerminal([*PRINTER, ending], cwd=ROOT)


def test_keys_become_events_with_the_time_of_their_reading() -> None:
    with printer() as program:
        program.wait_for("reading True")
        assert not program.echoes()
        program.press("space", "d", "+", "escape", "delete", "x")
        for action in ("describe", "more", "faster", "stop"):
            late = program.wait_for(rf"pressed {action} (\d+\.\d+)")
            # A busy machine may be late; the time of another clock would be far off.
            assert float(late[1]) < 5.0
        program.press("q", "q")
        program.wait_for("pressed quit")
        assert program.wait_end() == 7
        assert program.mode() == program.mode_before
        assert program.printed.count("other") == 3  # delete, x and the first q
        assert "escape" not in program.printed
        assert program.printed.count("pressed") == 5


def test_escape_alone_stops_without_another_key() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("escape")
        program.wait_for("pressed stop")


def test_an_arrow_is_not_taken_for_escape() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("up", "down", "left", "right")
        program.press("i")
        program.wait_for("pressed status")
        assert "stop" not in program.printed


def test_after_slash_keys_are_letters_until_enter() -> None:
    with printer() as program:
        program.wait_for("reading True")
        # In one piece, faster than anyone types: no letter may become a command.
        program.press("/", "I", "s", "space", "q", "q", "+", "\x7f", "enter", "s")
        program.wait_for("typing")
        for text in ("I", "Is", "Is ", "Is q", "Is qq", "Is qq+", "Is qq"):
            program.wait_for(re.escape(f"typed {text!r}"))
        program.wait_for("asked 'Is qq'")
        program.wait_for("pressed stop")
        assert program.printed.count("pressed") == 1


def test_escape_cancels_a_typed_question() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("/", "h", "é", "up", "escape")
        program.wait_for("typed 'hé'")
        program.wait_for("asked None")
        program.press("i")
        program.wait_for("pressed status")


def test_ctrl_c_quits_while_typing() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("/", "h")
        program.wait_for("typed 'h'")
        program.press("ctrl-c")
        program.wait_for("pressed quit")
        assert program.wait_end() == 7


def test_ctrl_s_does_not_freeze_the_output() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.send(b"\x13")
        program.press("i")
        program.wait_for("pressed status")


def test_pasted_text_presses_no_key() -> None:
    with printer() as program:
        program.wait_for("reading True")
        assert "\x1b[?2004h" in program.printed
        program.send(b"\x1b[200~describe qq sss\x1b[201~i")
        program.wait_for("pressed status")
        assert program.printed.count("pressed") == 1
        program.press("q", "q")
        program.wait_end()
        assert "\x1b[?2004l" in program.printed


def test_a_paste_while_typing_is_text() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.send(b"/is \x1b[200~there\ra Cup\x1b[201~?\r")
        program.wait_for("typed 'is there a Cup'")
        program.wait_for(re.escape("asked 'is there a Cup?'"))
        program.press("i")
        program.wait_for("pressed status")
        assert program.printed.count("pressed") == 1


def test_letters_that_do_not_fit_are_reported() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("/", "x" * (LONGEST_LINE - 1))
        program.send(b"\x1b[200~yz\x1b[201~")
        program.wait_for("typed 'x+y'\nfull")
        program.press("z", "\x7f", "z", "enter")
        program.wait_for("full\ntyped 'x+'\ntyped 'x+z'\nasked 'x+z'")


def test_a_paste_that_never_ends_does_not_take_the_keys_away() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.send(b"\x1b[200~lost")
        end = time.monotonic() + 30
        while "pressed" not in program.printed and time.monotonic() < end:
            time.sleep(0.7)
            program.press("s")
        program.wait_for("pressed stop")


def test_keys_pressed_while_the_program_starts_arrive() -> None:
    with printer("busy") as program:
        program.wait_for("reading True")
        program.press("space", "s")
        program.wait_for("loaded")
        program.wait_for("pressed describe")
        program.wait_for("pressed stop")


def test_a_storm_of_keys_arrives_in_order() -> None:
    with printer() as program:
        program.wait_for("reading True")
        sent = [("space", "describe"), ("s", "stop"), ("d", "more"), ("escape", "stop")] * 25
        for key, _ in sent:
            program.press(key)
            time.sleep(0.02)
        program.press("q", "q")
        assert program.wait_end() == 7
        pressed = re.findall(r"pressed (\w+)", program.printed)
        assert pressed == [action for _, action in sent] + ["quit"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGTERM, "ended"),
        (signal.SIGHUP, "ended"),
        (signal.SIGQUIT, "ended"),
        (signal.SIGINT, "pressed quit"),
    ],
)
@pytest.mark.parametrize("ending", ["stop", "exit", "raise"])
def test_each_signal_ends_it_and_the_terminal_is_as_before(
    number: signal.Signals, said: str, ending: str
) -> None:
    with printer(ending) as program:
        program.wait_for("reading True")
        assert program.mode() != program.mode_before
        program.signal(number)
        program.wait_for(said)
        assert program.wait_end() == (1 if ending == "raise" else 7)
        assert program.mode() == program.mode_before


@pytest.mark.parametrize(
    ("key", "said"), [("ctrl-c", "pressed quit"), ("ctrl-d", "ended")], ids=["ctrl-c", "ctrl-d"]
)
def test_ctrl_c_quits_and_ctrl_d_ends(key: str, said: str) -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press(key)
        program.wait_for(said)
        assert program.wait_end() == 7
        assert program.mode() == program.mode_before


def test_a_signal_arrives_while_the_program_starts() -> None:
    with printer("busy") as program:
        program.wait_for("reading True")
        program.signal(signal.SIGTERM)
        program.wait_for("ended")
        assert program.wait_end() == 7


def test_a_terminal_that_reports_its_keys_reports_holding() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.send(b"\x1b[13u\x1b[13;1:2u\x1b[13;1:2u\x1b[13;1:3u\x1b[120;;120u\x1b[120;1:3u")
        for line in ("pressed ask", "held ask", "held ask", "let go of ask", "other"):
            program.wait_for(line)
        program.send(b"\x1b[47;;47u\x1b[47;1:3u")  # "/", "hé" with a held é, Enter
        program.send("".join(f"\x1b[{key}u" for key in ("104;;104", "233;;233")).encode())
        program.send(b"\x1b[233;1:2;233u\x1b[233;1:3u\x1b[13u\x1b[13;1:3u")
        program.wait_for("asked 'héé'")
        program.send(b"\x1b[99;5u")
        program.wait_for("pressed quit")
        assert program.wait_end() == 7
        assert program.printed.count("pressed") == 2
        on, off = (program.printed.index(mark) for mark in ("\x1b[>27u", "\x1b[<u"))
        assert on < off
        assert program.printed.count("\x1b[>27u") == program.printed.count("\x1b[<u") == 1


def test_reported_signal_keys_are_still_signals() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.send(b"\x1b[122;5u")  # Ctrl-Z, although no shell could continue it
        program.send(b"\x1b[105;;105u")
        program.wait_for("pressed status")
        program.send(b"\x1b[92;5u")
        program.wait_for("ended")
        assert program.wait_end() == 7


def test_a_terminal_that_is_closed_ends_it() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.hang_up()
        assert program.wait_end() == 7


def test_ctrl_z_without_a_shell_does_not_freeze_it() -> None:
    with printer() as program:
        program.wait_for("reading True")
        program.press("ctrl-z")
        program.press("i")
        program.wait_for("pressed status")
        assert not program.echoes()


@pytest.fixture
def shell() -> Callable[[], ProgramOnTerminal]:
    return lambda: ProgramOnTerminal(
        ["bash", "--norc", "--noprofile", "--noediting", "-i"],
        cwd=ROOT,
        env={**os.environ, "PS1": "ready> "},
    )


def run_in(program: ProgramOnTerminal, line: str) -> None:
    program.press(*line, "enter")


def test_in_a_shell_it_can_go_to_the_background_and_come_back(
    shell: Callable[[], ProgramOnTerminal],
) -> None:
    with shell() as program:
        program.wait_for("ready> ")
        run_in(program, " ".join(PRINTER) + " stop")
        program.wait_for("reading True")
        program.press("i")
        program.wait_for("pressed status")

        program.press("ctrl-z")
        program.wait_for("away")
        program.wait_for("Stopped")
        program.wait_for("ready> ")
        assert program.mode() == program.mode_before

        run_in(program, "fg")
        program.wait_for("back")
        program.wait_for("other")
        program.wait_for_echo(False)
        program.press("i")
        program.wait_for("pressed status")

        program.press("ctrl-z")
        program.wait_for("Stopped")
        run_in(program, "bg")
        program.wait_for("ready> ")
        run_in(program, "echo heard by the $0")
        program.wait_for("heard by the bash")
        assert program.mode() == program.mode_before

        run_in(program, "fg")
        program.wait_for_echo(False)
        program.press("q", "q")
        program.wait_for("pressed quit")
        program.wait_for("ready> ")
        assert program.mode() == program.mode_before
        run_in(program, "exit 3")
        assert program.wait_end() == 3


def test_started_in_the_background_it_leaves_the_terminal_alone(
    shell: Callable[[], ProgramOnTerminal],
) -> None:
    with shell() as program:
        program.wait_for("ready> ")
        run_in(program, " ".join(PRINTER) + " stop &")
        program.wait_for("reading True")
        assert program.mode() == program.mode_before
        run_in(program, "echo heard by the $0")
        program.wait_for("heard by the bash")
        run_in(program, "fg")
        program.wait_for_echo(False)
        program.press("q", "q")
        program.wait_for("pressed quit")
        program.wait_for("ready> ")
        assert program.mode() == program.mode_before


def test_after_sigstop_it_takes_the_keys_again(
    shell: Callable[[], ProgramOnTerminal],
) -> None:
    with shell() as program:
        program.wait_for("ready> ")
        run_in(program, " ".join(PRINTER) + " stop")
        program.wait_for("reading True")
        os.killpg(program.foreground_group(), signal.SIGSTOP)
        program.wait_for("Stopped")
        program.wait_for("ready> ")
        run_in(program, "fg")
        program.wait_for_echo(False)
        program.press("i")
        program.wait_for("pressed status")
        program.press("q", "q")
        program.wait_for("ready> ")


def test_ended_in_the_background_it_leaves_the_terminal_to_the_shell(
    shell: Callable[[], ProgramOnTerminal],
) -> None:
    with shell() as program:
        program.wait_for("ready> ")
        run_in(program, " ".join(PRINTER) + " stop")
        program.wait_for("reading True")
        os.killpg(program.foreground_group(), signal.SIGSTOP)
        program.wait_for("Stopped")
        run_in(program, "bg")
        run_in(program, "kill %1")
        program.wait_for("ended")
        run_in(program, "wait %1; echo status $?")
        program.wait_for("status 7")
        assert program.mode() == program.mode_before


def test_without_a_terminal_nothing_is_read_and_signals_still_count() -> None:
    with subprocess.Popen(
        [*PRINTER, "stop"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("qq")
        process.stdin.close()
        assert process.stdout.readline() == "reading False\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "ended\n"
        assert process.wait(30) == 7
