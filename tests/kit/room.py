"""A room simulated on a sound server: a microphone, a voice, noise and a loudspeaker."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from difflib import SequenceMatcher

import numpy as np

from assistant.asr.resampling import RATE, Samples, resampled
from tests.kit import pulse
from tests.kit.pulse import PulseServer, Recording

MICROPHONE = "microphone"
NOISE = 0.003
"""RMS of full scale, as in a quiet room."""
HOUR = 600


def add_microphone(server: PulseServer) -> None:
    """Add a microphone that hears what is played to the sink of its name."""
    server.add_microphone(MICROPHONE)
    server.pactl("set-default-source", f"{MICROPHONE}.monitor")


@contextmanager
def quiet(server: PulseServer) -> Iterator[None]:
    """The noise of a quiet room, for at most ten minutes."""
    noise = np.random.default_rng(9).normal(0, NOISE, HOUR * RATE).astype(np.float32)
    with server.playing(noise, MICROPHONE, RATE, "noise"):
        yield


@contextmanager
def speaking(server: PulseServer, samples: Samples) -> Iterator[None]:
    """A voice speaks into the microphone."""
    with server.playing(samples, MICROPHONE, RATE, "speech"):
        yield


def let_it_hear_the_speaker(server: PulseServer, decibels: int) -> None:
    """Put a loudspeaker next to the microphone."""
    number = server.pactl(
        "load-module",
        "module-loopback",
        "source=speaker.monitor",
        f"sink={MICROPHONE}",
        "latency_msec=20",
    )
    assert number is not None
    listed = server.pactl("list", "short", "sink-inputs") or ""
    inputs = [line.split()[0] for line in listed.splitlines() if "module-loopback" in line]
    assert len(inputs) == 1, listed
    server.pactl("set-sink-input-volume", inputs[0], f"{decibels}dB")


def heard(recording: Recording, after: float, until: float = float("inf")) -> Samples:
    """What the loudspeaker played between two times, at `RATE`."""
    samples, _ = recording.between(after, until)
    return resampled(samples, pulse.RATE)


@contextmanager
def room(server: PulseServer, decibels: int | None = None) -> Iterator[None]:
    """A quiet room with a microphone and, if `decibels` is given, a loudspeaker next to it."""
    add_microphone(server)
    with ExitStack() as stack:
        stack.enter_context(quiet(server))
        if decibels is not None:
            let_it_hear_the_speaker(server, decibels)
        yield


def resembles(said: str, sentence: str) -> bool:
    """Whether what a recogniser understood holds most of a sentence.

    It may split words otherwise and miss a sound: what counts are runs of three letters or more.
    """
    found, expected = ("".join(re.findall(r"\w+", text.lower())) for text in (said, sentence))
    runs = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return sum(run.size for run in runs if run.size >= 3) >= 2 / 3 * len(expected)
