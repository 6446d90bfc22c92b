"""The sound card's stream, where no sound card answers."""

import threading
import time

import pytest

from assistant.faults import SoundFault
from assistant.voice.mixer import Mixer
from assistant.voice.output import Output


def test_a_sound_server_that_hangs_from_the_start_is_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mixer = Mixer(lambda note: None, lambda: None)
    told: list[SoundFault | None] = []
    output = Output(mixer, told.append)
    thawed = threading.Event()
    monkeypatch.setattr(output, "_open", thawed.wait)
    began = time.monotonic()
    output.start()
    while not told:
        assert time.monotonic() - began < 10
        time.sleep(0.05)
    assert time.monotonic() - began > 2
    time.sleep(0.5)
    assert told == [SoundFault.HANGING]
    thawed.set()
    output.close()
