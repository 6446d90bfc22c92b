"""The keys for colour, places, light and finding, in one start: real keys, camera, ears and voice.

The tiny model takes whatever is red for an apple.
"""

import time

import cv2
import numpy as np
import pytest

from assistant.ears.whisper_recogniser import Whisper
from assistant.skills.light import brightness
from assistant.voice.earcons import TONE_LOWEST, TONE_SECONDS, TONES
from models.interfaces import Picture
from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_ask_aloud import end, event, wait_for_ears, wait_quiet, words
from tests.kit.http_camera import HttpCamera, stamped
from tests.kit.pulse import RATE, PulseServer, Recording
from tests.kit.room import heard, room, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

SIZE = (640, 480)
HALF_TONE = 2 ** (1 / 12)


def apple(column: int) -> Picture:
    """A room with something red in one of five columns, level with the middle."""
    made = np.asarray(cv2.resize(sample("coffee.jpg"), SIZE) // 2, np.uint8)
    made[:, :, 0] //= 2
    made[192:288, 128 * column : 128 * (column + 1)] = (220, 20, 20)
    return made


def lit(share: float) -> Picture:
    return np.asarray(cv2.convertScaleAbs(cv2.resize(sample("coffee.jpg"), SIZE), alpha=share))


def pitch_of(picture: Picture) -> float:
    """Hertz of the tone that tells how bright a picture of the camera is."""
    return TONE_LOWEST * 2 ** (brightness(stamped(picture, 0, 0.0), "world").level * TONES / 12)


def pitches(recording: Recording, after: float, until: float) -> list[float]:
    """Hertz of every whole tone that was heard between two times, where nobody spoke."""
    recording.wait_until(until)
    times = recording.loud_times(after, until)
    found = []
    for burst in np.split(times, np.flatnonzero(np.diff(times) > 0.03) + 1):
        if len(burst) and abs(burst[-1] - burst[0] - TONE_SECONDS) < 0.02:
            samples, _ = recording.between(burst[0], burst[-1])
            power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * RATE // 2))
            found.append(float(power.argmax()) / 4)
    return found


def said(program: ProgramOnTerminal, key: str) -> str:
    """The answer to a key, once it was heard to its end."""
    program.press(key)
    text = str(event(program, "answered")["answer"]["spoken"])
    assert event(program, "speech_started")["text"] == text
    event(program, "speech_ended")
    return text


@pytest.mark.slow
def test_colour_places_light_and_finding_by_their_keys(start: Start, pulse: PulseServer) -> None:
    with room(pulse), pulse.recording() as recording, HttpCamera(apple(2), size=SIZE) as camera:
        settings(camera={"source": camera.url, "facing": "world"})
        with start("run", "--json") as program:
            event(program, "ready")
            if '"camera_lost"' in program.printed:
                event(program, "camera_back")
            wait_quiet(recording)
            assert said(program, "c") == "Red."
            camera.show(apple(4))
            time.sleep(0.5)
            assert said(program, "o") == "An apple right."

            for share in (0.15, 1.2):
                camera.show(lit(share))
                time.sleep(0.5)
                program.press("l")
                first = event(program, "speech_started")["text"]
                assert first.startswith("Dark" if share < 1 else ("Bright", "Neither"))
                event(program, "speech_ended")
                began = time.monotonic() + 0.5
                tones = pitches(recording, began, began + 1.2)
                assert len(tones) >= 2
                wanted = pitch_of(lit(share))
                assert all(wanted / HALF_TONE < tone < wanted * HALF_TONE for tone in tones), wanted
                program.press("s")
                ended = time.monotonic()
                assert not pitches(recording, ended + 0.5, ended + 1.5)

            camera.show(apple(0))
            wait_for_ears(program)
            wait_quiet(recording)
            program.press("f")
            event(program, "listening")
            with speaking(pulse, spoken("Find the apple.")):
                event(program, "heard")
            found = event(program, "found")
            assert found["spot"]["certainty"] == "plain"
            began = event(program, "speech_started")
            assert began["text"] == "The apple, on the left, at 9 o'clock."
            event(program, "speech_ended")
            assert event(program, "speech_started")["text"] == "Left."
            told = (
                Whisper(threads=1).recognise(heard(recording, began["at"], time.monotonic())).text
            )
            assert "left" in words(told), told
            camera.show(apple(2))
            while (text := event(program, "speech_started")["text"]) in ("Left.", "Hold still."):
                pass
            assert text == "Here: the apple, straight ahead."
            event(program, "speech_ended")
            program.press("z")
            event(program, "saved")
            end(program)
