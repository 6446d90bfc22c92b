"""The sound stream, without a sound card that answers."""

import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.protocol.faults import SoundFault
from assistant.tts import sound_stream
from assistant.tts.mixer import Mixer
from assistant.tts.sound_stream import SoundStream, _Stream


@pytest.mark.slow
def test_a_sound_server_that_hangs_from_the_start_is_reported_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mixer = Mixer(lambda note: None, lambda: None)
    reported: list[SoundFault | None] = []
    stream = SoundStream(mixer, reported.append)
    thawed = threading.Event()
    monkeypatch.setattr(stream, "_open", thawed.wait)
    began = time.monotonic()
    stream.start()
    while not reported:
        assert time.monotonic() - began < 10
        time.sleep(0.05)
    assert time.monotonic() - began > 2
    time.sleep(0.5)
    assert reported == [SoundFault.HANGING]
    thawed.set()
    stream.close()


def test_without_portaudio_a_library_is_missing_and_no_sound_card(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    reported: list[SoundFault | None] = []
    stream = SoundStream(Mixer(lambda note: None, lambda: None), reported.append)
    stream.start()
    deadline = time.monotonic() + 30
    while not reported:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stream.close()
    assert reported == [SoundFault.NOT_INSTALLED]


class FakeClock:
    """A clock that moves only while the stream waits, by the given seconds."""

    def __init__(self, waits: list[float]) -> None:
        self.waits = waits
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, timeout: float) -> None:
        self.now += self.waits.pop(0)

    def clear(self) -> None: ...


@pytest.mark.parametrize(
    ("waits", "reported"), [([60.0, 0.3, 0.3], []), ([1.0] * 3, [SoundFault.LOST])]
)
def test_a_suspended_program_has_not_lost_its_sound_card(
    monkeypatch: pytest.MonkeyPatch, waits: list[float], reported: list[SoundFault | None]
) -> None:
    heard: list[SoundFault | None] = []
    stream = SoundStream(Mixer(lambda note: None, lambda: None), heard.append)
    clock = FakeClock(waits)
    monkeypatch.setattr(sound_stream, "time", clock)
    monkeypatch.setattr(stream, "_wake", clock)
    stream._stream = _Stream(None, 44_100, last_call=clock.now)
    with pytest.raises(IndexError):
        stream._run()
    assert heard == reported


def test_without_room_for_a_thread_the_sound_card_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = SoundStream(Mixer(lambda note: None, lambda: None), lambda fault: None)
    opened, refused = threading.Event(), [True, True]
    begin = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name == "sound-open" and refused:
            refused.pop()
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(stream, "_open", opened.set)
    stream.start()
    assert opened.wait(30)
    stream.close()
