"""A day of use with everything that can go wrong: what grows, what hangs, what is said wrongly.

    python -m benchmarks.soak --hours 24

Each hour of heavy use is a round of about two minutes: idle time is left out, and the computer
sleeps until the next hour. Runs `lantern run` in a virtual room (PulseAudio) with a
network camera that shows the sample photos, a server that looks at them, and `lantern phone` beside
it. In each round, keys are pressed, questions typed and asked aloud, pages and a document read, and
a phone asks about a photo. Then the camera, the sound card with the microphone, and the server each
go away and come back, a child of Lantern is killed, the disk is full for a while, the clock is set
forward and back, and the computer sleeps. Writes `benchmarks/soak.csv`, with memory (without files
that are mapped, and what is shared counted once), descriptors and threads of each process and the
slowest answers of each round, and `benchmarks/soak_lines.csv`, with every line that was spoken and
how often. Exits with 1 if memory grew by more than a twentieth from the second quarter to the last,
if descriptors did, if a key was taken late, if a fault was not spoken, or if one was reported that
there was not. What a thread waited for a processor, because other programs had all of them, makes
no key late; it is written beside.
"""

import csv
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from assistant.asr.resampling import RATE
from assistant.runtime.remembered import remember
from assistant.settings.config import user_file
from benchmarks import phone
from benchmarks.command import command
from models.embedded import files
from models.interfaces import Picture
from tests.kit import pdf, program
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.clock import Clock
from tests.kit.http_camera import HttpCamera
from tests.kit.processes import child
from tests.kit.pulse import PulseServer
from tests.kit.room import add_microphone, quiet, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

OUT: Final = Path(__file__).with_suffix(".csv")
LINES: Final = OUT.with_name("soak_lines.csv")
PATIENCE: Final = 60.0
"""Seconds that anything may take before the soak is broken off."""
START: Final = 180.0
"""The same for the start."""
AWAY: Final = 6.0
"""Seconds of use without a child, and between two pictures for a server."""
LONGEST: Final = 10.0
"""Minutes that a simulated hour may take: a day takes at most four hours."""
HOUR: Final = 3600
DISK: Final = "64m"
"""The size of the disk with what is kept."""
GRACE: Final = 15.0
"""Seconds after which a device that is back is no reason for a fault any more."""
REST: Final = 3.0
"""Seconds before memory is measured, in which work ends."""
LATE: Final = 0.1
"""Seconds in which the loop takes a key."""
GROWTH: Final = 1.05
KEYS: Final = (
    *("space", "d", "v", "r", "c", "o", "i", "h", "p", "l", "s", "w", "w", "s"),
    *("t", "right", "down", "pagedown", "pageup", "s", "+", "-", "z"),
)
TYPED: Final = ("is there a dog", "what colour is it", "how many people are there")
LAST_SEEN: Final = "where did i last see the dog"
LETTER: Final = [[f"Page {page}.", "The amount due is 10 euros."] for page in "123"]
ASKED: Final = ("Is there a cup?", "What is on the table?", "Describe this.")
FAULTS: Final = {
    "camera_lost": "camera",
    "sound_lost": "sound",
    "microphone_lost": "sound",
    "server_changed": "server",
    "degraded": "",
    "work_failed": "",
    "listening_failed": "sound",
    "save_failed": "disk",
}
"""Events that report a fault, with what has to be away."""


class Row(NamedTuple):
    """What was measured of one process at the end of a round."""

    minutes: float
    process: str
    megabytes: float
    descriptors: int
    threads: int
    slowest_key_ms: int
    without_processor_ms: int
    """What a thread of Lantern, and one of this program, waited for a processor meanwhile."""
    slowest_voice_ms: int


@dataclass
class Soak:
    """The running program, and what is known of it."""

    program: ProgramOnTerminal
    camera: HttpCamera
    server: ChatServer
    pulse: PulseServer
    clock: Clock
    folder: Path
    began: float
    rows: list[Row] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    away: dict[str, float] = field(default_factory=dict)
    """Until when each device and the server are a reason for a fault."""
    key_times: list[tuple[float, float]] = field(default_factory=list)
    """Of each key, the seconds it took, and those that a thread waited for a processor."""
    voice_times: list[float] = field(default_factory=list)
    mark: int = 0
    """How much of the output has been read."""
    unread: deque[dict[str, Any]] = field(default_factory=deque)
    """Events that nothing has waited for yet."""
    reported: set[str] = field(default_factory=set)
    """Faults in the words of their events."""
    said: list[str] = field(default_factory=list)
    """What was said, or printed with a bell, since something was last taken away."""

    def _read(self) -> None:
        data = self.program.printed_since(self.mark)
        whole = data[: data.rfind(b"\n") + 1]
        self.mark += len(whole)
        for line in whole.splitlines():
            try:
                # The terminal is set up before the first event, on the same line.
                event = json.loads(line[line.find(b"{") :])
            except ValueError:
                self.said.append(line.decode())
                continue
            self._note(event)
            self.unread.append(event)

    def _note(self, event: dict[str, Any]) -> None:
        name = event["event"]
        if name == "speech_started" and event["text"]:
            self.lines[event["text"]] += 1
            self.said.append(event["text"])
        reports = name in FAULTS and not event.get("back")
        if reports and time.monotonic() > self.away.get(FAULTS[name], 0.0):
            self.fault(f"{event}, after {self.said[-1:]}")
        if reports and (words := event.get("reason") or event.get("sentence")):
            self.reported.add(words)

    def fault(self, words: str) -> None:
        """Note what must not be."""
        self.faults.append(f"{self.minutes:.1f}: {words}")

    @property
    def minutes(self) -> float:
        """Since the start."""
        return (time.monotonic() - self.began) / 60

    def wait(self, seconds: float, *names: str) -> dict[str, Any] | None:
        """Read events until one has one of these names; None if none comes in time."""
        ends = time.monotonic() + seconds
        while True:
            self._read()
            while self.unread:
                event = self.unread.popleft()
                if event["event"] in names:
                    return event
            if time.monotonic() >= ends:
                return None
            time.sleep(0.004)

    def press(self, key: str) -> None:
        """Press a key, and measure how long the loop takes to take it."""
        self.wait(0.0)
        pids = self.program.process.pid, os.getpid()
        before = [processor_waits(pid) for pid in pids]
        sent = time.monotonic()
        self.program.press(key)
        if self.wait(PATIENCE, "pressed", "typing_began") is None:
            raise AssertionError(f"The key {key} was not answered.")
        took = time.monotonic() - sent
        waited = 0.0
        for pid, earlier in zip(pids, before, strict=True):
            later = processor_waits(pid)
            waited += max(later[thread] - earlier.get(thread, 0.0) for thread in later)
        self.key_times.append((took, waited))
        if took - waited > LATE:
            self.fault(
                f"{key} was taken after {1000 * took:.0f} ms, "
                f"{1000 * waited:.0f} of them without a processor"
            )

    def status(self) -> None:
        """Ask how things stand, and measure how long the voice takes to begin."""
        self.press("s")
        self.wait(0.5)
        sent = time.monotonic()
        self.press("i")
        if (started := self.wait(PATIENCE, "speech_started")) is not None:
            self.voice_times.append(started["at"] - sent)
        self.press("s")

    def ask(self, question: str) -> None:
        """Type a question, and wait for its answer."""
        self.press("/")
        self.program.press(*question, "enter")
        self.wait(PATIENCE, "answered", "work_failed")

    def hears(self, words: str) -> None:
        """Wait until a sentence with these words begins; it is a fault if none does."""
        ends = time.monotonic() + PATIENCE
        while not any(words in line for line in self.said):
            if self.wait(ends - time.monotonic(), "speech_started") is None:
                self.fault(f"Nobody said: {words}")
                return

    @contextmanager
    def without(self, *what: str) -> Iterator[None]:
        """Expect faults from a missing part during the block, and shortly after it."""
        self.said.clear()
        self.away |= dict.fromkeys(what, float("inf"))
        yield
        self.away |= dict.fromkeys(what, time.monotonic() + GRACE)


def use(soak: Soak, number: int, photos: Sequence[Picture], phones: phone.Phone) -> None:
    """Keys, questions, pages and a phone about another picture."""
    soak.camera.show(photos[number % len(photos)])
    soak.wait(1.0)
    for key in KEYS:
        soak.press(key)
        soak.wait(1.0)
    soak.ask(TYPED[number % len(TYPED)])
    sound = spoken(ASKED[number % len(ASKED)], "en-us", 160)
    soak.press("enter")
    with speaking(soak.pulse, sound):
        soak.wait(len(sound) / RATE + 10, "heard", "heard_nothing", "not_understood")
    soak.wait(3.0)
    read_letter(soak)
    _, photo = cv2.imencode(".jpg", photos[number % len(photos)][..., ::-1])
    for wanted in ("wish=describe", "wish=read", "wish=ask&question=is+there+a+dog"):
        if not phones.ask(photo.tobytes(), wanted):
            soak.fault(f"The phone got no answer to {wanted}.")
    soak.status()


def read_letter(soak: Soak) -> None:
    """Read a document aloud, page by page."""
    letter = soak.folder / "letter.pdf"
    letter.write_bytes(pdf.written(*LETTER))
    soak.said.clear()
    trigger = [sys.executable, "-m", "assistant", "trigger", "read-file", str(letter)]
    subprocess.run(trigger, cwd=program.ROOT, check=True, stdout=subprocess.DEVNULL)
    soak.hears("Page 1")
    soak.press("pagedown")
    soak.hears("Page 2")
    soak.press("s")


def disturb(soak: Soak, number: int, photo: Picture) -> None:
    """Take everything away and bring it back, and kill another child each time."""
    # A blurred picture would not be sent to the server.
    soak.camera.show(photo)
    soak.wait(1.0)
    with soak.without("camera"):
        soak.camera.die()
        soak.press("space")
        soak.hears("The network camera is not sending pictures.")
        soak.camera.revive()
        soak.hears("The camera is back.")
    with soak.without("server"):
        soak.server.__exit__()
        soak.press("space")
        soak.hears("is not responding.")
        soak.server.__enter__()
        # The first picture finds that it answers, the second goes to it.
        for _ in range(2):
            soak.wait(AWAY)
            soak.press("space")
        soak.hears("is looking at pictures again.")
    with soak.without("", "camera", "sound"):
        _, *children = processes(soak.program.process.pid)
        if children:
            with suppress(ProcessLookupError):
                os.kill(children[number % len(children)][1], signal.SIGKILL)
        soak.press("space")
        soak.wait(AWAY)
    with soak.without("disk", ""), full_disk(soak):
        soak.press("space")
        soak.wait(PATIENCE, "described")
        soak.press("z")
        soak.hears("The disk is full")
        soak.wait(PATIENCE, "speech_ended")
    soak.press("z")
    soak.hears("Saved as")


@contextmanager
def full_disk(soak: Soak) -> Iterator[None]:
    """The disk with what is kept is full during the block."""
    filler = Path(f"/proc/{soak.program.process.pid}/root{soak.folder}/disk/filler")
    with suppress(OSError), filler.open("wb", 0) as file:
        while True:
            file.write(bytes(1 << 20))
    yield
    filler.unlink()


def sleep(soak: Soak, number: int) -> None:
    """The clock is set a day forward and an hour back; then the computer sleeps to the next hour.

    Nothing may be said about that; a fault would count.
    """
    now = number * HOUR
    for at in (now + 24 * HOUR, now - HOUR, now):
        soak.clock.set(at)
        soak.ask(LAST_SEEN)
    with soak.without("camera"):
        soak.clock.set(now + HOUR)
        soak.clock.sleep(HOUR)
        if soak.wait(PATIENCE, "resumed") is None:
            soak.fault("It did not wake up.")
        soak.press("space")
        if soak.wait(PATIENCE, "described") is None:
            soak.fault("It sees nothing after it slept.")


@contextmanager
def without_sound(soak: Soak) -> Iterator[None]:
    """The sound server is killed and starts again; the block needs its sound."""
    with soak.without("sound", ""):
        soak.pulse.kill()
        soak.press("space")
        soak.hears("The sound card is no longer connected.")
        soak.pulse.start()
        add_microphone(soak.pulse)
        with quiet(soak.pulse), soak.pulse.recording():
            soak.hears("The sound is back.")
            soak.wait(GRACE)
            soak.away["sound"] = soak.away[""] = 0.0
            yield


def measure(soak: Soak) -> None:
    """Note what each process takes, after a rest."""
    for words in soak.reported:
        if not any(words in line for line in soak.lines):
            soak.fault(f"Nobody said: {words}")
    soak.reported.clear()
    soak.press("s")
    soak.wait(REST)
    key, voice = max(soak.key_times, default=(0.0, 0.0)), max(soak.voice_times, default=0.0)
    slowest = [round(1000 * seconds) for seconds in (*key, voice)]
    beside = "phone", child("assistant\0phone")
    for name, pid in (*processes(soak.program.process.pid), beside):
        with suppress(OSError):
            folder = Path("/proc") / str(pid)
            memory = next(
                int(line.split()[1])
                for line in (folder / "smaps_rollup").read_text().splitlines()
                # How much of a file's pages counts depends on who else maps it.
                if line.startswith("Pss_Anon:")
            )
            own = len(list((folder / "fd").iterdir())), len(list((folder / "task").iterdir()))
            soak.rows.append(
                Row(round(soak.minutes, 1), name, round(memory / 1000), *own, *slowest)
            )
    soak.key_times.clear()
    soak.voice_times.clear()


def processor_waits(pid: int) -> dict[str, float]:
    """Seconds that each thread of a process was ready to run and had no processor.

    See https://docs.kernel.org/scheduler/sched-stats.html.
    """
    found = {}
    for thread in (Path("/proc") / str(pid) / "task").iterdir():
        # It may end meanwhile.
        with suppress(OSError):
            found[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return found


def processes(root: int) -> list[tuple[str, int]]:
    """The program and its children, by name."""
    found = [("lantern", root)]
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == root:
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
                module = next((word for word in words if word.startswith("assistant.")), words[0])
                found.append((module.rpartition("/")[2] or "?", int(folder.name)))
    return found


def verdict(rows: Sequence[Row]) -> list[str]:
    """What grew from the second quarter to the last."""
    minutes = sorted({row.minutes for row in rows})
    if len(minutes) < 4:
        return []
    quarter = len(minutes) // 4
    found = []
    for name in ("megabytes", "descriptors"):
        totals = [
            sum(getattr(row, name) for row in rows if row.minutes == minute) for minute in minutes
        ]
        before = statistics.median(totals[quarter : 2 * quarter])
        after = statistics.median(totals[-quarter:])
        limit = before * GROWTH if name == "megabytes" else before
        if after > limit:
            found.append(f"The {name} grew from {before} to {after}.")
    return found


@contextmanager
def running(folder: Path, server: ChatServer, camera: HttpCamera) -> Iterator[Soak]:
    """Start the program in a room of its own."""
    pulse, disk, clock = PulseServer(folder / "pulse"), folder / "disk", Clock(folder)
    disk.mkdir()
    os.environ |= {"PULSE_SERVER": pulse.address, "HOME": str(folder)}
    for name in ("CONFIG", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    os.environ |= {"XDG_RUNTIME_DIR": str(folder), "XDG_DATA_HOME": str(disk)}
    user_file().parent.mkdir(parents=True)
    user_file().write_text(
        f'[camera]\nsource = "{camera.url}"\n[remote]\naddress = "{server.address}"\n'
        f'[memory]\nsightings = true\n[save]\nfolder = "{disk}/saved"\n'
    )
    remember("toured")
    pulse.start()
    add_microphone(pulse)
    mount = f'mount -t tmpfs -o size={DISK} none "{disk}"; exec "$@"'
    words = [
        *("unshare", "--map-root-user", "--mount", "--", "bash", "-c", mount, "bash"),
        *program.command(files.WEIGHTS, "run", "--json", harm=clock.harm),
    ]
    try:
        with ProgramOnTerminal(words, env=os.environ, cwd=program.ROOT) as run:
            soak = Soak(run, camera, server, pulse, clock, folder, time.monotonic())
            with soak.without(*FAULTS.values()), quiet(pulse), pulse.recording():
                assert soak.wait(START, "ready") is not None, run.printed
            yield soak
    finally:
        pulse.kill()


def main() -> int:
    """Soak, measure and write."""
    parser = command(__doc__)
    parser.add_argument("--hours", type=int, default=24, help="simulated hours (24)")
    hours = parser.parse_args().hours
    photos = [
        np.asarray(cv2.imread(str(path)), np.uint8)[..., ::-1].copy()
        for path in sorted((program.ROOT / "assistant" / "cli" / "samples").glob("*.jpg"))
    ]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        camera = stack.enter_context(HttpCamera(photos[0]))
        server = ChatServer(answer=tokens("A dog on a sofa."))
        server.__enter__()
        stack.callback(server.__exit__)
        soak = stack.enter_context(running(folder, server, camera))
        own, *_ = stack.enter_context(phone.page())
        for number in range(hours):
            began = soak.minutes
            with without_sound(soak):
                use(soak, number, photos, own)
                disturb(soak, number, photos[0])
                sleep(soak, number)
                measure(soak)
            write(soak)
            if soak.minutes - began > LONGEST:
                soak.fault(f"This hour took {soak.minutes - began:.0f} minutes.")
        if soak.program.process.poll() is not None:
            soak.fault("Lantern has ended.")
        if "Traceback" in soak.program.printed:
            soak.fault("A traceback was printed.")
    faults = soak.faults + verdict(soak.rows)
    print("\n".join(faults) or "No faults.")
    return 1 if faults else 0


def write(soak: Soak) -> None:
    """Write what is known so far."""
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(name.replace("_", " ") for name in Row._fields)
        writer.writerows(soak.rows)
    with LINES.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("times", "line"))
        writer.writerows((count, line) for line, count in sorted(soak.lines.items()))


if __name__ == "__main__":
    sys.exit(main())
