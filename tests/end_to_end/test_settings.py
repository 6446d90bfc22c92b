"""The first start's tour and the settings by ear, from the keys to the recorded voice."""

import re
import time
import tomllib

import pytest

from assistant.asr.whisper_recogniser import Whisper
from assistant.runtime import remembered
from assistant.settings import config
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_ask_aloud import wait_for_recogniser
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit.pulse import PulseServer, Recording
from tests.kit.room import heard, resembles, room, speaking
from tests.kit.speech import spoken

LONGEST = 6.0
"""Seconds of speech passed to the recogniser."""
PATIENCE = 30.0
"""Seconds within which a sentence must be heard."""
LEADS = 0.2, 0.7
"""Seconds of quiet before a part."""
PROMPT = " What a computer says."
"""For the recogniser, which otherwise expects a question."""


def assert_heard(recording: Recording, whisper: Whisper, after: float, sentence: str) -> None:
    """A sentence was played since a time, as far as a recogniser can tell."""
    end, said = time.monotonic() + PATIENCE, ""
    # On a busy machine it, or its next clause, comes after more than a second of quiet.
    while not resembles(said, sentence):
        try:
            begun = recording.wait_loud(after, end - time.monotonic())
        except TimeoutError:
            pytest.fail(f"{sentence!r} was heard as {said!r}")
        quiet = recording.wait_quiet()
        # The recogniser is not made for speech much longer than a question. It gets every part
        # with different cuts: for some cuts it recognises nothing, or repeats the prompt.
        for lead in LEADS:
            part = heard(recording, begun - lead, min(quiet, begun + LONGEST))
            said += f" {whisper.recognise(part, PROMPT).text}"
        after = min(quiet, begun + LONGEST / 2) if quiet > begun + LONGEST else quiet


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_first_start_shows_around_and_others_if_asked_to(
    start: Start, pulse: PulseServer, whisper: Whisper
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 160})
    with room(pulse), pulse.recording() as recording, start("run", first=True) as program:
        program.wait_for("Ready[.]")
        began = time.monotonic()
        program.wait_for("^Welcome to Lantern[.]")
        program.wait_for("^First, the keys[.] Press Space")
        assert_heard(
            recording, whisper, began, "If you can hear this, the sound works. Press Space."
        )
        program.press("space")
        program.wait_for(DESCRIBED)
        program.wait_for("^Now the microphone[.]")
        # The recogniser may still be loading; the microphone, like the recording, is open
        # meanwhile.
        pulse.wait_recorders(2)
        with speaking(pulse, spoken("Hello, this is a test.", "en-us", 140)):
            line = program.wait_for("^I heard: .*$", timeout=40).group()
        assert "test" in line
        program.wait_for("^That is all[.]")
        end = time.monotonic() + 60
        while not remembered.recalls("toured"):
            assert time.monotonic() < end
            time.sleep(0.1)
        quit(program)
    with start("run", "--tour") as program:
        program.wait_for("^Welcome to Lantern[.]")
        quit(program)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_settings_are_heard_at_once_kept_and_there_at_the_next_start(
    start: Start, pulse: PulseServer, whisper: Whisper
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 160})
    remembered.remember("offered")
    comment = "# Mine.\n"
    config.user_file().write_text(comment + config.user_file().read_text())
    with room(pulse), pulse.recording() as recording, start("run") as program:
        program.wait_for("Ready[.]")
        wait_for_recogniser(program)
        recording.wait_quiet()
        opened = time.monotonic()
        program.press("m")
        program.wait_for("^Settings[.] Speed: 160 words a minute[.]")
        assert_heard(recording, whisper, opened, "Settings. Speed. 160 words a minute.")
        program.press("right")
        program.wait_for("^180 words a minute[.]$")
        program.press("down")
        program.wait_for("^Voice: default[.]$")
        program.press("h")
        program.wait_for("^You are in the settings[.]")
        program.press("down", "down")
        program.wait_for("^Descriptions: normal[.]$")
        program.press("left")
        program.wait_for("^Short[.]$")
        recording.wait_quiet()
        asked = time.monotonic()
        program.press("down")
        line = program.wait_for("^Pause between .*$").group()
        assert_heard(recording, whisper, asked, line)
        program.press("down", "down")
        program.wait_for("^Microphone: same as your system[.]$")
        program.press("right")
        program.wait_for("^Pulse[.]$")
        # The recogniser knows the usual voice best, so another is chosen last.
        program.press("up", "up", "up", "up", "up", "right")
        first = program.wait_for("^English, .*[.]$").group()
        program.press("m")
        program.wait_for("^Settings saved[.]$")
        program.press("m", "right", "s")
        program.wait_for("^Settings closed, changes undone[.]$")
        assert "Welcome" not in program.printed, "the tour is remembered"
        quit(program)
    text = config.user_file().read_text()
    assert text.startswith(comment)
    kept = tomllib.loads(text)
    assert kept["voice"]["rate"] == 180
    assert kept["describe"]["words"] == "short"
    assert kept["ears"]["microphone"] == "pulse"
    assert first.startswith("English")
    assert kept["voice"]["voice"]
    with start("run") as program:
        program.wait_for("Ready[.]")
        program.press("i")
        state = program.wait_for("^Photo .*$").group()
        assert re.search(rf"Voice \w+ {re.escape(kept['voice']['voice'])}, 180 words", state)
        quit(program)
