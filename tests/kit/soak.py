"""Random keys, speech, silence and noise for a running program, and a check of its behaviour."""

import json
import os
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.asr.resampling import RATE, Samples
from tests.kit.pulse import PulseServer
from tests.kit.room import speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

SENTENCES: Final = (
    *("What is on the table in front of me?", "Is there a cup?", "What colour is it?", "Stop."),
    *("Describe this.", "Say more.", "Help.", "Yes.", "No.", "Repeat that.", "Read this."),
)
KEYS: Final = (*"drpsv+-ihy", *["space"] * 4, *["enter"] * 8, "up")
TYPED: Final = ("is it red", "what is this", "stop", "")
HANG: Final = 3.0
"""Seconds within which the program must answer a key."""
LATE: Final = 1.0
"""Seconds after a stop in which speech may still be reported to start: on a machine with all cores
busy, the key is read before the voice learns of it."""
WARM: Final = 0.4
"""The part of the time after which memory must not grow."""
GROWTH: Final = 40.0
"""Megabytes by which it may vary."""
WAKING: Final = frozenset(
    {
        *("pressed", "typing_began", "typed", "typing_full", "typing_ended"),
        *("camera_lost", "camera_back"),
        *("sound_lost", "sound_back", "microphone_lost", "microphone_back", "save_failed"),
    }
)
"""Events that may be spoken about even after a stop."""


@dataclass
class SoakResult:
    """What was measured, and the faults found."""

    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds that the slowest answer to a key took."""
    megabytes: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """Events by name."""


def soak(
    program: ProgramOnTerminal, server: PulseServer, seconds: float, seed: int, hang: float = HANG
) -> SoakResult:
    """Press keys, speak and make noise at random; the program prints its events as JSON."""
    dice, found = random.Random(seed), SoakResult()
    end = time.monotonic() + seconds
    sounds = [spoken(text, "en-us", 160) for text in SENTENCES]
    with ExitStack() as stack:
        while time.monotonic() < end and not found.faults:
            for _ in range(dice.randrange(4, 16)):
                _disturb(program, server, dice, sounds, stack)
            stack.close()
            _check_alive(program, found, hang)
    events = [json.loads(line) for line in program.printed.splitlines() if line.startswith("{")]
    for event in events:
        found.counts[event["event"]] = found.counts.get(event["event"], 0) + 1
    found.faults += stale(events)
    for words in ("Traceback", "Lantern has crashed"):
        if words in program.printed:
            found.faults.append(f"It printed {words}.")
    warm = found.megabytes[round(len(found.megabytes) * WARM) :]
    if warm and max(warm[len(warm) // 2 :]) - min(warm) > GROWTH:
        found.faults.append(f"Its memory grows: {warm}")
    return found


def stale(events: list[dict[str, Any]]) -> list[str]:
    """What was said after a stop, without an event that justifies it."""
    faults = []
    stopped: float | None = None
    for event in events:
        name = event["event"]
        if name in WAKING:
            stop = name == "pressed" and event["action"] == "stop"
            stopped = event["at"] if stop else None
        elif name == "speech_started" and stopped is not None and event["at"] > stopped + LATE:
            faults.append(f"Said after a stop: {event['text']}")
    return faults


def _disturb(
    program: ProgramOnTerminal,
    server: PulseServer,
    dice: random.Random,
    sounds: list[Samples],
    stack: ExitStack,
) -> None:
    match dice.randrange(10):
        case 0 | 1 | 2 | 3:
            program.press(dice.choice(KEYS))
        case 4:
            program.press("enter")
            time.sleep(0.3)
            stack.close()
            sound = dice.choice(sounds)
            stack.enter_context(speaking(server, sound))
            # Often enough, the question is heard to its end.
            time.sleep(dice.choice((0.0, len(sound) / RATE + 1.5)))
        case 5:
            stack.close()
            stack.enter_context(speaking(server, dice.choice(sounds)))
        case 6:
            stack.close()
            noise = np.random.default_rng(dice.randrange(99)).normal(0, 0.2, RATE // 2)
            stack.enter_context(speaking(server, noise.astype(np.float32)))
        case 7:
            for letter in ("/", *dice.choice(TYPED)):
                program.press(letter)
                time.sleep(0.02)
            program.press(dice.choice(("enter", "escape")))
        case _:
            time.sleep(dice.random() * 2.5)
    time.sleep(dice.random() * 0.3)


def _check_alive(program: ProgramOnTerminal, found: SoakResult, hang: float) -> None:
    if program.process.poll() is not None:
        found.faults.append("It has ended.")
        return
    program.press("escape")
    time.sleep(0.1)
    asked = time.monotonic()
    program.press("i")
    try:
        program.wait_for('"event": "status_taken"', hang)
    except AssertionError:
        found.faults.append(f"It did not answer within {hang} s.")
        return
    found.slowest = max(found.slowest, time.monotonic() - asked)
    found.megabytes.append(megabytes(program.process.pid))


def megabytes(root: int) -> float:
    """The memory of a process and of its children."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(state[1])
        except OSError:
            continue
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    total = 0
    for pid in family:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6
