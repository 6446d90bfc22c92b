"""How fast speech output is, from the recorded sound of a PulseAudio null sink.

    python benchmarks/voice_latency.py [ROUNDS] [ENGINE]

Prints milliseconds: from play() to the first sample of the earcon, from say() to the first sample
of speech, from silence() to the last one.
"""

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from assistant.protocol.effects import Utterance
from assistant.protocol.events import Earcon, Priority, SpeechEnded, SpeechStarted
from assistant.settings.config import defaults
from assistant.tts import UtteranceSpeaker
from tests.kit.heard import Heard
from tests.kit.pulse import PulseServer, Recording
from tests.kit.sentences import segments

TEXT = "A dog is lying on a brown sofa, and a cat is sitting beside the window of the room."
QUIET = 0.25
"""Seconds of silence between two measurements."""


def main(rounds: int = 20, engine: str = "auto") -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        server = PulseServer(Path(folder) / "pulse")
        os.environ["PULSE_SERVER"] = server.address
        heard = Heard()
        settings = replace(defaults().voice, engine=engine)  # type: ignore[arg-type]  # the engine comes from the command line
        server.start()
        try:
            with server.recording() as recording:
                voice = UtteranceSpeaker(settings, 180, heard)
                voice.start()
                voice.say(Utterance(segments("Ready."), 0))
                heard.wait(SpeechEnded)
                measured = [measure(voice, recording, heard, number) for number in range(rounds)]
                print(f"{voice.status()}\n{rounds} rounds, milliseconds:")
                voice.close()
        finally:
            server.kill()
    names = ("play to first sample", "say to first sample", "silence to last sample")
    for name, values in zip(names, np.array(measured).T * 1000, strict=True):
        print(f"  {name:24} median {np.median(values):6.1f}  p95 {np.percentile(values, 95):6.1f}")


def measure(
    voice: UtteranceSpeaker, recording: Recording, heard: Heard, number: int
) -> tuple[float, float, float]:
    """Measure the three times in seconds."""
    pressed = time.monotonic()
    voice.play(Earcon.CAPTURED)
    earcon = recording.wait_loud(pressed) - pressed
    time.sleep(QUIET + 0.0037 * number)
    asked = time.monotonic()
    voice.say(Utterance(segments(TEXT), number + 1, Priority.DESCRIPTION))
    speech = recording.wait_loud(asked) - asked
    heard.wait(SpeechStarted, number + 2)
    time.sleep(0.5 + 0.0031 * number)
    stopped = time.monotonic()
    voice.silence()
    heard.wait(SpeechEnded, number + 2)
    recording.wait_until(stopped + QUIET)
    late = recording.loud_times(stopped, stopped + QUIET)
    return earcon, speech, float(late[-1]) - stopped if len(late) else 0.0


if __name__ == "__main__":
    main(*(int(word) if word.isdigit() else word for word in sys.argv[1:]))  # type: ignore[arg-type]  # a number and a name
