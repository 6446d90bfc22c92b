"""`lantern bench`: times every stage of the running program on this computer."""

import csv
import json
import logging
import os
import queue
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Final, Self

import psutil

from assistant.camera import photo
from assistant.camera.sources import Slideshow
from assistant.cli.demo import SAMPLES
from assistant.cli.speaker_recording import NoSinkError, SpeakerRecording
from assistant.protocol import events
from assistant.protocol.effects import TakeFrame
from assistant.protocol.events import Action, Emit, Event
from assistant.protocol.spoken import Message, Phrase
from assistant.runtime import compose, model_choice
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import BenchLine, Origin, StageName, Unit
from assistant.saying.messages.files_lines import FileFault, reason
from assistant.saying.messages.names_lines import source_name
from assistant.settings.config import Settings
from models.system.python_child import PythonChild

_log = logging.getLogger(__name__)

PHOTOS: Final = ("coffee.jpg", "cat.jpg", "dogs.jpg", "bowl.jpg", "wine.jpg", "street.jpg")
PACKAGE: Final = "package.jpg"
SEVERAL: Final = "dogs.jpg"
"""Holds several things."""
PATIENCE: Final = 10.0
"""Seconds to wait for any event."""
INTO_WORK: Final = 0.12
"""Seconds after a key when its earcon is over, the decoder is busy and no word is heard yet."""
INTO_SPEECH: Final = 0.4
"""Seconds of a sentence before it is stopped."""
AFTER: Final = 0.4
"""Seconds of silence after a measurement."""
SENTENCE: Final = 3.0
"""Seconds after which a short sentence has certainly ended."""
EARCON: Final = 0.2
"""Seconds after which an earcon has certainly ended."""
STILL: Final = 4.0
"""Seconds that a scene holds still before a key, so that it was looked at ahead."""
STARTS: Final = 3
"""Largest number of program starts."""
IDLE: Final = 3.0
"""Seconds over which the idle load is measured."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The measurements of one stage."""

    name: str
    unit: str
    taken_from: str
    values: Sequence[float] = field(default=())
    camera: str = ""
    """The camera's name, if `taken_from` mentions it."""

    def to_json(self) -> dict[str, object]:
        """The object to print, which is also a row of the csv."""
        name, unit, origin = map(self._said, (self.name, self.unit, self.taken_from))
        shown: dict[str, object] = {"stage": str(name), "unit": str(unit), "from": str(origin)}
        shown |= {"runs": len(self.values), "median": None, "p95": None}
        if not self.values:
            return shown | {"says": BenchLine.NOT_MEASURED.said(stage=name, origin=origin)}
        # The smallest value that 95 % of the values do not exceed.
        place = -(-95 * len(self.values) // 100) - 1
        p95 = round(sorted(self.values)[place], 1)
        found = {"median": round(statistics.median(self.values), 1), "p95": p95}
        says = BenchLine.MEASURED.said(stage=name, unit=unit, origin=origin, **found)
        return shown | found | {"says": says}

    def _said(self, word: str) -> Message | str:
        if not isinstance(word, Phrase):
            return word
        return word.said(camera=source_name(self.camera), percent="%")


def run(settings: Settings, runs: int, out: Path) -> Iterator[dict[str, object]]:
    """Measure every stage `runs` times, yield each when it is done, and write the csv file.

    Yields an `error` if the file cannot be written. Raises StartError.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.open("a").close()
    except OSError as error:
        yield _unwritten(out, error)
        return
    results = []
    with ExitStack() as stack:
        recording: SpeakerRecording | None = None
        try:
            recording = stack.enter_context(SpeakerRecording())
        except NoSinkError as fault:
            _log.warning(BenchLine.NOT_RECORDED.said(reason=fault))
        for stages in (
            _model_stages(settings, runs),
            _camera_stages(settings, runs),
            _start_stages(min(runs, STARTS)),
            earcon_stages(settings, runs, recording),
            _speech_stages(settings, runs, recording),
            _speech_stages(settings, runs, recording, still=True),
            _text_stages(settings, runs, recording),
            _text_stages(settings, runs, recording, still=True),
            _step_stages(settings, runs, recording),
        ):
            for stage in stages:
                results.append(stage.to_json())
                yield results[-1]
    try:
        _write(out, results)
    except OSError as error:
        yield _unwritten(out, error)


def _unwritten(path: Path, error: OSError) -> dict[str, object]:
    return {"error": FileFault.UNWRITABLE.said(file=path, reason=reason(error))}


def _write(path: Path, results: Sequence[dict[str, object]]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    about = {"measured_at": now, "processors": len(os.sched_getaffinity(0))}
    names = ("stage", "unit", "median", "p95", "runs", "from", *about)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(result | about for result in results)


def _model_stages(settings: Settings, runs: int) -> Iterator[Stage]:
    pictures = cycle([photo.load(SAMPLES / name) for name in PHOTOS])
    for name, values in model_choice.model_timings(settings, islice(pictures, runs)).items():
        unit = Unit.TOKENS if name is StageName.DECODER else "ms"
        yield Stage(name, unit, Origin.MODEL, values)


def _camera_stages(settings: Settings, runs: int) -> Iterator[Stage]:
    arrived: queue.SimpleQueue[Event] = queue.SimpleQueue()
    ages: list[float] = []
    load: list[float] = []
    camera = compose.camera(settings, arrived.put)
    camera.start()
    try:
        status = camera.wait(PATIENCE)
        if status.fault is None and status.age is not None:
            for generation in range(runs):
                now = time.monotonic()
                camera.take(TakeFrame(generation, now))
                event = arrived.get(timeout=PATIENCE)
                if isinstance(event, events.FrameTaken):
                    ages.append(max(0.0, now - event.frame.at) * 1000)
                time.sleep(0.1)
            before = processor_seconds(os.getpid())
            time.sleep(IDLE)
            load = [(processor_seconds(os.getpid()) - before) / IDLE * 100]
    finally:
        camera.close()
    for name, unit, values in ((StageName.FRAME, "ms", ages), (StageName.IDLE, Unit.SHARE, load)):
        origin = Origin.CAMERA if values else Origin.NO_CAMERA
        yield Stage(name, unit, origin, values, status.source)


def demonstration() -> PythonChild:
    """The demonstration in a process of its own; it writes its events."""
    return PythonChild(
        *("-m", "assistant", "demo", "--json"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )


def _start_stages(starts: int) -> Iterator[Stage]:
    seconds, megabytes = [], []
    for _ in range(starts):
        start = time.monotonic()
        with demonstration() as process:
            try:
                for line in process.stdout or ():
                    event = json.loads(line)["event"]
                    if event == "ready":
                        seconds.append(time.monotonic() - start)
                    # By then speech recognition is loaded too.
                    elif event == "answered":
                        megabytes.append(resident_megabytes(process.pid))
                        break
            finally:
                process.terminate()
    yield Stage(StageName.START, "s", Origin.DEMO, seconds)
    yield Stage(StageName.MEMORY, "MB", Origin.DEMO_FAMILY, megabytes)


def earcon_stages(
    settings: Settings, runs: int, recording: SpeakerRecording | None
) -> Iterator[Stage]:
    """Time from key to earcon while the decoder is busy with an earlier key."""
    name = StageName.EARCON
    if recording is None:
        yield Stage(name, "ms", Origin.ONLY_HEARD)
        return
    presses: list[float] = []

    def play(player: "_Player") -> None:
        for name in islice(cycle(PHOTOS), runs):
            player.hold(name)
            player.press(Action.DESCRIBE)
            time.sleep(INTO_WORK)
            presses.append(player.press(Action.DESCRIBE))
            time.sleep(EARCON)
            player.press(Action.STOP)
            time.sleep(AFTER)

    _Player(play).run(settings)
    values = []
    for press in presses:
        quiet = recording.onset(press - 0.02, press) is None
        onset = recording.onset(press, press + EARCON)
        if quiet and onset is not None:
            values.append((onset - press) * 1000)
    yield Stage(name, "ms", Origin.RECORDING, values)


def _speech_stages(
    settings: Settings, runs: int, recording: SpeakerRecording | None, *, still: bool = False
) -> Iterator[Stage]:
    """Time from key to first word and from stop to silence, with earcons off.

    The scene is new, or it has held `still`; then only the first word is timed.
    """
    timed: list[tuple[float, float, float, float]] = []

    def play(player: "_Player") -> None:
        for name in islice(cycle(PHOTOS), runs):
            player.hold(name)
            time.sleep(STILL if still else 0)
            press = player.press(Action.DESCRIBE)
            started = player.wait_for(events.SpeechStarted)
            time.sleep(INTO_SPEECH)
            stop = player.press(Action.STOP)
            ended = player.wait_for(events.SpeechEnded)
            time.sleep(AFTER)
            if started is not None and ended is not None:
                timed.append((press, started, stop, ended))

    _Player(play).run(_without_earcons(settings))
    words, silences = [], []
    for press, started, stop, ended in timed:
        if recording is None:
            words.append((started - press) * 1000)
            silences.append((ended - stop) * 1000)
            continue
        onset = recording.onset(press, stop)
        if onset is not None:
            words.append((onset - press) * 1000)
            silences.append((recording.last_heard(stop, stop + AFTER) - stop) * 1000)
    source = Origin.EVENTS if recording is None else Origin.RECORDING
    if still:
        yield Stage(StageName.STILL_WORD, "ms", source, words)
        return
    yield Stage(StageName.FIRST_WORD, "ms", source, words)
    yield Stage(StageName.SILENCE, "ms", source, silences)


def _text_stages(
    settings: Settings, runs: int, recording: SpeakerRecording | None, *, still: bool = False
) -> Iterator[Stage]:
    """Time from key to the text on a package, until it is read and until it is heard.

    The package has just come, or it was held `still`; then only what is heard is timed.
    """
    texts: list[float] = []
    timed: list[tuple[float, float, float, float]] = []

    def play(player: "_Player") -> None:
        for name in islice(cycle(PHOTOS), runs):
            player.hold(name)
            time.sleep(AFTER)
            player.hold(PACKAGE)
            time.sleep(STILL if still else 0)
            press = player.press(Action.DESCRIBE)
            read = player.wait_for(events.Mentioned)
            described = player.wait_for(events.SpeechEnded)
            started = player.wait_for(events.SpeechStarted, 2)
            time.sleep(INTO_SPEECH)
            stop = player.press(Action.STOP)
            player.wait_for(events.SpeechEnded)
            time.sleep(AFTER)
            if read is not None:
                texts.append((read - press) * 1000)
            if described is not None and started is not None:
                timed.append((press, described, started, stop))

    _Player(play).run(_without_earcons(settings))
    heard = []
    for press, described, started, stop in timed:
        onset = started if recording is None else recording.onset(described, stop)
        if onset is not None:
            heard.append((onset - press) * 1000)
    source = Origin.EVENTS if recording is None else Origin.RECORDING
    if still:
        yield Stage(StageName.STILL_TEXT, "ms", source, heard)
        return
    yield Stage(StageName.TEXT_READ, "ms", Origin.PROGRAM, texts)
    yield Stage(StageName.TEXT_WORD, "ms", source, heard)


def _step_stages(
    settings: Settings, runs: int, recording: SpeakerRecording | None
) -> Iterator[Stage]:
    """Time from an arrow key to the next thing of a picture that is explored."""
    timed: list[tuple[float, float]] = []

    def play(player: "_Player") -> None:
        player.hold(SEVERAL)
        for action in (Action.DESCRIBE, "explore"):
            player.press(action)
            player.wait_for(events.SpeechStarted)
            time.sleep(SENTENCE)
        for action in islice(cycle((Action.NEXT_LINE, Action.PREVIOUS_LINE)), runs):
            press = player.press(action)
            started = player.wait_for(events.SpeechStarted)
            time.sleep(SENTENCE)
            if started is not None:
                timed.append((press, started))

    _Player(play).run(_without_earcons(settings))
    values = []
    for press, started in timed:
        onset = started if recording is None else recording.onset(press, press + AFTER)
        if onset is not None:
            values.append((onset - press) * 1000)
    yield Stage(
        StageName.STEP, "ms", Origin.EVENTS if recording is None else Origin.RECORDING, values
    )


def _without_earcons(settings: Settings) -> Settings:
    return replace(settings, voice=replace(settings.voice, earcons=False))


class _Player:
    """Runs the loop on the sample photos, presses keys and watches the events."""

    def __init__(self, play: Callable[["_Player"], None]) -> None:
        self._play = play
        self._emit: Emit | None = None
        self._changed = threading.Condition()
        self._seen: list[tuple[float, Event]] = []
        self._ended = False
        self._names = (*PHOTOS, PACKAGE)
        self._slides = Slideshow([SAMPLES / name for name in self._names])
        self._thread = threading.Thread(target=self._follow, name="player", daemon=True)

    def run(self, settings: Settings) -> None:
        """Run until the play is over."""
        compose.run(settings, self, photos=self._slides, other_keys=self._start)

    def hold(self, name: str) -> None:
        """Show a photo to the camera."""
        self._slides.show(self._names.index(name))

    def press(self, action: str) -> float:
        """Press a key and return the time; `wait_for` ignores earlier events."""
        with self._changed:
            self._seen.clear()
        now = time.monotonic()
        if self._emit is not None:
            self._emit(events.Pressed(action, now))
        return now

    def wait_for(self, kind: type[Event], which: int = 1) -> float | None:
        """Time of the first, second, … event of a kind since the last key; None if none came."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._time_of(kind, which), PATIENCE)
            return self._time_of(kind, which)

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        """See an event, in the loop's thread."""
        with self._changed:
            self._seen.append((time.monotonic(), event))
            self._changed.notify_all()

    def stop(self) -> None:
        """The loop has ended."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def _start(self, emit: Emit) -> Self:
        self._emit = emit
        self._thread.start()
        return self

    def _follow(self) -> None:
        self.wait_for(events.Ready)
        self.wait_for(events.SpeechEnded)
        time.sleep(AFTER)
        self._play(self)
        self.press(Action.QUIT)

    def _time_of(self, kind: type[Event], which: int) -> float | None:
        times = (at for at, event in self._seen if isinstance(event, kind))
        return next(islice(times, which - 1, None), None)


def _family(root: int) -> list[psutil.Process]:
    """A process and its descendants."""
    process = psutil.Process(root)
    return [process, *process.children(recursive=True)]


def resident_megabytes(root: int) -> float:
    """The proportional set size of a process and its children: a page that they share counts once.

    https://docs.kernel.org/filesystems/proc.html
    """
    total = 0
    for process in _family(root):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 1e6


def processor_seconds(root: int) -> float:
    """The processor seconds of a process and its children."""
    total = 0.0
    for process in _family(root):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total
