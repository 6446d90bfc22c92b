"""What the operating system does, and that nothing else imports what one system alone has."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.protocol.child_process import ChildProcess
from models.system import SYSTEM, linux
from models.system.home_network import is_home
from models.system.reach import check_reach

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import builtins, importlib, pkgutil
import assistant, models

MISSING = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
ONE_SYSTEM = ("assistant.keys.terminal", "assistant.keys.console")
OF_ONE_SYSTEM = ("models.system.", "models.training.", *ONE_SYSTEM)
imported = builtins.__import__


def refuse(name, globals=None, *rest, **more):
    by = (globals or {}).get("__name__", "")
    ours = by.startswith(("assistant", "models")) and not by.startswith(OF_ONE_SYSTEM)
    if ours and name in MISSING:
        raise ImportError(f"{by} imports {name}")
    return imported(name, globals, *rest, **more)


builtins.__import__ = refuse
for package in (assistant, models):
    for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not one.name.startswith(OF_ONE_SYSTEM) and not one.name.endswith("__main__"):
            try:
                importlib.import_module(one.name)
            except ModuleNotFoundError as error:
                # Where only builds for graphics cards exist, it is not installed.
                if error.name != "torch":
                    raise
"""


@pytest.mark.parametrize(
    ("capacity", "status", "low"),
    [("19", "Discharging", True), ("20", "Discharging", False), ("5", "Charging", False)],
)
def test_a_battery_below_a_fifth_runs_low(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capacity: str, status: str, low: bool
) -> None:
    monkeypatch.setattr(linux, "BATTERIES", tmp_path)
    assert not SYSTEM.runs_low(), "it has no battery"
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "capacity").write_text(f"{capacity}\n")
    (tmp_path / "BAT0" / "status").write_text(f"{status}\n")
    assert SYSTEM.runs_low() is low
    (tmp_path / "BAT1").mkdir()
    (tmp_path / "BAT1" / "capacity").write_text("90\n")
    (tmp_path / "BAT1" / "status").write_text("Discharging\n")
    assert not SYSTEM.runs_low(), "another one is nearly full"


@pytest.mark.slow
@pytest.mark.program
def test_every_module_does_without_what_one_system_alone_has() -> None:
    result = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_a_lock_keeps_another_process_out(tmp_path: Path) -> None:
    for path, makes in ((tmp_path, False), (tmp_path / "new", True)):
        with SYSTEM.locked(path, makes=makes) as alone:
            assert alone
            with SYSTEM.locked(path, makes=makes) as another:
                assert not another
        with SYSTEM.locked(path, makes=makes) as again:
            assert again


def test_a_folder_that_is_gone_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    """As it is when another program has just ended and taken its folder with it."""
    gone = tmp_path / "gone"
    with pytest.raises(FileNotFoundError), SYSTEM.locked(gone):
        pass
    assert not gone.exists()


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"):
        SYSTEM.opened(tmp_path / "link")
    with pytest.raises(OSError, match="link"), SYSTEM.locked(tmp_path / "link", makes=True):
        pass
    with pytest.raises(OSError, match="link"), SYSTEM.locked(tmp_path / "link"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_an_unsaved_file_is_gone_afterwards(tmp_path: Path) -> None:
    with SYSTEM.unsaved("a") as path:
        path.write_bytes(b"data")
        assert path.read_bytes() == b"data"
    assert not path.exists()
    with SYSTEM.unsaved("a", tmp_path) as path:
        path.write_bytes(b"data")
        assert (tmp_path / "a").read_bytes() == b"data"
    assert not path.exists()


@pytest.mark.program
def test_a_waker_ends_the_waiting_of_a_thread() -> None:
    waker, child = SYSTEM.waker(), ChildProcess("-c", "input(); print('news'); input()")

    def waited(*, seconds: float) -> float:
        began = time.monotonic()
        waker.wait(seconds, child.stdout)
        return time.monotonic() - began

    assert waited(seconds=0.1) > 0.09
    for _ in range(100_000):
        waker.wake()
    assert waited(seconds=60.0) < 30.0
    assert waited(seconds=0.1) > 0.09
    threading.Timer(0.1, waker.wake).start()
    assert waited(seconds=60.0) < 30.0
    child.send("go")
    assert waited(seconds=60.0) < 30.0
    child.end()
    child.close()
    waker.close()
    waker.wake()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.9"),
        *("169.254.1.1", "::1", "fd00::5", "fe80::1%eth0", "::ffff:192.168.0.9"),
    ],
)
def test_this_computer_and_private_networks_are_home(address: str) -> None:
    assert is_home(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "172.32.0.1", "192.169.0.1", "100.64.0.1", "192.0.2.1", "0.0.0.0"),
        *("2001:4860::1", "::ffff:8.8.8.8", "ff02::1", "224.0.0.1", "255.255.255.255"),
        "no address",
    ],
)
def test_all_else_is_not(address: str) -> None:
    assert not is_home(address)


HEAPS = """
import sys, threading
from pathlib import Path
from models.system import SYSTEM

if "set up" in sys.argv:
    SYSTEM.set_up_heaps()
SIZE = 64 << 20
gate = threading.Barrier(9)

def work():
    kept = [bytearray(1000) for _ in range(1000)]
    gate.wait()
    gate.wait()

for _ in range(8):
    threading.Thread(target=work).start()
gate.wait()
starts = [int(line.split("-")[0], 16) for line in Path("/proc/self/maps").read_text().splitlines()]
print(sum(start % SIZE == 0 for start in starts))
gate.wait()
"""


FREED = """
import resource, sys
from models.system import SYSTEM

if "set up" in sys.argv:
    SYSTEM.set_up_heaps()

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def step():
    kept = [bytearray(1 << 20) for _ in range(16)]

step()
before = faults()
for _ in range(20):
    step()
print(faults() - before)
"""


def count(program: str, *arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout)


@pytest.mark.program
def test_threads_share_two_heaps() -> None:
    assert count(HEAPS) >= 8
    assert count(HEAPS, "set up") <= 2


@pytest.mark.program
def test_what_one_step_frees_is_there_for_the_next() -> None:
    """Else the system clears each page of it again."""
    assert count(FREED) > 20_000
    assert count(FREED, "set up") < 1000


def test_it_knows_its_cores_and_memory() -> None:
    assert SYSTEM.cores() >= 1
    assert SYSTEM.free_memory() > 1e6


def resident() -> int:
    """Pages."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def test_what_is_freed_below_what_is_held_goes_back_to_the_system() -> None:
    # Small pieces lie in the heap, in order; one at its end keeps the rest from shrinking.
    pieces = [bytes(60_000) for _ in range(1500)]
    last = bytes(60_000)
    before = resident()
    del pieces
    SYSTEM.give_back_memory()
    assert before - resident() > 15_000
    assert len(last) == 60_000


def test_what_cannot_be_told_of_a_file_is_no_absence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for absent in ("nothing", "nothing/inside", "loop", "a\0name"):
        check_reach(tmp_path / absent)
    with pytest.raises(OSError, match="too long"):
        check_reach(tmp_path / ("x" * 300))
