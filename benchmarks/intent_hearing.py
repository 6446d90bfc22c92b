"""What the recogniser hears of `tests/understanding/phrasings.tsv`, from two synthesisers.

    nice -n 19 python -m benchmarks.intent_hearing

Speaks every phrase marked "said" with espeak-ng and with flite, recognises it with Whisper base as
Lantern does, and writes `tests/understanding/heard.tsv`. Needs flite, and takes about half an hour
on one core; the result is reproducible on any processor.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from assistant.asr.resampling import RATE
from assistant.asr.whisper_recogniser import Whisper
from assistant.tts.audio_chunk import from_wav, resampled

TESTS = Path(__file__).parent.parent / "tests" / "understanding"
LEAD = 0.3
"""Seconds of silence before the first word, as the recogniser gets them from the microphone."""


def espeak(phrase: str) -> bytes:
    """The phrase as a WAV, in espeak-ng's American English, as slowly as flite speaks."""
    command = ["espeak-ng", "--stdout", "-v", "en-us", "-s", "140", phrase]
    return subprocess.run(command, capture_output=True, check=True).stdout


def flite(phrase: str) -> bytes:
    """The phrase as a WAV, in flite's voice "slt"."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["flite", "-voice", "slt", "-t", phrase, "-o", file.name], check=True)
        return Path(file.name).read_bytes()


VOICES: dict[str, Callable[[str], bytes]] = {"espeak-ng": espeak, "flite": flite}


def hear(recogniser: Whisper, wav: bytes) -> str:
    """What was said in a WAV; empty if the recogniser is not confident."""
    samples = resampled(from_wav(wav), RATE).samples
    return recogniser.recognise(np.pad(samples, (round(LEAD * RATE), 0))).text


def phrasings() -> Iterator[tuple[str, str]]:
    """Phrase and intent of the rows marked "said"."""
    with (TESTS / "phrasings.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["source"] == "said":
                yield row["phrase"], row["intent"]


def main() -> None:
    """Speak, hear and write."""
    recogniser = Whisper("en", threads=1)
    count = 0
    with (TESTS / "heard.tsv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("phrase", "intent", "voice", "heard"))
        for phrase, intent in phrasings():
            for voice, speak in VOICES.items():
                writer.writerow((phrase, intent, voice, hear(recogniser, speak(phrase))))
                file.flush()
                count += 1
    print(f"{count} clips heard.", file=sys.stderr)


if __name__ == "__main__":
    main()
