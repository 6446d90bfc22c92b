"""How fast a speaking Lantern reacts to a key while another serves 50 requests at once.

`python -m benchmarks.serve_beside` starts `lantern serve` in a process of its own, and repeatedly
sends it 50 requests at once. Meanwhile it measures, in the recorded sound, the time from a key to
its earcon, while the speaking Lantern's own decoder is busy too. It writes
benchmarks/serve_beside.csv.
"""

import base64
import contextlib
import csv
import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assistant.cli import bench
from assistant.cli.demo import SAMPLES
from assistant.cli.speaker_recording import SpeakerRecording
from assistant.settings.config import Settings, defaults

OUT: Final = Path("benchmarks/serve_beside.csv")
AT_ONCE: Final = 50
RUNS: Final = 30
KEY: Final = "a-key-for-a-benchmark"


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """`lantern serve` with the shipped model; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "lantern" / "config.toml"
        own.parent.mkdir()
        own.write_text(f'[serve]\nport = {port}\nkey = "{KEY}"\n')
        with subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve", "--json"],
            env=os.environ | {"XDG_CONFIG_HOME": folder},
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            try:
                yield json.loads(process.stdout.readline())["address"]
            finally:
                # On a busy machine it may take long to end by itself.
                process.kill()


class Crowd:
    """Sends a server requests, `AT_ONCE` at a time, until it is ended."""

    def __init__(self, address: str) -> None:
        self.answers: Counter[int] = Counter()
        self._place = urlsplit(address)
        photos = [path.read_bytes() for path in sorted(SAMPLES.glob("*.jpg"))]
        self._photos = itertools.cycle(base64.b64encode(photo).decode() for photo in photos)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._open: set[http.client.HTTPConnection] = set()
        self._threads = [threading.Thread(target=self._ask) for _ in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop asking, without waiting for answers."""
        self._ended.set()
        with self._lock:
            for connection in self._open:
                # A connection that has just finished has no socket any more.
                with contextlib.suppress(OSError, AttributeError):
                    connection.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                photo = next(self._photos)
            url = {"url": f"data:image/jpeg;base64,{photo}"}
            content = [{"type": "image_url", "image_url": url}]
            body = json.dumps({"messages": [{"role": "user", "content": content}]})
            status = self._status(body)
            if status is not None:
                with self._lock:
                    self.answers[status] += 1
            if status != http.client.OK:
                self._ended.wait(1.0)

    def _status(self, body: str) -> int | None:
        """The answer's status; None if the crowd ended before it came."""
        connection = http.client.HTTPConnection(str(self._place.hostname), self._place.port)
        connection.connect()
        with self._lock:
            self._open.add(connection)
        try:
            headers = {"Authorization": f"Bearer {KEY}"}
            connection.request("POST", "/v1/chat/completions", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            if not self._ended.is_set():
                raise
            return None
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()


def earcons(settings: Settings, recording: SpeakerRecording, runs: int = RUNS) -> dict[str, object]:
    """The earcon stage of `lantern bench`, as a row."""
    (stage,) = bench.earcon_stages(settings, runs, recording)
    return stage.to_json()


def main() -> None:
    """Measure alone and next to a busy server, and write the table."""
    settings = defaults()
    rows: list[list[object]] = []
    with SpeakerRecording() as recording:
        alone = earcons(settings, recording)
        rows.append(["nothing else", alone["median"], alone["p95"], alone["runs"], "", "", ""])
        with serving() as address:
            crowd = Crowd(address)
            try:
                beside = earcons(settings, recording)
            finally:
                crowd.end()
        counts = [crowd.answers[status] for status in (200, 429, 504)]
        name = f"{AT_ONCE} requests at once"
        rows.append([name, beside["median"], beside["p95"], beside["runs"], *counts])
        assert sum(counts) == crowd.answers.total(), crowd.answers
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = ["answered", "asked to wait", "too late"]
        writer.writerow(["beside", "key to earcon, median ms", "p95 ms", "runs", *names])
        writer.writerows(rows)
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
