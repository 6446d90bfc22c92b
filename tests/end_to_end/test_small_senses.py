"""Colour, places, light and finding by their keys, in one start, with real devices.

Keys, camera, microphone and voice are real. The tiny model takes anything blue for a television.
"""

import time

import cv2
import numpy as np
import pytest

from assistant.asr.whisper_recogniser import Whisper
from assistant.skills.light import brightness
from assistant.tts.earcons import TONE_LOWEST, TONE_SECONDS, TONES
from models.interfaces import Picture
from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_ask_aloud import end, event, wait_for_recogniser, words
from tests.end_to_end.test_read import hear
from tests.kit.http_camera import HttpCamera, stamped
from tests.kit.pulse import RATE, PulseServer, Recording
from tests.kit.room import heard, room, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

SIZE = (640, 480)
HALF_TONE = 2 ** (1 / 12)
TO_THE_LEFT = ("Left.", "A little left.")


def television(column: int) -> Picture:
    """A room with something blue in one of five columns, level with the middle."""
    made: Picture = lit(1.2).min(axis=2, keepdims=True).repeat(3, axis=2)
    made[192:288, 128 * column : 128 * (column + 1)] = (20, 20, 220)
    return made


def cloth() -> Picture:
    """Something red that fills the middle, in front of a wall."""
    rng = np.random.default_rng(0)
    made = rng.integers(140, 200, SIZE[::-1], np.uint8)[..., None].repeat(3, axis=2)
    made[96:384, 128:512] = (190, 25, 30)
    return np.asarray(made - rng.integers(0, 12, made.shape), np.uint8)


def lit(share: float) -> Picture:
    """A room with so many times the light of the photo."""
    small = cv2.resize(sample("coffee.jpg"), SIZE)
    return np.asarray(cv2.convertScaleAbs(small, alpha=share), np.uint8)


def page_at(left: int) -> Picture:
    """A view of a printed page, whose left border is so many pixels from that of the picture."""
    made = np.full((SIZE[1], 2 * SIZE[0], 3), 90, np.uint8)
    cv2.rectangle(made, (440, 60), (840, 420), (235, 235, 230), -1)
    for line in range(9):
        at = (460, 100 + 38 * line)
        cv2.putText(
            made, f"Line {line} of this letter", at, cv2.FONT_HERSHEY_DUPLEX, 0.9, (20,) * 3
        )
    return np.ascontiguousarray(made[:, 440 - left : 440 - left + SIZE[0]])


def light_of(picture: Picture) -> tuple[str, float]:
    """The sentence about the light in a picture from the camera, and the hertz of its tone."""
    found = brightness.brightness(stamped(picture, 0, 0.0), "world")
    return str(brightness.spoken(found)), TONE_LOWEST * 2 ** (found.level * TONES / 12)


def pitches(recording: Recording, after: float, until: float) -> list[float]:
    """Hertz of every whole tone between two times without speech."""
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
    """The answer to a key, once it has been heard to its end."""
    program.press(key)
    text = str(event(program, "answered")["answer"]["spoken"])
    hear(program, text)
    event(program, "speech_ended")
    return text


def said_in_the_end(program: ProgramOnTerminal, key: str, sentence: str) -> bool:
    """Whether a key is answered like this, once the camera's new picture has come through."""
    return sentence in (said(program, key) for _ in range(5))


@pytest.mark.slow
def test_colour_places_light_and_finding_by_their_keys(start: Start, pulse: PulseServer) -> None:
    with room(pulse), pulse.recording() as recording, HttpCamera(cloth(), size=SIZE) as camera:
        settings(camera={"source": camera.url, "facing": "world"})
        with start("run", "--json") as program:
            event(program, "ready")
            if '"camera_lost"' in program.printed:
                event(program, "camera_back")
            recording.wait_quiet()
            assert said(program, "c") == "Red."
            camera.show(television(4))
            assert said_in_the_end(program, "o", "A TV on the right.")

            for share in (0.15, 1.2):
                camera.show(lit(share))
                time.sleep(1.5)
                program.press("l")
                sentence, pitch = light_of(lit(share))
                hear(program, sentence)
                event(program, "speech_ended")
                began = until = time.monotonic() + 0.5
                tones: list[float] = []
                while len(tones) < 2:
                    assert until < began + 30, "there are no tones"
                    until += 1.2
                    tones = pitches(recording, began, until)
                assert all(pitch / HALF_TONE < tone < pitch * HALF_TONE for tone in tones), pitch
                program.press("s")
                event(program, "pressed")
                ended = time.monotonic()
                assert not pitches(recording, ended + 0.5, ended + 1.5)

            camera.show(television(0))
            wait_for_recogniser(program)
            recording.wait_quiet()
            program.press("f")
            event(program, "listening")
            with speaking(pulse, spoken("Where is my television?")):
                assert "television" in "".join(words(event(program, "heard")["text"]))
            first = event(program, "speech_started")
            assert first["text"].endswith("television, on the left, at 9 o'clock.")
            event(program, "speech_ended")
            assert event(program, "speech_started")["text"] in TO_THE_LEFT
            until = time.monotonic()
            recording.wait_until(until)
            voice = heard(recording, first["at"] - 0.2, until)
            camera.show(television(2))
            directions = (*TO_THE_LEFT, "Hold still.")
            while (text := event(program, "speech_started")["text"]) in directions:
                pass
            assert text.endswith("television, straight ahead.")
            event(program, "speech_ended")
            program.press("z")
            event(program, "saved")
            end(program)
    # Not earlier: while the recogniser loads, the camera, which is in this process, stands still.
    recognised = Whisper(threads=1).recognise(voice).text
    assert "left" in words(recognised), recognised


def test_find_the_page_leads_on_until_all_of_its_text_is_in_the_picture(
    start: Start, pulse: PulseServer
) -> None:
    shown = HttpCamera(page_at(-120), size=SIZE)
    with room(pulse), pulse.recording(), shown as camera:
        settings(camera={"source": camera.url, "facing": "world"})
        with start("run", "--json") as program:
            event(program, "ready")
            program.press("/", *"find the page", "enter")
            event(program, "found")
            while event(program, "speech_started")["text"] not in TO_THE_LEFT:
                pass
            camera.show(page_at(120))
            directions = (*TO_THE_LEFT, "Hold still.")
            while (text := event(program, "speech_started")["text"]) in directions:
                pass
            assert text.endswith("page, straight ahead.")
            end(program)
