"""llama.cpp's server on this computer, for one GGUF file: started, watched, and started again.

It runs in a process of its own, on loopback, and answers only who knows the key of this process.
"""

import importlib.util
import json
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import IO, Final

from models import limits
from models.hub import checkpoint, checkpoint_store, gguf
from models.interfaces import ServerFault
from models.messages import HubError, LlamaLine, ModelSentence, ServerDetail
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.system.python_child import PythonChild

WORKER: Final = Path(__file__).with_name("llama_worker.py")
PACKAGE: Final = "xllamacpp"
STEADY: Final = 60.0
"""Seconds after which an end is no longer taken for the model's fault."""
PAUSE: Final = 1.0
"""Seconds before it is started again, times the number of ends in a row."""
KILLED: Final = 5.0
"""Seconds for a killed process to be gone."""
LONGEST_SIDE: Final = 384
"""Pixels of a picture: on a processor, the time to the first word grows with them."""
NOWHERE: Final = ServerSettings(parse("http://127.0.0.1:1"))
"""Where nothing listens: what came to the port of a server that has ended could be anything."""

Say = Callable[[ModelSentence, bool], None]
"""Called with what has happened, and whether the server runs now."""


@dataclass(frozen=True, slots=True)
class GgufModel:
    """A decoder and its vision encoder."""

    name: str
    decoder: Path
    eyes: Path


def find(chosen: str, folder: Path) -> GgufModel:
    """A GGUF file, or the model of that name in `folder`. Raises HubError.

    The vision encoder lies beside it; of several, the one whose name is most like the decoder's.
    """
    if importlib.util.find_spec(PACKAGE) is None:
        command = checkpoint.install_command("llama", PACKAGE)
        raise HubError(LlamaLine.NOT_INSTALLED.said(command=command))
    path = Path(chosen).expanduser()
    if path.suffix != ".gguf":
        checkpoint_store.check(folder, checkpoint_store.read(folder, chosen))
        there = sorted((folder / chosen).glob("*.gguf"))
        path = next((one for one in there if gguf.EYES not in one.name), folder / chosen / "*.gguf")
    if not path.is_file():
        raise HubError(LlamaLine.NO_FILE.said(path=path))
    eyes = [one for one in sorted(path.parent.glob("*.gguf")) if gguf.EYES in one.name.lower()]
    if not eyes:
        raise HubError(LlamaLine.NO_EYES.said(path=path))

    def alike(one: Path) -> float:
        return SequenceMatcher(None, one.name, path.name).ratio()

    name = chosen if path.parent == folder / chosen else path.name
    return GgufModel(name, path, max(eyes, key=alike))


def is_its_end(fault: ServerFault | None, detail: str) -> bool:
    """Whether a fault only shows that the server has ended, of which `LlamaServer` says more."""
    return fault is ServerFault.UNREACHABLE or detail == ServerDetail.BREAKS_OFF


class LlamaServer:
    """Keeps llama.cpp's server running until it is closed."""

    def __init__(self, model: GgufModel, threads: int, say: Say, worker: Path = WORKER) -> None:
        """`say` is called from another thread; `worker` is the program that runs the server."""
        self._model = model
        self._threads = threads
        self._say = say
        self._worker = worker
        self._lock = threading.Lock()
        self._process: PythonChild | None = None
        self._closed = threading.Event()
        self._settled = threading.Event()
        self.client = Client(NOWHERE)
        """Asks it."""

    def loading(self) -> ModelSentence:
        """What it is doing after `start`."""
        return LlamaLine.LOADING.said(model=self._model.name)

    def start(self) -> None:
        """Start it in the background."""
        threading.Thread(target=self._keep, name="llama.cpp", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until it answers or cannot; whether it answers."""
        self._settled.wait(seconds)
        return self.client.server is not NOWHERE

    def close(self) -> None:
        """End it."""
        self._closed.set()
        with self._lock:
            if self._process is not None:
                _end(self._process)

    def _keep(self) -> None:
        ends = 0
        while not self._closed.is_set():
            began = time.monotonic()
            answered, code = self._once()
            if self._closed.is_set():
                return
            steady = answered and time.monotonic() - began > STEADY
            ends = 1 if steady else ends + 1
            if ends >= limits.LLAMA_ENDS or code == -signal.SIGILL:
                self._say(_given_up(answered, code).said(model=self._model.name), False)
                self._settled.set()
                return
            if answered:
                self._say(LlamaLine.STOPPED.said(model=self._model.name), False)
            self._closed.wait(PAUSE * ends)

    def _once(self) -> tuple[bool, int]:
        """Run it once; whether it has answered, and how it ended."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            if self._closed.is_set():
                return False, 0
            process = self._process = PythonChild(
                str(self._worker),
                # What is left in a buffer could no longer be written to one that has ended.
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin, process.stdout:
            if address := self._address(process.stdin, process.stdout, key):
                self.client.server = ServerSettings(
                    parse(address), key=key, silence=limits.LLAMA_LONGEST
                )
                self._settled.set()
                self._say(LlamaLine.RUNS.said(model=self._model.name), True)
            code = process.wait()
        self.client.server = NOWHERE
        return bool(address), code

    def _address(self, into: IO[bytes], out: IO[bytes], key: str) -> str:
        """Send the worker what it needs; its address once it answers, empty if it ends before."""
        wanted = {
            "name": self._model.name,
            "model": str(self._model.decoder),
            "eyes": str(self._model.eyes),
            "threads": self._threads,
            "key": key,
        }
        with suppress(OSError, ValueError):
            into.write(f"{json.dumps(wanted)}\n".encode())
            return str(json.loads(out.readline(limits.LLAMA_LINE))["address"])
        return ""


def _end(process: PythonChild) -> None:
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(KILLED)


def _given_up(answered: bool, code: int) -> LlamaLine:
    if code == -signal.SIGILL:
        return LlamaLine.OTHER_PROCESSOR
    return LlamaLine.KEEPS_STOPPING if answered else LlamaLine.NOT_LOADED
