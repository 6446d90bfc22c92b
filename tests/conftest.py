"""Fixtures of all tests: a home of its own for each, and checks of what it uses and leaves running.

Also the marks that keep the fast tests apart, a tiny model, and a sound server.
"""

import contextlib
import gc
import importlib.util
import os
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.kit.pulse import PulseServer

# No random seed, so that failures repeat; no deadline, because the machine may be busy.
settings.register_profile("lantern", deadline=None, derandomize=True, database=None)
settings.load_profile("lantern")

# Keep compiled files, or each of the many programs under test compiles everything again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Under nohup or in the background these are ignored, and the programs under test inherit that.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

GRACE = 3.0
"""Seconds that a thread or process may take to end after its test."""

LASTING = ("resource_tracker", "multiprocessing.forkserver")
"""Python's own helper processes, which live as long as the test run."""

LASTING_THREADS = ("TMonitor",)
"""Classes or names of threads that tqdm starts once for the whole run."""

HOME_FOLDERS = {
    "HOME": "home",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
}
"""Variables and the folders that they name for a test."""

OUTSIDE = (
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "LANGUAGE",
    "PULSE_SERVER",
    "PULSE_SINK",
    "WAYLAND_DISPLAY",
)
"""Variables through which a test would reach the developer's desktop."""

TORCH = (
    "models/training",
    "models/hub/onnx/test_onnx_decoder.py",
    "models/hub/onnx/test_parity.py",
    "models/hub/test_calibrate.py",
    "models/hub/test_calibrate_writers.py",
    "models/hub/test_fetch.py",
    "models/hub/test_hub_model.py",
    "models/hub/test_towers.py",
    "models/judging/test_caption_fit.py",
    "models/remote/test_verifiers.py",
)
"""Files and folders whose tests need torch; collecting them imports it."""

MARKS = ("program", "sound", "weights", "torch", "slow")
"""Each keeps a test out of the fast set."""

FOLDERS = {"end_to_end": "program", **dict.fromkeys(TORCH, "torch")}
"""Marks of all tests of a file or folder."""

FIXTURES = {
    "korean": "weights",
    "llava": "torch",
    "pulse": "sound",
    "whisper": "weights",
    "x11": "program",
}
"""Marks of all tests that use a fixture."""

# torch is not installed where only builds for graphics cards exist.
collect_ignore_glob = [] if importlib.util.find_spec("torch") else list(TORCH)

WEIGHTS = "/models/embedded/weights/answer-embedding.npy"
"""End of the path of a file that is read whenever the shipped model is loaded."""

_used: set[str] = set()
"""The marks that the running test needs by what it has used."""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and arguments[0] == "torch":
        _used.add("torch")
    elif event == "open" and str(arguments[0]).endswith(WEIGHTS):
        _used.add("weights")
    elif event == "subprocess.Popen":
        _used.add("program")


def _is_fast(config: pytest.Config) -> bool:
    """Whether the choice of marks in pyproject.toml is in force."""
    return config.option.markexpr in config.getini("addopts")


def pytest_configure(config: pytest.Config) -> None:
    """Run all tests of named files, and watch what the tests use."""
    if _is_fast(config) and all(".py" in argument for argument in config.args):
        config.option.markexpr = ""
    sys.addaudithook(_watch)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't import torch for the fast set."""
    under = Path(__file__).parent
    return (_is_fast(config) and any(collection_path == under / name for name in TORCH)) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by folder and fixture; where workers share them, the long ones come first."""
    under = Path(__file__).parent
    folders = {under / name: mark for name, mark in FOLDERS.items()}
    for item in items:
        for place in (item.path, *item.path.parents):
            if place in folders:
                item.add_marker(folders[place])
        for name in FIXTURES.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(FIXTURES[name])
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests, which stay to the end."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin anew, before the test's fixtures do anything."""
    _used.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the fast tests if they imported torch, be it while they were collected."""
    if _is_fast(session.config) and "torch" in sys.modules:
        print("\nThe fast tests import torch: mark the test, or add its file to TORCH.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def new_home(base: Path) -> dict[str, Path]:
    """Make the folders of a home, by the variables that name them."""
    folders = {variable: base / name for variable, name in HOME_FOLDERS.items()}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True)
    return folders


@pytest.fixture(scope="session")
def clean_folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], dict[str, Path]]:
    """Gives the folders of a home: those of the test before, or new ones if it wrote into them."""
    folders: dict[str, Path] = {}
    empty: list[object] = []

    def contents() -> list[object]:
        base = folders["HOME"].parent
        return [(Path(at).stat().st_mode, at, *names) for at, *names in os.walk(base)]

    def give() -> dict[str, Path]:
        if not folders or contents() != empty:
            folders.update(new_home(tmp_path_factory.mktemp("home")))
            empty[:] = contents()
        return folders

    return give


@pytest.fixture(autouse=True)
def home(
    request: pytest.FixtureRequest,
    clean_folders: Callable[[], dict[str, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """Isolate HOME, the XDG folders and the temporary folder.

    Fail if something keeps running, or if a test without a mark needs one.
    """
    folders = clean_folders()
    for variable, folder in folders.items():
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folders["TMPDIR"]))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for variable in OUTSIDE:
        monkeypatch.delenv(variable, raising=False)

    threads = set(threading.enumerate())
    processes = pids()
    priority = os.getpriority(os.PRIO_PROCESS, 0)
    yield folders["HOME"]
    left = [
        *left_threads(threads),
        *left_processes(processes, folders["HOME"]),
    ]
    if left:
        pytest.fail("still running after the test: " + ", ".join(left))
    if os.getpriority(os.PRIO_PROCESS, 0) != priority:
        pytest.fail("lowered the priority of all tests after it")
    if _used and not any(request.node.get_closest_marker(mark) for mark in MARKS):
        pytest.fail("needs a mark: " + ", ".join(sorted(_used)))


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model."""
    # Imported here because most tests don't need it.
    from tests.kit.program import write_weights

    folder = tmp_path_factory.mktemp("weights")
    write_weights(folder)
    return folder


@pytest.fixture
def pulse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["PulseServer"]:
    """A running sound server that this process and its children play to."""
    from tests.kit.pulse import PulseServer

    server = PulseServer(tmp_path / "pulse")
    monkeypatch.setenv("PULSE_SERVER", server.address)
    server.start()
    yield server
    server.kill()


def left_threads(before: set[threading.Thread]) -> list[str]:
    """Names of threads that did not end in time."""
    end = time.monotonic() + GRACE
    new = [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and not {type(thread).__name__, thread.name}.intersection(LASTING_THREADS)
    ]
    for thread in new:
        thread.join(max(0.0, end - time.monotonic()))
    return [f"thread {thread.name}" for thread in new if thread.is_alive()]


def left_processes(before: set[int], home: Path) -> list[str]:
    """Command lines of processes that did not end in time; kills them."""
    end = time.monotonic() + GRACE
    new = running(home, pids() - before)
    return [f"process {command}" for pid, command in new.items() if not ended(pid, end)]


def ended(pid: int, end: float) -> bool:
    """Wait for a process until `end` on the monotonic clock; kill it then."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        waiter = select.poll()
        waiter.register(handle, select.POLLIN)
        if waiter.poll(max(0.0, end - time.monotonic()) * 1000):
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)
        return False
    finally:
        os.close(handle)


def pids() -> set[int]:
    """All processes of this machine."""
    return {int(entry.name) for entry in os.scandir("/proc") if entry.name.isdecimal()}


def running(home: Path, among: set[int]) -> dict[int, str]:
    """This process's children, and daemons with the test's HOME: pid to command."""
    mark = f"HOME={home}".encode()
    found: dict[int, str] = {}
    for pid in among:
        folder = Path("/proc", str(pid))
        # A process may end meanwhile, or belong to another user.
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state == "Z" or pid == os.getpid():
                continue
            if int(parent) == os.getpid() or mark in surroundings(folder, int(parent)):
                words = filled(folder / "cmdline").replace(b"\0", b" ")
                command = words.decode(errors="replace").strip()
                if not any(lasting in command for lasting in LASTING):
                    found[pid] = command
    return found


def filled(file: Path) -> bytes:
    """What a file of a process holds; during exec it is empty for a moment."""
    for _ in range(20):
        data = file.read_bytes()
        if data:
            break
        time.sleep(0.002)
    return data


def surroundings(folder: Path, parent: int) -> list[bytes]:
    """The environment of a process as NAME=VALUE; empty for the kernel's own."""
    file = folder / "environ"
    data = file.read_bytes() if parent in (0, 2) else filled(file)
    return data.split(b"\0")
