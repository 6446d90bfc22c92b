"""Keys on a real terminal, which is restored however the program ends."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.keys.key_parser import LONGEST_LINE
from tests.kit.terminal import ProgramOnTerminal

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
PRINTER = [sys.executable, "-m", "tests.kit.key_printer"]


@pytest.fixture
def program(request: pytest.FixtureRequest) -> Iterator[ProgramOnTerminal]:
    """The printer on a terminal, which ends as the fixture's parameter says."""
    command = [*PRINTER, getattr(request, "param", "stop")]
    with ProgramOnTerminal(command, cwd=ROOT) as program:
        program.wait_for("reading True")
        yield program


class Shell(ProgramOnTerminal):
    """A shell that runs jobs on its terminal."""

    def __init__(self) -> None:
        command = ["bash", "--norc", "--noprofile", "--noediting", "-i"]
        super().__init__(command, cwd=ROOT, env={**os.environ, "PS1": "ready> "})
        self.wait_for("ready> ")

    def run(self, line: str) -> None:
        self.press(*line, "enter")

    def run_printer(self, end: str = "") -> None:
        self.run(" ".join([*PRINTER, "stop", end]))
        self.wait_for("reading True")

    def stop_job(self) -> None:
        """Stop the job in a way that it cannot notice."""
        os.killpg(self.foreground_group(), signal.SIGSTOP)
        self.wait_for("Stopped")

    def foreground(self) -> None:
        self.run("fg")
        self.wait_for_echo(False)

    def expect_terminal(self) -> None:
        self.run("echo heard by the $0")
        self.wait_for("heard by the bash")
        assert self.mode() == self.mode_before

    def quit_job(self) -> None:
        self.press("q", "q")
        self.wait_for("pressed quit")
        self.wait_for("ready> ")
        assert self.mode() == self.mode_before


@pytest.fixture
def shell() -> Iterator[Shell]:
    with Shell() as shell:
        yield shell


def test_keys_become_events_with_the_time_of_their_reading(program: ProgramOnTerminal) -> None:
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


def test_escape_alone_stops_without_another_key(program: ProgramOnTerminal) -> None:
    program.press("escape")
    program.wait_for("pressed stop")


def test_an_arrow_is_not_taken_for_escape(program: ProgramOnTerminal) -> None:
    program.press("up", "down", "left", "right")
    program.press("i")
    program.wait_for("pressed status")
    assert "stop" not in program.printed


def test_after_slash_keys_are_letters_until_enter(program: ProgramOnTerminal) -> None:
    # In one piece, faster than anyone types: no letter may become a command.
    program.press("/", "I", "s", "space", "q", "q", "+", "\x7f", "enter", "s")
    program.wait_for("typing")
    for text in ("I", "Is", "Is ", "Is q", "Is qq", "Is qq+", "Is qq"):
        program.wait_for(re.escape(f"typed {text!r}"))
    program.wait_for("asked 'Is qq'")
    program.wait_for("pressed stop")
    assert program.printed.count("pressed") == 1


def test_escape_cancels_a_typed_question(program: ProgramOnTerminal) -> None:
    program.press("/", "h", "é", "up", "escape")
    program.wait_for("typed 'hé'")
    program.wait_for("asked None")
    program.press("i")
    program.wait_for("pressed status")


def test_ctrl_c_quits_while_typing(program: ProgramOnTerminal) -> None:
    program.press("/", "h")
    program.wait_for("typed 'h'")
    program.press("ctrl-c")
    program.wait_for("pressed quit")
    assert program.wait_end() == 7


def test_ctrl_s_does_not_freeze_the_output(program: ProgramOnTerminal) -> None:
    program.send(b"\x13")
    program.press("i")
    program.wait_for("pressed status")


def test_pasted_text_presses_no_key(program: ProgramOnTerminal) -> None:
    assert "\x1b[?2004h" in program.printed
    program.send(b"\x1b[200~describe qq sss\x1b[201~\x1b[200~d\x1b[201~i")
    program.wait_for("pressed status")
    assert program.printed.count("pressed") == 1
    assert "let go" not in program.printed
    program.press("q", "q")
    program.wait_end()
    assert "\x1b[?2004l" in program.printed


def test_a_paste_while_typing_is_text(program: ProgramOnTerminal) -> None:
    program.send(b"/is \x1b[200~there\ra Cup\x1b[201~?\r")
    program.wait_for("typed 'is there a Cup'")
    program.wait_for(re.escape("asked 'is there a Cup?'"))
    program.press("i")
    program.wait_for("pressed status")
    assert program.printed.count("pressed") == 1


def test_letters_that_do_not_fit_are_reported(program: ProgramOnTerminal) -> None:
    program.press("/", "x" * (LONGEST_LINE - 1))
    program.send(b"\x1b[200~yz\x1b[201~")
    program.wait_for("typed 'x+y'\nfull")
    program.press("z", "\x7f", "z", "enter")
    program.wait_for("full\ntyped 'x+'\ntyped 'x+z'\nasked 'x+z'")


def test_a_paste_that_never_ends_does_not_take_the_keys_away(program: ProgramOnTerminal) -> None:
    program.send(b"\x1b[200~lost")
    end = time.monotonic() + 30
    while "pressed" not in program.printed and time.monotonic() < end:
        time.sleep(0.7)
        program.press("s")
    program.wait_for("pressed stop")


@pytest.mark.parametrize("program", ["busy"], indirect=True)
def test_keys_pressed_while_the_program_starts_arrive(program: ProgramOnTerminal) -> None:
    program.press("space", "s")
    program.wait_for("loaded")
    program.wait_for("pressed describe")
    program.wait_for("pressed stop")


def test_a_storm_of_keys_arrives_in_order(program: ProgramOnTerminal) -> None:
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
@pytest.mark.parametrize(
    ("program", "status"), [("stop", 7), ("exit", 7), ("raise", 1)], indirect=["program"]
)
def test_each_signal_ends_it_and_the_terminal_is_as_before(
    program: ProgramOnTerminal, number: signal.Signals, said: str, status: int
) -> None:
    assert program.mode() != program.mode_before
    program.signal(number)
    program.wait_for(said)
    assert program.wait_end() == status
    assert program.mode() == program.mode_before


@pytest.mark.parametrize(
    ("key", "said"), [("ctrl-c", "pressed quit"), ("ctrl-d", "ended")], ids=["ctrl-c", "ctrl-d"]
)
def test_ctrl_c_quits_and_ctrl_d_ends(program: ProgramOnTerminal, key: str, said: str) -> None:
    program.press(key)
    program.wait_for(said)
    assert program.wait_end() == 7
    assert program.mode() == program.mode_before


@pytest.mark.parametrize("program", ["busy"], indirect=True)
def test_a_signal_arrives_while_the_program_starts(program: ProgramOnTerminal) -> None:
    program.signal(signal.SIGTERM)
    program.wait_for("ended")
    assert program.wait_end() == 7


def test_a_terminal_that_reports_its_keys_reports_holding(program: ProgramOnTerminal) -> None:
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


def test_reported_signal_keys_are_still_signals(program: ProgramOnTerminal) -> None:
    program.send(b"\x1b[122;5u")  # Ctrl-Z, although no shell could continue it
    program.send(b"\x1b[105;;105u")
    program.wait_for("pressed status")
    program.send(b"\x1b[92;5u")
    program.wait_for("ended")
    assert program.wait_end() == 7


def test_a_terminal_that_is_closed_ends_it(program: ProgramOnTerminal) -> None:
    program.hang_up()
    assert program.wait_end() == 7


def test_ctrl_z_without_a_shell_does_not_freeze_it(program: ProgramOnTerminal) -> None:
    program.press("ctrl-z")
    program.press("i")
    program.wait_for("pressed status")
    assert not program.echoes()


def test_in_a_shell_it_can_go_to_the_background_and_come_back(shell: Shell) -> None:
    shell.run_printer()
    shell.press("i")
    shell.wait_for("pressed status")

    shell.press("ctrl-z")
    for line in ("away", "Stopped", "ready> "):
        shell.wait_for(line)
    assert shell.mode() == shell.mode_before

    shell.run("fg")
    for line in ("back", "other"):
        shell.wait_for(line)
    shell.wait_for_echo(False)
    shell.press("i")
    shell.wait_for("pressed status")

    shell.press("ctrl-z")
    shell.wait_for("Stopped")
    shell.run("bg")
    shell.wait_for("ready> ")
    shell.expect_terminal()

    shell.foreground()
    shell.quit_job()
    shell.run("exit 3")
    assert shell.wait_end() == 3


def test_started_in_the_background_it_leaves_the_terminal_alone(shell: Shell) -> None:
    shell.run_printer("&")
    assert shell.mode() == shell.mode_before
    shell.expect_terminal()
    shell.foreground()
    shell.quit_job()


def test_after_sigstop_it_takes_the_keys_again(shell: Shell) -> None:
    shell.run_printer()
    shell.stop_job()
    shell.wait_for("ready> ")
    shell.foreground()
    shell.press("i")
    shell.wait_for("pressed status")
    shell.quit_job()


def test_ended_in_the_background_it_leaves_the_terminal_to_the_shell(shell: Shell) -> None:
    shell.run_printer()
    shell.stop_job()
    shell.run("bg")
    shell.run("kill %1")
    shell.wait_for("ended")
    shell.run("wait %1; echo status $?")
    shell.wait_for("status 7")
    assert shell.mode() == shell.mode_before


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
