"""Other programs press Lantern's keys through a real socket."""

import contextlib
import os
import resource
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.keys import trigger
from assistant.keys.trigger import TriggerError, TriggerSocket
from assistant.protocol.desktop import Shortcut
from assistant.protocol.events import Action, Event, Pressed, ShortcutPressed
from assistant.saying.messages.faults_lines import TriggerLine
from tests.kit.processes import hang

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from assistant.keys.trigger import TriggerSocket
TriggerSocket(lambda event: None).start()
print("started", flush=True)
time.sleep(60)
"""


class Listening:
    """A started socket, and its events."""

    def __init__(self) -> None:
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.socket = TriggerSocket(self.events.put)
        self.socket.start()

    def shortcut(self) -> Shortcut:
        event = self.events.get(timeout=30)
        assert isinstance(event, ShortcutPressed)
        assert abs(time.monotonic() - event.at) < 3
        return event.shortcut

    def action(self) -> str:
        event = self.events.get(timeout=30)
        assert isinstance(event, Pressed)
        assert abs(time.monotonic() - event.at) < 3
        return event.action

    def silent(self) -> bool:
        with contextlib.suppress(Empty):
            self.events.get_nowait()
            return False
        return True

    def connect(self) -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(30)
        client.connect(str(self.socket.path))
        return client


@pytest.fixture
def listening() -> Iterator[Listening]:
    running = Listening()
    yield running
    running.socket.stop()


@pytest.mark.parametrize("action", list(Action))
def test_each_action_can_be_sent(listening: Listening, action: Action) -> None:
    assert trigger.send(action) == "ok"
    assert listening.action() is action


def test_so_can_the_actions_of_shortcuts(listening: Listening) -> None:
    plain = [one for one in Shortcut if one is not Shortcut.READ_FILE]
    assert [trigger.send(one) for one in plain] == ["ok"] * len(plain)
    assert [listening.shortcut() for _ in plain] == plain


@pytest.mark.parametrize(
    "name", ["letter.pdf", "two  blanks\n.pdf", "Gr\u00fc\u00dfe.pdf", "\udcff.pdf", "long" * 50]
)
def test_a_file_to_read_may_have_any_name(listening: Listening, name: str) -> None:
    file = Path("/", name, name)
    assert trigger.send(f"{Shortcut.READ_FILE} {file.as_uri()}") == "ok"
    event = listening.events.get(timeout=30)
    assert isinstance(event, ShortcutPressed)
    assert (event.shortcut, event.file) == (Shortcut.READ_FILE, file)


@pytest.mark.parametrize("address", ["", " letter.pdf", " http://there/letter.pdf"])
def test_a_file_has_to_be_named(listening: Listening, address: str) -> None:
    assert trigger.send(f"{Shortcut.READ_FILE}{address}") == "Name a file after read-file."
    assert listening.silent()


@pytest.mark.parametrize("action", ["", "descrive", "describe\nstop", "x" * 190, "\udcff", "é"])
def test_an_unknown_action_gets_a_sentence(listening: Listening, action: str) -> None:
    answer = trigger.send(action)
    assert str(answer).startswith("There is no such action. The actions are describe, ask, ")
    assert listening.silent()


def test_folder_and_socket_are_the_users_alone(listening: Listening) -> None:
    path = listening.socket.path
    assert path == Path(os.environ["XDG_RUNTIME_DIR"]) / "lantern" / "trigger.sock"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_others_can_enter_is_closed_to_them() -> None:
    folder = trigger.socket_path().parent
    folder.mkdir()
    folder.chmod(0o777)
    running = Listening()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    running.socket.stop()


def test_no_runtime_folder(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr(os, "getuid", lambda: 987654)
    running = Listening()
    try:
        assert running.socket.path.is_relative_to(home)
        assert stat.S_IMODE(running.socket.path.parent.stat().st_mode) == 0o700
        assert trigger.send("stop") == "ok"
    finally:
        running.socket.stop()


def test_if_lantern_is_not_running_the_sentence_says_how_to_start_it() -> None:
    assert trigger.send("describe") == TriggerLine.NOT_RUNNING.said()
    assert TriggerLine.NOT_RUNNING.endswith(": ./lantern run")


def test_after_stop_the_socket_is_gone_and_can_be_opened_again() -> None:
    first = Listening()
    first.socket.stop()
    assert not first.socket.path.exists()
    assert trigger.send("describe") == TriggerLine.NOT_RUNNING.said()
    second = Listening()
    assert trigger.send("more") == "ok"
    assert second.action() is Action.MORE
    second.socket.stop()


@contextlib.contextmanager
def hold() -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the socket."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "started\n"
            yield holder
        finally:
            holder.kill()


@pytest.mark.program
def test_a_live_socket_is_refused_and_a_dead_one_replaced() -> None:
    with hold() as holder:
        second = TriggerSocket(lambda event: None)
        with pytest.raises(TriggerError, match="already running"):
            second.start()
        second.stop()
        assert trigger.send("stop") == "ok"
        holder.kill()
        holder.wait()
    assert trigger.socket_path().exists()
    assert trigger.send("stop") == TriggerLine.NOT_RUNNING.said()
    running = Listening()
    assert trigger.send("stop") == "ok"
    running.socket.stop()


@pytest.mark.program
def test_if_lantern_hangs_a_sentence_comes_in_time() -> None:
    with hold() as holder:
        hang(holder.pid)
        began = time.monotonic()
        assert trigger.send("stop") == TriggerLine.NO_ANSWER.said()
        assert time.monotonic() - began < 5


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    refused = TriggerSocket(lambda event: None, tmp_path / "link" / "trigger.sock")
    with pytest.raises(TriggerError, match="is not a folder that you own"):
        refused.start()
    refused.stop()


@pytest.mark.parametrize("part", ["file", "x" * 120])
def test_an_unusable_path_is_reported(tmp_path: Path, part: str) -> None:
    (tmp_path / "file").touch()
    refused = TriggerSocket(lambda event: None, tmp_path / part / "trigger.sock")
    with pytest.raises(TriggerError, match=r"could not be opened: .*only the keys of its terminal"):
        refused.start()
    refused.stop()


def test_one_connection_can_send_many_lines(listening: Listening) -> None:
    with listening.connect() as client, client.makefile("rb") as answers:
        client.sendall(b"describe\nnonsense\n stop \r\n")
        assert [answers.readline()[:5] for _ in range(3)] == [b"ok\n", b"There", b"ok\n"]
    assert [listening.action(), listening.action()] == [Action.DESCRIBE, Action.STOP]


def test_half_a_line_presses_nothing(listening: Listening) -> None:
    with listening.connect() as client:
        client.sendall(b"describe")
    assert trigger.send("stop") == "ok"
    assert listening.action() is Action.STOP
    assert listening.silent()


def test_a_line_in_two_halves_counts(listening: Listening) -> None:
    with listening.connect() as client, client.makefile("rb") as answers:
        client.sendall(b"desc")
        assert trigger.send("stop") == "ok"
        client.sendall(b"ribe\n")
        assert answers.readline() == b"ok\n"


def test_an_endless_line_is_cut_off(listening: Listening) -> None:
    with listening.connect() as client, contextlib.suppress(ConnectionError):
        client.sendall(b"x" * 100_000)
        assert client.recv(10) == b""
    assert trigger.send("stop") == "ok"


def test_silent_clients_do_not_keep_others_out(listening: Listening) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(100):
            held.enter_context(listening.connect())
        assert trigger.send("stop") == "ok"


def test_a_client_that_does_not_read_answers_delays_no_other(listening: Listening) -> None:
    with listening.connect() as client, contextlib.suppress(OSError):
        client.setblocking(False)
        while True:
            client.send(b"?\n" * 1000)
            assert trigger.send("stop") == "ok"


def test_many_clients_at_once_are_all_answered(listening: Listening) -> None:
    answers: SimpleQueue[str] = SimpleQueue()
    clients = [
        threading.Thread(target=lambda: answers.put(str(trigger.send("describe"))))
        for _ in range(20)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert [answers.get() for _ in clients] == ["ok"] * 20
    assert [listening.action() for _ in clients] == [Action.DESCRIBE] * 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.binary(max_size=400))
def test_garbage_harms_nothing(listening: Listening, data: bytes) -> None:
    with contextlib.suppress(ConnectionError), listening.connect() as client:
        client.sendall(data)
    assert trigger.send("stop") == "ok"


def test_it_goes_on_after_running_out_of_files(listening: Listening) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with listening.connect() as first, socket.socket(socket.AF_UNIX) as second:
        first.settimeout(30)
        second.settimeout(30)
        # It is accepted before the files run out.
        first.sendall(b"stop\n")
        assert first.recv(10) == b"ok\n"
        used = max(int(link.name) for link in Path("/proc/self/fd").iterdir())
        resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, limits[1]))
        filling: list[int] = []
        try:
            with contextlib.suppress(OSError):
                while True:
                    filling.append(os.dup(0))
            second.connect(str(listening.socket.path))
            first.sendall(b"stop\n")
            assert first.recv(10) == b"ok\n"
        finally:
            for number in filling:
                os.close(number)
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        second.sendall(b"more\n")
        assert second.recv(10) == b"ok\n"
