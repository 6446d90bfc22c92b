"""A real speech-dispatcher in a folder of its own, which plays to the test's sound server."""

import os
import socket
import subprocess
import time
from pathlib import Path

PATIENCE = 30.0
"""Seconds that its start may take."""


class SpeechDispatcher:
    """The daemon, with espeak-ng as its voice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._folder / "speechd.sock"

    def start(self) -> None:
        """Start it and wait until it can be reached."""
        conf, log = self._folder / "conf", self._folder / "log"
        for folder in (conf / "modules", log):
            folder.mkdir(parents=True, exist_ok=True)
        (conf / "modules" / "espeak-ng.conf").touch()
        (conf / "speechd.conf").write_text(
            f'LogLevel 3\nLogDir "{log}"\nAudioOutputMethod "pulse"\n'
            'AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"\nDefaultModule espeak-ng\n'
            'DefaultLanguage "en"\nSymbolsPreproc "none"\n'
        )
        self._process = subprocess.Popen(
            [
                *("speech-dispatcher", "--run-single", "--timeout", "0"),
                *("--communication-method", "unix_socket", "--socket-path", str(self.socket)),
                *("--config-dir", str(conf), "--log-dir", str(log)),
                *("--pid-file", str(self._folder / "pid")),
            ],
            env=os.environ | {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while not self._reachable():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError("speech-dispatcher does not start")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it; its voice ends with it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def _reachable(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.socket)) == 0
