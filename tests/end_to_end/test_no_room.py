"""A computer without room for another thread, or for what Lantern loads."""

import errno
import os
import signal
import subprocess
from pathlib import Path

import pytest

from models.system.shortage import is_shortage
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.kit.program import command

FULL = """
import threading
joinable = hasattr(threading, "_start_joinable_thread")  # from Python 3.13 on
name = "_start_joinable_thread" if joinable else "_start_new_thread"
left, begin = {threads}, getattr(threading, name)
def refuse(*about, **named):
    global left
    left -= 1
    if left < 0:
        raise RuntimeError("can't start new thread")
    return begin(*about, **named)
setattr(threading, name, refuse)
"""
SAID = "memory is full, or too many programs are running"


@pytest.fixture
def aloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a program speaks that needs nothing of Lantern's own voice."""
    aloud, program = tmp_path / "aloud", tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncase "$*" in *--*Close*) echo "$@" >>"{aloud}" ;; esac\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return aloud


@pytest.mark.parametrize("threads", range(8))
def test_without_room_for_a_thread_one_sentence_says_so(
    start: Start, aloud: Path, threads: int
) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")}, ears={"engine": "off"})
    with start("run", harm=FULL.format(threads=threads)) as program:
        assert program.wait_end(timeout=60) == 1
        assert "Traceback" not in program.printed
        assert program.printed.count(SAID) == 1
        assert program.mode() == program.mode_before
    assert SAID in aloud.read_text()


LITTLE = "from models.system import SYSTEM; SYSTEM.limit_memory({megabytes} << 20)"
SMALL = """
import resource
import assistant.cli.main
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + (30 << 20),) * 2)
"""


@pytest.mark.parametrize(
    "harm",
    [LITTLE.format(megabytes=20), LITTLE.format(megabytes=60), SMALL],
    ids=["network", "later-network", "library"],
)
def test_with_too_little_memory_no_one_is_advised_to_reinstall(weights: Path, harm: str) -> None:
    for _ in range(3):
        done = subprocess.run(
            command(weights, "describe", SAMPLES / "cat.jpg", harm=harm),
            capture_output=True,
            text=True,
            timeout=120,
        )
        # A library in C may die of it before anyone can speak.
        if done.returncode != -signal.SIGSEGV:
            break
    assert done.returncode == 1, done
    assert SAID in done.stderr
    assert "einstall" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        RuntimeError("[ONNXRuntimeError] : 6 : Exception during initialization: std::bad_alloc"),
        RuntimeError("onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory"),
        RuntimeError("bad allocation"),
        RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        ImportError("libx.so.1: failed to map segment from shared object"),
        ImportError("libx.so.1: cannot allocate memory in static TLS block"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
    ],
)
def test_it_is_known_from_whatever_led_to_a_fault(fault: Exception) -> None:
    outer = ValueError("a part is broken")
    outer.__cause__ = fault
    assert is_shortage(outer)
    assert not is_shortage(ValueError("a part is broken"))
