"""A server ends when it is asked to, whichever thread hears of it."""

import subprocess
import sys

import pytest

SERVER = """
import signal, sys, threading, time
from assistant.server.end_asked import EndAsked
asked = EndAsked()
def told():
    time.sleep(0.2)
    signal.pthread_kill(threading.get_ident(), signal.Signals[sys.argv[1]])
    time.sleep(60)
threading.Thread(target=told, daemon=True).start()
asked.wait()
"""


@pytest.mark.program
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_that_reaches_another_thread_ends_it(name: str) -> None:
    assert subprocess.run([sys.executable, "-c", SERVER, name], timeout=50).returncode == 0
