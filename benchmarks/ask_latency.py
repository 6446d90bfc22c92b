"""How long it takes from the end of a spoken question to the first sound of its answer.

    python -m benchmarks.ask_latency

Runs the whole program in a virtual room (PulseAudio): espeak-ng asks into its microphone about a
photo, then about a page, and microphone and speaker are recorded. Writes
`benchmarks/ask_latency.csv` with the median and the 95th percentile in milliseconds of two times
until the first sound of the answer: from the end of the pause that ends a question, and from a
second Enter at the end of the question.
"""

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from assistant.asr.resampling import RATE
from assistant.runtime.remembered import remember
from assistant.settings.config import user_file
from benchmarks.command import command
from tests.kit.pulse import PulseServer, Recording
from tests.kit.room import MICROPHONE, NOISE, room, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

ROOT: Final = Path(__file__).parent.parent
OUT: Final = Path(__file__).with_suffix(".csv")
QUESTIONS: Final = {
    "coffee.jpg": (
        "What is on the table in front of me?",
        "Is there a cup on the table?",
        "What colour is the cup?",
        "How many cups are there?",
    ),
    "letter.jpg": (
        "When is my appointment?",
        "How much is the amount due?",
        "What have they received?",
        "What is the telephone number?",
    ),
}
"""By the picture that is asked about: a photo, and a page."""
VOICES: Final = (("en", 150), ("en-us", 160))
PAUSE: Final = 0.7
"""Seconds; the default of `ears.pause`."""
LOUD: Final = 6 * NOISE
"""Anything louder in the microphone is speech."""
PATIENCE: Final = 30.0


class Room:
    """The running program, with recordings of its microphone and speaker."""

    def __init__(
        self,
        server: PulseServer,
        microphone: Recording,
        speaker: Recording,
        run: ProgramOnTerminal,
        questions: Sequence[str],
    ) -> None:
        self.server, self.microphone, self.speaker, self.run = server, microphone, speaker, run
        self._questions = questions

    def ask(self, number: int, *, enter: bool) -> float:
        """Ask a question and return the seconds from its end, as users see it, to the answer."""
        question = self._questions[number % len(self._questions)]
        sound = spoken(question, *VOICES[number % len(VOICES)])
        self.run.press("enter")
        self.run.wait_for('"event": "listening"', PATIENCE)
        began = time.monotonic()
        with speaking(self.server, sound):
            end = self._spoken_until(began + len(sound) / RATE)
            asked = end + PAUSE
            if enter:
                asked = time.monotonic()
                self.run.press("enter")
            self.run.wait_for('"event": "heard"', PATIENCE)
            first = self.speaker.wait_loud(end, PATIENCE)
        self.run.wait_for('"event": "speech_ended"', PATIENCE)
        self.run.press("s")
        time.sleep(0.5)
        return first - asked

    def _spoken_until(self, after: float) -> float:
        """Wait until the speech has ended, and return the time of its last sound."""
        while True:
            now = time.monotonic()
            self.microphone.wait_until(now)
            loud = self.microphone.loud_times(now - 5, now, LOUD)
            if len(loud) and now > after and now - loud[-1] > 0.15:
                return float(loud[-1])
            time.sleep(0.02)


@contextmanager
def running(folder: Path, picture: str) -> Iterator[Room]:
    """Start the program in a room of its own, before a picture of `QUESTIONS`."""
    server = PulseServer(folder / "pulse")
    photo = ROOT / "assistant" / "cli" / "samples" / picture
    os.environ |= {"PULSE_SERVER": server.address, "HOME": str(folder)}
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    user_file().parent.mkdir(parents=True)
    user_file().write_text(
        f'[camera]\nsource = "{photo}"\n[voice]\nearcons = false\n[ears]\ncertain = 0\n'
    )
    # Skip the tour.
    remember("toured")
    server.start()
    command = [sys.executable, "-m", "assistant", "run", "--json"]
    try:
        with ExitStack() as stack:
            stack.enter_context(room(server))
            microphone = stack.enter_context(server.recording(sink=MICROPHONE))
            speaker = stack.enter_context(server.recording())
            run = stack.enter_context(ProgramOnTerminal(command, env=os.environ, cwd=ROOT))
            run.wait_for('"event": "ready"', PATIENCE)
            time.sleep(5.0)  # The recogniser loads.
            yield Room(server, microphone, speaker, run, QUESTIONS[picture])
    finally:
        server.kill()


def main() -> None:
    """Ask, measure and write."""
    parser = command(__doc__)
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="questions of each kind")
    runs = parser.parse_args().runs
    stages: dict[str, Callable[[Room, int], float]] = {
        "end of the pause to the answer": lambda room, number: room.ask(number, enter=False),
        "second Enter to the answer": lambda room, number: room.ask(number, enter=True),
    }
    found: dict[str, list[float]] = {}
    for picture in QUESTIONS:
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), picture) as made:
            for name, measure in stages.items():
                times = [measure(made, number) * 1000 for number in range(runs)]
                found[f"{Path(picture).stem}: {name}"] = times
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("stage", "median ms", "95th percentile ms", "runs", "processors"))
        for name, times in found.items():
            tail = sorted(times)[-(-95 * len(times) // 100) - 1]
            row = (name, round(statistics.median(times)), round(tail), len(times))
            writer.writerow((*row, len(os.sched_getaffinity(0))))
            print(f"{name}: {row[1]} ms, 95th percentile {row[2]} ms")


if __name__ == "__main__":
    main()
