"""A run saves nothing and connects to nothing, whatever is looked at, read or asked."""

import os
import tempfile
from pathlib import Path

from assistant.keys.trigger import socket_path
from assistant.runtime.remembered import state_file
from assistant.settings.config import user_file
from assistant.storage.memory import memory_file
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_ask_aloud import end, event, wait_for_recogniser
from tests.kit.pulse import PulseServer

LISTENS = """
import socket, sys
CALLS = {"connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr"}
def heed(name, arguments):
    if name.startswith("socket.") and name[7:] in CALLS:
        if getattr(arguments[0], "family", None) != socket.AF_UNIX:
            with open(%r, "a") as file:
                print(name, arguments, file=file)
sys.addaudithook(heed)
"""


def test_a_run_keeps_and_sends_nothing(
    start: Start, pulse: PulseServer, home: Path, tmp_path: Path
) -> None:
    called = tmp_path / "called"
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with start("run", "--json", harm=LISTENS % str(called)) as program:
        event(program, "ready")
        for key, answered in (("space", "described"), ("t", "text_read"), ("o", "answered")):
            program.press(key)
            event(program, answered)
        program.press("/", *"find the apple", "enter")
        event(program, "found")
        program.press("s", "w")
        program.wait_for("Watching[.]")
        program.press("w", "/", *"what is this", "enter")
        event(program, "answered")
        wait_for_recogniser(program)
        end(program)
    assert not called.exists(), called.read_text()
    roots = [home, Path(tempfile.gettempdir()), Path(os.environ["XDG_RUNTIME_DIR"])]
    left = {path for root in roots for path in root.rglob("*") if path.is_file()}
    assert memory_file() not in left
    cookie = Path(os.environ["XDG_CONFIG_HOME"]) / "pulse" / "cookie"
    assert left <= {user_file(), state_file(), socket_path().with_suffix(".lock"), cookie}
