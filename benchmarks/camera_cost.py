"""What the camera costs: the idle camera loop, the time to a fresh frame, and the quality gate.

    python -m benchmarks.camera_cost

A network camera sends 1280 x 720 pixels at 30 frames a second; the loop is Lantern's thread
together with its capture process. Then the whole program runs while nobody asks: five minutes
before one scene, and five before scenes that change every three seconds. Prints, and writes to
`benchmarks/camera_cost.csv`.
"""

import csv
import os
import queue
import threading
import time
from itertools import cycle
from pathlib import Path

import numpy as np

from assistant.camera.camera import Camera
from assistant.camera.photo import load
from assistant.camera.quality import measure, verdict
from assistant.cli.bench import processor_seconds
from assistant.protocol.effects import TakeFrame
from assistant.protocol.events import Event, FrameTaken
from benchmarks.asked import running
from tests.kit.http_camera import HttpCamera, read_stamp

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "assistant" / "cli" / "samples"
SECONDS = 20.0
LONG, BETWEEN = 300.0, 3.0
"""Seconds of the whole program with each kind of scene, and from one change to the next."""
SETTLED = 70.0
"""Seconds after the start until everything is loaded, and the tour is over."""
TAKES = 50
MEASURES = 100


def used(task: str) -> float:
    """Processor seconds of a process or thread, given its folder under /proc."""
    values = (Path("/proc") / task / "stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


def capture_process() -> str:
    """The process id of the capture process that this one started."""
    for folder in Path("/proc").glob("[0-9]*"):
        if f"PPid:\t{os.getpid()}\n" in (folder / "status").read_text():
            return folder.name
    raise SystemExit("The capture process is gone.")


def camera_costs(source: HttpCamera) -> dict[str, float]:
    """The loop's share of a core, and milliseconds from the question to the frame."""
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    camera = Camera(source.url, events.put)
    camera.start()
    try:
        if camera.wait(10.0).age is None:
            raise SystemExit("The camera sent no frame.")
        tasks = (capture_process(), *(f"self/task/{id}" for id in camera_threads()))
        before, begun = sum(map(used, tasks)), time.monotonic()
        time.sleep(SECONDS)
        share = (sum(map(used, tasks)) - before) / (time.monotonic() - begun)
        waited, ages = [], []
        for generation in range(TAKES):
            # Keys come at any moment between two frames.
            time.sleep(0.05 + 0.033 * generation / TAKES)
            pressed = time.monotonic()
            camera.take(TakeFrame(generation, pressed))
            taken = events.get(timeout=3.0)
            if not isinstance(taken, FrameTaken):
                raise SystemExit(f"Expected a frame, got {taken}.")
            waited.append((time.monotonic() - pressed) * 1000)
            ages.append((pressed - read_stamp(taken.frame.pixels)[1]) * 1000)
        return {
            "idle loop, percent of a core": share * 100,
            "key to frame, ms, median": float(np.median(waited)),
            "key to frame, ms, p95": float(np.percentile(waited, 95)),
            "frame's age at the key, ms, median": float(np.median(ages)),
            "frame's age at the key, ms, largest": max(ages),
        }
    finally:
        camera.close()


def camera_threads() -> list[str]:
    """The kernel's ids of the threads named "camera"."""
    return [str(thread.native_id) for thread in threading.enumerate() if thread.name == "camera"]


def program_costs(source: HttpCamera) -> dict[str, float]:
    """How much of a core the whole program uses while nobody asks, in percent."""
    with running(source.url, "en") as program:
        time.sleep(SETTLED)
        pid = program.process.pid
        before, begun = processor_seconds(pid), time.monotonic()
        time.sleep(LONG)
        changed, middle = processor_seconds(pid), time.monotonic()
        for name in cycle(("coffee.jpg", "dogs.jpg", "bowl.jpg", "building.jpg", "cat.jpg")):
            source.show(load(SAMPLES / name))
            time.sleep(BETWEEN)
            if time.monotonic() - middle > LONG:
                break
        after, end = processor_seconds(pid), time.monotonic()
    return {
        "one scene, percent of a core": (changed - before) / (middle - begun) * 100,
        "changing scenes, percent of a core": (after - changed) / (end - middle) * 100,
    }


def gate_costs() -> dict[str, float]:
    """Processor milliseconds of the quality gate for a frame."""
    photo = load(SAMPLES / "street.jpg")
    frame = np.repeat(np.repeat(photo, 2, axis=0), 2, axis=1)[:720, :1280]
    verdict(measure(frame))
    begun = time.process_time()
    for _ in range(MEASURES):
        verdict(measure(frame))
    return {"quality gate, processor ms": (time.process_time() - begun) * 1000 / MEASURES}


def main() -> None:
    """Measure and write."""
    photo = load(SAMPLES / "street.jpg")
    with HttpCamera(photo, rate=30.0) as source:
        figures = camera_costs(source) | gate_costs() | program_costs(source)
    with (ROOT / "benchmarks" / "camera_cost.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("what", "value"))
        for what, value in figures.items():
            writer.writerow((what, f"{value:.1f}"))
            print(f"{what}\t{value:.1f}")


if __name__ == "__main__":
    main()
