"""How fast a phone hears an answer, and what that costs the Lantern beside it.

`python -m benchmarks.phone` starts `lantern phone` in a process of its own, and sends it over
loopback photos of a package: as the page makes them from one of 12 megapixels, and as they were
taken. It measures the time from the last byte of the photo to the first words, and to what is
written on the package. Then a phone is guided to a thing and to a page, look after look without the
page's pause between them. At last three phones ask without a pause, while another Lantern answers
keys. It writes benchmarks/phone.csv.
"""

import contextlib
import csv
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import cv2
import numpy as np

from assistant.cli import bench
from assistant.cli.demo import SAMPLES
from assistant.cli.speaker_recording import SpeakerRecording
from assistant.settings.config import defaults

OUT: Final = Path("benchmarks/phone.csv")
RUNS: Final = 15
WARM_UP: Final = 2
TAKEN: Final = (4000, 3000)
"""Width and height of a photo of 12 megapixels."""
SENT: Final = 2560
"""The longest side of what the page sends."""
JPEG: Final = (cv2.IMWRITE_JPEG_QUALITY, 85)
PHONES: Final = 3
GUIDED: Final = {"dog": ("coffee", 640), "": ("letter", 1280)}
"""What to guide to, nothing meaning a page, with a photo and its longest side as the page sends it.

No dog is in the photo, so that the search does not end.
"""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that is connected."""

    address: str
    cookie: str

    def ask(self, photo: bytes, wanted: str = "wish=describe") -> list[float]:
        """Milliseconds from the end of the upload to each part of the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        with contextlib.closing(connection):
            head = {"Cookie": self.cookie, "Origin": self.address.rstrip("/")}
            connection.request("POST", f"/ask?{wanted}", photo, head)
            sent = time.perf_counter()
            answer = connection.getresponse()
            return [
                (time.perf_counter() - sent) * 1000 for line in answer if "said" in json.loads(line)
            ]

    def guided(self, thing: str) -> float:
        """How many looks a second it is guided by; empty: to a page."""
        name, longest = GUIDED[thing]
        looks = list(photos(longest, name))
        begin = 0.0
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        with contextlib.closing(connection):
            for number, photo in enumerate(looks):
                if number == WARM_UP:
                    begin = time.perf_counter()
                values = urlencode({"guide": f"to {thing}", "thing": thing})
                head = {"Cookie": self.cookie, "Origin": self.address.rstrip("/")}
                connection.request("POST", f"/guide?{values}", photo, head)
                answer = connection.getresponse()
                assert answer.status == http.client.OK, answer.read()
                answer.read()
        return round((len(looks) - WARM_UP) / (time.perf_counter() - begin), 1)


@contextlib.contextmanager
def page() -> Iterator[list[Phone]]:
    """`lantern phone` with the shipped model; yields connected phones."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "lantern" / "config.toml"
        own.parent.mkdir()
        own.write_text(f'[phone]\naddress = "127.0.0.1"\nport = {port}\n')
        around = os.environ | {"XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        start = [sys.executable, "-m", "assistant", "phone", "--json"]
        with subprocess.Popen(start, env=around, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            try:
                phones = []
                said = json.loads(process.stdout.readline())
                for _ in range(PHONES):
                    phones.append(connected(said["address"], said["code"]))
                    again = subprocess.run(start, env=around, stdout=subprocess.PIPE, check=True)
                    said = json.loads(again.stdout)
                yield phones
            finally:
                process.kill()


def connected(address: str, code: str) -> Phone:
    """Connect a phone."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", "/pair", code, {"Origin": address.rstrip("/")})
        answer = connection.getresponse()
        assert answer.status == http.client.OK, answer.read()
        return Phone(address, str(answer.headers["Set-Cookie"]).partition(";")[0])


def photos(longest: int, name: str = "package") -> Iterator[bytes]:
    """Copies of a photo, each a little brighter than the one before, so that none is known."""
    sample = cv2.imread(str(SAMPLES / f"{name}.jpg"))
    assert sample is not None
    scale = min(TAKEN[0] / sample.shape[1], TAKEN[1] / sample.shape[0])
    scale *= min(1.0, longest / max(TAKEN))
    large = cv2.resize(sample, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    for brighter in range(RUNS + WARM_UP):
        _, data = cv2.imencode(".jpg", cv2.convertScaleAbs(large, beta=brighter), JPEG)
        yield np.asarray(data).tobytes()


def timed(phone: Phone, longest: int) -> list[object]:
    """The medians and the slowest of 20, in milliseconds, of photos with such a longest side."""
    times = [phone.ask(photo)[:2] for photo in photos(longest)][WARM_UP:]
    columns = [sorted(column) for column in zip(*times, strict=True)]
    row: list[object] = []
    for column in columns:
        row += [round(statistics.median(column)), round(column[int(0.95 * len(column))])]
    return row


def beside(phones: list[Phone]) -> float:
    """Milliseconds from a key to its earcon, in the median, while all phones ask."""
    ended = threading.Event()
    photo = next(photos(SENT))

    def ask(phone: Phone) -> None:
        while not ended.is_set():
            phone.ask(photo)

    threads = [threading.Thread(target=ask, args=(phone,)) for phone in phones]
    with SpeakerRecording() as recording:
        for thread in threads:
            thread.start()
        try:
            (stage,) = bench.earcon_stages(defaults(), RUNS, recording)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
    return float(str(stage.to_json()["median"]))


def main() -> None:
    """Measure, and write the table."""
    rows: list[list[object]] = []
    with page() as phones:
        rows.append(["photo as the page sends it", *timed(phones[0], SENT), "", ""])
        rows.append(["photo of 12 megapixels", *timed(phones[0], max(TAKEN)), "", ""])
        for what, thing in (("a thing", "dog"), ("a page", "")):
            rows.append([f"guided to {what}", "", "", "", "", "", phones[0].guided(thing)])
        rows.append([f"{PHONES} phones at once", "", "", "", "", beside(phones), ""])
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        times = ["first words, median ms", "p95 ms", "written words, median ms", "p95 ms"]
        columns = "key to earcon beside, median ms", "looks a second"
        writer.writerow(["what", *times, *columns])
        writer.writerows(rows)
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
